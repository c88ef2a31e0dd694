#include "view/meters.h"

#include "view/meters_draw.h"

static void init(void *state, const struct view_look *look)
{
	struct meters *meters = state;
	meters->look = *look;
	meters_history_init(&meters->history);
}

static void fini(void *state)
{
	struct meters *meters = state;
	readings_fini(&meters->readings);
	meters_history_fini(&meters->history);
}

/* Before anything has been heard, two channels are as good a guess as any. */
static bool make_plan(struct meters *meters, struct err *err)
{
	uint32_t n_channels = meters->readings.n_channels ? meters->readings.n_channels : 2;
	const struct meters_plan *plan = &meters->plan;
	meters_plan_make(&meters->plan, meters->cols, meters->rows, n_channels);
	return meters_history_lay_out(
		&meters->history, &meters->look, plan->columns.bar, plan->rows[LINE_HISTORY], err);
}

static bool layout(void *state, int cols, int rows, struct err *err)
{
	struct meters *meters = state;
	const struct view_look *look = &meters->look;
	if (!meters->listens && !readings_init(&meters->readings, look->settings, look->glyphs, err)) {
		readings_fini(&meters->readings);
		return false;
	}
	meters->listens = true;
	meters->cols = cols > 0 ? cols : 1;
	meters->rows = rows > 0 ? rows : 1;
	const bool good = make_plan(meters, err);
	for (size_t g = 0; g < N_GAUGES; g++)
		gauge_init(&meters->gauges[g], &meters_scales[g], meters->plan.columns.bar, look->theme, look->glyphs);
	figure_format(meters->target.text, look->settings->target_lufs, 1, false, look->glyphs);
	return good;
}

/* All, whatever fits on the screen: what adds up must not begin again when the window grows. */
static uint32_t measures(const void *state)
{
	(void)state;
	return SNAPSHOT_ALL_MEASURES;
}

static void advance(void *state, const struct snapshot *snapshot)
{
	struct meters *meters = state;
	uint32_t n_channels = meters->readings.n_channels;
	if (!meters->listens)
		return;
	readings_advance(&meters->readings, snapshot);
	if (meters->readings.n_channels != n_channels)
		make_plan(meters, NULL); /* what there is no memory for is not shown */
	meters_history_advance(&meters->history, &meters->look, &meters->readings.loudness,
		(float)snapshot->head.n_frames / (float)snapshot->head.rate_hz);
}

static void draw(const void *state, struct canvas *canvas, struct region region)
{
	const struct meters *meters = state;
	if (meters->listens)
		meters_draw(meters, canvas, region);
}

/* --------------------------------------------------------------- rest */

static bool is_down(const struct meters *meters, float level_db)
{
	return gauge_fill(&meters->gauges[GAUGE_LEVEL], level_db) == 0;
}

static bool at_rest(const void *state)
{
	const struct meters *meters = state;
	const struct readings *readings = &meters->readings;
	if (!meters->listens)
		return true;
	for (enum reading_bar bar = 0; bar < N_READING_BARS; bar++)
		for (uint32_t c = 0; c < READINGS_N; c++)
			if (!is_down(meters, readings_bar_db(readings, bar, c))
				|| (meters->look.settings->peaks
					&& !is_down(meters, readings_mark_db(readings, bar, c))))
				return false;
	return readings->measured == 0 || readings_are_still(readings);
}

/* Peaks come down slowly, as a mark does: what is heard is in what follows at once. */
static bool has_fallen(const void *state)
{
	const struct meters *meters = state;
	for (uint32_t c = 0; meters->listens && c < meters->readings.n_channels; c++)
		if (!is_down(meters, readings_bar_db(&meters->readings, BAR_RMS, c)))
			return false;
	return true;
}

static double floor_db(const void *state)
{
	(void)state;
	return (double)meters_scales[GAUGE_LEVEL].points[0].value;
}

const struct view_ops meters_view = {
	.name = "meters",
	.help = "levels of each channel, loudness, stereo image, tempo",
	.state_bytes = sizeof(struct meters),
	.init = init,
	.fini = fini,
	.layout = layout,
	.measures = measures,
	.advance = advance,
	.draw = draw,
	.at_rest = at_rest,
	.has_fallen = has_fallen,
	.floor_db = floor_db,
	.lasts = true,
};
