#include "base/watch.h"

#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"

/* What has been seen: all of JACK's in 0.3 s, PipeWire's stop up to 15 s; a disk that has to spin up takes 10 s. */
const struct watch_kind watch_kinds[N_WATCH_CALLS] = {
	[WATCH_NOTHING] = { "nothing", 0, WATCH_OF_NOTHING },
	[WATCH_LIBRARIES] = { "asking the audio libraries", 10 * NS_PER_S, WATCH_OF_DEVICE },
	[WATCH_OPEN_DEVICE] = { "opening a device", 10 * NS_PER_S, WATCH_OF_DEVICE },
	[WATCH_START_DEVICE] = { "starting a device", 10 * NS_PER_S, WATCH_OF_DEVICE },
	[WATCH_CLOSE_DEVICE] = { "closing a device", 20 * NS_PER_S, WATCH_OF_DEVICE },
	[WATCH_OPEN_FILE] = { "opening", 10 * NS_PER_S, WATCH_OF_FILE },
	[WATCH_DECODE] = { "decoding", 10 * NS_PER_S, WATCH_OF_FILE },
	[WATCH_SEEK] = { "seeking in", 10 * NS_PER_S, WATCH_OF_FILE },
	[WATCH_CLOSE_FILE] = { "closing", 10 * NS_PER_S, WATCH_OF_FILE },
	[WATCH_DECODE_PIPE] = { "decoding", 0, WATCH_OF_FILE },
	[WATCH_ANALYSE] = { "analysing", 5 * NS_PER_S, WATCH_OF_NOTHING },
};

/* A crash may be that of a stack that is full. As large as any machine's SIGSTKSZ. */
enum { CRASH_STACK_BYTES = 64 * 1024 };

static struct {
	struct watch *watch; /* NULL: nobody watches */
	bool (*rouse)(void *context);
	void *context;
	char stacks[N_WATCH_THREADS][CRASH_STACK_BYTES];
} own;
static _Thread_local struct watch_slot *slot; /* NULL: the thread is not watched */

/* --------------------------------------------------------------- the process that is watched */

void watch_take(struct watch *watches, size_t n, bool (*rouse)(void *context), void *context)
{
	own.rouse = rouse;
	own.context = context;
	for (size_t i = 0; i < n && !own.watch; i++) {
		int32_t nobody = 0;
		if (atomic_compare_exchange_strong(&watches[i].owner, &nobody, (int32_t)getpid()))
			own.watch = &watches[i];
	}
}

void watch_join(enum watch_thread thread)
{
	if (!own.watch)
		return;
	const stack_t stack = { .ss_sp = own.stacks[thread], .ss_size = CRASH_STACK_BYTES };
	stack_t there;
	/* One that is there already is a sanitizer's, which takes it down in the end. */
	if (sigaltstack(NULL, &there) == 0 && (there.ss_flags & SS_DISABLE))
		sigaltstack(&stack, NULL);
	slot = &own.watch->slots[thread];
	atomic_store_explicit(&slot->tid, (int32_t)gettid(), memory_order_relaxed);
}

void watch_set_item(uint32_t item)
{
	if (own.watch)
		atomic_store_explicit(&own.watch->item, item, memory_order_relaxed);
}

/* The parent goes to sleep by setting `dozes` and looking at the calls once more; here it is the other way round, so
 * that one of both sees the other: hence the total order. */
void watch_begin(enum watch_call call)
{
	if (!slot)
		return;
	atomic_store_explicit(&slot->begun_ns, clock_now_ns(), memory_order_relaxed);
	atomic_store_explicit(&slot->call, call, memory_order_seq_cst);
	if (atomic_load_explicit(&own.watch->dozes, memory_order_seq_cst)
		&& atomic_exchange_explicit(&own.watch->dozes, 0, memory_order_relaxed) && !own.rouse(own.context))
		atomic_store_explicit(&own.watch->dozes, 1, memory_order_relaxed);
}

void watch_end(void)
{
	if (slot)
		atomic_store_explicit(&slot->call, WATCH_NOTHING, memory_order_release);
}

int64_t watch_lasts_ns(enum watch_thread thread, int64_t now_ns)
{
	const struct watch_slot *other = own.watch ? &own.watch->slots[thread] : NULL;
	/* Acquire pairs with the store in watch_begin(): the beginning is this call's, or a later one's. */
	if (!other || atomic_load_explicit(&other->call, memory_order_acquire) == WATCH_NOTHING)
		return 0;
	return now_ns - atomic_load_explicit(&other->begun_ns, memory_order_relaxed);
}

/* --------------------------------------------------------------- a crash */

/* One that somebody sends is no fault of what the thread is at. Nothing here but stores and system calls. */
static void on_crash(int signal_number, siginfo_t *info, void *context)
{
	(void)context;
	const bool is_own = info->si_code > 0 || info->si_pid == getpid();
	if (own.watch && is_own) {
		const uint32_t call = slot ? atomic_load_explicit(&slot->call, memory_order_relaxed) : WATCH_NOTHING;
		atomic_store_explicit(&own.watch->crash_call, call, memory_order_relaxed);
		atomic_store_explicit(&own.watch->crash_signal, (uint32_t)signal_number, memory_order_relaxed);
	}
	raise(signal_number); /* by now its action is the default one */
}

/* A library that ends the process does so in the thread that called it. */
static void on_exit_called(void)
{
	if (own.watch && slot)
		atomic_store_explicit(&own.watch->crash_call, atomic_load_explicit(&slot->call, memory_order_relaxed),
			memory_order_relaxed);
}

void watch_catch_crashes(void)
{
	static const int signals[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT };
	struct sigaction action = { .sa_sigaction = on_crash }, before;
	action.sa_flags = (int)(SA_SIGINFO | SA_ONSTACK | SA_NODEFER | SA_RESETHAND);
	for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++)
		if (sigaction(signals[i], NULL, &before) == 0 && before.sa_handler == SIG_DFL)
			sigaction(signals[i], &action, NULL);
	atexit(on_exit_called);
}

/* --------------------------------------------------------------- its parent */

struct watch *watch_find(struct watch *watches, size_t n, pid_t owner)
{
	for (size_t i = 0; i < n; i++)
		if (atomic_load_explicit(&watches[i].owner, memory_order_acquire) == (int32_t)owner)
			return &watches[i];
	return NULL;
}

void watch_release(struct watch *watch)
{
	for (size_t i = 0; i < N_WATCH_THREADS; i++) {
		atomic_store_explicit(&watch->slots[i].call, WATCH_NOTHING, memory_order_relaxed);
		atomic_store_explicit(&watch->slots[i].tid, 0, memory_order_relaxed);
		atomic_store_explicit(&watch->slots[i].begun_ns, 0, memory_order_relaxed);
	}
	atomic_store_explicit(&watch->crash_signal, 0, memory_order_relaxed);
	atomic_store_explicit(&watch->crash_call, WATCH_NOTHING, memory_order_relaxed);
	atomic_store_explicit(&watch->dozes, 0, memory_order_relaxed);
	/* Release pairs with the exchange in watch_take(): the next one finds it empty. */
	atomic_store_explicit(&watch->owner, 0, memory_order_release);
}
