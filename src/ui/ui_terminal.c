/* The terminal, taken and given back, by ourselves and as signals want it. */
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/clock.h"
#include "ui/job.h"
#include "ui/ui_state.h"

void ui_fit(struct ui *ui)
{
	int cols, rows;
	struct err err;
	terminal_size(ui->terminal, &cols, &rows);
	if (!scene_resize(&ui->scene, cols, rows, &err))
		scene_notice(&ui->scene, err.message, clock_now_ns());
	terminal_redraw_all(ui->terminal);
	ui->delivery.is_due = true;
	ui->next_ns = 0;
	ui_tell_watch(ui, false);
}

void ui_give_back(struct ui *ui)
{
	if (!ui->entered)
		return;
	terminal_leave(ui->terminal);
	joined_tell_terminal(&ui->joined, ui->terminal, false);
	ui->entered = false;
}

void ui_enter(struct ui *ui)
{
	if (!job_in_foreground(terminal_fd(ui->terminal))) {
		ui->suspended = true;
		ui_tell_watch(ui, true);
		if (!job_stop(SIGTTOU))
			ui_leave(ui, LEAVE_QUIT, 128 + SIGTTOU);
		return;
	}
	ui->suspended = false;
	joined_tell_terminal(&ui->joined, ui->terminal, true);
	terminal_enter(ui->terminal);
	ui->entered = true;
	desktop_begin(&ui->desktop);
	ui_set_rate(ui);
	ui_fit(ui);
}

static void resume(struct ui *ui)
{
	if (!ui->suspended && !ui->entered)
		return;
	/* If it is still taken, SIGSTOP stopped us, and a shell has used it since: what was to be answered is gone. */
	terminal_forget_answers(ui->terminal);
	if (job_in_foreground(terminal_fd(ui->terminal)))
		ui_give_back(ui);
	ui_enter(ui);
	if (ui->suspended)
		return;
	if (ui->pauses)
		joined_command(&ui->joined, "play");
	ui->pauses = false;
}

/* Ctrl-Z: what is played from a file waits for us; a live stream cannot. */
static void suspend(struct ui *ui)
{
	const struct run_state *state = &ui->scene.state;
	if (ui->suspended || !job_may_stop())
		return;
	ui->pauses = state->phase == RUN_PLAYING && !state->live;
	if (ui->pauses)
		joined_command(&ui->joined, "pause");
	ui_give_back(ui);
	ui->suspended = true;
	ui_tell_watch(ui, true);
	if (!job_stop(SIGTSTP))
		resume(ui);
}

/* Ctrl-C gives up what is being typed, as it does in a shell; from anybody else it is meant for the program. */
static bool gives_up_typing(const struct ui *ui, const struct signalfd_siginfo *info)
{
	const struct scene *scene = &ui->scene;
	return info->ssi_signo == SIGINT && info->ssi_code == SI_KERNEL
		&& (scene->command.open || (scene->panel.open && scene->panel.question != QUEUE_ASKS_NOTHING));
}

void ui_on_signals(struct ui *ui)
{
	struct signalfd_siginfo info;
	/* The lowest first: told to end and continued, we end, and do not take the terminal once more. */
	while (!ui->over && read(ui->signal_fd, &info, sizeof info) == (ssize_t)sizeof info) {
		if (gives_up_typing(ui, &info)) {
			ui_press(ui, INPUT_ESCAPE);
			continue;
		}
		switch (info.ssi_signo) {
		case SIGWINCH:
			if (ui->entered)
				ui_fit(ui);
			break;
		case SIGUSR1: ui_reload(ui); break;
		case SIGTSTP: suspend(ui); break;
		case SIGCONT: resume(ui); break;
		default: ui_leave(ui, LEAVE_QUIT, 128 + (int)info.ssi_signo);
		}
	}
}
