/* A recording ring of any content: whoever takes from it comes to an end, and gets no more than there is room for, of a
 * rate that there may be; whoever writes stays within it. */
#include "control/recording.h"
#include "fuzz.h"
#include "snapshot/snapshot.h"

enum { CHUNK_FRAMES = 512, MOST_TAKES = RECORDING_FRAMES / CHUNK_FRAMES + RECORDING_RATES + 1 };

static struct recording recording;

/* Mostly near to each other, now and then anything. */
static uint64_t take_count(struct taken *from)
{
	const unsigned byte = take_byte(from);
	return byte == 255 ? take_u64(from) : byte >= 192 ? take_u32(from) % (2 * RECORDING_FRAMES) : byte;
}

static void fill(struct taken *from)
{
	recording_init(&recording);
	recording.on = take_byte(from) % 2;
	recording.asleep = take_byte(from) % 2;
	recording.written = take_count(from);
	recording.taken = take_count(from);
	recording.n_rates = take_count(from);
	recording.rate_held = take_count(from);
	for (size_t i = 0; i < RECORDING_RATES; i++) {
		recording.rates[i].at = take_count(from);
		recording.rates[i].rate_hz = (uint32_t)take_count(from);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static float frames[2 * CHUNK_FRAMES];
	struct taken from = { data, n };
	size_t taken;
	uint32_t rate_hz;
	int n_takes = 0;
	fill(&from);
	const uint32_t written_hz = from.n > 0 ? 44100 : 48000;
	recording_write(&recording, written_hz, frames, take_byte(&from));
	uint64_t at = recording_first(&recording);
	while ((taken = recording_take(&recording, &at, frames, CHUNK_FRAMES, &rate_hz)) > 0) {
		require(taken <= CHUNK_FRAMES && ++n_takes <= MOST_TAKES);
		require(rate_hz >= 1 && rate_hz <= SNAPSHOT_MAX_RATE_HZ);
	}
	recording_let_go(&recording, at);
	recording_fall_asleep(&recording, at);
	recording_rouse(&recording);
	recording_begin(&recording);
	recording_write(&recording, written_hz, frames, CHUNK_FRAMES);
	return 0;
}
