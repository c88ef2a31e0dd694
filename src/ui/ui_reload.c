/* What lies in files is read anew, as it stands now: by key, or by SIGUSR1. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "ui/ui_state.h"

void ui_reload(struct ui *ui)
{
	struct err err;
	char text[SETTINGS_TEXT + 32];
	snprintf(text, sizeof text, "theme %s: read again", ui->theme_name);
	scene_notice(&ui->scene, ui_show_theme(ui, true, &err) ? text : err.message, clock_now_ns());
	ui->delivery.is_due = true;
	ui->next_ns = 0;
	ui_tell_watch(ui, false);
}
