/* What a UI and the keeper tell each other. */
#include "base/clock.h"
#include "control/place.h"
#include "ui/ui_state.h"

void ui_tell_watch(struct ui *ui, bool asleep)
{
	struct message message = message_of(MESSAGE_WATCH);
	ui->wanted = scene_wants(&ui->scene);
	/* Who has once looked at what adds up means it to add up, whatever is shown meanwhile. */
	ui->measures_asked |= ui->wanted.measures & SNAPSHOT_ALL_MEASURES;
	message.u.watch.measures = quality_measures(ui->scene.quality, ui->measures_asked);
	message.u.watch.asleep = asleep || ui_is_out_of_sight(ui);
	if (ui_is_out_of_sight(ui)) {
		message.u.watch.wake_peak = SCENE_NO_WAKE_PEAK;
	} else {
		message.u.watch.channels = ui->wanted.channels;
		message.u.watch.outline = ui->wanted.outline;
		message.u.watch.levels = ui->wanted.levels;
		message.u.watch.measures |= ui->wanted.measures & SNAPSHOT_BIT(SNAPSHOT_WAVE);
		message.u.watch.coarse = quality_is_coarse(ui->scene.quality);
		message.u.watch.redraws_per_s = (uint32_t)ui->scene.fps;
		message.u.watch.wake_peak = scene_wake_peak(&ui->scene);
	}
	message_send(ui->config->keeper_fd, &message, NULL, 0);
	ui->asleep = message.u.watch.asleep;
}

void ui_on_ended(struct ui *ui, const struct message_outcome *outcome)
{
	ui->over = true;
	ui->leaving = false;
	ui->status = outcome->status;
	if (outcome->text[0])
		err_set(ui->err, ERR_INPUT, "%s", outcome->text);
}

static void on_gone(struct ui *ui)
{
	ui->over = true;
	ui->leaving = false;
	ui->status = 1;
	place_clear_stale(ui->joined.name);
	err_set(ui->err, ERR_GONE, "the run's keeper died; what played has ended: start it again");
}

static void tell(struct ui *ui, const char *text)
{
	scene_notice(&ui->scene, text, clock_now_ns());
	ui->delivery.is_due = true;
	ui_wake(ui);
}

/* Seen on the next beat, or now if there is none. */
static void on_statistics(struct ui *ui, const struct statistics *statistics)
{
	scene_inform(&ui->scene, statistics);
	ui->delivery.is_due = true;
	if (ui->asleep)
		ui->next_ns = 0;
}

static void stand_still(struct ui *ui, const char *why)
{
	scene_stand_still(&ui->scene, why);
	ui->delivery.is_due = true;
	ui_wake(ui);
}

void ui_on_keeper(struct ui *ui)
{
	struct message message;
	for (int turn = 0; turn < JOINED_AT_ONCE; turn++) {
		switch (message_receive(ui->config->keeper_fd, &message, NULL, NULL)) {
		case MESSAGE_NONE: return;
		case MESSAGE_OK: break;
		default: on_gone(ui); return;
		}
		if (message.type == MESSAGE_ENDED) {
			ui_on_ended(ui, &message.u.outcome);
			return;
		}
		if (message.type == MESSAGE_STATISTICS)
			on_statistics(ui, &message.u.statistics);
		else if (message.type == MESSAGE_REPLY && message.u.outcome.text[0])
			tell(ui, message.u.outcome.text);
		else if (message.type == MESSAGE_STANDSTILL)
			stand_still(ui, message.u.outcome.text);
		else if (message.type == MESSAGE_WAKE)
			ui_wake(ui);
	}
}
