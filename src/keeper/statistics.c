#include "keeper/statistics.h"

#include <math.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/text.h"
#include "keeper/keeper_state.h"

_Static_assert(2 + AIDES_MAX + CLIENTS_MAX <= USAGE_MAX, "all processes of a run have room");

static void add_engine(const struct memory *memory, const struct run_state *state, struct statistics *statistics)
{
	struct memory_counts counts = { 0 };
	memory_read_counts(memory, &counts);
	const bool plays = state->output == RUN_OUTPUT_PLAYING;
	const uint32_t rate_hz = plays ? counts.output_rate_hz : state->rate_hz;
	statistics->n_published = counts.n_published;
	statistics->n_underruns = counts.n_underruns;
	statistics->n_xruns = counts.n_xruns;
	statistics->n_overruns = counts.n_overruns;
	statistics->n_bad_samples = counts.n_bad_samples;
	statistics->load_percent = plays ? (float)counts.load_ppm / 1e4f : NAN;
	statistics->max_load_percent = (float)counts.max_load_ppm / 1e4f;
	statistics->ahead_frames = counts.ring_frames;
	statistics->ahead_ms = rate_hz ? (float)counts.ring_frames * 1e3f / (float)rate_hz : 0;
	statistics->ahead_percent
		= counts.ring_capacity ? (float)counts.ring_frames * 100 / (float)counts.ring_capacity : 0;
	statistics->device_rate_hz = plays ? counts.output_rate_hz : 0;
	statistics->device_latency_ms = plays ? (float)counts.output_latency_us / 1e3f : NAN;
}

/* The place among the clients is a reader's as long as it is there. */
static uint32_t reader_number(size_t place)
{
	return (uint32_t)place + 1;
}

static void add_readers(const struct clients *clients, struct statistics *statistics)
{
	for (size_t i = 0; i < CLIENTS_MAX; i++) {
		const struct client *client = &clients->items[i];
		if (client->fd < 0 || !client->is_ui)
			continue;
		struct statistics_reader reader = client->figures;
		reader.number = reader_number(i);
		reader.pid = (uint32_t)client_pid(client);
		statistics_add_reader(statistics, &reader);
	}
}

static void add_usage(struct keeper *keeper, struct statistics *statistics, int64_t now_ns)
{
	struct usage_of processes[USAGE_MAX] = { { .pid = getpid(), .role = STATISTICS_KEEPER } };
	size_t n = 1;
	if (keeper->engine.pid > 0)
		processes[n++] = (struct usage_of){ .pid = keeper->engine.pid, .role = STATISTICS_ENGINE };
	for (size_t i = 0; i < n_aides; i++)
		if (keeper->aides[i].pid > 0)
			processes[n++] = (struct usage_of){ .pid = keeper->aides[i].pid, .role = STATISTICS_AIDES };
	for (size_t i = 0; i < CLIENTS_MAX; i++) {
		const struct client *client = &keeper->clients.items[i];
		if (client->fd >= 0 && client->is_ui)
			processes[n++] = (struct usage_of){ .pid = client_pid(client), .role = STATISTICS_READERS };
	}
	usage_look(&keeper->usage, processes, n, now_ns);
	for (size_t i = 0; i < N_STATISTICS_ROLES; i++)
		statistics->usage[i] = keeper->usage.now[i];
}

void statistics_gather(struct keeper *keeper, const struct run_state *state, struct statistics *statistics)
{
	const int64_t now_ns = clock_now_ns();
	*statistics = (struct statistics){ .n_restarts = state->n_restarts,
		.stands_still = keeper->watch.standstill[0] != '\0',
		.uptime_s = (float)((double)(now_ns - keeper->began_ns) / NS_PER_S),
		.all = { .latency_ms = NAN, .max_latency_ms = NAN } };
	text_copy(statistics->last_end, sizeof statistics->last_end, keeper->last_end);
	add_engine(&keeper->memory, state, statistics);
	add_readers(&keeper->clients, statistics);
	add_usage(keeper, statistics, now_ns);
}

void statistics_answer(struct keeper *keeper, const struct client *asker)
{
	struct message message = message_of(MESSAGE_STATISTICS);
	struct run_state state = { 0 };
	memory_read_state(&keeper->memory, &state);
	statistics_gather(keeper, &state, &message.u.statistics);
	message.u.statistics.asker = reader_number((size_t)(asker - keeper->clients.items));
	message_send(asker->fd, &message, NULL, 0);
}
