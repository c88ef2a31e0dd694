/* What lies in files is read anew, as it stands now: by key, or by SIGUSR1. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "ui/ui_state.h"

/* One that is wrong is told, and the old one stays. */
static bool load_theme(struct ui *ui, const char *name, struct err *err)
{
	struct theme theme;
	if (!theme_load(&theme, name, err))
		return false;
	ui->theme = theme;
	return scene_lay_out(&ui->scene, err);
}

bool ui_set_theme(struct ui *ui, const char *name, struct err *err)
{
	char text[SETTINGS_TEXT];
	if (!load_theme(ui, name, err))
		return false;
	text_copy(ui->settings.theme, sizeof ui->settings.theme, name);
	snprintf(text, sizeof text, "theme %s: %s", ui->theme.name, ui->theme.description);
	scene_notice(&ui->scene, text, clock_now_ns());
	return true;
}

enum { MOST_THEMES = 64 };

struct theme_names {
	char names[MOST_THEMES][sizeof((struct theme *)0)->name];
	int n, present; /* which of them is shown; -1: none, it is a file elsewhere */
	const char *shown;
};

static void take_name(const struct theme *theme, void *context)
{
	struct theme_names *names = context;
	if (names->n == MOST_THEMES)
		return;
	if (strcmp(theme->name, names->shown) == 0)
		names->present = names->n;
	text_copy(names->names[names->n++], sizeof names->names[0], theme->name);
}

bool ui_turn_theme(struct ui *ui, int steps, struct err *err)
{
	struct theme_names names = { .present = -1, .shown = ui->theme.name };
	theme_list(take_name, &names);
	if (names.n == 0)
		return err_set(err, ERR_INPUT, "there is no other theme");
	return ui_set_theme(ui, names.names[((names.present + steps) % names.n + names.n) % names.n], err);
}

void ui_reload(struct ui *ui)
{
	struct err err;
	char text[SETTINGS_TEXT + 32];
	snprintf(text, sizeof text, "theme %s: read again", ui->settings.theme);
	scene_notice(&ui->scene, load_theme(ui, ui->settings.theme, &err) ? text : err.message, clock_now_ns());
	ui->delivery.is_due = true;
	ui->next_ns = 0;
	ui_tell_watch(ui, false);
}
