#include "ui/teller.h"

#include <errno.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/text.h"
#include "control/place.h"
#include "data/data.h"
#include "ui/joined.h"
#include "ui/latency.h"
#include "ui/line_out.h"
#include "ui/scene.h"

enum { FD_KEEPER, FD_OUT, N_FDS };

/* Who has taken nothing for so long takes nothing for a while: nothing is analysed for it. */
#define STUCK_NS NS_PER_S

struct teller {
	const struct teller_config *config;
	const struct data_format *format;
	struct joined joined;
	struct scene scene; /* its picture is not drawn */
	struct line_out out;
	char told_title[sizeof((struct run_state *)0)->title];
	uint32_t told_notice; /* its serial */

	struct scene_wants wanted; /* told the keeper */
	bool asleep;               /* told the keeper so: no lines until woken */
	bool has_begun;            /* the first line has been taken, at: */
	int64_t began_ns;
	struct statistics_reader figures; /* of lines instead of redraws; rates are since: */
	int64_t figures_ns;               /* when they were told last; 0: never */
	uint64_t figures_redraws, figures_bytes;
	struct latency latency;
	uint64_t timed_index; /* of the snapshot whose latency was noted last */

	bool stands_still_anew; /* why nothing goes on is yet to be told */

	bool is_late; /* the present has not been told: the last line was skipped */
	int64_t late_since_ns;
	bool is_stuck;   /* for long */
	int64_t next_ns; /* the next line's moment; INT64_MAX: none until there is news */

	bool leaving, over;
	int status;
	struct err *err;
};

static const struct data *data_of(const struct teller *teller)
{
	return teller->scene.panes.items[0].view;
}

/* --------------------------------------------------------------- talking to the keeper */

static void tell_watch(struct teller *teller, bool asleep)
{
	struct message message = message_of(MESSAGE_WATCH);
	struct message_watch *watch = &message.u.watch;
	teller->wanted = scene_wants(&teller->scene);
	watch->measures = teller->wanted.measures;
	watch->asleep = asleep;
	if (teller->is_stuck) {
		watch->wake_peak = SCENE_NO_WAKE_PEAK;
	} else {
		watch->channels = teller->wanted.channels;
		watch->levels = teller->wanted.levels;
		watch->redraws_per_s = (uint32_t)teller->scene.fps;
		watch->wake_peak = scene_wake_peak(&teller->scene);
	}
	message_send(teller->config->keeper_fd, &message, NULL, 0);
	teller->asleep = asleep;
}

static void wake(struct teller *teller)
{
	if (teller->is_stuck)
		return;
	if (teller->asleep) {
		snapshot_reader_skip(&teller->scene.reader);
		tell_watch(teller, false);
	}
	teller->next_ns = 0;
}

static void end(struct teller *teller, bool leaving, int status)
{
	teller->leaving = leaving;
	teller->over = true;
	teller->status = status;
}

static void take_outcome(struct teller *teller, const struct message_outcome *outcome)
{
	teller->status = outcome->status;
	if (outcome->text[0])
		err_set(teller->err, ERR_INPUT, "%s", outcome->text);
}

/* --------------------------------------------------------------- lines */

/* In the track; NaN where the sound has no such place. */
static double position_s(const struct scene *scene)
{
	const struct snapshot_head *head = &scene->snapshot->head;
	const bool has_place = scene->has_snapshot && head->rate_hz && !scene->state.live;
	return has_place ? (double)head->position_frame / head->rate_hz : (double)NAN;
}

/* Takes what became of a line; whether it is on its way. */
static bool was_taken(struct teller *teller, enum line_result result, int64_t now)
{
	switch (result) {
	case LINE_TAKEN: teller->is_late = false; return true;
	case LINE_SKIPPED:
		if (!teller->is_late)
			teller->late_since_ns = now;
		teller->is_late = true;
		break;
	case LINE_CLOSED: end(teller, true, 128 + SIGPIPE); break;
	case LINE_FAILED:
		end(teller, true, 1);
		err_set_sys(teller->err, errno, "standard output");
		break;
	}
	return false;
}

static bool send_line(struct teller *teller, int64_t now)
{
	if (teller->out.line.is_short) {
		end(teller, true, 1);
		return err_set(teller->err, ERR_SYSTEM, "out of memory for a line");
	}
	return was_taken(teller, line_out_send(&teller->out), now);
}

/* Nothing is written before there is something to tell: a run that cannot begin ends with its error alone. */
static bool has_news(const struct scene *scene)
{
	return scene->has_snapshot || scene->state.phase == RUN_WAITING || scene->state.phase == RUN_PAUSED;
}

static bool begin_lines(struct teller *teller, int64_t now)
{
	if (teller->format->begin)
		teller->format->begin(data_of(teller), &teller->out.line);
	if (!send_line(teller, now))
		return false;
	teller->has_begun = true;
	teller->began_ns = now;
	return true;
}

/* Sends what is left of the line before; whether another can follow. */
static bool finish_line(struct teller *teller, int64_t now)
{
	if (!line_out_is_busy(&teller->out))
		return true;
	const enum line_result result = line_out_send(&teller->out);
	return was_taken(teller, line_out_is_busy(&teller->out) && result == LINE_TAKEN ? LINE_SKIPPED : result, now);
}

static void count_line(struct teller *teller, size_t n_bytes)
{
	const struct scene *scene = &teller->scene;
	const struct snapshot_head *head = &scene->snapshot->head;
	teller->figures.n_redraws++;
	teller->figures.n_bytes += n_bytes;
	if (!scene->has_snapshot || teller->asleep || head->index == teller->timed_index)
		return;
	latency_note(&teller->latency, head->heard_ns, clock_now_ns());
	teller->timed_index = head->index;
}

static void tell_figures(struct teller *teller, int64_t now)
{
	struct statistics_reader *figures = &teller->figures;
	const double seconds = (double)(now - teller->figures_ns) / NS_PER_S;
	if (teller->figures_ns) {
		figures->redraws_per_s = (float)((double)(figures->n_redraws - teller->figures_redraws) / seconds);
		figures->bytes_per_s = (float)((double)(figures->n_bytes - teller->figures_bytes) / seconds);
	}
	latency_tell(&teller->latency, now, &figures->latency_ms, &figures->max_latency_ms);
	joined_tell_figures(&teller->joined, figures, &teller->scene.reader, teller->format->wants_statistics);
	teller->figures_ns = now;
	teller->figures_redraws = figures->n_redraws;
	teller->figures_bytes = figures->n_bytes;
}

/* Each is told once. */
static const char *notice_of(const struct teller *teller, int64_t now)
{
	if (run_state_has_news(&teller->scene.state, teller->told_notice, now))
		return teller->scene.state.notice;
	return teller->stands_still_anew ? teller->scene.standstill : "";
}

static void put_line(struct teller *teller, int64_t now)
{
	const struct run_state *state = &teller->scene.state;
	if (!has_news(&teller->scene) || !finish_line(teller, now) || (!teller->has_begun && !begin_lines(teller, now)))
		return;
	const struct data_moment moment = { .state = state,
		.time_s = (double)(now - teller->began_ns) / NS_PER_S,
		.position_s = position_s(&teller->scene),
		.title_is_new = strcmp(state->title, teller->told_title) != 0,
		.notice = notice_of(teller, now) };
	if (!finish_line(teller, now))
		return;
	teller->format->put(data_of(teller), &moment, &teller->out.line);
	const size_t n_bytes = teller->out.line.n;
	line_out_limit(&teller->out, n_bytes * (size_t)teller->scene.fps);
	if (!send_line(teller, now))
		return;
	text_copy(teller->told_title, sizeof teller->told_title, state->title);
	if (moment.notice == teller->scene.standstill)
		teller->stands_still_anew = false;
	teller->told_notice = state->notice_serial;
	data_told(teller->scene.panes.items[0].view);
	count_line(teller, n_bytes);
}

/* Whoever reads on is not left with what was heard last. */
static void put_last_line(struct teller *teller)
{
	if (!teller->has_begun)
		return;
	data_hush(teller->scene.panes.items[0].view);
	teller->scene.state.phase = RUN_DRAINING;
	put_line(teller, clock_now_ns());
}

/* --------------------------------------------------------------- what is due */

static void rest(struct teller *teller)
{
	if (!teller->asleep)
		tell_watch(teller, true);
	teller->next_ns = INT64_MAX;
}

static void get_stuck(struct teller *teller)
{
	teller->is_stuck = true;
	rest(teller);
}

static void step(struct teller *teller, int64_t now)
{
	struct scene *scene = &teller->scene;
	const bool news = scene_advance(scene, now);
	const int64_t interval_ns = NS_PER_S / scene->fps;
	teller->next_ns = clock_next_beat_ns(now + interval_ns / 2, (uint32_t)scene->fps);
	if (scene_wants(scene).levels != teller->wanted.levels)
		tell_watch(teller, teller->asleep); /* the bands have been fitted to the sound */
	const bool resting = scene_at_rest(scene, now);
	const bool has_ended = scene->state.phase == RUN_DRAINING && scene_has_fallen(scene);
	if (news || !resting || teller->asleep || teller->is_late)
		put_line(teller, now);
	if (now - teller->figures_ns >= NS_PER_S)
		tell_figures(teller, now);
	if (teller->over)
		return;
	const bool is_late_for_long = teller->is_late && now - teller->late_since_ns > STUCK_NS;
	if (has_ended && (!teller->is_late || is_late_for_long))
		end(teller, true, 0);
	else if (is_late_for_long)
		get_stuck(teller);
	else if (resting && !teller->is_late)
		rest(teller);
}

static void stand_still(struct teller *teller, const char *why)
{
	scene_stand_still(&teller->scene, why);
	teller->stands_still_anew = why[0] != '\0';
	wake(teller);
}

static void on_keeper(struct teller *teller)
{
	struct message message;
	enum message_result result = MESSAGE_OK;
	for (int turn = 0; turn < JOINED_AT_ONCE && result == MESSAGE_OK; turn++) {
		result = message_receive(teller->config->keeper_fd, &message, NULL, NULL);
		if (result != MESSAGE_OK)
			break;
		if (message.type == MESSAGE_WAKE)
			wake(teller);
		if (message.type == MESSAGE_STATISTICS)
			scene_inform(&teller->scene, &message.u.statistics);
		if (message.type == MESSAGE_STANDSTILL)
			stand_still(teller, message.u.outcome.text);
		if (message.type != MESSAGE_ENDED)
			continue;
		put_last_line(teller);
		end(teller, false, 0);
		take_outcome(teller, &message.u.outcome);
		return;
	}
	if (result == MESSAGE_NONE || result == MESSAGE_OK)
		return;
	end(teller, false, 1);
	place_clear_stale(teller->joined.name);
	err_set(teller->err, ERR_GONE, "the run's keeper died; what played has ended: start it again");
}

static void on_out(struct teller *teller, short events)
{
	if (events & (POLLERR | POLLHUP | POLLNVAL))
		end(teller, true, 128 + SIGPIPE);
	else if (events & POLLOUT) {
		teller->is_stuck = false;
		finish_line(teller, clock_now_ns());
		wake(teller);
	}
}

/* --------------------------------------------------------------- the loop */

static void loop(struct teller *teller)
{
	while (!teller->over) {
		const bool waits_for_room = teller->is_stuck || line_out_is_busy(&teller->out);
		struct pollfd polls[N_FDS] = {
			[FD_KEEPER] = { .fd = teller->config->keeper_fd, .events = POLLIN },
			[FD_OUT] = { .fd = teller->out.fd, .events = waits_for_room ? POLLOUT : 0 },
		};
		const int64_t left = teller->next_ns - clock_now_ns();
		const struct timespec timeout = clock_timespec(left > 0 ? left : 0);
		ppoll(polls, N_FDS, teller->next_ns == INT64_MAX ? NULL : &timeout, NULL);
		if (polls[FD_KEEPER].revents)
			on_keeper(teller);
		if (polls[FD_OUT].revents && !teller->over)
			on_out(teller, polls[FD_OUT].revents);
		const int64_t now = clock_now_ns();
		if (!teller->over && now >= teller->next_ns)
			step(teller, now);
	}
}

static bool begin(struct teller *teller, struct err *err)
{
	const struct teller_config *config = teller->config;
	const struct view_look look = { .settings = config->settings }; /* colours are for what is drawn */
	const struct layout layout = layout_of(&data_view);
	/* A reader that has gone is told by write(), so that the run can be left in order. */
	signal(SIGPIPE, SIG_IGN);
	if (!joined_open(&teller->joined, config->keeper_fd, config->follows, NULL, &teller->status, err)
		|| !scene_init(
			&teller->scene, &look, teller->joined.ring, teller->joined.page, teller->joined.queue, err)
		|| !panes_change(&teller->scene.panes, &layout, err) || !scene_lay_out(&teller->scene, err))
		return false;
	teller->format = data_of(teller)->format;
	if (teller->format->lines_per_s)
		teller->scene.fps = teller->format->lines_per_s;
	tell_watch(teller, false);
	return true;
}

int teller_run(const struct teller_config *config, struct err *err)
{
	struct teller teller = { .config = config, .err = err };
	struct message_outcome outcome;
	line_out_init(&teller.out, STDOUT_FILENO);
	if (begin(&teller, err)) {
		loop(&teller);
		line_out_finish(&teller.out, STUCK_NS / NS_PER_MS);
		if (teller.leaving && joined_leave(&teller.joined, LEAVE_QUIT, NULL, &outcome) && teller.status == 0)
			take_outcome(&teller, &outcome);
	} else if (teller.status == 0) {
		teller.status = 1;
	}
	scene_fini(&teller.scene);
	joined_close(&teller.joined);
	line_out_fini(&teller.out);
	return teller.status;
}
