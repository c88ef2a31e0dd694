/* What the mouse does. */
#include "base/clock.h"
#include "ui/ui_state.h"

/* However often it moves, there are no more redraws than otherwise. */
static void draw_on_beat(struct ui *ui)
{
	const int64_t beat_ns = clock_next_beat_ns(clock_now_ns(), (uint32_t)ui->scene.fps);
	ui->delivery.is_due = true;
	if (beat_ns < ui->next_ns)
		ui->next_ns = beat_ns;
}

static void point(struct ui *ui, int x, int y)
{
	pointer_move(&ui->scene.pointer, x, y, clock_now_ns());
	if (scene_tells_spots(&ui->scene))
		draw_on_beat(ui);
}

/* The first click chooses a row, the second plays it. */
static void click_in_queue(struct ui *ui, int y, bool is_second)
{
	struct command command;
	if (queue_panel_click(&ui->scene.panel, y, is_second) && is_second
		&& queue_panel_key(&ui->scene.panel, INPUT_ENTER, &command) == PANEL_SENDS)
		joined_send(&ui->joined, &command);
}

/* Where a time lies, to that time; elsewhere it chooses the pane. */
static void click_in_picture(struct ui *ui, int x, int y)
{
	struct scene *scene = &ui->scene;
	struct view_spot spot;
	const int pane = panes_at(&scene->panes, x, y);
	if (scene_spot(scene, x, y, &spot) && spot.position_s >= 0) {
		const struct command command = { .verb = COMMAND_SEEK_TO, .value = spot.position_s };
		joined_send(&ui->joined, &command);
	} else if (pane >= 0 && pane != scene->panes.chosen) {
		scene_choose_pane(scene, pane - scene->panes.chosen, clock_now_ns(), NULL);
	}
}

static void click(struct ui *ui, int x, int y)
{
	struct scene *scene = &ui->scene;
	const bool is_second = pointer_click(&scene->pointer, x, y, clock_now_ns());
	if (scene->help.open)
		scene->help.open = false;
	else if (scene->panel.open)
		click_in_queue(ui, y, is_second);
	else
		click_in_picture(ui, x, y);
	ui->delivery.is_due = true;
	ui_wake(ui);
}

void ui_take_mouse(struct ui *ui, const struct input_event *event)
{
	const int x = (int)event->first, y = (int)event->second;
	if (event->kind == INPUT_CLICKED)
		click(ui, x, y);
	else if (event->kind == INPUT_POINTED)
		point(ui, x, y);
	else if (event->kind == INPUT_FOCUS_OUT)
		pointer_leave(&ui->scene.pointer);
}
