#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <poll.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/ioctl.h>

#include "base/clock.h"
#include "engine/stream.h"
#include "queued.h"
#include "sounds.h"

enum { N_FIRST = 200000, N_SECOND = 7000 }; /* the first is longer than what is decoded ahead */

/* A stream of two files, one after the other: all its frames hold the file's number as their left sample. */
struct bench {
	struct session *session;
	struct queue *queue;
	struct status status;
	struct run_state_page page;
	struct snapshot_counters counters;
	struct stream stream;
	int sockets[2];
};

static bool ignore(void *context)
{
	(void)context;
	return false;
}

static const char *make_file(const char *name, float value, sf_count_t n_frames)
{
	const char *path = sound_path(name);
	SF_INFO info = { .samplerate = 44100, .channels = 2, .format = SF_FORMAT_WAV | SF_FORMAT_FLOAT };
	SNDFILE *file = sf_open(path, SFM_WRITE, &info);
	const float frame[] = { value, 0 };
	assert_non_null(file);
	for (sf_count_t i = 0; i < n_frames; i++)
		sf_writef_float(file, frame, 1);
	sf_close(file);
	return path;
}

static void prepare_queue(struct bench *bench, const char *const *queue, size_t n, int sound_fd)
{
	const struct session_request request = { .raw_rate_hz = 44100, .raw_n_channels = 2 };
	*bench = (struct bench){ .sockets = { -1, -1 } };
	assert_int_equal(pipe(bench->sockets), 0);
	bench->session = calloc(1, sizeof *bench->session);
	session_init(bench->session, &request);
	bench->queue = queued(queue, n);
	run_state_init(&bench->page);
	status_init(&bench->status, &bench->page, bench->sockets[1]);
	assert_true(stream_init(
		&bench->stream, bench->session, bench->queue, &bench->status, &bench->counters, sound_fd, NULL, NULL));
}

static void start(struct bench *bench)
{
	assert_true(stream_start(&bench->stream, ignore, NULL, NULL));
}

static void open_queue(struct bench *bench, const char *const *queue, size_t n, int sound_fd)
{
	prepare_queue(bench, queue, n, sound_fd);
	start(bench);
}

static void open_bench(struct bench *bench)
{
	const char *const queue[]
		= { make_file("one.wav", 0.25f, N_FIRST), "/no/such/file", make_file("two.wav", 0.5f, N_SECOND) };
	open_queue(bench, queue, 3, -1);
}

static void close_bench(struct bench *bench)
{
	stream_fini(&bench->stream);
	status_fini(&bench->status);
	free(bench->session);
	free(bench->queue);
	close(bench->sockets[0]);
	close(bench->sockets[1]);
}

/* Reads frames of one value (NAN: of any) up to the next mark, which it returns; how many there were is in `*n_read`. */
static struct mark read_to_mark(struct bench *bench, float value, size_t *n_read)
{
	struct mark mark;
	size_t n;
	int64_t give_up_ns = clock_now_ns() + 20 * NS_PER_S;
	*n_read = 0;
	while (!flow_next_mark(&bench->stream.flow, &mark, &n)) {
		struct stereo_frame frame;
		for (; n && flow_read(&bench->stream.flow, (float *)&frame, NULL, 0, 1); n--, ++*n_read)
			assert_true((isnan(value) || frame.left == value) && frame.right == 0);
		assert_true(clock_now_ns() < give_up_ns);
		sched_yield();
	}
	return mark;
}

static void tracks_follow_one_another_without_a_gap(void **state)
{
	(void)state;
	static struct bench bench;
	size_t n;
	open_bench(&bench);
	struct mark mark = read_to_mark(&bench, 0, &n);
	assert_int_equal(mark.track.queue_id, 0);
	assert_int_equal(mark.track.info.n_frames, N_FIRST);
	assert_true(mark.track.info.seekable && !mark.jump && !mark.end);
	mark = read_to_mark(&bench, 0.25f, &n);
	assert_int_equal(n, N_FIRST);
	assert_int_equal(mark.track.queue_id, 2); /* the missing one was passed over, and noted */
	assert_int_equal(bench.session->progress.n_failed, 1);
	assert_non_null(strstr(bench.session->progress.first_failure, "/no/such/file"));
	mark = read_to_mark(&bench, 0.5f, &n);
	assert_int_equal(n, N_SECOND);
	assert_true(mark.end);
	close_bench(&bench);
}

/* What lay in the ring when the jump was asked for is not heard any more. */
/* Engines that find their device and cannot play on it are counted until one can. */
static void what_is_decoded_is_not_played_yet(void **state)
{
	(void)state;
	static struct bench bench;
	const char *const queue[] = { make_file("one.wav", 0.25f, N_SECOND) };
	size_t n;
	prepare_queue(&bench, queue, 1, -1);
	atomic_store(&bench.session->progress.n_renewals, 3);
	start(&bench);
	read_to_mark(&bench, 0, &n);
	assert_true(read_to_mark(&bench, 0.25f, &n).end);
	assert_int_equal(n, N_SECOND);
	assert_int_equal(atomic_load(&bench.session->progress.n_renewals), 3);
	close_bench(&bench);
}

static void seeks_and_other_tracks_void_what_is_waiting(void **state)
{
	(void)state;
	static struct bench bench;
	size_t n;
	open_bench(&bench);
	read_to_mark(&bench, 0, &n);
	atomic_store(&bench.session->progress.queue_id, 0);
	stream_ask(&bench.stream, STREAM_SEEK, N_FIRST - 100);
	struct mark mark;
	while (mark = read_to_mark(&bench, 0.25f, &n), !mark.jump)
		;
	assert_int_equal(mark.position_frame, N_FIRST - 100);
	mark = read_to_mark(&bench, 0.25f, &n);
	assert_int_equal(n, 100);
	assert_int_equal(mark.track.queue_id, 2);
	atomic_store(&bench.session->progress.queue_id, 2);
	stream_ask(&bench.stream, STREAM_TRACK, 0);
	while (mark = read_to_mark(&bench, 0.5f, &n), !mark.jump)
		;
	assert_int_equal(mark.track.queue_id, 0);
	assert_int_equal(mark.position_frame, 0);
	close_bench(&bench);
}

/* A part of a file is a track of its own; parts that meet are joined without a gap. */
static void a_part_of_a_file_is_a_track(void **state)
{
	(void)state;
	static struct bench bench;
	const int64_t second_ns = 1000000000;
	const struct queue_item parts[] = { { "", "one", 0, second_ns, 0 }, { "", "two", second_ns, -1, 0 } };
	const char *path = make_file("parts.wav", 0.75f, N_FIRST);
	size_t n;
	prepare_queue(&bench, NULL, 0, -1);
	for (int i = 0; i < 2; i++) {
		struct queue_item item = parts[i];
		item.path = path;
		queue_add(bench.queue, &item, QUEUE_NOTHING, QUEUE_NOTHING);
	}
	start(&bench);
	struct mark mark = read_to_mark(&bench, 0, &n);
	assert_string_equal(mark.track.info.title, "one");
	assert_int_equal(mark.track.info.n_frames, 44100);
	mark = read_to_mark(&bench, 0.75f, &n);
	assert_int_equal(n, 44100);
	assert_string_equal(mark.track.info.title, "two");
	assert_int_equal(mark.track.info.n_frames, N_FIRST - 44100);
	assert_int_equal(mark.position_frame, 0);
	atomic_store(&bench.session->progress.queue_id, 1);
	stream_ask(&bench.stream, STREAM_SEEK, 100);
	while (mark = read_to_mark(&bench, 0.75f, &n), !mark.jump)
		;
	mark = read_to_mark(&bench, 0.75f, &n);
	assert_int_equal(n, N_FIRST - 44100 - 100);
	assert_true(mark.end);
	close_bench(&bench);
}

/* What is added at the end is played, too. */
static void goes_on_when_more_is_added(void **state)
{
	(void)state;
	static struct bench bench;
	size_t n;
	open_bench(&bench);
	while (!read_to_mark(&bench, NAN, &n).end)
		;
	const struct queue_item item = { make_file("more.wav", 0.125f, 500), "", 0, -1, 0 };
	queue_add(bench.queue, &item, QUEUE_NOTHING, QUEUE_NOTHING);
	stream_look(&bench.stream);
	struct mark mark = read_to_mark(&bench, NAN, &n);
	assert_int_equal(mark.track.queue_id, 3);
	assert_true(read_to_mark(&bench, 0.125f, &n).end);
	assert_int_equal(n, 500);
	close_bench(&bench);
}

static void loops_as_it_is_told(void **state)
{
	(void)state;
	static struct bench bench;
	size_t n;
	static const char missing[] = "/no/such/file";
	const char *const queue[] = { make_file("loop.wav", 0.25f, 300), missing };
	prepare_queue(&bench, queue, 2, -1);
	atomic_store(&bench.queue->loop, QUEUE_LOOP_QUEUE);
	start(&bench);
	read_to_mark(&bench, 0, &n);
	for (int i = 0; i < 5; i++) {
		assert_int_equal(read_to_mark(&bench, 0.25f, &n).track.queue_id, 0);
		assert_int_equal(n, 300);
	}
	close_bench(&bench);
	/* Where nothing can be played it is not tried for ever. */
	const char *const broken[] = { missing, missing };
	prepare_queue(&bench, broken, 2, -1);
	atomic_store(&bench.queue->loop, QUEUE_LOOP_QUEUE);
	start(&bench);
	assert_true(read_to_mark(&bench, 0, &n).end);
	assert_int_equal(bench.session->progress.n_failed, 2);
	close_bench(&bench);
}

static void what_is_removed_is_left(void **state)
{
	(void)state;
	static struct bench bench;
	size_t n;
	open_bench(&bench);
	read_to_mark(&bench, 0, &n);
	atomic_store(&bench.session->progress.queue_id, 0);
	queue_remove(bench.queue, 0);
	struct mark mark = read_to_mark(&bench, 0.25f, &n);
	assert_true(mark.jump && n < N_FIRST);
	assert_int_equal(mark.track.queue_id, 2);
	/* But the last is played to its end. */
	atomic_store(&bench.session->progress.queue_id, 2);
	queue_clear(bench.queue);
	assert_true(read_to_mark(&bench, 0.5f, &n).end);
	assert_int_equal(n, N_SECOND);
	close_bench(&bench);
}

static size_t n_jumps(const struct bench *bench)
{
	struct mark marks[FLOW_MAX_MARKS];
	size_t n = ring_peek(&bench->stream.flow.marks, marks, FLOW_MAX_MARKS), n_found = 0;
	for (size_t i = 0; i < n; i++)
		n_found += marks[i].jump;
	return n_found;
}

static void wait_for_jumps(const struct bench *bench, size_t n)
{
	int64_t give_up_ns = clock_now_ns() + 20 * NS_PER_S;
	while (n_jumps(bench) < n) {
		assert_true(clock_now_ns() < give_up_ns);
		sched_yield();
	}
}

/* An output that is found or lost has the feeder go on from where the reader was: not where somebody has sought meanwhile. */
static void an_output_does_not_undo_a_seek(void **state)
{
	(void)state;
	static struct bench bench;
	size_t n;
	open_bench(&bench);
	read_to_mark(&bench, 0, &n);
	atomic_store(&bench.session->progress.queue_id, 0);
	stream_ask(&bench.stream, STREAM_SEEK, N_FIRST - 100);
	wait_for_jumps(&bench, 1);
	stream_ask(&bench.stream, STREAM_AGAIN, 7);
	wait_for_jumps(&bench, 2);
	struct mark mark;
	do
		mark = read_to_mark(&bench, NAN, &n);
	while (!mark.again);
	assert_int_equal(mark.track.queue_id, 0);
	assert_int_equal(mark.position_frame, N_FIRST - 100);
	close_bench(&bench);
}

/* Another engine goes on where this one was. */
static void goes_on_from_the_session(void **state)
{
	(void)state;
	static struct bench bench;
	size_t n;
	open_bench(&bench);
	stream_fini(&bench.stream);
	atomic_store(&bench.session->progress.queue_id, 2);
	atomic_store(&bench.session->progress.position_frame, N_SECOND - 10);
	assert_true(
		stream_init(&bench.stream, bench.session, bench.queue, &bench.status, &bench.counters, -1, NULL, NULL));
	assert_true(stream_start(&bench.stream, ignore, NULL, NULL));
	struct mark mark = read_to_mark(&bench, 0, &n);
	assert_int_equal(mark.track.queue_id, 2);
	assert_int_equal(mark.position_frame, N_SECOND - 10);
	mark = read_to_mark(&bench, 0.5f, &n);
	assert_int_equal(n, 10);
	assert_true(mark.end);
	close_bench(&bench);
}

enum { COUNT_SCALE = 1024 }; /* what is too loud to be sound would be silenced */

/* Reads frames that count up, and all marks before them; returns what would come next. */
static int64_t read_counting(struct bench *bench, int64_t next, int64_t until)
{
	int64_t give_up_ns = clock_now_ns() + 20 * NS_PER_S;
	while (next < until) {
		struct stereo_frame frame;
		struct mark mark;
		size_t n;
		while (flow_next_mark(&bench->stream.flow, &mark, &n))
			assert_true(mark.end || mark.track.queue_id == 0);
		for (; n && next < until && flow_read(&bench->stream.flow, (float *)&frame, NULL, 0, 1); n--)
			assert_int_equal((int64_t)(frame.left * COUNT_SCALE), next++);
		assert_true(clock_now_ns() < give_up_ns);
		sched_yield();
	}
	return next;
}

/* An engine is gone, the memory of what it has decoded is not: its successor reads on frame by frame, and decodes what
 * comes behind that. */
static void goes_on_with_what_another_has_decoded(void **state)
{
	(void)state;
	static struct bench bench;
	void *held = calloc(1, SESSION_HELD_BYTES);
	const char *const path = sound_path("count.wav");
	SF_INFO info = { .samplerate = 44100, .channels = 2, .format = SF_FORMAT_WAV | SF_FORMAT_FLOAT };
	SNDFILE *file = sf_open(path, SFM_WRITE, &info);
	for (int i = 0; i < N_FIRST; i++)
		sf_writef_float(file, (const float[]){ (float)i / COUNT_SCALE, 0 }, 1);
	sf_close(file);
	prepare_queue(&bench, &path, 1, -1);
	int64_t next = 0;
	for (int engine = 0; engine < 5; engine++) {
		if (engine > 0)
			next -= FLOW_MAX_READ_FRAMES; /* once more what may have been lost with who read it */
		stream_fini(&bench.stream);
		assert_true(stream_init(
			&bench.stream, bench.session, bench.queue, &bench.status, &bench.counters, -1, held, NULL));
		start(&bench);
		assert_true(bench.stream.resumes == (engine > 0));
		next = read_counting(&bench, next, (engine + 1) * N_FIRST / 5);
	}
	size_t n;
	assert_true(read_to_mark(&bench, NAN, &n).end);
	assert_int_equal(n, 0);
	close_bench(&bench);
	free(held);
}

/* Continued while a stream's header is still to come: it is waited for all the same. */
/* None is in the way of one that changes what is heard, and the output gets what it asks for even if the queue changes. */
static void requests_give_way(void **state)
{
	(void)state;
	static const struct {
		enum stream_request_kind first, second, left;
	} cases[] = {
		{ STREAM_SEEK, STREAM_TRACK, STREAM_TRACK },
		{ STREAM_SEEK, STREAM_AGAIN, STREAM_SEEK },
		{ STREAM_SEEK, STREAM_LOOK, STREAM_SEEK },
		{ STREAM_LOOK, STREAM_AGAIN, STREAM_AGAIN },
		{ STREAM_AGAIN, STREAM_LOOK, STREAM_AGAIN },
		{ STREAM_AGAIN, STREAM_SEEK, STREAM_SEEK },
		{ STREAM_QUIT, STREAM_TRACK, STREAM_QUIT },
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		static struct bench bench;
		prepare_queue(&bench, NULL, 0, -1); /* nobody takes them */
		stream_ask(&bench.stream, cases[i].first, 0);
		stream_ask(&bench.stream, cases[i].second, 0);
		assert_int_equal(bench.stream.request, cases[i].left);
		close_bench(&bench);
	}
}

static void a_wake_cuts_no_header_short(void **state)
{
	(void)state;
	static struct bench bench;
	const char *const queue[] = { "-" };
	char bytes[4096];
	size_t n;
	int ends[2], n_waiting;
	FILE *file = fopen(make_file("three.wav", 0.25f, 100), "rb");
	assert_non_null(file);
	const size_t n_bytes = fread(bytes, 1, sizeof bytes, file);
	fclose(file);
	assert_int_equal(pipe(ends), 0);
	open_queue(&bench, queue, 1, ends[0]);
	assert_int_equal(write(ends[1], bytes, 8), 8);
	while (ioctl(ends[0], FIONREAD, &n_waiting) == 0 && n_waiting > 0)
		sched_yield();
	stream_wake(&bench.stream);
	struct pollfd cancel = { .fd = bench.stream.cancel_fd, .events = POLLIN };
	assert_int_equal(poll(&cancel, 1, 0), 0);
	assert_int_equal(write(ends[1], bytes + 8, n_bytes - 8), n_bytes - 8);
	close(ends[1]);
	assert_false(read_to_mark(&bench, 0, &n).end);
	assert_true(read_to_mark(&bench, 0.25f, &n).end);
	assert_int_equal(n, 100);
	close_bench(&bench);
	close(ends[0]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tracks_follow_one_another_without_a_gap),
		cmocka_unit_test(what_is_decoded_is_not_played_yet),
		cmocka_unit_test(seeks_and_other_tracks_void_what_is_waiting),
		cmocka_unit_test(a_part_of_a_file_is_a_track),
		cmocka_unit_test(goes_on_when_more_is_added),
		cmocka_unit_test(loops_as_it_is_told),
		cmocka_unit_test(what_is_removed_is_left),
		cmocka_unit_test(an_output_does_not_undo_a_seek),
		cmocka_unit_test(goes_on_from_the_session),
		cmocka_unit_test(goes_on_with_what_another_has_decoded),
		cmocka_unit_test(requests_give_way),
		cmocka_unit_test(a_wake_cuts_no_header_short),
	};
	return cmocka_run_group_tests(tests, sounds_begin, sounds_end);
}
