/* What is left out where the machine cannot keep up. */
#include "base/clock.h"
#include "ui/ui_state.h"

/* What was not measured for a while has no maximum of the whole any more. */
static void tell_return(struct ui *ui, uint32_t before, int64_t now_ns)
{
	const uint32_t spared = ui->measures_asked & ~quality_measures(before, ui->measures_asked);
	if (spared & quality_measures(ui->scene.quality, spared))
		scene_notice(&ui->scene, "keeps up again: PPM, VU and tempo are measured from now on", now_ns);
}

void ui_judge(struct ui *ui, int64_t due_ns)
{
	const int64_t now_ns = clock_now_ns();
	const uint32_t before = ui->scene.quality, heard = ui->scene.state.quality;
	quality_turn(&ui->quality, (double)(now_ns - due_ns) * ui->scene.fps / (double)NS_PER_S, now_ns);
	ui->scene.quality = ui->quality.step > heard ? ui->quality.step : heard;
	if (ui->scene.quality == before)
		return;
	ui_set_rate(ui);
	ui_tell_watch(ui, ui->asleep);
	tell_return(ui, before, now_ns);
	ui->delivery.is_due = true;
}
