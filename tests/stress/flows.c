/* A flow: an engine that writes and reads it in two threads, and dies; the next one goes on with what is in it. */
#include <pthread.h>
#include <sched.h>
#include <string.h>

#include "base/clock.h"
#include "engine/flow.h"
#include "stress.h"
#include "told_sound.h"

enum { FLOW_FRAMES = 4096, RATE_HZ = 48000 };

/* Memory that outlives an engine. */
struct legacy {
	unsigned char flow[FLOW_BYTES(FLOW_FRAMES)];
	_Atomic uint64_t read; /* so far it has been read for certain; 0: no track has begun yet */
};

struct engine {
	struct flow flow;
	struct stress_worker writer, *reader;
	struct mark first; /* what the writer begins with, if it goes on for another */
	bool goes_on;
};

static void write_mark(struct engine *engine, struct mark *mark)
{
	while (!flow_write_mark(&engine->flow, mark, 0) && stress_goes_on(&engine->writer))
		sched_yield();
}

/* Of few and of many channels, from anywhere, some of them a jump. */
static void begin_track(struct engine *engine, struct mark *mark)
{
	const uint64_t any = stress_random(&engine->writer);
	*mark = (struct mark){ .rate_hz = RATE_HZ, .jump = any % 3 == 0, .position_frame = (int64_t)(any >> 44) };
	mark->track.info.rate_hz = RATE_HZ;
	mark->track.info.n_channels = 1 + (uint32_t)((any >> 8) % (FLOW_MAX_WIDE + 2));
	write_mark(engine, mark);
}

static void *write_tracks(void *context)
{
	struct engine *engine = context;
	struct stress_worker *worker = &engine->writer;
	struct stereo_frame stereo[MOST_FRAMES];
	float wide[MOST_FRAMES * FLOW_MAX_WIDE];
	struct mark mark = engine->first;
	if (engine->goes_on)
		write_mark(engine, &mark);
	else
		begin_track(engine, &mark);
	int64_t at = mark.position_frame;
	while (stress_goes_on(worker)) {
		size_t n = stress_random(worker) % MOST_FRAMES;
		if (n % 5 == 0) {
			begin_track(engine, &mark);
			at = mark.position_frame;
		}
		const uint32_t n_wide = flow_n_wide(mark.track.info.n_channels);
		tell_frames(at, n_wide, n, stereo, wide);
		size_t n_taken = flow_write(&engine->flow, &stereo->left, wide, n_wide, n);
		at += (int64_t)n_taken;
		if (n_taken < n)
			sched_yield();
	}
	return NULL;
}

/* Where a mark has been passed, its track goes on from there, frame by frame. */
static void read_tracks(struct engine *engine, struct legacy *legacy)
{
	struct stress_worker *worker = engine->reader;
	struct flow *flow = &engine->flow;
	struct stereo_frame stereo[MOST_FRAMES];
	float wide[MOST_FRAMES * FLOW_MAX_WIDE];
	struct mark mark;
	int64_t at = 0;
	uint32_t n_wide = 0;
	while (stress_goes_on(worker)) {
		size_t there, most = 1 + stress_random(worker) % (MOST_FRAMES - 1);
		if (flow_next_mark(flow, &mark, &there)) {
			at = mark.position_frame;
			n_wide = flow_n_wide(mark.track.info.n_channels);
		}
		size_t n = there < most ? there : most;
		n = most % 7 ? flow_read(flow, &stereo->left, wide, n_wide, n) : flow_drop(flow, n_wide, n);
		if (n == 0)
			stress_count_unanswered(worker);
		else if (most % 7)
			stress_count(worker, n, are_told_frames(at, n_wide, n, stereo, wide));
		at += (int64_t)n;
		flow_note_heard(flow, flow_position(flow) - n, clock_now_ns());
		atomic_store(&legacy->read, flow_position(flow));
	}
}

/* Nothing is left out: it goes on no later than where the one before it was. */
static void run_engine(struct stress_worker *worker)
{
	struct legacy *legacy = worker->memory;
	struct engine engine = { .writer = *worker, .reader = worker };
	pthread_t writer;
	engine.writer.random += 1ull << 40;
	flow_place(&engine.flow, legacy->flow, FLOW_FRAMES);
	const uint64_t read = atomic_load(&legacy->read), floor = atomic_load(&engine.flow.head->floor);
	engine.goes_on = flow_resume(&engine.flow, clock_now_ns(), &engine.first);
	if (read
		&& (!engine.goes_on
			|| (flow_position(&engine.flow) > read + MOST_FRAMES && flow_position(&engine.flow) > floor)))
		stress_count(worker, 0, false);
	if (pthread_create(&writer, NULL, write_tracks, &engine) != 0)
		return;
	read_tracks(&engine, legacy);
	pthread_join(writer, NULL);
}

const struct stress_scenario stress_flows = {
	.name = "flows",
	.n_bytes = sizeof(struct legacy),
	.roles = { { run_engine, 1, false, true } },
};
