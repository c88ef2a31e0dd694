#include "ui/ui.h"

#include <poll.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/text.h"
#include "ui/job.h"
#include "ui/ui_state.h"

enum { FD_TERMINAL, FD_KEEPER, FD_SIGNALS, FD_ALARM, FD_CONFIG, N_FDS };

/* A run that cannot begin says so within this; until then its error is better read on an untouched screen. */
#define ENTER_PATIENCE_NS (150 * NS_PER_MS)

/* With --reduced-motion: so few redraws per second are seen as steps, not as movement, which takes about 12. */
enum { CALM_FPS = 10 };

bool ui_is_out_of_sight(const struct ui *ui)
{
	/* But the end is waited for as ever. */
	return ui->suspended
		|| ((ui->delivery.stuck || ui->desktop.attention.hidden) && ui->scene.state.phase != RUN_DRAINING);
}

/* Whether the terminal is ours to draw on and to read. */
static bool has_terminal(const struct ui *ui)
{
	return ui->entered && !ui->suspended;
}

static int64_t interval_ns(const struct ui *ui)
{
	return NS_PER_S / ui->scene.fps;
}

void ui_set_rate(struct ui *ui)
{
	const struct settings *settings = &ui->settings;
	const bool slower = ui->desktop.attention.unfocused && settings->unfocused_fps;
	int fps = slower ? settings->unfocused_fps : settings->fps;
	if (settings->reduced_motion && fps > CALM_FPS)
		fps = CALM_FPS;
	ui->scene.fps = quality_redraws_per_s(ui->scene.quality, fps);
}

static int64_t earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

void ui_wake(struct ui *ui)
{
	if (ui_is_out_of_sight(ui))
		scene_advance(&ui->scene, clock_now_ns()); /* only news of the run's state wakes: perhaps it ends */
	if (ui->asleep) {
		snapshot_reader_skip(&ui->scene.reader);
		ui_tell_watch(ui, false);
	}
	ui->next_ns = 0;
}

void ui_leave(struct ui *ui, enum message_leave how, int status)
{
	ui->leaving = true;
	ui->over = true;
	ui->how = how;
	ui->status = status;
}

/* What the sound comes from has ended. Whoever takes it may now print what is not to be lost under a picture. */
static void on_alarm(struct ui *ui)
{
	ui->leave_by_ns = clock_now_ns();
	ui->alarm_fd = -1;
}

/* --------------------------------------------------------------- the terminal */

static void step_desktop(struct ui *ui, int64_t now)
{
	const bool was_hidden = ui->desktop.attention.hidden;
	desktop_step(&ui->desktop, ui->scene.state.title, now);
	if (was_hidden && !ui->desktop.attention.hidden)
		ui_wake(ui);
}

static void take_event(struct ui *ui, const struct input_event *event)
{
	struct attention *attention = &ui->desktop.attention;
	const bool was_hidden = attention->hidden, was_unfocused = attention->unfocused;
	attention_event(attention, event, clock_now_ns());
	if (event->kind == INPUT_KEY)
		ui_press(ui, event->key);
	else if (event->kind == INPUT_PASTED)
		ui_paste(ui, (unsigned char)event->first);
	else
		ui_take_mouse(ui, event);
	ui_set_rate(ui);
	if (attention->hidden != was_hidden || attention->unfocused != was_unfocused) {
		ui_tell_watch(ui, ui->asleep && !was_hidden);
		if (was_hidden || ui->settings.unfocused_fps) /* else it goes on as it did */
			ui->next_ns = 0;
	}
}

/* What is drawn now need not wait for the beat. */
static void look_for_room(struct ui *ui)
{
	if (delivery_is_freed(&ui->delivery, clock_now_ns()))
		ui_wake(ui);
}

/* Its answer tells which theme "auto" is. */
static void see_background(struct ui *ui)
{
	struct err err;
	if (strcmp(theme_resolve(ui->settings.theme, terminal_found(ui->terminal)->light), ui->theme_name) == 0)
		return;
	if (!ui_show_theme(ui, false, &err))
		scene_notice(&ui->scene, err.message, clock_now_ns());
	ui->delivery.is_due = true;
	ui_wake(ui);
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
		take_event(ui, &event);
	see_background(ui);
	if (knew && terminal_needs_redraw(ui->terminal)) {
		ui->delivery.is_due = true;
		ui_wake(ui);
	}
	look_for_room(ui);
	if (terminal_lost(ui->terminal) && !ui->over)
		ui_leave(ui, LEAVE_QUIT, 128 + SIGHUP);
}

/* --------------------------------------------------------------- redraws */

/* The terminal is taken when there is something to show on it, or it is taking long. */
static bool may_draw(struct ui *ui, int64_t now)
{
	if (!ui->entered && (ui->scene.has_snapshot || now >= ui->enter_by_ns)) {
		ui_enter(ui);
		ui_tell_warnings(ui);
	}
	return has_terminal(ui);
}

/* Once a second, as long as a view shows them. */
static void ask_statistics(struct ui *ui, int64_t now)
{
	if (!panes_are_informed(&ui->scene.panes) || now < ui->ask_ns)
		return;
	delivery_tell(&ui->delivery, now, true);
	ui->ask_ns = now + NS_PER_S;
}

/* Nothing moves and nothing will by itself: no redraws until there is news. */
static void rest(struct ui *ui, int64_t now)
{
	if (!ui->asleep)
		ui_tell_watch(ui, true);
	int64_t until = scene_rest_until(&ui->scene, now);
	if (panes_are_informed(&ui->scene.panes))
		until = earlier(until, ui->ask_ns);
	if (until > ui->next_ns)
		ui->next_ns = until;
	delivery_rest(&ui->delivery, until);
}

static void redraw(struct ui *ui, int64_t now)
{
	const int64_t due_ns = ui->next_ns ? ui->next_ns : now;
	delivery_begin(&ui->delivery, ui->next_ns, now);
	bool news = scene_advance(&ui->scene, now);
	/* The next beat, but not one that follows at once on a redraw between two of them. */
	ui->next_ns = clock_next_beat_ns(now + interval_ns(ui) / 2, (uint32_t)ui->scene.fps);
	/* After a rest the sound's beginning is shown in time, whenever the news of it came. */
	if (!news && ui->scene.next_ns < ui->next_ns)
		ui->next_ns = ui->scene.next_ns;
	if (scene_wants(&ui->scene).levels != ui->wanted.levels)
		ui_tell_watch(ui, ui->asleep); /* the bands have been fitted to the sound */
	bool resting = scene_at_rest(&ui->scene, now);
	if (ui->scene.state.phase == RUN_DRAINING && scene_has_fallen(&ui->scene)) {
		ui_leave(ui, LEAVE_QUIT, 0);
		return;
	}
	if (!may_draw(ui, now))
		return;
	if (news || ui->delivery.is_due || !resting || ui->asleep) {
		delivery_draw(&ui->delivery, now);
		if (news && !ui->asleep)
			delivery_time(&ui->delivery);
		if (ui->delivery.stuck)
			ui_tell_watch(ui, true); /* nothing is analysed for it, and nobody wakes */
	}
	ask_statistics(ui, now);
	step_desktop(ui, now);
	ui_judge(ui, due_ns);
	if (resting && !ui->delivery.is_due)
		rest(ui, now);
}

/* --------------------------------------------------------------- the loop */

/* INT64_MAX: never. */
static int64_t wake_up_ns(const struct ui *ui)
{
	const int64_t until = earlier(ui_is_out_of_sight(ui) ? INT64_MAX : ui->next_ns, ui->leave_by_ns);
	if (!has_terminal(ui))
		return until;
	return earlier(earlier(until, terminal_input_deadline_ns(ui->terminal)),
		ui->delivery.stuck ? ui->delivery.look_ns : desktop_due_ns(&ui->desktop));
}

static void wait_for_news(const struct ui *ui, struct pollfd polls[N_FDS])
{
	const int64_t until = wake_up_ns(ui);
	const int64_t left = until - clock_now_ns();
	const struct timespec timeout = clock_timespec(left > 0 ? left : 0);
	/* At rest without a timer. */
	ppoll(polls, N_FDS, until == INT64_MAX ? NULL : &timeout, NULL);
}

static void do_what_is_due(struct ui *ui)
{
	const int64_t now = clock_now_ns();
	if (now >= ui->leave_by_ns)
		ui_leave(ui, LEAVE_QUIT, 0);
	else if (!ui_is_out_of_sight(ui) && now >= ui->next_ns)
		redraw(ui, now);
	else if (!has_terminal(ui))
		return;
	else if (ui->delivery.stuck && now >= ui->delivery.look_ns)
		look_for_room(ui);
	else if (!ui->delivery.stuck && now >= desktop_due_ns(&ui->desktop))
		step_desktop(ui, now);
}

static void loop(struct ui *ui)
{
	while (!ui->over) {
		struct pollfd polls[N_FDS] = {
			[FD_TERMINAL] = { .fd = has_terminal(ui) ? terminal_fd(ui->terminal) : -1,
				.events = terminal_pending(ui->terminal) ? POLLIN | POLLOUT : POLLIN },
			[FD_KEEPER] = { .fd = ui->config->keeper_fd, .events = POLLIN },
			[FD_SIGNALS] = { .fd = ui->signal_fd, .events = POLLIN },
			[FD_ALARM] = { .fd = ui->alarm_fd, .events = POLLIN },
			[FD_CONFIG] = { .fd = ui->config_watch.fd, .events = POLLIN },
		};
		wait_for_news(ui, polls);
		if (polls[FD_SIGNALS].revents)
			ui_on_signals(ui);
		if (polls[FD_ALARM].revents && !ui->over)
			on_alarm(ui);
		if (polls[FD_KEEPER].revents && !ui->over)
			ui_on_keeper(ui);
		if (polls[FD_CONFIG].revents && !ui->over)
			ui_on_config(ui);
		if (has_terminal(ui))
			on_terminal(ui, polls[FD_TERMINAL].revents);
		if (!ui->over)
			do_what_is_due(ui);
	}
}

static bool begin(struct ui *ui, struct err *err)
{
	const struct terminal_found *found = terminal_found(ui->terminal);
	const struct view_look look = { .settings = &ui->settings,
		.theme = &ui->theme,
		.glyphs = found->glyphs,
		.is_mono = found->caps.depth == DEPTH_MONO };
	int cols, rows;
	keys_configure(&ui->keys, ui->config->config, &ui->config->config->warnings);
	if ((ui->signal_fd = job_open_signals(err)) < 0 || !ui_join(ui, err)
		|| !scene_init(&ui->scene, &look, ui->joined.ring, ui->joined.page, ui->joined.queue, err))
		return false;
	ui->scene.outlined.from = ui->joined.outlines;
	terminal_size(ui->terminal, &cols, &rows);
	if (!scene_resize(&ui->scene, cols, rows, err) || !ui_show_theme(ui, false, err))
		return false;
	ui->scene.keys = &ui->keys;
	ui->desktop = (struct desktop){ .terminal = ui->terminal, .joined = &ui->joined };
	ui->delivery = (struct delivery){ .terminal = ui->terminal, .scene = &ui->scene, .joined = &ui->joined };
	ui->enter_by_ns = clock_now_ns() + ENTER_PATIENCE_NS;
	ui_set_rate(ui);
	terminal_set_limit(ui->terminal, ui->settings.max_kbps * 1000);
	terminal_set_mouse(ui->terminal, ui->settings.mouse);
	ui_tell_watch(ui, false);
	return true;
}

int ui_run(const struct ui_config *config, struct err *err)
{
	struct ui ui = { .config = config,
		.settings = *config->settings,
		.begun_with = *config->settings,
		.config_watch = { .fd = -1 },
		.theme = *config->theme,
		.terminal = config->terminal,
		.signal_fd = -1,
		.alarm_fd = config->alarm_fd,
		.leave_by_ns = INT64_MAX,
		.err = err };
	struct message_outcome outcome;
	text_copy(ui.theme_name, sizeof ui.theme_name, theme_resolve(config->settings->theme, false));
	if (begin(&ui, err)) {
		loop(&ui);
		*config->played_out = ui.scene.state.phase == RUN_DRAINING;
		ui_give_back(&ui);
		if (ui.leaving && joined_leave(&ui.joined, ui.how, config->waits_for_recording, &outcome)
			&& ui.status == 0)
			ui_on_ended(&ui, &outcome);
	} else if (ui.status == 0) {
		ui.status = 1;
	}
	scene_fini(&ui.scene);
	joined_close(&ui.joined);
	config_watch_close(&ui.config_watch);
	if (ui.signal_fd >= 0)
		close(ui.signal_fd);
	return ui.status;
}
