#include "keeper/hangs.h"

#include "base/clock.h"

/* Between two looks while there are calls: much shorter than any deadline. */
#define LOOK_NS (1 * NS_PER_S)
/* Who comes that much too late, or sees the machine's sleep grow by that much, was kept from looking. */
#define LATE_NS (500 * NS_PER_MS)
/* A file takes long: by then what was decoded ahead has been played. */
#define SLOW_NS (2 * NS_PER_S)
/* What reads on and on hangs all the same: in a loop. In deadlines. */
#define MOST_DEADLINES 6

void hangs_begin(struct hangs *hangs, int64_t now_ns)
{
	*hangs = (struct hangs){ .due_ns = now_ns + LOOK_NS, .slept_ns = hangs->slept_ns, .since_ns = now_ns };
}

static int64_t later(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static int64_t earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* What is watched may have gone mad: no call began before there was a clock, and none is one that there is not. */
static enum watch_call call_of(const struct watch *watch, enum watch_thread thread, int64_t *begun_ns)
{
	/* Acquire pairs with the store in watch_begin(): the beginning is this call's, or a later one's. */
	uint32_t call = atomic_load_explicit(&watch->slots[thread].call, memory_order_acquire);
	*begun_ns = later(atomic_load_explicit(&watch->slots[thread].begun_ns, memory_order_relaxed), 0);
	return call < N_WATCH_CALLS ? (enum watch_call)call : WATCH_NOTHING;
}

bool hangs_is_long(const struct watch *watch, enum watch_thread thread, int64_t now_ns)
{
	int64_t begun_ns;
	return call_of(watch, thread, &begun_ns) != WATCH_NOTHING && now_ns - begun_ns >= LOOK_NS;
}

bool hangs_is_slow(const struct hangs *hangs, const struct watch *watch, int64_t now_ns, enum watch_call *call)
{
	for (int i = 0; i < N_WATCH_THREADS; i++) {
		int64_t begun_ns;
		*call = call_of(watch, (enum watch_thread)i, &begun_ns);
		const struct watch_kind *kind = &watch_kinds[*call];
		if (kind->concern == WATCH_OF_FILE && kind->deadline_ns > 0
			&& now_ns - later(begun_ns, hangs->since_ns) >= SLOW_NS)
			return true;
	}
	return false;
}

/* How much longer the thread may take for its call; INT64_MAX: as long as it likes. */
static int64_t left_ns(struct hangs *hangs, const struct watch *watch, enum watch_thread thread,
	const struct hangs_moment *moment, struct hang *hang)
{
	struct hangs_seen *seen = &hangs->seen[thread];
	int64_t begun_ns;
	*hang = (struct hang){ .thread = thread, .call = call_of(watch, thread, &begun_ns) };
	if (seen->begun_ns != begun_ns)
		*seen = (struct hangs_seen){ .begun_ns = begun_ns };
	else if (seen->n_read && moment->n_read[thread] != seen->n_read)
		seen->read_ns = moment->now_ns;
	seen->n_read = moment->n_read[thread];
	const int64_t from_ns = later(earlier(begun_ns, moment->now_ns), hangs->since_ns);
	const int64_t deadline_ns = watch_kinds[hang->call].deadline_ns;
	hang->lasts_ns = moment->now_ns - from_ns;
	if (deadline_ns == 0)
		return INT64_MAX;
	return earlier(later(from_ns, seen->read_ns) + deadline_ns, from_ns + MOST_DEADLINES * deadline_ns)
		- moment->now_ns;
}

static bool is_excused(struct hangs *hangs, const struct hangs_moment *moment)
{
	const bool slept = moment->slept_ns - hangs->slept_ns >= LATE_NS;
	hangs->slept_ns = moment->slept_ns;
	return slept || moment->is_stopped || moment->now_ns - hangs->due_ns >= LATE_NS;
}

/* Whether the thread is in a call that has a deadline, or has begun one since the last look. */
static bool is_busy(const struct watch *watch, const struct hangs *before, enum watch_thread thread)
{
	int64_t begun_ns;
	return watch_kinds[call_of(watch, thread, &begun_ns)].deadline_ns > 0
		|| begun_ns != before->seen[thread].begun_ns;
}

/* Sleeps, unless there was a call meanwhile: the order is the opposite of watch_begin()'s. */
static void doze(struct hangs *hangs, struct watch *watch)
{
	bool busy = false;
	atomic_store_explicit(&watch->dozes, 1, memory_order_seq_cst);
	atomic_thread_fence(memory_order_seq_cst);
	for (int i = 0; i < N_WATCH_THREADS; i++)
		busy = busy || is_busy(watch, hangs, (enum watch_thread)i);
	if (busy)
		atomic_store_explicit(&watch->dozes, 0, memory_order_relaxed);
	else
		hangs->due_ns = INT64_MAX;
}

bool hangs_look(struct hangs *hangs, struct watch *watch, const struct hangs_moment *moment, struct hang *hang)
{
	const struct hangs before = *hangs;
	int64_t least_ns = LOOK_NS;
	bool busy = false;
	if (is_excused(hangs, moment))
		hangs->since_ns = moment->now_ns;
	for (int i = 0; i < N_WATCH_THREADS && least_ns > 0; i++) {
		busy = busy || is_busy(watch, &before, (enum watch_thread)i);
		/* A device's hang is for the process itself to bear: it goes on without. */
		if (i != WATCH_OUTPUT)
			least_ns = earlier(least_ns, left_ns(hangs, watch, (enum watch_thread)i, moment, hang));
	}
	hangs->due_ns = moment->now_ns + least_ns;
	if (!busy)
		doze(hangs, watch);
	return least_ns <= 0;
}
