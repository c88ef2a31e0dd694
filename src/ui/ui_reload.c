/* What lies in files is read anew, as it stands now: by key, or by SIGUSR1. */
#include <stdio.h>

#include "base/clock.h"
#include "ui/ui_state.h"

static void reload(struct ui *ui, const char *said)
{
	struct err err;
	const bool good = ui_read_config(ui, &err) && ui_show_theme(ui, true, &err);
	scene_notice(&ui->scene, good ? said : err.message, clock_now_ns());
	if (good)
		ui_tell_warnings(ui);
	ui->delivery.is_due = true;
	ui->next_ns = 0;
	ui_tell_watch(ui, false);
}

void ui_reload(struct ui *ui)
{
	char text[SETTINGS_TEXT + 64];
	snprintf(text, sizeof text, "theme %s: read again, and the configuration", ui->theme_name);
	reload(ui, text);
}

void ui_on_config(struct ui *ui)
{
	char text[sizeof ui->config_watch.name + 16];
	if (!config_watch_take(&ui->config_watch))
		return;
	snprintf(text, sizeof text, "%s: read again", ui->config_watch.name);
	reload(ui, text);
}
