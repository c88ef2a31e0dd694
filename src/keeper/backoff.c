#include "keeper/backoff.h"

#include <stddef.h>

#include "base/clock.h"

/* An engine that has run for that long has been of use: whatever killed it, the next one may be as well. */
#define USEFUL_NS (NS_PER_S / 2)

/* The first two at once: a kill from outside, a crash that does not come again. */
static const int64_t waits_ns[] = { 0, 0, 200 * NS_PER_MS, 500 * NS_PER_MS, 1 * NS_PER_S, 2 * NS_PER_S, 2 * NS_PER_S };

void backoff_ready(struct backoff *backoff, int64_t now_ns)
{
	if (backoff->ready_ns == 0)
		backoff->ready_ns = now_ns;
}

int64_t backoff_died(struct backoff *backoff, int64_t now_ns)
{
	const bool was_useful = backoff->ready_ns && now_ns - backoff->ready_ns >= USEFUL_NS;
	if (was_useful)
		backoff->n_deaths = 0;
	backoff->ready_ns = 0;
	const unsigned n = backoff->n_deaths++;
	return n < sizeof waits_ns / sizeof waits_ns[0] ? waits_ns[n] : BACKOFF_GIVE_UP;
}
