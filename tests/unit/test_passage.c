/* What the analysis is given: stereo sound and, of more than two channels, these as well, with a device and without. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "engine/pacer.h"
#include "engine/passage.h"
#include "engine/strain.h"
#include "near.h"
#include "told_frames.h"

enum { RATE = 48000, PERIOD = 256 };

/* Static: a pacer lives as long as its process. */
static struct pacer pacer;
static struct snapshot_ring ring;
static struct kept kept;
static struct session *session;
static struct run_state_page page;
static struct status status;
static struct stream stream;
static uint64_t next_given, next_taken; /* frames */

static int open_pacer(void **state)
{
	const struct session_request request = { .raw_rate_hz = RATE, .raw_n_channels = 2 };
	(void)state;
	session = calloc(1, sizeof *session);
	session_init(session, &request);
	run_state_init(&page);
	status_init(&status, &page, -1);
	snapshot_ring_init(&ring);
	if (!stream_init(&stream, session, NULL, &status, &ring.counters, -1, NULL, NULL)
		|| !pacer_init(&pacer, &stream, session, &status, &ring, &kept, NULL))
		return -1;
	analysis_set_measures(&pacer.analysis, SNAPSHOT_ALL_MEASURES);
	pacer.player.rate_hz = RATE;
	return 0;
}

static int close_pacer(void **state)
{
	(void)state;
	stream_fini(&stream);
	status_fini(&status);
	free(session);
	return 0;
}

static void begin_track(uint32_t n_channels, bool jump)
{
	struct intake_plan plan = { .n_channels = n_channels, .from_hz = RATE, .to_hz = RATE };
	struct mark mark = { .jump = jump, .rate_hz = RATE, .position_frame = (int64_t)next_given };
	mark.track.info = (struct source_info){ .rate_hz = RATE, .n_channels = n_channels, .n_frames = -1 };
	mark.track.kind = RUN_SOURCE_FILE;
	assert_true(intake_begin(&stream.intake, &plan, NULL));
	stream.flow.reserve_frames = 0;
	assert_true(flow_write_mark(&stream.flow, &mark, 0));
}

static void give_track(uint32_t n_channels, bool jump, size_t n_frames)
{
	static float samples[INTAKE_CHUNK_FRAMES * TOLD_MAX_CHANNELS];
	begin_track(n_channels, jump);
	for (size_t n; n_frames > 0; n_frames -= n) {
		n = n_frames < INTAKE_CHUNK_FRAMES ? n_frames : INTAKE_CHUNK_FRAMES;
		told_frames(next_given, n_channels, n, samples);
		intake_push(&stream.intake, samples, n);
		next_given += n;
	}
}

/* Has `n` frames analysed, and looks at what the analysis was given. */
static void take(size_t n)
{
	passage_marks(&pacer);
	uint32_t n_channels = pacer.heard.info.n_channels, n_wide = flow_n_wide(n_channels);
	assert_true(n <= passage_block_frames(&pacer));
	assert_int_equal(passage_take(&pacer, n, 0), n);
	assert_int_equal(pacer.analysis.format.n_channels, n_wide ? n_wide : n_channels);
	for (size_t i = 0; i < n; i++, next_taken++)
		assert_true(
			is_told_frame(pacer.block + 2 * i, pacer.block + 2 * n + n_wide * i, n_channels, next_taken));
}

static const uint32_t channel_counts[] = { 2, 6, 1, 8, TOLD_MAX_CHANNELS, 3, 2 };
enum { N_COUNTS = sizeof channel_counts / sizeof *channel_counts };

static void the_timer_takes_all_channels(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_COUNTS; i++) {
		give_track(channel_counts[i], false, 1000);
		take(300);
		take(1);
		take(399);
		passage_drop(&pacer, 100);
		next_taken += 100;
		take(200);
	}
}

/* As changeover.c does it. */
static void join_device(void)
{
	pacer.on_device = true;
	pacer.flow = &pacer.player.tap;
	player_start(&pacer.player, pacer.heard.info.n_channels, pacer.rate_hz, false);
}

static void leave_device(void)
{
	assert_true(player_stop(&pacer.player));
	assert_int_equal(passage_take(&pacer, SIZE_MAX, 0), 0);
	pacer.on_device = false;
	pacer.flow = &stream.flow;
}

static void play(size_t n_periods)
{
	float out[2 * PERIOD];
	for (; n_periods > 0; n_periods--) {
		player_process(&pacer.player, out, PERIOD, 0, false);
		take(PERIOD);
	}
}

/* The device comes and goes in the middle of each track. */
static void the_device_takes_all_channels(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_COUNTS; i++) {
		give_track(channel_counts[i], false, 10 * PERIOD);
		take(100);
		join_device();
		play(5);
		leave_device();
		take(PERIOD - 100);
		join_device();
		play(4);
		leave_device();
	}
}

static void a_seek_takes_all_channels(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_COUNTS; i++) {
		give_track(channel_counts[i], false, 1000);
		take(10);
		next_given += 5000;
		next_taken = next_given;
		give_track(channel_counts[(i + 1) % N_COUNTS], true, 300);
		take(300);
	}
}

/* ITU-R BS.1770-5, annex 1: a full-scale sine of 997 Hz in a front channel is -3.01 LUFS; a surround counts 1.41
 * (+1.49 dB), the LFE channel nothing. In the mix to stereo a surround is 3 dB down instead. */
static void loudness_is_that_of_the_channels(void **state)
{
	(void)state;
	enum { N_CHANNELS = 6, N_FRAMES = RATE * 6 / 10 };
	static const float expected_lufs[N_CHANNELS]
		= { -23.01f, -23.01f, -23.01f, SNAPSHOT_NO_LEVEL, -21.52f, -21.52f };
	for (uint32_t c = 0; c < N_CHANNELS; c++) {
		begin_track(N_CHANNELS, true);
		for (size_t i = 0; i < N_FRAMES; i++) {
			float frame[N_CHANNELS] = { 0 };
			frame[c] = (float)(0.1 * sin(2 * 3.14159265358979323846 * 997 / RATE * (double)i));
			intake_push(&stream.intake, frame, 1);
		}
		passage_take(&pacer, SIZE_MAX, 0);
		assert_near(pacer.analysis.writer.snapshot.measures.loudness.momentary_lufs, expected_lufs[c], 0.02);
	}
}

static const struct snapshot_meter *hear_from(uint64_t position, float sample)
{
	next_given = position;
	begin_track(2, true);
	for (size_t i = 0; i < 1000; i++)
		intake_push(&stream.intake, (float[]){ sample, sample }, 1);
	assert_int_equal(passage_take(&pacer, SIZE_MAX, 0), 1000);
	return &pacer.analysis.writer.snapshot.measures.meters[0];
}

/* As when the device is ready, and a file that has just begun is to be heard from its start. */
static void a_track_that_begins_again_is_measured_again(void **state)
{
	(void)state;
	assert_true(hear_from(0, 0.75f)->max_peak == 0.75f);
	assert_true(hear_from(5000, 0.5f)->max_peak == 0.75f);
	assert_true(hear_from(0, 0.25f)->max_peak == 0.25f);
}

/* --------------------------------------------------------------- the engine dies */

/* The next engine: what is kept is all that it has of the one before. */
static void succeed(void)
{
	analysis_fini(&pacer.analysis);
	player_fini(&pacer.player);
	assert_int_equal(close_pacer(NULL), 0);
	assert_int_equal(open_pacer(NULL), 0);
}

static float hear(size_t n_frames, float sample)
{
	for (size_t i = 0; i < n_frames; i++)
		intake_push(&stream.intake, (float[]){ sample, sample }, 1);
	assert_int_equal(passage_take(&pacer, SIZE_MAX, 0), n_frames);
	return pacer.analysis.writer.snapshot.measures.meters[0].max_peak;
}

static void join_at(const struct track *track, int64_t position)
{
	struct intake_plan plan = { .n_channels = 2, .from_hz = RATE, .to_hz = RATE };
	struct mark mark = { .again = true, .rate_hz = RATE, .position_frame = position, .track = *track };
	assert_true(intake_begin(&stream.intake, &plan, NULL));
	stream.flow.reserve_frames = 0;
	assert_true(flow_write_mark(&stream.flow, &mark, 0));
}

/* The first mark of an engine that joins a track in its middle; returns the peak of what was measured of that. */
static float join(struct track track, float sample)
{
	join_at(&track, 4000);
	return hear(1000, sample);
}

static void the_next_engine_goes_on_measuring_the_same_track(void **state)
{
	(void)state;
	struct track track = { .kind = RUN_SOURCE_FILE,
		.queue_id = 3,
		.info = { .rate_hz = RATE, .n_channels = 2, .n_frames = 9000, .title = "a song", .format = "FLAC" } };
	assert_true(join(track, 0.75f) == 0.75f);
	succeed();
	assert_true(join(track, 0.5f) == 0.75f);
	succeed();
	track.info.n_frames = 8000;
	assert_true(join(track, 0.25f) == 0.25f);
	succeed();
	track.queue_id = 4;
	assert_true(join(track, 0.125f) == 0.125f);
}

/* The frames before the death are heard once more: louder here, to tell them from what is measured. */
static void what_comes_again_is_measured_once(void **state)
{
	(void)state;
	const struct track track = { .kind = RUN_SOURCE_FILE,
		.queue_id = 7,
		.info = { .rate_hz = RATE, .n_channels = 2, .n_frames = 90000, .seekable = true } };
	succeed();
	assert_true(join(track, 0.25f) == 0.25f); /* up to 5000 */
	succeed();
	join_at(&track, 4200);
	assert_true(hear(500, 0.75f) == 0.25f);
	assert_true(hear(300, 0.75f) == 0.25f);
	assert_true(hear(300, 0.5f) == 0.5f);
	succeed();
	join_at(&track, 6000); /* nothing of that comes again */
	assert_true(hear(300, 0.75f) == 0.75f);
}

/* Whose header, with length and name, was read by the engine before. */
static void a_stream_that_is_joined_is_the_same(void **state)
{
	(void)state;
	struct track track = { .kind = RUN_SOURCE_STREAM,
		.info
		= { .rate_hz = RATE, .n_channels = 2, .n_frames = 9000, .title = "a song", .format = "WAV s16" } };
	assert_true(join(track, 0.75f) == 0.75f);
	succeed();
	track.info = (struct source_info){ .rate_hz = RATE, .n_channels = 2, .n_frames = -1, .format = "s16le" };
	assert_true(join(track, 0.5f) == 0.75f);
	track.info.format[0] = 'u';
	assert_true(join(track, 0.25f) == 0.25f); /* its next writer */
}

/* Three seconds of turns, each begun so late, in which 20 ms of sound take so long to analyse; what the run state then
 * says. */
static uint32_t quality_after(double late_ms, double spent_ms)
{
	struct run_state run;
	pacer.quality = (struct quality){ 0 };
	status_set_quality(&status, RUN_QUALITY_FULL);
	for (int64_t due_ns = NS_PER_S; due_ns < 4 * NS_PER_S; due_ns += 20 * NS_PER_MS) {
		const int64_t began_ns = due_ns + (int64_t)(late_ms * 1e6);
		pacer.turn_frames = 20 * RATE / 1000;
		strain_judge(&pacer, due_ns, began_ns, began_ns + (int64_t)(spent_ms * 1e6));
		assert_int_equal(pacer.turn_frames, 0);
	}
	assert_true(run_state_read(&page, &run, NULL));
	return run.quality;
}

static void an_engine_that_does_not_keep_up_says_so(void **state)
{
	(void)state;
	begin_track(2, true);
	passage_marks(&pacer);
	assert_int_equal(quality_after(0, 1), RUN_QUALITY_FULL);
	assert_int_equal(quality_after(30, 10), RUN_QUALITY_FULL);
	assert_true(quality_after(0, 25) > RUN_QUALITY_FULL);
	assert_true(quality_after(60, 1) > RUN_QUALITY_FULL);
	/* Who had no time to be there has not been late, and what is too short tells nothing. */
	pacer.quality = (struct quality){ 0 };
	for (int64_t now_ns = NS_PER_S; now_ns < 4 * NS_PER_S; now_ns += 20 * NS_PER_MS) {
		pacer.turn_frames = 1;
		strain_judge(&pacer, INT64_MAX, now_ns, now_ns + NS_PER_MS);
	}
	assert_int_equal(pacer.quality.step, RUN_QUALITY_FULL);
}

/* As long as the keeper cannot take how it ended, nobody is shown the end: who saw it would leave without knowing. */
static void the_keeper_knows_of_the_end_before_it_is_shown(void **state)
{
	(void)state;
	struct session_progress *progress = &session->progress;
	struct message message = message_of(MESSAGE_WAKE);
	int fds[2];
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, fds), 0);
	while (message_send(fds[0], &message, NULL, 0) == MESSAGE_OK)
		;
	status.keeper_fd = fds[0];
	snprintf(progress->first_failure, sizeof progress->first_failure, "no such file");
	atomic_store(&progress->n_failed, 1);
	passage_end(&pacer);
	assert_true(pacer.ended && !pacer.told_end);
	assert_int_not_equal(status_phase(&status), RUN_DRAINING);
	while (message_receive(fds[1], &message, NULL, NULL) == MESSAGE_OK)
		assert_int_equal(message.type, MESSAGE_WAKE);
	passage_end(&pacer);
	assert_true(pacer.told_end);
	assert_int_equal(status_phase(&status), RUN_DRAINING);
	assert_int_equal(message_receive(fds[1], &message, NULL, NULL), MESSAGE_OK);
	assert_int_equal(message.type, MESSAGE_FINISHED);
	assert_int_equal(message.u.outcome.status, 1);
	assert_string_equal(message.u.outcome.text, "no such file");
	status.keeper_fd = -1;
	close(fds[0]);
	close(fds[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_timer_takes_all_channels),
		cmocka_unit_test(the_device_takes_all_channels),
		cmocka_unit_test(a_seek_takes_all_channels),
		cmocka_unit_test(a_track_that_begins_again_is_measured_again),
		cmocka_unit_test(the_next_engine_goes_on_measuring_the_same_track),
		cmocka_unit_test(what_comes_again_is_measured_once),
		cmocka_unit_test(a_stream_that_is_joined_is_the_same),
		cmocka_unit_test(loudness_is_that_of_the_channels),
		cmocka_unit_test(an_engine_that_does_not_keep_up_says_so),
		cmocka_unit_test(the_keeper_knows_of_the_end_before_it_is_shown),
	};
	return cmocka_run_group_tests(tests, open_pacer, close_pacer);
}
