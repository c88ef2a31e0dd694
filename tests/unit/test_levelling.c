/* Even loudness: which gain follows from wishes, tags and measurements; where it begins, and how it changes. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/levelling.h"

#define GIVEN(gain_db, peak)                                                                                           \
	{                                                                                                              \
		true, gain_db, peak                                                                                    \
	}
#define NO_GAIN                                                                                                        \
	{                                                                                                              \
		false, 0, 0                                                                                            \
	}

#define OFF SESSION_REPLAYGAIN_OFF
#define TRACK SESSION_REPLAYGAIN_TRACK
#define ALBUM SESSION_REPLAYGAIN_ALBUM

static void gains_follow_from_wishes_and_facts(void **state)
{
	(void)state;
	static const struct {
		struct level_wishes wishes;
		struct source_gain track, album;
		struct level_found found; /* true_peak 0: not measured */
		float gain_db;
		bool wants_measuring;
	} rows[] = {
		{ { OFF, 0 }, GIVEN(-7, 1), GIVEN(-5, 1), { -10, 1 }, 0, false },
		{ { TRACK, 0 }, GIVEN(-7, 1), GIVEN(-5, 1), { 0, 0 }, -7, false },
		{ { ALBUM, 0 }, GIVEN(-7, 1), GIVEN(-5, 1), { 0, 0 }, -5, false },
		{ { ALBUM, 0 }, GIVEN(-7, 1), NO_GAIN, { 0, 0 }, -7, false }, /* one stands in for the other */
		{ { TRACK, 0 }, NO_GAIN, GIVEN(-5, 1), { 0, 0 }, -5, false },
		{ { TRACK, 0 }, NO_GAIN, NO_GAIN, { -10, 1 }, -8, false }, /* known by chance */
		{ { TRACK, 0 }, NO_GAIN, NO_GAIN, { 0, 0 }, 0, false },
		/* never more than the peak allows; one that is not known may be at full scale */
		{ { TRACK, 0 }, GIVEN(9, 0.5f), NO_GAIN, { 0, 0 }, 6.0206f, false },
		{ { TRACK, 0 }, GIVEN(9, 0.1f), NO_GAIN, { 0, 0 }, 9, false },
		{ { TRACK, 0 }, GIVEN(-1, 2), NO_GAIN, { 0, 0 }, -6.0206f, false },
		{ { TRACK, 0 }, GIVEN(9, 0), NO_GAIN, { 0, 0 }, 0, false },
		{ { OFF, -16 }, GIVEN(9, 0), NO_GAIN, { 0, 0 }, 0, true },
		{ { OFF, -16 }, GIVEN(9, 0), NO_GAIN, { -29, 0.1f }, 11,
			true }, /* the loudness is still that of the tags */
		/* a target of one's own: tags mean -18 LUFS */
		{ { OFF, -16 }, GIVEN(-7, 1), GIVEN(-5, 1), { 0, 0 }, -5, false },
		{ { ALBUM, -23 }, GIVEN(-7, 1), GIVEN(-5, 1), { 0, 0 }, -10, false },
		{ { OFF, -23 }, GIVEN(-7, 0), NO_GAIN, { 0, 0 }, -12, false },
		{ { OFF, -23 }, NO_GAIN, NO_GAIN, { 0, 0 }, 0, true },
		{ { OFF, -23 }, NO_GAIN, NO_GAIN, { -10, 1 }, -13, true },
		{ { OFF, -23 }, NO_GAIN, NO_GAIN, { -INFINITY, 1 }, 0, true }, /* silence */
		{ { OFF, -16 }, NO_GAIN, NO_GAIN, { -30, 0.5f }, 6.0206f, true },
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const struct source_tags tags = { .track_gain = rows[i].track, .album_gain = rows[i].album };
		float gain_db
			= level_gain_db(&rows[i].wishes, &tags, rows[i].found.true_peak > 0 ? &rows[i].found : NULL);
		if (fabsf(gain_db - rows[i].gain_db) > 1e-3f)
			fail_msg("row %zu: %g dB", i, (double)gain_db);
		assert_int_equal(level_wants_measuring(&rows[i].wishes, &tags), rows[i].wants_measuring);
	}
}

/* --------------------------------------------------------------- in the feeder */

enum { RATE_HZ = 8000, N_CHANNELS = 3 };

struct bench {
	struct session *session;
	struct run_state_page page;
	struct status status;
	struct levelling levelling;
	struct track track;
};

static void open_bench(struct bench *bench)
{
	const struct session_request request = { .replaygain = TRACK };
	*bench = (struct bench){ .session = calloc(1, sizeof *bench->session) };
	session_init(bench->session, &request);
	atomic_store(&bench->session->progress.queue_id, 0);
	run_state_init(&bench->page);
	status_init(&bench->status, &bench->page, -1);
	levelling_init(&bench->levelling, bench->session, &bench->status);
	bench->track = (struct track){ .kind = RUN_SOURCE_FILE,
		.info = { .rate_hz = RATE_HZ, .n_channels = N_CHANNELS, .tags.track_gain = GIVEN(-6.0206f, 1) } };
}

static void close_bench(struct bench *bench)
{
	levelling_fini(&bench->levelling);
	status_fini(&bench->status);
	free(bench->session);
}

static void begin(struct bench *bench)
{
	levelling_begin(&bench->levelling, &bench->track, &(struct source_request){ .path = "/no/such/file" });
}

static float told_db(const struct bench *bench)
{
	struct run_state now;
	assert_true(run_state_read(&bench->page, &now, NULL));
	return now.gain_db;
}

/* Amplifies so many frames of full scale; the channels stay alike. */
static float *apply(struct bench *bench, size_t n_frames)
{
	static float samples[RATE_HZ * N_CHANNELS];
	for (size_t i = 0; i < n_frames * N_CHANNELS; i++)
		samples[i] = 1;
	levelling_apply(&bench->levelling, &bench->track, samples, n_frames);
	for (size_t i = 0; i < n_frames; i++)
		for (size_t c = 1; c < N_CHANNELS; c++)
			assert_true(samples[i * N_CHANNELS + c] == samples[i * N_CHANNELS]);
	return samples;
}

static void a_track_begins_with_its_gain(void **state)
{
	(void)state;
	struct bench bench;
	open_bench(&bench);
	begin(&bench);
	assert_float_equal(bench.track.gain_db, -6.0206f, 1e-4f); /* the mark tells it */
	assert_float_equal(apply(&bench, 1)[0], 0.5f, 1e-5f);
	bench.track.info.tags.track_gain.gain_db = 0;
	begin(&bench);
	assert_true(apply(&bench, 100)[0] == 1);
	close_bench(&bench);
}

static void streams_and_captures_are_left_as_they_are(void **state)
{
	(void)state;
	static const enum run_source_kind kinds[] = { RUN_SOURCE_STREAM, RUN_SOURCE_DEMO, RUN_SOURCE_CAPTURE };
	struct bench bench;
	open_bench(&bench);
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		bench.track.kind = kinds[i];
		begin(&bench);
		assert_true(bench.track.gain_db == 0 && apply(&bench, 10)[0] == 1);
	}
	close_bench(&bench);
}

static void another_wish_glides_within_a_second(void **state)
{
	(void)state;
	struct bench bench;
	open_bench(&bench);
	bench.track.queue_id = 1;
	begin(&bench);
	apply(&bench, 100);
	atomic_store(&bench.session->progress.replaygain, OFF);
	float last = 0.5f;
	for (size_t n_frames = 0; n_frames < RATE_HZ; n_frames += 100) {
		const float *frames = apply(&bench, 100);
		for (size_t i = 0; i < 100; i++) {
			assert_true(frames[i * N_CHANNELS] >= last && frames[i * N_CHANNELS] - last < 1e-4f);
			last = frames[i * N_CHANNELS];
		}
	}
	assert_float_equal(last, 1, 1e-3f);
	assert_true(apply(&bench, 100)[99 * N_CHANNELS] == 1);
	assert_true(told_db(&bench) == 0 && bench.track.gain_db == 0);
	atomic_store(&bench.session->progress.normalize_lufs, -30.0f);
	apply(&bench, 100);
	assert_float_equal(bench.track.gain_db, -18.0206f, 1e-3f);
	assert_true(told_db(&bench) == 0); /* the track before it is heard */
	atomic_store(&bench.session->progress.queue_id, 1);
	apply(&bench, 100);
	assert_float_equal(told_db(&bench), -18.0206f, 1e-3f);
	close_bench(&bench);
}

/* In the midst of a glide, and whether what the gain came of is known again or not. */
static void the_next_engine_goes_on_with_the_gain(void **state)
{
	(void)state;
	struct bench bench;
	open_bench(&bench);
	bench.track.queue_id = 2;
	begin(&bench);
	atomic_store(&bench.session->progress.replaygain, OFF);
	float last = apply(&bench, RATE_HZ / 2)[(RATE_HZ / 2 - 1) * N_CHANNELS];
	assert_true(last > 0.6f && last < 0.9f);
	levelling_fini(&bench.levelling);
	levelling_init(&bench.levelling, bench.session, &bench.status);
	begin(&bench);
	assert_float_equal(bench.track.gain_db, 0, 0);
	assert_float_equal(apply(&bench, 1)[0], last, 1e-3f);
	assert_true(apply(&bench, RATE_HZ)[(RATE_HZ - 1) * N_CHANNELS] == 1);
	begin(&bench);
	atomic_store(&bench.session->progress.replaygain, TRACK);
	apply(&bench, RATE_HZ / 2);
	begin(&bench); /* in the same engine it begins with its own */
	assert_float_equal(apply(&bench, 1)[0], 0.5f, 1e-5f);
	atomic_store(&bench.session->progress.level_gain, 0.75f);
	levelling_fini(&bench.levelling);
	levelling_init(&bench.levelling, bench.session, &bench.status);
	bench.track.queue_id = 3; /* as does another track in the next one */
	begin(&bench);
	assert_float_equal(apply(&bench, 1)[0], 0.5f, 1e-5f);
	close_bench(&bench);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gains_follow_from_wishes_and_facts),
		cmocka_unit_test(a_track_begins_with_its_gain),
		cmocka_unit_test(streams_and_captures_are_left_as_they_are),
		cmocka_unit_test(another_wish_glides_within_a_second),
		cmocka_unit_test(the_next_engine_goes_on_with_the_gain),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
