/* Sound that an engine left in memory, which may have gone mad before it died: who goes on with it reads no more than
 * there is, and of tracks that can be. */
#include "base/clock.h"
#include "engine/flow.h"
#include "fuzz.h"

enum { N_FRAMES = 4096, CHUNK_FRAMES = 512, MOST_STEPS = 64, RATE_HZ = 48000 };
#define NOW_NS (100 * NS_PER_S)

static _Alignas(64) unsigned char memory[FLOW_BYTES(N_FRAMES)];
static float stereo[2 * CHUNK_FRAMES], wide[FLOW_MAX_WIDE * CHUNK_FRAMES];
static uint32_t n_wide; /* of what is written */

/* --------------------------------------------------------------- the one that dies */

static void mark(struct flow *flow, struct taken *from)
{
	const unsigned how = take_byte(from);
	struct mark mark = { .rate_hz = RATE_HZ,
		.jump = how & 1,
		.end = (how & 14) == 14,
		.position_frame = how * 1000,
		.track = { .info = { .rate_hz = how & 2 ? RATE_HZ : 2 * RATE_HZ,
				   .n_channels = how & 4 ? 2 : 6,
				   .n_frames = -1 } } };
	if (flow_write_mark(flow, &mark, 0))
		n_wide = flow_n_wide(mark.track.info.n_channels);
}

static uint32_t read(struct flow *flow, uint32_t n_read, uint32_t n_frames)
{
	struct mark mark;
	size_t n;
	if (flow_next_mark(flow, &mark, &n))
		n_read = flow_n_wide(mark.track.info.n_channels);
	flow_read(flow, stereo, wide, n_read, n < n_frames ? n : n_frames);
	return n_read;
}

static void go_mad(struct taken *from)
{
	const size_t marks_at
		= FLOW_HEAD_BYTES + N_FRAMES * (sizeof(struct stereo_frame) + FLOW_MAX_WIDE * sizeof(float));
	const unsigned where = take_byte(from);
	const uint32_t word = take_u32(from);
	size_t at = where % (sizeof(struct flow_head) / sizeof word) * sizeof word;
	if (where >= 128)
		at = marks_at + take_u32(from) % (FLOW_MAX_MARKS * sizeof(struct mark) / sizeof word) * sizeof word;
	memcpy(memory + at, &word, sizeof word);
}

static void live(struct taken *from)
{
	struct flow flow;
	uint32_t n_read = 0;
	flow_place(&flow, memory, N_FRAMES);
	n_wide = 0;
	for (int i = 0; i < MOST_STEPS && from->n > 0; i++) {
		const unsigned step = take_byte(from), n = take_byte(from);
		if (step < 64)
			mark(&flow, from);
		else if (step < 128)
			flow_write(&flow, stereo, wide, n_wide, 2 * n);
		else if (step < 192)
			n_read = read(&flow, n_read, 2 * n);
		else if (step < 224)
			flow_note_heard(&flow, flow_position(&flow) - n, NOW_NS + (int)n - 128);
		else
			break;
	}
}

/* --------------------------------------------------------------- the one that goes on */

static void check(const struct mark *mark)
{
	const struct source_info *info = &mark->track.info;
	if (mark->end)
		return;
	require(mark->rate_hz >= 1 && info->rate_hz >= AUDIO_MIN_RATE_HZ && info->rate_hz <= AUDIO_MAX_RATE_HZ);
	require(info->n_channels >= 1 && info->n_channels <= AUDIO_MAX_CHANNELS && info->raw_type < N_SAMPLE_TYPES);
	require(memchr(info->title, 0, sizeof info->title) && memchr(info->format, 0, sizeof info->format));
	require(memchr(info->tags.title, 0, sizeof info->tags.title)
		&& memchr(info->tags.artist, 0, sizeof info->tags.artist)
		&& memchr(info->tags.album, 0, sizeof info->tags.album));
}

static void go_on(void)
{
	struct flow flow;
	struct mark mark, goes_on;
	uint32_t n_read = 0;
	size_t n, total = 0;
	flow_place(&flow, memory, N_FRAMES);
	if (!flow_resume(&flow, NOW_NS, &goes_on)) {
		require(flow_readable(&flow) == 0 && flow_room(&flow) > 0);
		return;
	}
	check(&goes_on);
	flow_write_mark(&flow, &goes_on, 0);
	for (int i = 0; i < 2 * N_FRAMES && flow_readable(&flow) > 0; i++) {
		if (flow_next_mark(&flow, &mark, &n)) {
			check(&mark);
			n_read = flow_n_wide(mark.track.info.n_channels);
		}
		total += flow_read(&flow, stereo, wide, n_read, n < CHUNK_FRAMES ? n : CHUNK_FRAMES);
	}
	require(total <= N_FRAMES);
	require(flow_write(&flow, stereo, wide, n_read, CHUNK_FRAMES) <= CHUNK_FRAMES);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct taken from = { data, n };
	memset(memory, 0, sizeof memory);
	live(&from);
	for (int i = 0; i < MOST_STEPS && from.n > 0; i++)
		go_mad(&from);
	go_on();
	return 0;
}
