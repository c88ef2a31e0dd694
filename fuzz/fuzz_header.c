/* The first bytes of streams: who looks at as many as he is asked to comes to an end, and to the same as who has them
 * all; what a header tells lies within it. */
#include "fuzz.h"
#include "source/caf_header.h"
#include "source/chunks.h"
#include "source/stream_guess.h"
#include "source/stream_header.h"

const char *__lsan_default_suppressions(void)
{
	return "leak:libsndfile\n";
}

static enum stream_kind guess(const uint8_t *data, size_t n)
{
	const struct stream_guess all = stream_guess(data, n);
	size_t have = 0;
	for (;;) {
		const struct stream_guess so_far = stream_guess(data, have);
		if (so_far.kind != STREAM_UNDECIDED) {
			require(so_far.kind == all.kind);
			return all.kind;
		}
		require(so_far.n_bytes > have && so_far.n_bytes < 1 << 20);
		if (so_far.n_bytes > n)
			return STREAM_UNDECIDED;
		have = so_far.n_bytes;
	}
}

static void read_wav_or_au(const uint8_t *data, size_t n)
{
	struct stream_header header;
	struct err err = { 0 };
	switch (stream_header_read(data, n, &header, &err)) {
	case STREAM_HEADER_PCM:
		require(header.data_offset <= n && header.data_bytes >= -1);
		require(header.type < N_SAMPLE_TYPES);
		require(header.info.n_channels >= 1 && header.info.n_channels <= AUDIO_MAX_CHANNELS);
		require(header.info.rate_hz >= AUDIO_MIN_RATE_HZ && header.info.rate_hz <= AUDIO_MAX_RATE_HZ);
		require_printable(header.info.format, sizeof header.info.format);
		require_printable(header.info.title, sizeof header.info.title);
		break;
	case STREAM_HEADER_BAD: require(err.message[0]); break;
	default: break;
	}
}

/* What is made of a container of chunks is one, too, and stays as it is. */
static void read_chunks(const uint8_t *data, size_t n)
{
	static struct chunks_reduced reduced, again;
	struct chunks_bytes bytes = { .memory = data, .n = n };
	struct tags_reading texts = { 0 };
	if (n == 0)
		return;
	chunks_put_texts(&bytes, 0, &texts);
	if (chunks_reduce(&bytes, 0, &reduced) != CHUNKS_GOOD)
		return;
	require(reduced.sound_at <= n && reduced.sound_bytes <= CHUNKS_TO_THE_END);
	bytes = (struct chunks_bytes){ .memory = reduced.header, .n = reduced.n_header };
	require(chunks_reduce(&bytes, 0, &again) == CHUNKS_GOOD);
	require(again.sound_at == reduced.n_header && again.n_header == reduced.n_header);
	require(memcmp(again.header, reduced.header, reduced.n_header) == 0);
	read_wav_or_au(reduced.header, reduced.n_header);
}

static void read_caf(const uint8_t *data, size_t n)
{
	struct caf_header header;
	if (caf_header_read(data, n, &header) != CAF_HEADER_GOOD)
		return;
	require(header.data_offset <= n);
	require(header.tags_offset <= n && header.tags_bytes <= n - header.tags_offset);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	const enum stream_kind kind = guess(data, n);
	if (kind == STREAM_AU)
		read_wav_or_au(data, n);
	read_chunks(data, n);
	read_caf(data, n);
	return 0;
}
