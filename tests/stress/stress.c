/* stress [N_READS [SCENARIO]]: all scenarios, or one, until so many reads have been checked (else $STRESS_READS, else some).
 * Exit status 1: one was torn, or nothing moves any more. */
#include "stress.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "snapshot/shared.h"

enum {
	DEFAULT_READS = 200000,
	MIN_BLOWS = 100, /* workers stopped or killed in a round of processes */
	MAX_WORKERS = 8,
	YIELD_EACH = 16,
	COUNT_EACH = 256, /* reads: the tally is not to be what they wait for */
};
#define MIN_NS (200 * NS_PER_MS)     /* of a round: reads alone may be over before a thread has begun */
#define PATIENCE_NS (120 * NS_PER_S) /* without a single read */

static const struct stress_scenario *const scenarios[]
	= { &stress_elements, &stress_flows, &stress_recording, &stress_snapshots, &stress_state, &stress_queue };

/* --------------------------------------------------------------- for workers */

bool stress_goes_on(const struct stress_worker *worker)
{
	return !atomic_load_explicit(&worker->tally->is_over, memory_order_relaxed);
}

void stress_count(struct stress_worker *worker, uint64_t n, bool whole)
{
	worker->n_reads += n;
	if (!whole)
		atomic_fetch_add_explicit(&worker->tally->n_torn, 1, memory_order_relaxed);
	if (worker->n_reads < COUNT_EACH)
		return;
	atomic_fetch_add_explicit(&worker->tally->n_reads, worker->n_reads, memory_order_relaxed);
	atomic_fetch_add_explicit(&worker->tally->n_unanswered, worker->n_unanswered, memory_order_relaxed);
	worker->n_reads = worker->n_unanswered = 0;
}

/* Whoever is waited for may want this processor; but who always gave way would hardly ever look just then. */
void stress_count_unanswered(struct stress_worker *worker)
{
	if (worker->n_unanswered++ % YIELD_EACH == 0)
		sched_yield();
}

uint64_t stress_random(struct stress_worker *worker)
{
	return stress_mix(worker->random++);
}

/* --------------------------------------------------------------- the crew */

struct hand {
	const struct stress_role *role;
	struct stress_worker worker;
	pthread_t thread;
	pid_t pid;
	bool is_stopped;
};

struct crew {
	const struct stress_scenario *scenario;
	int fd; /* of the memory, owned */
	void *memory;
	size_t size;
	struct stress_tally *tally;
	struct hand hands[MAX_WORKERS];
	int n_hands;
	uint64_t n_blows;
};

static void die(const char *what)
{
	perror(what);
	exit(1);
}

static void gather(struct crew *crew, const struct stress_scenario *scenario)
{
	struct err err = { 0 };
	*crew = (struct crew){ .scenario = scenario };
	crew->fd = shared_create("stress", scenario->n_bytes, &err);
	crew->memory = crew->fd >= 0 ? shared_map(crew->fd, scenario->n_bytes, true, &crew->size, &err) : NULL;
	crew->tally = mmap(NULL, sizeof *crew->tally, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (!crew->memory || crew->tally == MAP_FAILED)
		die(err.message);
	if (scenario->init)
		scenario->init(crew->memory);
	for (const struct stress_role *role = scenario->roles; role < scenario->roles + STRESS_MAX_ROLES; role++)
		for (int i = 0; i < role->n; i++) {
			struct hand *hand = &crew->hands[crew->n_hands++];
			hand->role = role;
			hand->worker = (struct stress_worker){ crew->memory, crew->tally, (uint64_t)crew->n_hands << 48,
				0, 0 };
		}
}

static void dismiss(struct crew *crew)
{
	munmap(crew->tally, sizeof *crew->tally);
	shared_unmap(crew->memory, crew->size);
	close(crew->fd);
}

/* --------------------------------------------------------------- threads */

static void *work_as_thread(void *context)
{
	struct hand *hand = context;
	hand->role->work(&hand->worker);
	return NULL;
}

static void start_threads(struct crew *crew)
{
	for (int i = 0; i < crew->n_hands; i++)
		if (pthread_create(&crew->hands[i].thread, NULL, work_as_thread, &crew->hands[i]) != 0)
			die("cannot start a thread");
}

static void end_threads(struct crew *crew)
{
	for (int i = 0; i < crew->n_hands; i++)
		pthread_join(crew->hands[i].thread, NULL);
}

static void watch_threads(struct crew *crew)
{
	(void)crew;
	nanosleep(&(struct timespec){ .tv_nsec = 2 * NS_PER_MS }, NULL);
}

/* --------------------------------------------------------------- processes */

/* In a process of its own: maps the memory as a reader of a run does. */
static void work_as_process(struct crew *crew, struct hand *hand)
{
	struct err err = { 0 };
	size_t size;
	bool writes = !hand->role->only_reads;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	int fd = writes ? crew->fd : shared_read_only(crew->fd, &err);
	hand->worker.memory = shared_map(fd, crew->scenario->n_bytes, writes, &size, &err);
	if (hand->worker.memory)
		hand->role->work(&hand->worker);
	_exit(1);
}

static void start_process(struct crew *crew, struct hand *hand)
{
	hand->worker.random += 1ull << 32; /* not what the one before it did */
	hand->is_stopped = false;
	hand->pid = fork();
	if (hand->pid < 0)
		die("fork");
	if (hand->pid == 0)
		work_as_process(crew, hand);
}

static void kill_process(struct hand *hand)
{
	kill(hand->pid, SIGKILL);
	waitpid(hand->pid, NULL, 0);
}

static void start_processes(struct crew *crew)
{
	for (int i = 0; i < crew->n_hands; i++)
		start_process(crew, &crew->hands[i]);
}

static void end_processes(struct crew *crew)
{
	for (int i = 0; i < crew->n_hands; i++)
		kill_process(&crew->hands[i]);
}

/* Stops, continues or kills any of them after any time; later on more seldom, for all else to get on. */
static void strike(struct crew *crew)
{
	static struct stress_worker self = { .random = 1 };
	const int64_t most_ns = crew->n_blows < MIN_BLOWS ? 2 * NS_PER_MS : 20 * NS_PER_MS;
	const int64_t pause_ns = (int64_t)(stress_random(&self) % (uint64_t)most_ns);
	nanosleep(&(struct timespec){ .tv_nsec = pause_ns }, NULL);
	struct hand *hand = &crew->hands[stress_random(&self) % (unsigned)crew->n_hands];
	bool dies = hand->role->may_die && stress_random(&self) % 2;
	crew->n_blows += dies || !hand->is_stopped;
	if (dies) {
		kill_process(hand);
		start_process(crew, hand);
	} else {
		kill(hand->pid, hand->is_stopped ? SIGCONT : SIGSTOP);
		hand->is_stopped = !hand->is_stopped;
	}
}

/* --------------------------------------------------------------- rounds */

struct manner {
	const char *name;
	void (*start)(struct crew *crew);
	void (*look)(struct crew *crew); /* again and again */
	void (*end)(struct crew *crew);
	uint64_t min_blows;
};

static const struct manner manners[] = {
	{ "threads", start_threads, watch_threads, end_threads, 0 },
	{ "processes", start_processes, strike, end_processes, MIN_BLOWS },
};

static uint64_t count_of(const _Atomic uint64_t *count)
{
	return atomic_load_explicit(count, memory_order_relaxed);
}

/* False: nobody has read anything for long. */
static bool wait_for_reads(struct crew *crew, const struct manner *manner, uint64_t n_reads)
{
	uint64_t n_last = 0, n = 0;
	const int64_t began_ns = clock_now_ns();
	int64_t moved_ns = began_ns;
	while (n < n_reads || crew->n_blows < manner->min_blows || clock_now_ns() - began_ns < MIN_NS) {
		manner->look(crew);
		n = count_of(&crew->tally->n_reads);
		if (n != n_last)
			moved_ns = clock_now_ns();
		else if (clock_now_ns() - moved_ns > PATIENCE_NS)
			return false;
		n_last = n;
	}
	return true;
}

static bool run(const struct stress_scenario *scenario, const struct manner *manner, uint64_t n_reads)
{
	struct crew crew;
	gather(&crew, scenario);
	const int64_t began_ns = clock_now_ns();
	manner->start(&crew);
	bool moves = wait_for_reads(&crew, manner, n_reads);
	atomic_store_explicit(&crew.tally->is_over, 1, memory_order_relaxed);
	double took_s = (double)(clock_now_ns() - began_ns) / NS_PER_S;
	manner->end(&crew);
	uint64_t n = count_of(&crew.tally->n_reads), n_torn = count_of(&crew.tally->n_torn);
	printf("%-10s %-10s %11llu reads %9.0f/s %10llu refused %6llu blows %llu torn%s\n", scenario->name,
		manner->name, (unsigned long long)n, (double)n / took_s,
		(unsigned long long)count_of(&crew.tally->n_unanswered), (unsigned long long)crew.n_blows,
		(unsigned long long)n_torn, moves ? "" : ", and nothing moves");
	fflush(stdout);
	dismiss(&crew);
	return moves && n_torn == 0;
}

int main(int argc, char **argv)
{
	const char *wanted = argc > 1 ? argv[1] : getenv("STRESS_READS");
	const uint64_t n_reads = wanted ? strtoull(wanted, NULL, 10) : DEFAULT_READS;
	bool good = true;
	for (size_t i = 0; i < sizeof scenarios / sizeof *scenarios; i++) {
		if (argc > 2 && strcmp(argv[2], scenarios[i]->name) != 0)
			continue;
		for (size_t m = 0; m < sizeof manners / sizeof *manners; m++)
			good = run(scenarios[i], &manners[m], n_reads / (scenarios[i]->part ? scenarios[i]->part : 1))
				&& good;
	}
	return !good;
}
