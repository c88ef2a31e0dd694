#include "ui/ui.h"

#include <errno.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/text.h"
#include "config/options.h"
#include "control/message.h"
#include "control/place.h"
#include "ui/joined.h"
#include "ui/keys.h"
#include "ui/scene.h"

enum { FD_TERMINAL, FD_KEEPER, FD_SIGNALS, N_FDS };

/* A run that cannot begin says so within this; until then its error is better read on an untouched screen. */
#define ENTER_PATIENCE_NS (150 * NS_PER_MS)
/* How much below the floor a sample's peak may lie and a band still reach it: a square wave's fundamental is 2.1 dB
 * over its peak's level. */
#define WAKE_MARGIN_DB 3.0

struct ui {
	const struct ui_config *config;
	struct settings settings; /* ours: keys change them */
	struct terminal *terminal;
	int signal_fd;
	struct joined joined;
	struct scene scene;

	bool entered;              /* the terminal is ours */
	bool pauses;               /* what plays, while it is suspended */
	bool suspended;            /* it has been given back until we are in the foreground again */
	struct scene_wants wanted; /* told the keeper */
	uint32_t measures_asked;
	bool asleep; /* told the keeper so: no redraws until woken */
	bool needs_redraw;
	int64_t next_ns; /* the next redraw's moment */
	int64_t enter_by_ns;
	int64_t second_ns; /* redraws are counted from here */
	unsigned n_redraws;

	bool leaving, over; /* over: nothing more is to be shown */
	enum message_leave how;
	int status;
	struct err *err;
};

static int64_t interval_ns(const struct ui *ui)
{
	return NS_PER_S / ui->settings.fps;
}

/* --------------------------------------------------------------- talking to the keeper */

static void tell_watch(struct ui *ui, bool asleep)
{
	double floor_db = scene_floor_db(&ui->scene) - WAKE_MARGIN_DB;
	struct message message = message_of(MESSAGE_WATCH);
	ui->wanted = scene_wants(&ui->scene);
	message.u.watch.channels = ui->wanted.channels;
	message.u.watch.levels = ui->wanted.levels;
	/* Who has once looked at what adds up means it to add up, whatever is shown meanwhile. */
	message.u.watch.measures = ui->measures_asked |= ui->wanted.measures;
	message.u.watch.asleep = asleep;
	message.u.watch.redraws_per_s = (uint32_t)ui->settings.fps;
	message.u.watch.wake_peak = (float)pow(10, floor_db / 20);
	message_send(ui->config->keeper_fd, &message, NULL, 0);
	ui->asleep = asleep;
}

static void wake(struct ui *ui)
{
	if (ui->asleep)
		tell_watch(ui, false);
	ui->next_ns = 0;
}

static void leave(struct ui *ui, enum message_leave how, int status)
{
	ui->leaving = true;
	ui->over = true;
	ui->how = how;
	ui->status = status;
}

static void on_ended(struct ui *ui, const struct message_outcome *outcome)
{
	ui->over = true;
	ui->leaving = false;
	ui->status = outcome->status;
	if (outcome->text[0])
		err_set(ui->err, ERR_INPUT, "%s", outcome->text);
}

static void on_gone(struct ui *ui)
{
	ui->over = true;
	ui->leaving = false;
	ui->status = 1;
	place_clear_stale(ui->joined.name);
	err_set(ui->err, ERR_GONE, "the run's keeper died; what played has ended: start it again");
}

static void on_keeper(struct ui *ui)
{
	struct message message;
	for (;;) {
		switch (message_receive(ui->config->keeper_fd, &message, NULL, NULL)) {
		case MESSAGE_NONE: return;
		case MESSAGE_OK: break;
		default: on_gone(ui); return;
		}
		if (message.type == MESSAGE_ENDED) {
			on_ended(ui, &message.u.outcome);
			return;
		}
		if (message.type == MESSAGE_WAKE)
			wake(ui);
	}
}

static void send_command(struct ui *ui, const char *text)
{
	struct message message = message_of(MESSAGE_COMMAND);
	if (command_parse(&message.u.request.command, text, NULL))
		message_send(ui->config->keeper_fd, &message, NULL, 0);
}

/* --------------------------------------------------------------- the terminal, taken and given back */

/* The keeper must know how to give the terminal back before we take it. */
static void tell_terminal(struct ui *ui, bool ours)
{
	struct message message = message_of(MESSAGE_TERMINAL);
	struct message_terminal *to = &message.u.terminal;
	int fd = terminal_fd(ui->terminal);
	to->filled = ours;
	if (ours) {
		to->n_restore = (uint32_t)terminal_restore_bytes(ui->terminal, to->restore, sizeof to->restore);
		memcpy(to->termios, terminal_termios(ui->terminal), sizeof(struct termios));
	}
	message_send(ui->config->keeper_fd, &message, &fd, ours ? 1 : 0);
}

static void fit(struct ui *ui)
{
	int cols, rows;
	struct err err;
	terminal_size(ui->terminal, &cols, &rows);
	if (!scene_resize(&ui->scene, cols, rows, &err))
		scene_notice(&ui->scene, err.message, clock_now_ns());
	terminal_redraw_all(ui->terminal);
	ui->needs_redraw = true;
	ui->next_ns = 0;
	tell_watch(ui, false);
}

static void enter(struct ui *ui)
{
	tell_terminal(ui, true);
	terminal_enter(ui->terminal);
	ui->entered = true;
	fit(ui);
}

static void give_back(struct ui *ui)
{
	if (!ui->entered)
		return;
	terminal_leave(ui->terminal);
	tell_terminal(ui, false);
	ui->entered = false;
}

static bool in_foreground(const struct ui *ui)
{
	return tcgetpgrp(terminal_fd(ui->terminal)) == getpgrp();
}

/* Ctrl-Z: what is played from a file waits for us; a live stream cannot. */
static void suspend(struct ui *ui)
{
	const struct run_state *state = &ui->scene.state;
	ui->pauses = state->phase == RUN_PLAYING && !state->live;
	if (ui->pauses)
		send_command(ui, "pause");
	give_back(ui);
	tell_watch(ui, true);
	ui->suspended = true;
	kill(getpid(), SIGSTOP);
}

static void resume(struct ui *ui)
{
	if (!ui->suspended || !in_foreground(ui))
		return;
	ui->suspended = false;
	if (ui->pauses)
		send_command(ui, "play");
	enter(ui);
}

static void on_signals(struct ui *ui)
{
	struct signalfd_siginfo info;
	while (read(ui->signal_fd, &info, sizeof info) == (ssize_t)sizeof info) {
		int sig = (int)info.ssi_signo;
		if (sig == SIGWINCH && ui->entered)
			fit(ui);
		else if (sig == SIGTSTP)
			suspend(ui);
		else if (sig == SIGCONT)
			resume(ui);
		else if (sig != SIGWINCH)
			leave(ui, LEAVE_QUIT, 128 + sig);
	}
}

static bool open_signals(struct ui *ui, struct err *err)
{
	static const int wanted[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGWINCH, SIGTSTP, SIGCONT };
	sigset_t set;
	sigemptyset(&set);
	for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++)
		sigaddset(&set, wanted[i]);
	sigprocmask(SIG_BLOCK, &set, NULL);
	ui->signal_fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	return ui->signal_fd >= 0 || err_set_sys(err, errno, "cannot wait for signals");
}

/* --------------------------------------------------------------- keys */

static void detach(struct ui *ui)
{
	if (ui->config->holds_pipeline)
		scene_notice(&ui->scene, "cannot detach: the shell waits for this pipeline; q quits", clock_now_ns());
	else
		leave(ui, LEAVE_DETACH, 0);
}

/* The picture is laid out anew, and may want other channels. */
static void change_setting(struct ui *ui, const char *change)
{
	struct err err;
	if (!options_change(&ui->settings, change, &err) || !scene_lay_out(&ui->scene, &err))
		scene_notice(&ui->scene, err.message, clock_now_ns());
	tell_watch(ui, false);
}

static void turn_views(struct ui *ui, int steps)
{
	struct err err;
	if (!scene_set_view(&ui->scene, view_after(ui->scene.ops, steps), &err))
		scene_notice(&ui->scene, err.message, clock_now_ns());
	tell_watch(ui, false);
}

static void keep(struct ui *ui, uint32_t what)
{
	if (!scene_keep(&ui->scene, what))
		scene_notice(&ui->scene, "this view can do neither; v shows another", clock_now_ns());
}

static void press(struct ui *ui, uint32_t key)
{
	const struct key_row *row = key_find(key);
	if (!row)
		return;
	switch (row->action) {
	case KEY_SENDS: send_command(ui, row->command); break;
	case KEY_QUITS: leave(ui, LEAVE_QUIT, 0); break;
	case KEY_DETACHES: detach(ui); break;
	case KEY_SETS: change_setting(ui, row->command); break;
	case KEY_FREEZES: keep(ui, VIEW_FROZEN); break;
	case KEY_MAXIMUM: keep(ui, VIEW_MAXIMUM); break;
	case KEY_NEXT_VIEW: turn_views(ui, 1); break;
	case KEY_PREVIOUS_VIEW: turn_views(ui, -1); break;
	case KEY_REDRAWS: fit(ui); break;
	}
	ui->needs_redraw = true;
	wake(ui);
}

static void on_terminal(struct ui *ui, short events)
{
	struct input_event event;
	if (events & POLLOUT)
		terminal_flush(ui->terminal);
	if (events & (POLLIN | POLLHUP | POLLERR))
		terminal_read(ui->terminal);
	bool knew = !terminal_needs_redraw(ui->terminal);
	while (terminal_event(ui->terminal, &event))
		if (event.kind == INPUT_KEY)
			press(ui, event.key);
	if (knew && terminal_needs_redraw(ui->terminal)) {
		ui->needs_redraw = true;
		wake(ui);
	}
	if (terminal_lost(ui->terminal) && !ui->over)
		leave(ui, LEAVE_QUIT, 128 + SIGHUP);
}

/* --------------------------------------------------------------- redraws */

static void count_redraw(struct ui *ui, int64_t now)
{
	ui->n_redraws++;
	if (now - ui->second_ns < NS_PER_S)
		return;
	ui->scene.redraws_per_s = (unsigned)((double)ui->n_redraws * 1e9 / (double)(now - ui->second_ns));
	ui->second_ns = now;
	ui->n_redraws = 0;
}

/* The terminal is taken when there is something to show on it, or it is taking long. */
static bool may_draw(struct ui *ui, int64_t now)
{
	if (ui->suspended)
		return false;
	if (!ui->entered && (ui->scene.has_snapshot || now >= ui->enter_by_ns))
		enter(ui);
	return ui->entered;
}

/* Nothing moves and nothing will by itself: no redraws until there is news. */
static void rest(struct ui *ui, int64_t now)
{
	if (!ui->asleep)
		tell_watch(ui, true);
	int64_t until = scene_rest_until(&ui->scene, now);
	if (until > ui->next_ns)
		ui->next_ns = until;
	ui->second_ns = until;
	ui->n_redraws = 0;
}

static void redraw(struct ui *ui, int64_t now)
{
	bool news = scene_advance(&ui->scene, now);
	/* The next beat, but not one that follows at once on a redraw between two of them. */
	ui->next_ns = clock_next_beat_ns(now + interval_ns(ui) / 2, (uint32_t)ui->settings.fps);
	/* After a rest the sound's beginning is shown in time, whenever the news of it came. */
	if (!news && ui->scene.has_more && ui->scene.next_ns < ui->next_ns)
		ui->next_ns = ui->scene.next_ns;
	if (scene_wants(&ui->scene).levels != ui->wanted.levels)
		tell_watch(ui, ui->asleep); /* the bands have been fitted to the sound */
	bool resting = scene_at_rest(&ui->scene, now);
	if (ui->scene.state.phase == RUN_DRAINING && scene_has_fallen(&ui->scene)) {
		leave(ui, LEAVE_QUIT, 0);
		return;
	}
	if (!may_draw(ui, now))
		return;
	if (news || ui->needs_redraw || !resting || ui->asleep) {
		count_redraw(ui, now);
		scene_draw(&ui->scene, now);
		ui->needs_redraw = !terminal_draw(ui->terminal, &ui->scene.canvas);
	}
	if (resting && !ui->needs_redraw)
		rest(ui, now);
}

/* --------------------------------------------------------------- the loop */

static struct timespec time_left(const struct ui *ui)
{
	int64_t until = ui->next_ns;
	int64_t input_ns = terminal_input_deadline_ns(ui->terminal);
	if (input_ns < until)
		until = input_ns;
	int64_t left = until - clock_now_ns();
	return clock_timespec(left > 0 ? left : 0);
}

static void loop(struct ui *ui)
{
	while (!ui->over) {
		struct pollfd polls[N_FDS] = {
			[FD_TERMINAL] = { .fd = ui->entered ? terminal_fd(ui->terminal) : -1,
				.events = terminal_pending(ui->terminal) ? POLLIN | POLLOUT : POLLIN },
			[FD_KEEPER] = { .fd = ui->config->keeper_fd, .events = POLLIN },
			[FD_SIGNALS] = { .fd = ui->signal_fd, .events = POLLIN },
		};
		struct timespec left = time_left(ui);
		ppoll(polls, N_FDS, ui->suspended ? NULL : &left, NULL);
		if (polls[FD_SIGNALS].revents)
			on_signals(ui);
		if (polls[FD_KEEPER].revents && !ui->over)
			on_keeper(ui);
		if (ui->entered)
			on_terminal(ui, polls[FD_TERMINAL].revents);
		int64_t now = clock_now_ns();
		if (!ui->over && !ui->suspended && now >= ui->next_ns)
			redraw(ui, now);
	}
}

static bool begin(struct ui *ui, struct err *err)
{
	const struct view_look look
		= { .settings = &ui->settings, .theme = ui->config->theme, .glyphs = terminal_glyphs(ui->terminal) };
	int cols, rows;
	if (!open_signals(ui, err) || !joined_open(&ui->joined, ui->config->keeper_fd, &ui->status, err)
		|| !scene_init(&ui->scene, &look, ui->joined.ring, ui->joined.page, err))
		return false;
	terminal_size(ui->terminal, &cols, &rows);
	if (!scene_resize(&ui->scene, cols, rows, err))
		return false;
	ui->second_ns = clock_now_ns();
	ui->enter_by_ns = ui->second_ns + ENTER_PATIENCE_NS;
	tell_watch(ui, false);
	return true;
}

int ui_run(const struct ui_config *config, struct err *err)
{
	struct ui ui = { .config = config,
		.settings = *config->settings,
		.terminal = config->terminal,
		.signal_fd = -1,
		.err = err };
	struct message_outcome outcome;
	if (begin(&ui, err)) {
		loop(&ui);
		give_back(&ui);
		if (ui.leaving && joined_leave(&ui.joined, ui.how, &outcome) && ui.status == 0)
			on_ended(&ui, &outcome);
	} else if (ui.status == 0) {
		ui.status = 1;
	}
	scene_fini(&ui.scene);
	joined_close(&ui.joined);
	if (ui.signal_fd >= 0)
		close(ui.signal_fd);
	return ui.status;
}
