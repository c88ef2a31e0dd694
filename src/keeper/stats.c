#include "keeper/stats.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"

static const char *const phase_words[] = { [RUN_STARTING] = "starting",
	[RUN_WAITING] = "waiting",
	[RUN_PLAYING] = "playing",
	[RUN_PAUSED] = "paused",
	[RUN_DRAINING] = "draining" };
static const char *const output_words[] = { [RUN_OUTPUT_NONE] = "none",
	[RUN_OUTPUT_OPENING] = "opening",
	[RUN_OUTPUT_PLAYING] = "playing",
	[RUN_OUTPUT_LOST] = "lost" };

bool stats_open(struct stats *stats, const char *path, struct err *err)
{
	*stats = (struct stats){ .fd = -1, .began_ns = clock_now_ns() };
	if (!*path)
		return true;
	stats->fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOCTTY, 0600);
	stats->due_ns = stats->began_ns + NS_PER_S;
	return stats->fd >= 0 || err_set_sys(err, errno, "cannot write statistics to %s", path);
}

void stats_close(struct stats *stats)
{
	if (stats->fd >= 0)
		close(stats->fd);
	stats->fd = -1;
}

int64_t stats_due_ns(const struct stats *stats)
{
	return stats->fd >= 0 ? stats->due_ns : INT64_MAX;
}

/* Figures of all terminals, in one: rates and bytes add up, of round trips the longest counts. */
static struct message_figures add_up(const struct clients *clients)
{
	struct message_figures all = { 0 };
	for (size_t i = 0; i < CLIENTS_MAX; i++) {
		const struct client *client = &clients->items[i];
		if (client->fd < 0 || !client->is_ui)
			continue;
		all.redraws_per_s += client->figures.redraws_per_s;
		all.bytes_per_s += client->figures.bytes_per_s;
		all.in_flight_bytes += client->figures.in_flight_bytes;
		if (client->figures.round_trip_ms > all.round_trip_ms)
			all.round_trip_ms = client->figures.round_trip_ms;
	}
	return all;
}

void stats_write(struct stats *stats, const struct memory *memory, const struct clients *clients)
{
	char line[640];
	const struct message_figures figures = add_up(clients);
	struct run_state state = { 0 };
	struct memory_counts counts = { 0 };
	int64_t now = clock_now_ns();
	memory_read_state(memory, &state);
	memory_read_counts(memory, &counts);
	int64_t position = atomic_load_explicit(&memory->session->progress.position_frame, memory_order_relaxed);
	int n = snprintf(line, sizeof line,
		"time_s=%.3f phase=%s output=%s position_s=%.3f snapshots=%llu underruns=%llu xruns=%llu "
		"ahead_frames=%u load_percent=%.3f max_load_percent=%.3f restarts=%u "
		"redraws_per_s=%.1f kbytes_per_s=%.3f round_trip_ms=%.3f in_flight_bytes=%u\n",
		(double)(now - stats->began_ns) / 1e9, phase_words[state.phase], output_words[state.output],
		state.rate_hz ? (double)position / state.rate_hz : 0, (unsigned long long)counts.n_published,
		(unsigned long long)counts.n_underruns, (unsigned long long)counts.n_xruns, counts.ring_frames,
		counts.load_ppm / 1e4, counts.max_load_ppm / 1e4, state.n_restarts, (double)figures.redraws_per_s,
		(double)figures.bytes_per_s / 1000, (double)figures.round_trip_ms, figures.in_flight_bytes);
	if (write(stats->fd, line, (size_t)n) != n)
		stats_close(stats);
	stats->due_ns += NS_PER_S;
	if (stats->due_ns <= now) /* the machine slept */
		stats->due_ns = now + NS_PER_S;
}
