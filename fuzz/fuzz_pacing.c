/* A terminal that answers whatever it likes, whenever it likes: what is known of the link stays within bounds, and the
 * picture never stands for good. */
#include "base/clock.h"
#include "fuzz.h"
#include "ui/pacing.h"

enum { MOST_STEPS = 2000, LONGEST_WAIT_S = 60 };

static struct pacing pacing;
static int64_t now_ns;

static void check(void)
{
	const struct pacing_figures figures = pacing_figures(&pacing);
	require(pacing_outstanding(&pacing) <= PACING_FENCES);
	require(figures.in_flight_bytes <= figures.sent_bytes && figures.round_trip_ns >= 0);
	require(pacing_due_ns(&pacing, now_ns) >= 0);
}

/* As ui/terminal_draw.c does. Returns whether there was room. */
static bool draw(size_t n_bytes)
{
	if (pacing_wants_measure(&pacing, now_ns)) {
		pacing_sent_fence(&pacing, pacing_next_kind(&pacing, now_ns), now_ns);
		return false;
	}
	if (pacing_ask(&pacing, now_ns) != PACING_FREE)
		return false;
	pacing_sent(&pacing, n_bytes, now_ns);
	if (pacing_wants_fence(&pacing, now_ns))
		pacing_sent_fence(&pacing, pacing_next_kind(&pacing, now_ns), now_ns);
	return true;
}

static void step(struct taken *from)
{
	const unsigned what = take_byte(from);
	if (what < 100)
		draw(what < 50 ? what : what * 1000u);
	else if (what < 170)
		pacing_on_answer(&pacing, what < 140 ? PACING_STATUS : PACING_MARK, now_ns);
	else if (what < 220)
		now_ns += (int64_t)take_byte(from) * NS_PER_MS;
	else if (what < 240)
		now_ns += (int64_t)take_byte(from) * 100 * NS_PER_MS;
	else if (what < 244)
		pacing_init(&pacing, take_byte(from) % 4, now_ns);
	else if (what < 248)
		pacing_set_limit(&pacing, take_byte(from) * 100.0);
}

/* Whatever was, and however silent the terminal is from now on, something is drawn again. */
static void check_goes_on(void)
{
	const int64_t until_ns = now_ns + LONGEST_WAIT_S * NS_PER_S;
	pacing_set_limit(&pacing, 0);
	while (!draw(1000)) {
		now_ns += 16 * NS_PER_MS;
		require(now_ns < until_ns);
		check();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct taken from = { data, n };
	now_ns = NS_PER_S;
	memset(&pacing, 0, sizeof pacing);
	pacing_init(&pacing, true, now_ns);
	for (int i = 0; i < MOST_STEPS && from.n > 0; i++) {
		step(&from);
		check();
	}
	check_goes_on();
	return 0;
}
