#include "keeper/stats.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "keeper/appended.h"
#include "keeper/keeper_state.h"

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
	*stats = (struct stats){ .fd = -1 };
	if (!*path)
		return true;
	stats->fd = appended_open(path);
	stats->due_ns = clock_now_ns() + NS_PER_S;
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

static void put_rows(FILE *line, const char *prefix, const struct statistic *rows, size_t n_rows, const void *of)
{
	for (size_t i = 0; i < n_rows; i++) {
		const double value = statistic_value(&rows[i], of);
		if (isnan(value))
			fprintf(line, " %s%s=-", prefix, rows[i].name);
		else
			fprintf(line, " %s%s=%.*f", prefix, rows[i].name, rows[i].decimals, value);
	}
}

/* A word: blanks part the values. */
static void put_word(FILE *line, const char *name, const char *text)
{
	fprintf(line, " %s=%s", name, *text ? "" : "-");
	for (; *text; text++)
		fputc(*text == ' ' ? '_' : *text, line);
}

static void put_line(FILE *line, struct keeper *keeper, int64_t now_ns)
{
	struct run_state state = { 0 };
	struct statistics statistics;
	memory_read_state(&keeper->memory, &state);
	statistics_gather(keeper, &state, &statistics);
	int64_t position = atomic_load_explicit(&keeper->memory.session->progress.position_frame, memory_order_relaxed);
	fprintf(line, "time_s=%.3f phase=%s output=%s position_s=%.3f", (double)(now_ns - keeper->began_ns) / 1e9,
		phase_words[state.phase], output_words[state.output],
		state.rate_hz ? (double)position / state.rate_hz : 0);
	put_rows(line, "", run_statistics, n_run_statistics, &statistics);
	put_word(line, "last_end", statistics.last_end);
	for (uint32_t i = 0; i < statistics.n_readers; i++) {
		char prefix[32];
		snprintf(prefix, sizeof prefix, "reader.%u.", statistics.readers[i].number);
		put_rows(line, prefix, reader_statistics, n_reader_statistics, &statistics.readers[i]);
	}
	fputc('\n', line);
}

void stats_write(struct stats *stats, struct keeper *keeper)
{
	char *text = NULL;
	size_t n = 0;
	const int64_t now_ns = clock_now_ns();
	FILE *line = open_memstream(&text, &n);
	if (line) {
		put_line(line, keeper, now_ns);
		fclose(line);
	}
	if (!text || !appended_write(stats->fd, text, n))
		stats_close(stats);
	free(text);
	stats->due_ns += NS_PER_S;
	if (stats->due_ns <= now_ns) /* the machine slept */
		stats->due_ns = now_ns + NS_PER_S;
}
