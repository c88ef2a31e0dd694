/* What keys do. */
#include <string.h>

#include "base/clock.h"
#include "ui/ui_commands.h"
#include "ui/ui_state.h"

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

/* The key that shows the help takes it away again. */
static bool press_in_help(struct ui *ui, uint32_t key)
{
	const char *command = keys_command(&ui->keys, key);
	return help_panel_key(&ui->scene.help, key) || (command && strcmp(command, "help") == 0);
}

static void press_bound(struct ui *ui, uint32_t key)
{
	const char *command = keys_command(&ui->keys, key);
	if (command && (!ui->scene.panel.open || ui_command_is_over_queue(command)))
		ui_obey(ui, command);
}

/* What lies on top takes it first. */
static void press(struct ui *ui, uint32_t key)
{
	struct scene *scene = &ui->scene;
	scene_dismiss_notice(scene);
	if (scene->command.open) {
		if (command_line_key(&scene->command, key))
			ui_obey(ui, scene->command.history[0]);
		return;
	}
	if (scene->help.open && press_in_help(ui, key))
		return;
	if (!scene->panel.open || !press_in_queue(ui, key))
		press_bound(ui, key);
}

void ui_press(struct ui *ui, uint32_t key)
{
	press(ui, key);
	ui->delivery.is_due = true;
	ui_wake(ui);
}

void ui_paste(struct ui *ui, unsigned char byte)
{
	struct scene *scene = &ui->scene;
	if (scene->command.open)
		command_line_paste(&scene->command, byte);
	else if (scene->panel.open)
		queue_panel_paste(&scene->panel, byte);
	else
		return;
	ui->delivery.is_due = true;
	ui_wake(ui);
}
