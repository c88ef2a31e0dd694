/* What lies in files is read anew, as it stands now: by key, or by SIGUSR1. */
#include <stdio.h>

#include "base/clock.h"
#include "ui/ui_state.h"

/* One that is wrong is told, and the old one stays. */
static bool reload_theme(struct ui *ui, struct err *err)
{
	struct theme theme;
	if (!theme_load(&theme, ui->settings.theme, err))
		return false;
	ui->theme = theme;
	return scene_lay_out(&ui->scene, err);
}

void ui_reload(struct ui *ui)
{
	struct err err;
	char text[SETTINGS_TEXT + 32];
	snprintf(text, sizeof text, "theme %s: read again", ui->settings.theme);
	scene_notice(&ui->scene, reload_theme(ui, &err) ? text : err.message, clock_now_ns());
	ui->delivery.is_due = true;
	ui->next_ns = 0;
	ui_tell_watch(ui, false);
}
