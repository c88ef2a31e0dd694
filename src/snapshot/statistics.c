#include "snapshot/statistics.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "base/text.h"

#define RUN(member) offsetof(struct statistics, member)
#define READER(member) offsetof(struct statistics_reader, member)

/* New rows go to the end: who reads columns by their place is not to be surprised. */
const struct statistic run_statistics[] = {
	{ "snapshots", STATISTIC_U64, 0, RUN(n_published) },
	{ "underruns", STATISTIC_U64, 0, RUN(n_underruns) },
	{ "xruns", STATISTIC_U64, 0, RUN(n_xruns) },
	{ "ahead_frames", STATISTIC_U32, 0, RUN(ahead_frames) },
	{ "load_percent", STATISTIC_FLOAT, 3, RUN(load_percent) },
	{ "max_load_percent", STATISTIC_FLOAT, 3, RUN(max_load_percent) },
	{ "restarts", STATISTIC_U32, 0, RUN(n_restarts) },
	{ "redraws_per_s", STATISTIC_FLOAT, 1, RUN(all.redraws_per_s) },
	{ "kbytes_per_s", STATISTIC_KILO, 3, RUN(all.bytes_per_s) },
	{ "round_trip_ms", STATISTIC_FLOAT, 3, RUN(all.round_trip_ms) },
	{ "in_flight_bytes", STATISTIC_U32, 0, RUN(all.in_flight_bytes) },
	{ "latency_ms", STATISTIC_FLOAT, 1, RUN(all.latency_ms) },
	{ "max_latency_ms", STATISTIC_FLOAT, 1, RUN(all.max_latency_ms) },
	{ "missed", STATISTIC_U64, 0, RUN(all.n_missed) },
	{ "retries", STATISTIC_U64, 0, RUN(all.n_retries) },
	{ "redraws", STATISTIC_U64, 0, RUN(all.n_redraws) },
	{ "held", STATISTIC_U64, 0, RUN(all.n_held) },
	{ "missed_beats", STATISTIC_U64, 0, RUN(all.n_missed_beats) },
	{ "steps_down", STATISTIC_U32, 0, RUN(all.n_steps_down) },
	{ "ahead_ms", STATISTIC_FLOAT, 1, RUN(ahead_ms) },
	{ "ahead_percent", STATISTIC_FLOAT, 1, RUN(ahead_percent) },
	{ "overruns", STATISTIC_U64, 0, RUN(n_overruns) },
	{ "bad_samples", STATISTIC_U64, 0, RUN(n_bad_samples) },
	{ "device_rate_hz", STATISTIC_U32, 0, RUN(device_rate_hz) },
	{ "device_latency_ms", STATISTIC_FLOAT, 1, RUN(device_latency_ms) },
	{ "uptime_s", STATISTIC_FLOAT, 1, RUN(uptime_s) },
	{ "keeper_cpu_percent", STATISTIC_FLOAT, 2, RUN(usage[STATISTICS_KEEPER].cpu_percent) },
	{ "engine_cpu_percent", STATISTIC_FLOAT, 2, RUN(usage[STATISTICS_ENGINE].cpu_percent) },
	{ "readers_cpu_percent", STATISTIC_FLOAT, 2, RUN(usage[STATISTICS_READERS].cpu_percent) },
	{ "aides_cpu_percent", STATISTIC_FLOAT, 2, RUN(usage[STATISTICS_AIDES].cpu_percent) },
	{ "keeper_rss_kbytes", STATISTIC_U32, 0, RUN(usage[STATISTICS_KEEPER].rss_kbytes) },
	{ "engine_rss_kbytes", STATISTIC_U32, 0, RUN(usage[STATISTICS_ENGINE].rss_kbytes) },
	{ "readers_rss_kbytes", STATISTIC_U32, 0, RUN(usage[STATISTICS_READERS].rss_kbytes) },
	{ "aides_rss_kbytes", STATISTIC_U32, 0, RUN(usage[STATISTICS_AIDES].rss_kbytes) },
	{ "readers", STATISTIC_U32, 0, RUN(all.number) },
	{ "bytes", STATISTIC_U64, 0, RUN(all.n_bytes) },
	{ "stands_still", STATISTIC_U32, 0, RUN(stands_still) },
};
const size_t n_run_statistics = sizeof run_statistics / sizeof run_statistics[0];

const struct statistic reader_statistics[] = {
	{ "pid", STATISTIC_U32, 0, READER(pid) },
	{ "snapshots", STATISTIC_U64, 0, READER(n_snapshots) },
	{ "missed", STATISTIC_U64, 0, READER(n_missed) },
	{ "retries", STATISTIC_U64, 0, READER(n_retries) },
	{ "redraws", STATISTIC_U64, 0, READER(n_redraws) },
	{ "held", STATISTIC_U64, 0, READER(n_held) },
	{ "missed_beats", STATISTIC_U64, 0, READER(n_missed_beats) },
	{ "steps_down", STATISTIC_U32, 0, READER(n_steps_down) },
	{ "redraws_per_s", STATISTIC_FLOAT, 1, READER(redraws_per_s) },
	{ "kbytes_per_s", STATISTIC_KILO, 3, READER(bytes_per_s) },
	{ "bytes", STATISTIC_U64, 0, READER(n_bytes) },
	{ "round_trip_ms", STATISTIC_FLOAT, 3, READER(round_trip_ms) },
	{ "in_flight_bytes", STATISTIC_U32, 0, READER(in_flight_bytes) },
	{ "latency_ms", STATISTIC_FLOAT, 1, READER(latency_ms) },
	{ "max_latency_ms", STATISTIC_FLOAT, 1, READER(max_latency_ms) },
};
const size_t n_reader_statistics = sizeof reader_statistics / sizeof reader_statistics[0];

const struct statistic *statistic_find(const struct statistic *rows, size_t n_rows, const char *name)
{
	size_t i = 0;
	while (i < n_rows && strcmp(rows[i].name, name) != 0)
		i++;
	assert(i < n_rows);
	return &rows[i];
}

double statistic_value(const struct statistic *statistic, const void *of)
{
	const char *at = (const char *)of + statistic->offset;
	switch (statistic->kind) {
	case STATISTIC_U32: return *(const uint32_t *)(const void *)at;
	case STATISTIC_U64: return (double)*(const uint64_t *)(const void *)at;
	case STATISTIC_FLOAT: return (double)*(const float *)(const void *)at;
	case STATISTIC_KILO: return (double)*(const float *)(const void *)at / 1000;
	}
	return NAN;
}

/* fmaxf() takes the other one where one is NaN. */
void statistics_add_reader(struct statistics *statistics, const struct statistics_reader *reader)
{
	struct statistics_reader *all = &statistics->all;
	if (all->number++ == 0)
		all->latency_ms = all->max_latency_ms = NAN;
	all->redraws_per_s += reader->redraws_per_s;
	all->bytes_per_s += reader->bytes_per_s;
	all->round_trip_ms = fmaxf(all->round_trip_ms, reader->round_trip_ms);
	all->latency_ms = fmaxf(all->latency_ms, reader->latency_ms);
	all->max_latency_ms = fmaxf(all->max_latency_ms, reader->max_latency_ms);
	all->in_flight_bytes += reader->in_flight_bytes;
	if (all->n_steps_down < reader->n_steps_down)
		all->n_steps_down = reader->n_steps_down;
	all->n_redraws += reader->n_redraws;
	all->n_held += reader->n_held;
	all->n_missed_beats += reader->n_missed_beats;
	all->n_snapshots += reader->n_snapshots;
	all->n_missed += reader->n_missed;
	all->n_retries += reader->n_retries;
	all->n_bytes += reader->n_bytes;
	if (statistics->n_readers < STATISTICS_MAX_READERS)
		statistics->readers[statistics->n_readers++] = *reader;
}

const struct statistics_reader *statistics_reader(const struct statistics *statistics, uint32_t number)
{
	for (uint32_t i = 0; i < statistics->n_readers; i++)
		if (statistics->readers[i].number == number)
			return &statistics->readers[i];
	return NULL;
}

static bool are_sane(const struct statistic *rows, size_t n_rows, const void *of)
{
	for (size_t i = 0; i < n_rows; i++)
		if (isinf(statistic_value(&rows[i], of)))
			return false;
	return true;
}

bool statistics_reader_is_sane(const struct statistics_reader *reader)
{
	return are_sane(reader_statistics, n_reader_statistics, reader);
}

bool statistics_make_sane(struct statistics *statistics)
{
	statistics->last_end[sizeof statistics->last_end - 1] = '\0';
	text_clean(statistics->last_end, sizeof statistics->last_end, statistics->last_end);
	for (uint32_t i = 0; i < statistics->n_readers && i < STATISTICS_MAX_READERS; i++)
		if (!statistics_reader_is_sane(&statistics->readers[i]))
			return false;
	return statistics->n_readers <= STATISTICS_MAX_READERS
		&& are_sane(run_statistics, n_run_statistics, statistics);
}
