#include "ui/delivery.h"

#include "base/clock.h"

/* A terminal that takes nothing for so long (a stopped multiplexer, a dead link) may be stuck for hours; one that takes
 * bytes and answers nothing may have a slow link, */
#define STUCK_NS NS_PER_S
#define UNANSWERED_NS (5 * NS_PER_S)
/* and an answer that was lost is not waited for for ever. */
#define LOOK_NS (2 * NS_PER_S)

/* ---- what is counted ---- */

static void begin_second(struct delivery *d, int64_t at_ns)
{
	d->second_ns = at_ns;
	d->n_redraws = d->n_held = 0;
	d->second_bytes = terminal_figures(d->terminal).sent_bytes;
}

void delivery_tell(struct delivery *d, int64_t now_ns, bool asks)
{
	const struct pacing_figures pacing = terminal_figures(d->terminal);
	struct statistics_reader figures = d->figures;
	figures.round_trip_ms = (float)pacing.round_trip_ns / NS_PER_MS;
	figures.in_flight_bytes = (uint32_t)pacing.in_flight_bytes;
	figures.n_bytes = pacing.sent_bytes;
	figures.n_steps_down = d->scene->quality;
	latency_tell(&d->latency, now_ns, &figures.latency_ms, &figures.max_latency_ms);
	joined_tell_figures(d->joined, &figures, &d->scene->reader, asks);
}

static void count_redraw(struct delivery *d, int64_t now_ns)
{
	if (d->second_ns == 0 || d->second_ns > now_ns) /* the first; a rest has ended before its time */
		begin_second(d, now_ns);
	d->n_redraws++;
	d->figures.n_redraws++;
	if (now_ns - d->second_ns < NS_PER_S)
		return;
	const double seconds = (double)(now_ns - d->second_ns) / NS_PER_S;
	d->scene->redraws_per_s = (unsigned)(d->n_redraws / seconds);
	/* One that is held now and then is not worth a word. */
	d->scene->held_by = d->n_held * 10 > d->n_redraws ? d->held_by : NULL;
	d->figures.redraws_per_s = (float)(d->n_redraws / seconds);
	d->figures.bytes_per_s
		= (float)((double)(terminal_figures(d->terminal).sent_bytes - d->second_bytes) / seconds);
	delivery_tell(d, now_ns, false);
	begin_second(d, now_ns);
}

void delivery_begin(struct delivery *d, int64_t due_ns, int64_t now_ns)
{
	if (due_ns > 0 && now_ns > due_ns)
		d->figures.n_missed_beats += (uint64_t)((now_ns - due_ns) * d->scene->fps / NS_PER_S);
}

void delivery_time(struct delivery *d)
{
	const struct snapshot_head *head = &d->scene->snapshot->head;
	if (d->is_due || head->index == d->timed_index)
		return;
	latency_note(&d->latency, head->heard_ns, clock_now_ns());
	d->timed_index = head->index;
}

void delivery_rest(struct delivery *d, int64_t until_ns)
{
	d->figures.redraws_per_s = d->figures.bytes_per_s = 0;
	begin_second(d, until_ns);
}

/* ---- what is drawn ---- */

/* A terminal that was stuck no longer is once there is room. */
static bool link_has_room(struct delivery *d, int64_t now_ns)
{
	d->verdict = terminal_has_room(d->terminal);
	if (d->verdict != PACING_HELD_BY_LINK) {
		d->stuck = false;
		d->refused_ns = 0;
		return true;
	}
	d->look_ns = terminal_pending(d->terminal) ? INT64_MAX : now_ns + LOOK_NS;
	return false;
}

static void note_refusal(struct delivery *d, int64_t now_ns)
{
	if (d->refused_ns == 0)
		d->refused_ns = now_ns;
	d->stuck = now_ns - d->refused_ns >= (terminal_pending(d->terminal) ? STUCK_NS : UNANSWERED_NS);
}

void delivery_draw(struct delivery *d, int64_t now_ns)
{
	static const char *const names[] = { [PACING_HELD_BY_LINK] = "link", [PACING_HELD_BY_LIMIT] = "limit" };
	d->is_due = true;
	if (!link_has_room(d, now_ns))
		note_refusal(d, now_ns);
	if (d->verdict != PACING_FREE) {
		d->n_held++;
		d->figures.n_held++;
		d->held_by = names[d->verdict];
		return;
	}
	count_redraw(d, now_ns);
	scene_draw(d->scene, now_ns);
	d->is_due = !terminal_draw(d->terminal, &d->scene->canvas);
}

bool delivery_is_freed(struct delivery *d, int64_t now_ns)
{
	return d->verdict == PACING_HELD_BY_LINK && link_has_room(d, now_ns);
}
