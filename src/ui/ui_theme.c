/* Which theme is shown. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "ui/ui_state.h"

static bool show(struct ui *ui, const struct theme *theme, const char *name, struct err *err)
{
	ui->theme = *theme;
	text_copy(ui->theme_name, sizeof ui->theme_name, name);
	return scene_lay_out(&ui->scene, err);
}

bool ui_show_theme(struct ui *ui, bool anew, struct err *err)
{
	const char *name = theme_resolve(ui->settings.theme, terminal_found(ui->terminal)->light);
	struct theme theme;
	if (!anew && strcmp(name, ui->theme_name) == 0)
		return true;
	if (theme_load(&theme, name, err))
		return show(ui, &theme, name, err);
	text_copy(ui->settings.theme, sizeof ui->settings.theme, ui->theme_name);
	return false;
}

static void tell(struct ui *ui, const struct err *wrong)
{
	char text[sizeof ui->theme.description + sizeof wrong->message];
	if (wrong->message[0])
		snprintf(text, sizeof text, "theme %s; left out: %s", ui->theme.name, wrong->message);
	else
		snprintf(text, sizeof text, "theme %s: %s", ui->theme.name, ui->theme.description);
	scene_notice(&ui->scene, text, clock_now_ns());
}

bool ui_set_theme(struct ui *ui, const char *name, struct err *err)
{
	const struct err none = { .message = "" };
	text_copy(ui->settings.theme, sizeof ui->settings.theme, name);
	if (!ui_show_theme(ui, true, err))
		return false;
	tell(ui, &none);
	return true;
}

bool ui_turn_theme(struct ui *ui, int step, struct err *err)
{
	struct theme theme;
	struct err wrong;
	if (!theme_after(&theme, ui->theme_name, step, &wrong)) {
		*err = wrong;
		return false;
	}
	text_copy(ui->settings.theme, sizeof ui->settings.theme, theme.name);
	if (!show(ui, &theme, theme.name, err))
		return false;
	tell(ui, &wrong);
	return true;
}
