#include "ui/pacing.h"

#include "base/clock.h"

/* What may be in flight before anything is known, and one redraw more: what a link of 20 kB/s carries in 0.2 s. */
enum { FIRST_WINDOW_BYTES = 4096 };

/* Who has not answered by then is taken for one that never does, and never will. */
#define MUTE_NS (500 * NS_PER_MS)
#define HOPELESS_NS (2 * NS_PER_S)
/* Beyond two round trips: then answers are lost, or the link stands still. A round trip of an hour tells of a terminal
 * that was stopped, not of the next answer. */
#define PATIENCE_NS NS_PER_S
#define MOST_PATIENCE_NS (20 * NS_PER_S)
#define PROBE_NS NS_PER_S /* meanwhile a redraw so often: neither a flood nor a picture that stands for good */

#define MARK_NS NS_PER_S         /* from mark to mark */
#define UNSURE_NS (5 * NS_PER_S) /* after a mark was given up: its answer may still come, and be taken for another's */

/* The shortest round trip is measured anew when answers have been late all the time for so long; after each time that
 * it was right, for twice as long. It costs two round trips. */
#define LEAST_STALE_NS (2 * NS_PER_S)
#define MOST_STALE_NS (10 * NS_PER_S)
enum { MOST_ALONE_BYTES = 256 }; /* of which the time to send them does not count, on any link that can be used */

/* An answer that comes so late is in time: a redraw at 50 a second. Of a far terminal a part of its round trip: the way
 * there is not always as long. */
#define SLACK_NS (20 * NS_PER_MS)
enum { SLACK_PART = 8 };
#define LIMITED_NS NS_PER_S /* the link is the limit until so long after an answer that was late */

#define RATE_NS (500 * NS_PER_MS)          /* the rate is the highest of this stretch and of the one before */
#define MOST_CARRYING_NS (3600 * NS_PER_S) /* how long the rest takes at a rate next to nothing is all the same */
#define AHEAD_NS (10 * NS_PER_MS)          /* the next chance may be a beat later */
#define CREDIT_NS (20 * NS_PER_MS)         /* a redraw waits for its beat: the limit is kept on average */

/* A terminal that answers within half a redraw gets a fence so often, or behind so many bytes. */
#define NEAR_NS (8 * NS_PER_MS)
#define UNFENCED_NS (125 * NS_PER_MS)
enum { UNFENCED_BYTES = 8192 };

static int64_t larger(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static int64_t smaller(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static struct pacing_fence *fence_at(struct pacing *pacing, uint32_t i)
{
	return &pacing->fences[i % PACING_FENCES];
}

static const struct pacing_fence *oldest_fence(const struct pacing *pacing)
{
	return &pacing->fences[pacing->oldest % PACING_FENCES];
}

static const struct pacing_fence *newest_fence(const struct pacing *pacing)
{
	return &pacing->fences[(pacing->next - 1) % PACING_FENCES];
}

void pacing_init(struct pacing *pacing, bool asks, int64_t now_ns)
{
	*pacing = (struct pacing){ .asks = asks,
		.began_ns = now_ns,
		.marked_ns = now_ns,
		.delivered_ns = now_ns,
		.sent_bytes = pacing->sent_bytes,
		.fenced_bytes = pacing->sent_bytes,
		.delivered_bytes = pacing->sent_bytes,
		.limit_bytes_per_s = pacing->limit_bytes_per_s };
}

void pacing_set_limit(struct pacing *pacing, double bytes_per_s)
{
	if (bytes_per_s == pacing->limit_bytes_per_s)
		return; /* what has been sent still counts */
	pacing->limit_bytes_per_s = bytes_per_s;
	pacing->limit_until_ns = 0;
}

/* ---- what is known of the link ---- */

size_t pacing_outstanding(const struct pacing *pacing)
{
	return pacing->next - pacing->oldest;
}

int64_t pacing_due_ns(const struct pacing *pacing, int64_t now_ns)
{
	if (pacing_outstanding(pacing) == 0 || !pacing->asks)
		return 0;
	if (!pacing->answered)
		return now_ns - pacing->began_ns < HOPELESS_NS ? INT64_MAX : 0;
	const int64_t due_ns = newest_fence(pacing)->due_ns;
	return due_ns == INT64_MAX ? INT64_MAX : due_ns + pacing->shortest_ns + PATIENCE_NS;
}

static uint64_t in_flight(const struct pacing *pacing)
{
	return pacing->sent_bytes - pacing->delivered_bytes;
}

static int64_t slack_ns(const struct pacing *pacing)
{
	return larger(SLACK_NS, pacing->shortest_ns / SLACK_PART);
}

static bool is_limited(const struct pacing *pacing, int64_t now_ns)
{
	return pacing->late_ns && now_ns - pacing->late_ns < LIMITED_NS;
}

static bool is_stale(const struct pacing *pacing, int64_t now_ns)
{
	return is_limited(pacing, now_ns) && now_ns >= pacing->unsure_until_ns
		&& now_ns - pacing->measured_ns >= pacing->stale_ns;
}

/* What has been carried, and while the link was busy: that tells what it could carry, but is at the mercy of each
 * answer's delay. So it is believed up to twice of what has been seen. */
static double rate_of(const struct pacing *pacing)
{
	const struct pacing_stretch *now = &pacing->now, *before = &pacing->before;
	const double carried = now->rate > before->rate ? now->rate : before->rate;
	const int64_t busy_ns = now->busy_ns + before->busy_ns;
	if (busy_ns == 0)
		return carried;
	const double busy = (now->busy_bytes + before->busy_bytes) * NS_PER_S / (double)busy_ns;
	return busy < carried ? carried : busy < 2 * carried ? busy : 2 * carried;
}

/* What may be in flight when another redraw is sent. While answers are in time it is what they have time for. */
static double window_bytes(const struct pacing *pacing, int64_t now_ns)
{
	if (is_limited(pacing, now_ns))
		return rate_of(pacing) * (double)pacing->shortest_ns / NS_PER_S;
	return 2 * rate_of(pacing) * (double)(pacing->shortest_ns + slack_ns(pacing)) / NS_PER_S;
}

/* Whether the oldest fence should have been answered by now, by all that is known: the link has become slower. */
static bool is_overdue(const struct pacing *pacing, int64_t now_ns)
{
	return now_ns > oldest_fence(pacing)->due_ns;
}

static int64_t carrying_ns(const struct pacing *pacing, uint64_t n_bytes)
{
	const double rate = rate_of(pacing);
	const double takes_ns = rate > 0 ? (double)n_bytes / rate * NS_PER_S : 0;
	return takes_ns < MOST_CARRYING_NS ? (int64_t)takes_ns : MOST_CARRYING_NS;
}

bool pacing_is_silent(const struct pacing *pacing, int64_t now_ns)
{
	if (pacing_outstanding(pacing) == 0)
		return false;
	const int64_t patience_ns = smaller(PATIENCE_NS + 2 * pacing->round_trip_ns, MOST_PATIENCE_NS);
	return now_ns - oldest_fence(pacing)->sent_ns >= patience_ns;
}

static uint64_t newest_bytes(const struct pacing *pacing)
{
	return newest_fence(pacing)->end_bytes - newest_fence(pacing)->begin_bytes;
}

static bool link_is_free(const struct pacing *pacing, int64_t now_ns)
{
	if (!pacing->asks || pacing_outstanding(pacing) == 0)
		return true;
	if (!pacing->answered)
		return in_flight(pacing) <= FIRST_WINDOW_BYTES || now_ns - pacing->began_ns >= MUTE_NS;
	if (pacing_is_silent(pacing, now_ns))
		return now_ns - pacing->sent_ns >= PROBE_NS;
	if (is_stale(pacing, now_ns) || is_overdue(pacing, now_ns) || pacing_outstanding(pacing) == PACING_FENCES)
		return false;
	if (!is_limited(pacing, now_ns))
		return (double)in_flight(pacing) <= window_bytes(pacing, now_ns);
	/* That a redraw has arrived is heard a round trip late, and nothing of its middle: it is the time by which the
	 * link must be through with it that lets the next one go, neither in its queue nor leaving it idle. */
	return now_ns >= pacing->carried_ns - AHEAD_NS
		&& (double)(in_flight(pacing) - newest_bytes(pacing)) <= window_bytes(pacing, now_ns);
}

enum pacing_verdict pacing_ask(const struct pacing *pacing, int64_t now_ns)
{
	if (pacing->limit_bytes_per_s > 0 && now_ns < pacing->limit_until_ns)
		return PACING_HELD_BY_LIMIT;
	return link_is_free(pacing, now_ns) ? PACING_FREE : PACING_HELD_BY_LINK;
}

/* ---- what is sent ---- */

bool pacing_wants_measure(const struct pacing *pacing, int64_t now_ns)
{
	return pacing_is_empty(pacing) && is_stale(pacing, now_ns);
}

/* How long a fence is good for. One that has never answered is asked seldom, should it begin to. A near one that keeps
 * up is asked more seldom than it is drawn on: each answer costs a wake, and whoever stops us from outside may find it
 * on his prompt. */
static int64_t good_for_ns(const struct pacing *pacing, int64_t now_ns)
{
	if (!pacing->answered)
		return now_ns - pacing->began_ns >= MUTE_NS ? PROBE_NS : 0;
	const bool keeps_up = pacing->round_trip_ns <= NEAR_NS && pacing_outstanding(pacing) == 0
		&& pacing->sent_bytes - pacing->fenced_bytes < UNFENCED_BYTES;
	return keeps_up && !is_limited(pacing, now_ns) ? UNFENCED_NS : 0;
}

bool pacing_wants_fence(const struct pacing *pacing, int64_t now_ns)
{
	return pacing->asks && now_ns - pacing->sent_ns >= good_for_ns(pacing, now_ns);
}

/* One mark at a time, and none while the answer to one that was given up may come: it would be taken for this one's, and
 * this one's for that of the next, for ever where the way is longer than from mark to mark. */
static bool may_be_mark(const struct pacing *pacing, int64_t now_ns)
{
	if (!pacing->mark_is_out)
		return now_ns >= pacing->unsure_until_ns;
	/* Not all terminals know marks: until one was answered, in silence it is every other fence. */
	return pacing_is_silent(pacing, now_ns)
		&& (pacing->marks_answered || newest_fence(pacing)->kind != PACING_MARK);
}

enum pacing_kind pacing_next_kind(const struct pacing *pacing, int64_t now_ns)
{
	if (pacing_wants_measure(pacing, now_ns))
		return pacing->marks_answered ? PACING_MARK : PACING_STATUS;
	const bool is_due = now_ns - pacing->marked_ns >= MARK_NS;
	return is_due && may_be_mark(pacing, now_ns) ? PACING_MARK : PACING_STATUS;
}

void pacing_sent(struct pacing *pacing, size_t n_bytes, int64_t now_ns)
{
	pacing->sent_bytes += n_bytes;
	pacing->carried_ns = larger(pacing->carried_ns, now_ns) + carrying_ns(pacing, n_bytes);
	if (pacing->limit_bytes_per_s > 0)
		pacing->limit_until_ns = larger(pacing->limit_until_ns, now_ns - CREDIT_NS)
			+ (int64_t)((double)n_bytes / pacing->limit_bytes_per_s * NS_PER_S);
}

/* Where no mark has ever told which answers were lost, those that are long overdue are given up. */
static void give_up_lost(struct pacing *pacing, int64_t now_ns)
{
	if (pacing->marks_answered || !pacing_is_silent(pacing, now_ns))
		return;
	/* Nothing is known of the way yet: it may be a long one. */
	if (!pacing->answered && now_ns - oldest_fence(pacing)->sent_ns < UNSURE_NS)
		return;
	pacing->oldest = pacing->next;
	pacing->unsure_until_ns = now_ns + UNSURE_NS;
}

void pacing_sent_fence(struct pacing *pacing, enum pacing_kind kind, int64_t now_ns)
{
	give_up_lost(pacing, now_ns);
	const bool was_empty = pacing_outstanding(pacing) == 0;
	if (was_empty)
		pacing->delivered_ns = now_ns;
	if (pacing_outstanding(pacing) == PACING_FENCES)
		pacing->oldest++;
	if (kind == PACING_MARK && pacing->mark_is_out)
		pacing->unsure_until_ns = now_ns + UNSURE_NS;
	*fence_at(pacing, pacing->next) = (struct pacing_fence){ .sent_ns = now_ns,
		.end_bytes = pacing->sent_bytes,
		.begin_bytes = pacing->fenced_bytes,
		.delivered_bytes = pacing->delivered_bytes,
		.delivered_ns = pacing->delivered_ns,
		.due_ns = pacing->answered ? larger(pacing->carried_ns, now_ns) + pacing->shortest_ns + slack_ns(pacing)
					   : INT64_MAX,
		.kind = kind,
		.is_sure = now_ns >= pacing->unsure_until_ns,
		.is_alone = was_empty && in_flight(pacing) <= MOST_ALONE_BYTES };
	if (kind == PACING_MARK) {
		pacing->mark = pacing->next;
		pacing->mark_is_out = true;
		pacing->marked_ns = now_ns;
	} else if (pacing->next - pacing->mark >= PACING_FENCES - 1) {
		pacing->mark_is_out = false; /* its place in the ring is given to others */
	}
	pacing->next++;
	pacing->fenced_bytes = pacing->sent_bytes;
	pacing->sent_ns = now_ns;
}

/* ---- what comes back ---- */

/* The way alone has been measured. */
static void take_measure(struct pacing *pacing, int64_t round_trip_ns, int64_t now_ns)
{
	const bool was_right = round_trip_ns >= pacing->shortest_ns - slack_ns(pacing)
		&& round_trip_ns <= pacing->shortest_ns + slack_ns(pacing);
	const int64_t longer_ns = smaller(larger(2 * pacing->stale_ns, LEAST_STALE_NS), MOST_STALE_NS);
	pacing->stale_ns = was_right ? longer_ns : LEAST_STALE_NS;
	pacing->shortest_ns = round_trip_ns;
	pacing->measured_ns = now_ns;
}

static void note_late(struct pacing *pacing, int64_t now_ns)
{
	/* The first time nothing has been measured yet but the answer to the first question, which came together with
	 * a whole picture. */
	if (pacing->late_ns && !is_limited(pacing, now_ns)) {
		pacing->measured_ns = now_ns;
		pacing->stale_ns = LEAST_STALE_NS;
	}
	pacing->late_ns = now_ns;
	if (now_ns - pacing->now.began_ns >= RATE_NS) {
		pacing->before = pacing->now;
		pacing->now = (struct pacing_stretch){ .began_ns = now_ns };
	}
}

static void note_round_trip(struct pacing *pacing, const struct pacing_fence *fence, int64_t now_ns)
{
	const int64_t round_trip_ns = larger(now_ns - fence->sent_ns, 1);
	if (fence->is_sure) {
		pacing->round_trip_ns = round_trip_ns;
		if (fence->is_alone && is_stale(pacing, now_ns))
			take_measure(pacing, round_trip_ns, now_ns);
		else if (pacing->shortest_ns == 0 || round_trip_ns < pacing->shortest_ns)
			pacing->shortest_ns = round_trip_ns;
	}
	if (round_trip_ns > pacing->shortest_ns + slack_ns(pacing))
		note_late(pacing, now_ns);
}

/* Of what was in flight when the fence was sent, over the time it took: never more than the link carries, and less
 * where it was not filled. So answers in time raise the rate only. */
static void note_rate(struct pacing *pacing, const struct pacing_fence *fence, int64_t now_ns)
{
	const int64_t took_ns = larger(now_ns - fence->delivered_ns, pacing->shortest_ns);
	/* One byte at least, so that it may be divided by. */
	const double n_bytes = (double)(fence->end_bytes - fence->delivered_bytes) + 1;
	const double rate = n_bytes * NS_PER_S / (double)took_ns;
	if (rate > pacing->now.rate)
		pacing->now.rate = rate;
	if (!is_limited(pacing, now_ns) || fence != oldest_fence(pacing))
		return;
	/* It was busy with this since it was through with the one before, or since this came. Where answers were lost
	 * before it that is not known. */
	const int64_t from_ns = larger(pacing->delivered_ns, fence->sent_ns + pacing->shortest_ns);
	pacing->now.busy_bytes += (double)(fence->end_bytes - fence->begin_bytes);
	pacing->now.busy_ns += larger(now_ns - from_ns, 0);
}

static void settle(struct pacing *pacing, uint32_t i, int64_t now_ns)
{
	const struct pacing_fence *fence = fence_at(pacing, i);
	note_round_trip(pacing, fence, now_ns);
	note_rate(pacing, fence, now_ns);
	pacing->oldest = i + 1;
	pacing->delivered_bytes = fence->end_bytes;
	pacing->delivered_ns = now_ns;
	pacing->answered = true;
	pacing->carried_ns = smaller(pacing->carried_ns, now_ns + carrying_ns(pacing, in_flight(pacing)));
}

void pacing_on_answer(struct pacing *pacing, enum pacing_kind kind, int64_t now_ns)
{
	if (kind == PACING_MARK) {
		if (!pacing->mark_is_out)
			return;
		/* It may lie before the oldest: then answers have been counted that were not ours. */
		pacing->mark_is_out = false;
		pacing->marks_answered = true;
		settle(pacing, pacing->mark, now_ns);
		return;
	}
	/* A mark that lies before has not been answered, or this is not ours: the next mark will tell. */
	uint32_t i = pacing->oldest;
	while (i != pacing->next && fence_at(pacing, i)->kind == PACING_MARK)
		i++;
	if (i != pacing->next)
		settle(pacing, i, now_ns);
}

bool pacing_is_empty(const struct pacing *pacing)
{
	return pacing->answered && pacing_outstanding(pacing) == 0;
}

struct pacing_figures pacing_figures(const struct pacing *pacing)
{
	const bool is_known = pacing->answered && pacing_outstanding(pacing) > 0;
	return (struct pacing_figures){ .sent_bytes = pacing->sent_bytes,
		.in_flight_bytes = is_known ? pacing->fenced_bytes - pacing->delivered_bytes : 0,
		.round_trip_ns = pacing->round_trip_ns };
}
