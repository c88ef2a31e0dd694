/* What keys do. */
#include "base/clock.h"
#include "config/options.h"
#include "ui/keys.h"
#include "ui/ui_state.h"

static void detach(struct ui *ui)
{
	if (ui->config->holds_pipeline)
		scene_notice(&ui->scene, "cannot detach: the shell waits for this pipeline; q quits", clock_now_ns());
	else
		ui_leave(ui, LEAVE_DETACH, 0);
}

/* The picture is laid out anew, and may want other channels. */
static void change_setting(struct ui *ui, const char *change)
{
	struct err err;
	if (!options_change(&ui->settings, change, &err) || !scene_lay_out(&ui->scene, &err))
		scene_notice(&ui->scene, err.message, clock_now_ns());
	terminal_set_limit(ui->terminal, ui->settings.max_kbps * 1000);
	ui_set_rate(ui);
	ui_tell_watch(ui, false);
}

static void turn_views(struct ui *ui, int steps)
{
	struct err err;
	if (!scene_set_view(&ui->scene, view_after(scene_view(&ui->scene), steps), &err))
		scene_notice(&ui->scene, err.message, clock_now_ns());
	ui_tell_watch(ui, false);
}

static void keep(struct ui *ui, uint32_t what)
{
	if (!scene_keep(&ui->scene, what))
		scene_notice(&ui->scene, "these views can do neither; v shows another", clock_now_ns());
}

static void choose_pane(struct ui *ui)
{
	if (ui->scene.panes.n > 1)
		scene_choose_pane(&ui->scene, 1, clock_now_ns());
	else
		scene_notice(&ui->scene, "one pane only: --view bars/meters has two", clock_now_ns());
}

static void zoom(struct ui *ui)
{
	struct err err;
	if (!scene_zoom(&ui->scene, &err))
		scene_notice(&ui->scene, err.message, clock_now_ns());
}

static void obey(struct ui *ui, const struct key_row *row)
{
	switch (row->action) {
	case KEY_SENDS: joined_command(&ui->joined, row->command); break;
	case KEY_QUITS: ui_leave(ui, LEAVE_QUIT, 0); break;
	case KEY_DETACHES: detach(ui); break;
	case KEY_SETS: change_setting(ui, row->command); break;
	case KEY_FREEZES: keep(ui, VIEW_FROZEN); break;
	case KEY_MAXIMUM: keep(ui, VIEW_MAXIMUM); break;
	case KEY_NEXT_VIEW: turn_views(ui, 1); break;
	case KEY_PREVIOUS_VIEW: turn_views(ui, -1); break;
	case KEY_NEXT_PANE: choose_pane(ui); break;
	case KEY_ZOOMS: zoom(ui); break;
	case KEY_SHOWS_QUEUE: scene_open_queue(&ui->scene); break;
	case KEY_RELOADS: ui_reload(ui); break;
	case KEY_REDRAWS: ui_fit(ui); break;
	}
}

/* What is about the sound means the same over the queue, what is about the picture nothing. */
static bool means_the_same(const struct key_row *row)
{
	return row->action == KEY_SENDS || row->action == KEY_REDRAWS;
}

/* Has the queue's panel take the key; false: it means what it means elsewhere. */
static bool press_in_queue(struct ui *ui, uint32_t key)
{
	struct command command;
	const enum queue_panel_answer answer = queue_panel_key(&ui->scene.panel, key, &command);
	if (answer == PANEL_SENDS)
		joined_send(&ui->joined, &command);
	else if (answer == PANEL_REFUSES)
		scene_notice(&ui->scene, ui->scene.panel.notice, clock_now_ns());
	return answer != PANEL_PASSES;
}

void ui_press(struct ui *ui, uint32_t key)
{
	const bool in_queue = ui->scene.panel.open;
	const struct key_row *row = key_find(key);
	if (!in_queue || !press_in_queue(ui, key)) {
		if (!row || (in_queue && !means_the_same(row)))
			return;
		obey(ui, row);
	}
	ui->delivery.is_due = true;
	ui_wake(ui);
}

void ui_paste(struct ui *ui, unsigned char byte)
{
	if (!ui->scene.panel.open)
		return;
	queue_panel_paste(&ui->scene.panel, byte);
	ui->delivery.is_due = true;
	ui_wake(ui);
}
