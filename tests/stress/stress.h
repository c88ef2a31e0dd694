/* Several workers upon the same memory, each as fast as it can: as threads, and as processes that are stopped, continued
 * and killed in the midst of what they do, and replaced. What is read is checked, whole, each time. */
#ifndef TERMVIZ_TESTS_STRESS_H
#define TERMVIZ_TESTS_STRESS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What all workers of a scenario together have come to. */
struct stress_tally {
	_Atomic uint64_t n_reads;      /* checked */
	_Atomic uint64_t n_torn;       /* of them: not what was written, though they were said to be whole */
	_Atomic uint64_t n_unanswered; /* that were refused: overwritten meanwhile, or the writer was in the way */
	_Atomic uint32_t is_over;
};

struct stress_worker {
	void *memory; /* the scenario's */
	struct stress_tally *tally;
	uint64_t random;                /* not 0 */
	uint64_t n_reads, n_unanswered; /* not in the tally yet */
};

struct stress_role {
	void (*work)(struct stress_worker *worker); /* while stress_goes_on() */
	int n;                                      /* how many do it at once */
	bool only_reads;                            /* as a process it cannot write to the memory */
	bool may_die;                               /* as a process it may be killed, and another goes on */
};

enum { STRESS_MAX_ROLES = 4 };

struct stress_scenario {
	const char *name;
	uint32_t part;  /* of the reads that are asked for, 1 in so many is enough: each takes long. 0: all */
	size_t n_bytes; /* of memory, zeroed */
	void (*init)(void *memory); /* may be NULL */
	struct stress_role roles[STRESS_MAX_ROLES];
};

extern const struct stress_scenario stress_elements, stress_flows, stress_recording, stress_snapshots, stress_state,
	stress_queue;

bool stress_goes_on(const struct stress_worker *worker);

/* Says of `n` reads whether they were whole. */
void stress_count(struct stress_worker *worker, uint64_t n, bool whole);
void stress_count_unanswered(struct stress_worker *worker);

/* Any number, and one that follows from another and looks like any. */
uint64_t stress_random(struct stress_worker *worker);
static inline uint64_t stress_mix(uint64_t x)
{
	/* The finaliser of SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014). */
	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
	x = (x ^ x >> 27) * 0x94d049bb133111ebu;
	return x ^ x >> 31;
}

#endif
