/* What lies behind a single sequence lock: the run state and the order of the queue. */
#include <string.h>
#include <time.h>

#include "queue/queue.h"
#include "snapshot/run_state.h"
#include "stress.h"

/* --------------------------------------------------------------- the run state */

/* All of it follows from one number, which is in it. */
static struct run_state state_of(uint32_t number)
{
	struct run_state state;
	const uint64_t any = stress_mix(number);
	memset(&state, 0, sizeof state);
	state.notice_serial = number;
	state.phase = (uint32_t)(any % (RUN_DRAINING + 1));
	state.rate_hz = (uint32_t)any;
	state.length_frames = (int64_t)(any % RUN_MAX_FRAMES);
	state.engine_pid = (uint32_t)(any >> 32);
	state.volume_db = (float)(number % 1000);
	state.followed.position_ns = (int64_t)(any >> 8);
	memset(state.title, 'a' + (int)(any % 26), sizeof state.title - 1);
	memset(state.album, 'a' + (int)(any >> 8) % 26, sizeof state.album - 1);
	memset(state.notice, 'a' + (int)(any >> 16) % 26, sizeof state.notice - 1);
	return state;
}

static void make_state(void *memory)
{
	run_state_init(memory);
	const struct run_state state = state_of(0);
	run_state_publish(memory, &state);
}

/* One after the other, then none for a while: else hardly any could be read at all. */
static void write_states(struct stress_worker *worker)
{
	while (stress_goes_on(worker)) {
		const uint64_t any = stress_random(worker);
		const struct run_state state = state_of((uint32_t)any);
		run_state_publish(worker->memory, &state);
		if ((any >> 32) % 16 == 0)
			nanosleep(&(struct timespec){ .tv_nsec = 50000 }, NULL);
	}
}

static void read_states(struct stress_worker *worker)
{
	struct run_state state;
	while (stress_goes_on(worker)) {
		if (!run_state_read(worker->memory, &state, NULL)) {
			stress_count_unanswered(worker);
			continue;
		}
		const struct run_state expected = state_of(state.notice_serial);
		stress_count(worker, 1, memcmp(&state, &expected, sizeof state) == 0);
	}
}

const struct stress_scenario stress_state = {
	.name = "state",
	.part = 10,
	.n_bytes = sizeof(struct run_state_page),
	.init = make_state,
	.roles = { { write_states, 1, false, true }, { read_states, 3, true, true } },
};

/* --------------------------------------------------------------- the queue's order */

enum { N_ENTRIES = 60 };

static void make_queue(void *memory)
{
	const struct queue_item item = { .path = "any", .title = "", .end_ns = -1 };
	queue_init(memory, 1);
	for (int i = 0; i < N_ENTRIES; i++)
		queue_add(memory, &item, QUEUE_NOTHING, QUEUE_NOTHING);
}

static void change_queue(struct stress_worker *worker)
{
	struct queue *queue = worker->memory;
	while (stress_goes_on(worker)) {
		const uint64_t any = stress_random(worker);
		if (any % 16 == 0)
			queue_shuffle(queue, any & 16, (uint32_t)(any >> 8) % N_ENTRIES);
		else
			queue_move(queue, (uint32_t)(any >> 8) % N_ENTRIES, (uint32_t)(any >> 32) % N_ENTRIES);
	}
}

/* Each entry once. */
static bool is_whole_order(const uint32_t *ids, size_t n)
{
	uint64_t seen = 0;
	for (size_t i = 0; i < n; i++)
		seen |= ids[i] < N_ENTRIES ? 1ull << ids[i] : 0;
	return n == N_ENTRIES && seen == (1ull << N_ENTRIES) - 1;
}

static void read_queue(struct stress_worker *worker)
{
	const struct queue *queue = worker->memory;
	uint32_t ids[N_ENTRIES];
	while (stress_goes_on(worker)) {
		const size_t n = queue_list(queue, 0, ids, N_ENTRIES);
		if (n)
			stress_count(worker, 1, is_whole_order(ids, n));
		else
			stress_count_unanswered(worker);
		uint32_t place, id = (uint32_t)stress_random(worker) % N_ENTRIES, found = QUEUE_NOTHING;
		if (queue_place(queue, id, &place))
			stress_count(worker, 1, place < N_ENTRIES);
		if (queue_step(queue, id, N_ENTRIES, true, &found) == QUEUE_FOUND)
			stress_count(worker, 1, found == id); /* once around */
	}
}

/* One whose writer has died is read by nobody for long: the run ends with its keeper. */
const struct stress_scenario stress_queue = {
	.name = "queue",
	.n_bytes = sizeof(struct queue),
	.init = make_queue,
	.roles = { { change_queue, 1, false, false }, { read_queue, 3, true, true } },
};
