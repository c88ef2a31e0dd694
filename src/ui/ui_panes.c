/* Panes that come and go. */
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "ui/ui_state.h"
#include "view/layout.h"

void ui_views_changed(struct ui *ui)
{
	layout_write(&ui->scene.panes.layout, ui->settings.view, sizeof ui->settings.view);
	ui_tell_watch(ui, false);
}

struct half {
	enum layout_kind kind;
	const struct view_ops *ops;
};

/* "right VIEW", "below VIEW". */
static bool read_half(struct half *half, const char *argument, struct err *err)
{
	enum { WORD = sizeof "right" - 1 }; /* and "below" */
	const bool is_right = text_begins(argument, "right "), is_below = text_begins(argument, "below ");
	*half = (struct half){ .kind = is_right ? LAYOUT_BESIDE : LAYOUT_STACKED };
	if (!is_right && !is_below)
		return err_set(err, ERR_USAGE, "split: say right or below, and a view");
	half->ops = view_find(argument + WORD + strspn(argument + WORD, " "), err);
	return half->ops;
}

bool ui_split_check(const char *argument, struct err *err)
{
	struct half half;
	return read_half(&half, argument, err);
}

static bool show_layout(struct ui *ui, const struct layout *layout, struct err *err)
{
	char text[LAYOUT_TEXT];
	layout_write(layout, text, sizeof text);
	const bool good = scene_set_layout(&ui->scene, text, err);
	ui_views_changed(ui);
	return good;
}

/* Keys are for the new one from now on. */
bool ui_split_pane(struct ui *ui, const char *argument, struct err *err)
{
	struct layout layout = ui->scene.panes.layout;
	struct half half;
	if (!read_half(&half, argument, err) || !layout_split(&layout, ui->scene.panes.chosen, half.kind, half.ops, err)
		|| !show_layout(ui, &layout, err))
		return false;
	return scene_choose_pane(&ui->scene, 1, clock_now_ns(), err);
}

/* The one before it is chosen: closing undoes splitting. */
bool ui_close_pane(struct ui *ui, struct err *err)
{
	struct panes *panes = &ui->scene.panes;
	struct layout layout = panes->layout;
	const int closed = panes->chosen;
	if (!layout_close(&layout, closed, err) || !show_layout(ui, &layout, err))
		return false;
	const int steps = (closed > 0 ? closed - 1 : 0) - panes->chosen;
	return panes->n == 1 || scene_choose_pane(&ui->scene, steps, clock_now_ns(), err);
}
