#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "analysis/analysis.h"
#include "meter.h"

static const struct analyzer_format formats[] = {
	{ 8000, 1 },
	{ 8000, 2 },
	{ 8000, 8 },
	{ 44100, 1 },
	{ 44100, 2 },
	{ 44100, 8 },
	{ 48000, 1 },
	{ 48000, 2 },
	{ 48000, 8 },
	{ 96000, 1 },
	{ 96000, 2 },
	{ 96000, 8 },
	{ 384000, 1 },
	{ 384000, 2 },
	{ 384000, 8 },
};
enum { N_FORMATS = sizeof formats / sizeof formats[0] };

static void each_row_says_what_it_is(void **state)
{
	(void)state;
	uint32_t measures = 0;
	assert_true(n_analyzers <= ANALYZERS_MAX);
	for (size_t i = 0; i < n_analyzers; i++) {
		const struct analyzer_ops *ops = analyzer_table[i];
		assert_true(ops->name && strlen(ops->name) > 0);
		assert_null(strpbrk(ops->name, " \t\n"));
		assert_true(ops->help && strlen(ops->help) > 10);
		assert_true(ops->measure < SNAPSHOT_N_MEASURES);
		assert_false(measures & SNAPSHOT_BIT(ops->measure));
		measures |= SNAPSHOT_BIT(ops->measure);
		assert_true(ops->state_bytes > 0);
	}
}

static void fini_is_right_after_nothing(void **state)
{
	(void)state;
	for (size_t i = 0; i < n_analyzers; i++) {
		void *zeroed = calloc(1, analyzer_table[i]->state_bytes);
		analyzer_table[i]->fini(zeroed);
		free(zeroed);
	}
}

/* --------------------------------------------------------------- any blocks, any state */

/* Loud noise with a tone in it, and in each channel another: `n_frames` of it. */
static float *rich_sound(const struct analyzer_format *format, size_t n_frames)
{
	float *frames = sound_of(n_frames, format->n_channels);
	for (uint32_t c = 0; c < format->n_channels; c++) {
		add_noise(frames + c, format->n_channels, n_frames, 0.7 / (c + 1), 5 * c + 1);
		add_sine(frames + c, format->n_channels, n_frames, 0.5, 100.0 * (c + 1) / format->rate_hz, 0);
	}
	return frames;
}

/* Two of the longest blocks that anything is measured in, 3 s, at the lowest rate; a part of one at others. */
static size_t length_at(uint32_t rate_hz)
{
	return rate_hz == 8000 ? 52000 : 16 * snapshot_scaled(SNAPSHOT_FRAMES, rate_hz);
}

static bool same(const struct meter *a, const struct meter *b)
{
	return memcmp(&a->measures, &b->measures, sizeof a->measures) == 0;
}

/* Hears a snapshot's frames in blocks of 1 to 97 frames, each time others. */
static void hear_in_pieces(struct meter *meter, const float *frames, size_t n_frames, uint32_t *seed)
{
	for (size_t done = 0, n; done < n_frames; done += n) {
		*seed = *seed * 1664525u + 1013904223u;
		n = 1 + (*seed >> 16) % 97;
		n = n < n_frames - done ? n : n_frames - done;
		meter_hear(meter, frames + done * meter->format.n_channels, n);
	}
}

static void compare_cuts(const struct analyzer_ops *ops, const struct analyzer_format *format)
{
	struct meter whole, cut;
	size_t step = snapshot_scaled(SNAPSHOT_FRAMES, format->rate_hz), n = length_at(format->rate_hz);
	float *frames = rich_sound(format, n);
	uint32_t seed = 1;
	meter_open(&whole, ops, format->rate_hz, format->n_channels);
	meter_open(&cut, ops, format->rate_hz, format->n_channels);
	for (size_t at = 0; at + step <= n; at += step) {
		meter_measure(&whole, frames + at * format->n_channels, step);
		hear_in_pieces(&cut, frames + at * format->n_channels, step, &seed);
		meter_read(&cut);
		if (!same(&whole, &cut))
			fail_msg("%s at %u Hz, %u channels: another reading of another cut at frame %zu", ops->name,
				format->rate_hz, format->n_channels, at + step);
		if (at / step == n / step / 2) {
			ops->jump(whole.state);
			ops->jump(cut.state);
		}
	}
	meter_close(&whole);
	meter_close(&cut);
	free(frames);
}

static void block_sizes_do_not_matter(void **state)
{
	(void)state;
	for (size_t i = 0; i < n_analyzers; i++)
		for (size_t f = 0; f < N_FORMATS; f++)
			compare_cuts(analyzer_table[i], &formats[f]);
}

/* The same in all but the last digits, which a filter that only fades may hold. Counts are not rounded: as floats they
 * are subnormal. */
static bool nearly_same(const struct meter *a, const struct meter *b)
{
	enum { N_WORDS = sizeof a->measures / sizeof(float) };
	float x[N_WORDS], y[N_WORDS];
	memcpy(x, &a->measures, sizeof x);
	memcpy(y, &b->measures, sizeof y);
	for (size_t i = 0; i < N_WORDS; i++) {
		bool counts = fpclassify(x[i]) == FP_SUBNORMAL || fpclassify(y[i]) == FP_SUBNORMAL;
		if (memcmp(&x[i], &y[i], sizeof x[i]) != 0 && (counts || !(fabsf(x[i] - y[i]) < 1e-4f)))
			return false;
	}
	return true;
}

/* After restart() all is as after init(), in the midst of a block, too. */
static void compare_restart(const struct analyzer_ops *ops, const struct analyzer_format *format)
{
	struct meter fresh, used;
	size_t step = snapshot_scaled(SNAPSHOT_FRAMES, format->rate_hz), n = length_at(format->rate_hz);
	float *frames = rich_sound(format, n);
	meter_open(&fresh, ops, format->rate_hz, format->n_channels);
	meter_open(&used, ops, format->rate_hz, format->n_channels);
	meter_hear(&used, frames, n - 5);
	ops->jump(used.state);
	meter_hear(&used, frames, step + 7);
	ops->restart(used.state);
	for (size_t at = 0; at + step <= n; at += step) {
		meter_measure(&fresh, frames + at * format->n_channels, step);
		meter_measure(&used, frames + at * format->n_channels, step);
		if (!nearly_same(&fresh, &used))
			fail_msg("%s at %u Hz, %u channels: something is left after a restart", ops->name,
				format->rate_hz, format->n_channels);
	}
	meter_close(&fresh);
	meter_close(&used);
	free(frames);
}

static void a_restart_is_a_new_beginning(void **state)
{
	(void)state;
	for (size_t i = 0; i < n_analyzers; i++)
		for (size_t f = 0; f < N_FORMATS; f++)
			compare_restart(analyzer_table[i], &formats[f]);
}

/* --------------------------------------------------------------- its process dies */

/* Hears what comes up to frame `until`, from snapshot to snapshot. */
static void hear_snapshots(struct meter *meter, const float *frames, size_t *at, size_t until)
{
	size_t step = snapshot_scaled(SNAPSHOT_FRAMES, meter->format.rate_hz);
	for (size_t n; *at < until; *at += n) {
		n = until - *at < step ? until - *at : step;
		meter_measure(meter, frames + *at * meter->format.n_channels, n);
	}
}

/* Another state takes over, elsewhere in the sound. */
static void succeed(struct meter *meter)
{
	void *dead = meter->state;
	meter->state = calloc(1, meter->ops->state_bytes);
	assert_non_null(meter->state);
	assert_true(meter->ops->init(meter->state, meter->kept, &meter->format, NULL));
	meter->ops->jump(meter->state);
	meter->ops->fini(dead);
	free(dead);
}

/* In the middle of the sound, at the end of a piece of 10 ms: what of one is not complete is lost. */
static void compare_succession(const struct analyzer_ops *ops, const struct analyzer_format *format)
{
	struct meter jumps, dies;
	size_t n = length_at(format->rate_hz), piece = format->rate_hz / 100, middle = (n + piece) / 2 / piece * piece;
	float *frames = rich_sound(format, n);
	size_t at = 0, at_other = 0;
	meter_open(&jumps, ops, format->rate_hz, format->n_channels);
	meter_open(&dies, ops, format->rate_hz, format->n_channels);
	hear_snapshots(&jumps, frames, &at, middle);
	hear_snapshots(&dies, frames, &at_other, middle);
	ops->jump(jumps.state);
	succeed(&dies);
	while (at < n) {
		hear_snapshots(&jumps, frames, &at, at + piece < n ? at + piece : n);
		hear_snapshots(&dies, frames, &at_other, at);
		if (!nearly_same(&jumps, &dies))
			fail_msg("%s at %u Hz, %u channels: a successor reads another figure at frame %zu", ops->name,
				format->rate_hz, format->n_channels, at);
	}
	meter_close(&jumps);
	meter_close(&dies);
	free(frames);
}

static void a_successor_goes_on_as_after_a_jump(void **state)
{
	(void)state;
	for (size_t i = 0; i < n_analyzers; i++)
		for (size_t f = 0; f < N_FORMATS; f++)
			compare_succession(analyzer_table[i], &formats[f]);
}

/* --------------------------------------------------------------- absurd sound */

static float silence(size_t i)
{
	(void)i;
	return 0;
}

static float dc(size_t i)
{
	(void)i;
	return 1;
}

static float huge_square(size_t i)
{
	return i / 20 % 2 ? 1e4f : -1e4f;
}

static float huge_alternation(size_t i)
{
	return i % 2 ? 1e4f : -1e4f;
}

static float tiny(size_t i)
{
	return i % 2 ? 1e-38f : -1e-42f;
}

static bool is_sane(const struct meter *meter)
{
	struct snapshot *snapshot = calloc(1, sizeof *snapshot);
	assert_non_null(snapshot);
	snapshot->head = (struct snapshot_head){ .rate_hz = meter->format.rate_hz,
		.n_frames = SNAPSHOT_FRAMES,
		.n_source_channels = meter->format.n_channels,
		.measured = SNAPSHOT_BIT(meter->ops->measure) };
	for (int l = 0; l < SNAPSHOT_N_LEVELS; l++)
		snapshot->head.levels[l] = (struct snapshot_level){ 1, 1, 1, 1 };
	snapshot->measures = meter->measures;
	bool sane = snapshot_is_sane(snapshot, SNAPSHOT_ALL_LEVELS);
	free(snapshot);
	return sane;
}

/* In every second channel, and silence in the others. */
static void hear_absurd(struct meter *meter, float (*sample)(size_t i))
{
	uint32_t n_channels = meter->format.n_channels;
	size_t n = length_at(meter->format.rate_hz);
	float *frames = sound_of(n, n_channels);
	for (size_t i = 0; i < n; i++)
		for (uint32_t c = 0; c < n_channels; c += 2)
			frames[i * n_channels + c] = sample(i);
	meter_measure(meter, frames, n);
	free(frames);
}

static void nothing_makes_it_leave_the_numbers(void **state)
{
	(void)state;
	static float (*const sounds[])(size_t) = { silence, dc, huge_square, huge_alternation, tiny };
	for (size_t i = 0; i < n_analyzers; i++)
		for (size_t f = 0; f < N_FORMATS; f++) {
			struct meter meter;
			meter_open(&meter, analyzer_table[i], formats[f].rate_hz, formats[f].n_channels);
			meter_read(&meter); /* before any sound */
			assert_true(is_sane(&meter));
			for (size_t s = 0; s < sizeof sounds / sizeof sounds[0]; s++) {
				hear_absurd(&meter, sounds[s]);
				assert_true(is_sane(&meter));
			}
			meter_close(&meter);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_row_says_what_it_is),
		cmocka_unit_test(fini_is_right_after_nothing),
		cmocka_unit_test(block_sizes_do_not_matter),
		cmocka_unit_test(a_restart_is_a_new_beginning),
		cmocka_unit_test(a_successor_goes_on_as_after_a_jump),
		cmocka_unit_test(nothing_makes_it_leave_the_numbers),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
