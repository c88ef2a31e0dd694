/* What an engine that went mad says it is at: the keeper looks again soon, and a call that hangs is one that there is. */
#include "base/clock.h"
#include "fuzz.h"
#include "keeper/hangs.h"

enum { MOST_LOOKS = 64 };

/* Mostly about now, now and then anything. */
static int64_t take_ns(struct taken *from, int64_t now_ns)
{
	const unsigned byte = take_byte(from);
	return byte < 128 ? now_ns - (int64_t)byte * 500 * NS_PER_MS : byte < 192 ? now_ns : (int64_t)take_u64(from);
}

static void say(struct taken *from, struct watch *watch, int64_t now_ns)
{
	struct watch_slot *slot = &watch->slots[take_byte(from) % N_WATCH_THREADS];
	const unsigned call = take_byte(from);
	slot->call = call == 255 ? take_u32(from) : call % (N_WATCH_CALLS + 1);
	slot->begun_ns = take_ns(from, now_ns);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct taken from = { data, n };
	struct watch watch = { .owner = 1 };
	struct hangs hangs = { .due_ns = 0 };
	struct hang hang;
	int64_t now_ns = 1000 * NS_PER_S, slept_ns = 0;
	hangs_begin(&hangs, now_ns);
	for (int i = 0; i < MOST_LOOKS && from.n > 0; i++) {
		say(&from, &watch, now_ns);
		const unsigned how = take_byte(&from);
		now_ns += (int64_t)take_byte(&from) * 100 * NS_PER_MS;
		slept_ns += how & 1 ? NS_PER_S : 0;
		const struct hangs_moment moment = { .now_ns = now_ns,
			.slept_ns = slept_ns,
			.is_stopped = how & 2,
			.n_read = { how & 4 ? take_byte(&from) : 0 } };
		const bool hung = hangs_look(&hangs, &watch, &moment, &hang);
		require(!hung || (hang.call > WATCH_NOTHING && hang.call < N_WATCH_CALLS && hang.lasts_ns >= 0));
		require(hung || hangs.due_ns == INT64_MAX
			|| (hangs.due_ns > now_ns && hangs.due_ns <= now_ns + 10 * NS_PER_S));
		hangs_is_long(&watch, WATCH_FEEDER, now_ns);
	}
	return 0;
}
