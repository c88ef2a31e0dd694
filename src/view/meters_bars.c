#include <stddef.h>

#include "view/meters_draw.h"

/* --------------------------------------------------------------- scales */

const struct gauge_scale meters_scales[N_GAUGES] = {
	/* IEC 60268-18: half of it for the topmost 20 dB */
	[GAUGE_LEVEL] = {
		.n_points = 7,
		.points = { { -70, 0, 0 }, { -60, 0.025f, 0.025f }, { -50, 0.075f, 0.075f }, { -40, 0.15f, 0.15f },
			{ -30, 0.3f, 0.3f }, { -20, 0.5f, 0.5f }, { 0, 1, 1 } },
		.n_ticks = 10,
		.ticks = { { 0, "0" }, { -20, "-20" }, { -40, "-40" }, { -10, "-10" }, { -30, "-30" }, { -60, "-60" },
			{ -50, "-50" }, { -6, "-6" }, { -3, "-3" }, { -15, "-15" } },
	},
	/* EBU Tech 3341, EBU +9 scale: LU, relative to the target; warm from there on */
	[GAUGE_LOUDNESS] = {
		.n_points = 3,
		.points = { { -18, 0, 0 }, { 0, 2 / 3.0f, 0.35f }, { 9, 1, 1 } },
		.n_ticks = 10,
		.ticks = { { 0, "0" }, { -18, "-18" }, { 9, "+9" }, { -9, "-9" }, { -6, "-6" }, { -12, "-12" },
			{ 6, "+6" }, { 3, "+3" }, { -3, "-3" }, { -15, "-15" } },
	},
	/* warm where the sides work against each other */
	[GAUGE_CORRELATION] = {
		.n_points = 4,
		.points = { { -1, 0, 1 }, { 0, 0.5f, 0.6f }, { 0, 0.5f, 0.3f }, { 1, 1, 0 } },
		.n_ticks = 5,
		.ticks = { { 0, "0" }, { -1, "-1" }, { 1, "+1" }, { -0.5f, "-0.5" }, { 0.5f, "+0.5" } },
	},
	/* dB, to the right */
	[GAUGE_BALANCE] = {
		.n_points = 3,
		.points = { { -12, 0, 0.8f }, { 0, 0.5f, 0 }, { 12, 1, 0.8f } },
		.n_ticks = 2,
		.ticks = { { -12, "L" }, { 12, "R" } },
	},
};

/* --------------------------------------------------------------- bars */

static void draw_mark(
	const struct meters *meters, const struct gauge *gauge, float value, struct canvas *canvas, struct region bar)
{
	if (meters->look.settings->peaks && gauge_fill(gauge, value) > 0)
		gauge_draw_mark(gauge, canvas, bar, value, GAUGE_HEAVY, meters->look.theme->peak);
}

/* One reading high and, as far as it goes beyond, the other low. */
static void draw_level(const struct meters *meters, const struct meters_row *row, uint32_t channel,
	struct canvas *canvas, struct region bar)
{
	const struct gauge *gauge = &meters->gauges[GAUGE_LEVEL];
	const struct readings *readings = &meters->readings;
	int high = gauge_fill(gauge, readings_bar_db(readings, row->high, channel));
	int low = gauge_fill(gauge, readings_bar_db(readings, row->low, channel));
	gauge_draw_dots(gauge, canvas, bar);
	gauge_draw_bar(gauge, canvas, bar, high, low, GAUGE_LOW);
	gauge_draw_bar(gauge, canvas, bar, 0, high, GAUGE_HIGH);
	draw_mark(meters, gauge, readings_mark_db(readings, row->low, channel), canvas, bar);
}

static float lufs_at(const struct meters *meters, size_t offset)
{
	return *(const float *)((const char *)&meters->readings.loudness + offset);
}

/* In LU from the target. */
static float relative(const struct meters *meters, float lufs)
{
	return lufs - (float)meters->look.settings->target_lufs;
}

static void draw_target(const struct meters *meters, struct canvas *canvas, struct region bar)
{
	const struct gauge *gauge = &meters->gauges[GAUGE_LOUDNESS];
	gauge_draw_mark(gauge, canvas, bar, 0, GAUGE_LIGHT, meters->look.theme->text);
}

static void draw_loudness(const struct meters *meters, const struct meters_row *row, uint32_t channel,
	struct canvas *canvas, struct region bar)
{
	const struct gauge *gauge = &meters->gauges[GAUGE_LOUDNESS];
	(void)channel;
	gauge_draw_dots(gauge, canvas, bar);
	gauge_draw_bar(
		gauge, canvas, bar, 0, gauge_fill(gauge, relative(meters, lufs_at(meters, row->value))), GAUGE_HIGH);
	draw_target(meters, canvas, bar);
	draw_mark(meters, gauge, relative(meters, lufs_at(meters, row->mark)), canvas, bar);
}

/* From the quiet percentile to the loud one. */
static void draw_range(const struct meters *meters, const struct meters_row *row, uint32_t channel,
	struct canvas *canvas, struct region bar)
{
	const struct gauge *gauge = &meters->gauges[GAUGE_LOUDNESS];
	const struct snapshot_loudness *loudness = &meters->readings.loudness;
	(void)row, (void)channel;
	gauge_draw_dots(gauge, canvas, bar);
	gauge_draw_bar(gauge, canvas, bar, gauge_fill(gauge, relative(meters, loudness->range_low_lufs)),
		gauge_fill(gauge, relative(meters, loudness->range_high_lufs)), GAUGE_LOW);
	draw_target(meters, canvas, bar);
}

static void draw_deviation(const struct meters *meters, const struct meters_row *row, uint32_t channel,
	struct canvas *canvas, struct region bar)
{
	const struct gauge *gauge = &meters->gauges[row->gauge];
	float value = *(const float *)((const char *)&meters->readings.stereo + row->deviation);
	(void)channel;
	gauge_draw_deviation(gauge, canvas, bar, value);
	if (row->gauge == GAUGE_BALANCE)
		gauge_draw_labels(gauge, canvas, bar);
}

const struct meters_row meters_rows[N_METERS_LINES] = {
	[LINE_LEVEL]
	= { "peak/RMS", "", "dBFS", FIGURE_PEAK, FIGURE_MAX_PEAK, true, draw_level, .high = BAR_RMS, .low = BAR_PEAK },
	[LINE_TRUE_PEAK] = { "true peak", "TP", "dBTP", FIGURE_TRUE_PEAK, FIGURE_MAX_TRUE_PEAK, true, draw_level,
		.high = BAR_TRUE_PEAK, .low = BAR_TRUE_PEAK },
	[LINE_PROGRAMME] = { NULL, NULL, "dBFS", FIGURE_PROGRAMME, FIGURE_MAX_PROGRAMME, true, draw_level,
		.high = BAR_PROGRAMME, .low = BAR_PROGRAMME },
	[LINE_MOMENTARY] = { "Momentary", "M", "LUFS", FIGURE_MOMENTARY, FIGURE_MAX_MOMENTARY, false, draw_loudness,
		.value = offsetof(struct snapshot_loudness, momentary_lufs),
		.mark = offsetof(struct snapshot_loudness, max_momentary_lufs) },
	[LINE_SHORT_TERM] = { "Short-term", "S", "LUFS", FIGURE_SHORT_TERM, FIGURE_MAX_SHORT_TERM, false, draw_loudness,
		.value = offsetof(struct snapshot_loudness, short_term_lufs),
		.mark = offsetof(struct snapshot_loudness, max_short_term_lufs) },
	[LINE_INTEGRATED] = { "Integrated", "I", "LUFS", FIGURE_INTEGRATED, NO_FIGURE, false, draw_loudness,
		.value = offsetof(struct snapshot_loudness, integrated_lufs),
		.mark = offsetof(struct snapshot_loudness, integrated_lufs) },
	[LINE_RANGE] = { "Range", "LRA", "LU", FIGURE_RANGE, NO_FIGURE, .draw_bar = draw_range },
	[LINE_CORRELATION]
	= { "Correlation", "Cor", "", FIGURE_CORRELATION, FIGURE_WHOLE_CORRELATION, false, draw_deviation,
		.gauge = GAUGE_CORRELATION, .deviation = offsetof(struct snapshot_stereo, correlation) },
	[LINE_BALANCE] = { "Balance", "Bal", "dB", FIGURE_BALANCE, FIGURE_WHOLE_BALANCE, false, draw_deviation,
		.gauge = GAUGE_BALANCE, .deviation = offsetof(struct snapshot_stereo, balance_db) },
};
