#include "keeper/usage.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"

#define SOON_NS (500 * NS_PER_MS)

/* 0: it is gone, or not known. */
static int64_t cpu_ns(pid_t pid)
{
	clockid_t clock;
	struct timespec taken;
	if (pid <= 0 || clock_getcpuclockid(pid, &clock) != 0 || clock_gettime(clock, &taken) != 0)
		return 0;
	return taken.tv_sec * NS_PER_S + taken.tv_nsec;
}

static uint32_t rss_kbytes(pid_t pid)
{
	char path[64];
	unsigned long long pages = 0;
	snprintf(path, sizeof path, "/proc/%d/statm", (int)pid);
	FILE *file = fopen(path, "re");
	if (!file)
		return 0;
	if (fscanf(file, "%*u %llu", &pages) != 1)
		pages = 0;
	fclose(file);
	return (uint32_t)(pages * (unsigned long long)sysconf(_SC_PAGESIZE) / 1024);
}

/* Of one that was not there before, all it has taken is of this time. */
static int64_t cpu_ns_before(const struct usage *usage, pid_t pid)
{
	for (size_t i = 0; i < usage->n_seen; i++)
		if (usage->seen[i].pid == pid)
			return usage->seen[i].cpu_ns;
	return 0;
}

void usage_look(struct usage *usage, struct usage_of *processes, size_t n, int64_t now_ns)
{
	const double since_ns = (double)(now_ns - usage->seen_ns);
	const bool first = usage->seen_ns == 0;
	if (!first && since_ns < SOON_NS)
		return;
	if (n > USAGE_MAX)
		n = USAGE_MAX;
	memset(usage->now, 0, sizeof usage->now);
	for (size_t i = 0; i < n; i++) {
		struct statistics_usage *of = &usage->now[processes[i].role];
		processes[i].cpu_ns = cpu_ns(processes[i].pid);
		const int64_t taken_ns = processes[i].cpu_ns - cpu_ns_before(usage, processes[i].pid);
		of->rss_kbytes += rss_kbytes(processes[i].pid);
		of->cpu_percent += first ? NAN : (float)(100 * fmax((double)taken_ns, 0) / since_ns);
	}
	memcpy(usage->seen, processes, n * sizeof *processes);
	usage->n_seen = n;
	usage->seen_ns = now_ns;
}
