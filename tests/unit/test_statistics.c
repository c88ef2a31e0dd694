#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "keeper/usage.h"
#include "snapshot/statistics.h"
#include "ui/latency.h"

static struct statistics_reader reader_of(uint32_t number, float latency_ms)
{
	return (struct statistics_reader){ .number = number,
		.redraws_per_s = 60,
		.bytes_per_s = 1500,
		.round_trip_ms = (float)number,
		.latency_ms = latency_ms,
		.max_latency_ms = NAN,
		.n_steps_down = number,
		.n_missed = 10 };
}

/* The value that a table has under a name. */
static double value(const struct statistic *rows, size_t n_rows, const char *name, const void *of)
{
	for (size_t i = 0; i < n_rows; i++)
		if (strcmp(rows[i].name, name) == 0)
			return statistic_value(&rows[i], of);
	fail_msg("no row is named %s", name);
	return 0;
}

static void readers_are_listed_and_added_up(void **state)
{
	(void)state;
	struct statistics statistics = { .n_published = 7 };
	for (uint32_t number = 1; number <= STATISTICS_MAX_READERS + 2; number++) {
		const struct statistics_reader reader = reader_of(number, number == 2 ? -3.5f : NAN);
		statistics_add_reader(&statistics, &reader);
	}
	assert_int_equal(statistics.n_readers, STATISTICS_MAX_READERS);
	assert_int_equal(statistics_reader(&statistics, 3)->n_steps_down, 3);
	assert_null(statistics_reader(&statistics, STATISTICS_MAX_READERS + 1));
#define RUN(name) value(run_statistics, n_run_statistics, name, &statistics)
	assert_true(RUN("snapshots") == 7);
	assert_true(RUN("readers") == STATISTICS_MAX_READERS + 2);
	assert_true(RUN("redraws_per_s") == 600);
	assert_true(RUN("kbytes_per_s") == 15);
	assert_true(RUN("round_trip_ms") == 10);
	assert_true(RUN("latency_ms") == -3.5);
	assert_true(isnan(RUN("max_latency_ms")));
	assert_true(RUN("missed") == 100);
	assert_true(value(reader_statistics, n_reader_statistics, "missed", &statistics.readers[0]) == 10);
}

static void names_are_unique_and_have_no_blanks(void **state)
{
	(void)state;
	for (size_t i = 0; i < n_run_statistics; i++) {
		assert_null(strpbrk(run_statistics[i].name, " =.\""));
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(run_statistics[i].name, run_statistics[k].name);
	}
}

static void expect_in_manual(const char *page, const struct statistic *rows, size_t n_rows)
{
	for (size_t i = 0; i < n_rows; i++) {
		char item[64];
		const char *of_role = strstr(rows[i].name, "_cpu_percent");
		of_role = of_role ? of_role : strstr(rows[i].name, "_rss_kbytes");
		snprintf(item, sizeof item, " %s", of_role ? of_role : rows[i].name);
		if (!strstr(page, item))
			fail_msg("termviz(1) does not say what%s is", item);
	}
}

static void the_manual_has_every_name(void **state)
{
	(void)state;
	static char page[1 << 18];
	char path[1024];
	const char *srcdir = getenv("srcdir");
	snprintf(path, sizeof path, "%s/man/termviz.1", srcdir ? srcdir : ".");
	FILE *file = fopen(path, "r");
	assert_non_null(file);
	assert_true(fread(page, 1, sizeof page - 1, file) > 0);
	fclose(file);
	expect_in_manual(page, run_statistics, n_run_statistics);
	expect_in_manual(page, reader_statistics, n_reader_statistics);
}

static void what_is_not_sane_is_refused(void **state)
{
	(void)state;
	struct statistics statistics = { .n_readers = 1 };
	memset(statistics.last_end, '\033', sizeof statistics.last_end);
	assert_true(statistics_make_sane(&statistics));
	assert_null(memchr(statistics.last_end, '\033', sizeof statistics.last_end));
	assert_non_null(memchr(statistics.last_end, '\0', sizeof statistics.last_end));
	statistics.readers[0].latency_ms = NAN;
	assert_true(statistics_make_sane(&statistics));
	statistics.readers[0].latency_ms = INFINITY;
	assert_false(statistics_make_sane(&statistics));
	statistics.readers[0].latency_ms = 0;
	statistics.n_readers = STATISTICS_MAX_READERS + 1;
	assert_false(statistics_make_sane(&statistics));
}

static void latency_is_the_median_of_the_last_seconds(void **state)
{
	(void)state;
	struct latency *latency = calloc(1, sizeof *latency);
	float median_ms, max_ms;
	int64_t now_ns = 1000 * NS_PER_S;
	latency_tell(latency, now_ns, &median_ms, &max_ms);
	assert_true(isnan(median_ms) && isnan(max_ms));
	latency_note(latency, now_ns - NS_PER_S, now_ns);
	for (int i = 0; i < 2 * LATENCY_MAX; i++) {
		now_ns += 20 * NS_PER_MS;
		latency_note(latency, now_ns - (i % 5 - 1) * NS_PER_MS, now_ns);
	}
	latency_tell(latency, now_ns, &median_ms, &max_ms);
	assert_float_equal(median_ms, 1, 1e-6);
	assert_float_equal(max_ms, 3, 1e-6);
	latency_tell(latency, now_ns + 6 * NS_PER_S, &median_ms, &max_ms);
	assert_true(isnan(median_ms) && isnan(max_ms));
	free(latency);
}

/* This process, as three: its memory thrice, and its own time. */
static void usage_is_by_role(void **state)
{
	(void)state;
	struct usage usage = { 0 };
	struct usage_of processes[] = { { .pid = getpid(), .role = STATISTICS_KEEPER },
		{ .pid = getpid(), .role = STATISTICS_READERS }, { .pid = getpid(), .role = STATISTICS_READERS } };
	const struct statistics_usage *now = usage.now;
	usage_look(&usage, processes, 3, 10 * NS_PER_S);
	assert_true(isnan(now[STATISTICS_KEEPER].cpu_percent));
	assert_true(now[STATISTICS_ENGINE].cpu_percent == 0 && now[STATISTICS_ENGINE].rss_kbytes == 0);
	assert_true(now[STATISTICS_KEEPER].rss_kbytes > 100);
	assert_true(now[STATISTICS_READERS].rss_kbytes > now[STATISTICS_KEEPER].rss_kbytes);

	usage.seen[0].cpu_ns = processes[0].cpu_ns -= NS_PER_S; /* as if it had taken a second since */
	usage_look(&usage, processes, 1, 10 * NS_PER_S + 1);
	assert_true(isnan(now[STATISTICS_KEEPER].cpu_percent)); /* too soon to tell */
	usage_look(&usage, processes, 1, 14 * NS_PER_S);
	assert_true(now[STATISTICS_KEEPER].cpu_percent >= 25);
	assert_true(now[STATISTICS_READERS].cpu_percent == 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(readers_are_listed_and_added_up),
		cmocka_unit_test(names_are_unique_and_have_no_blanks),
		cmocka_unit_test(the_manual_has_every_name),
		cmocka_unit_test(what_is_not_sane_is_refused),
		cmocka_unit_test(latency_is_the_median_of_the_last_seconds),
		cmocka_unit_test(usage_is_by_role),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
