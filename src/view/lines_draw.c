/* From readings to dots. */
#include <math.h>

#include "base/db.h"
#include "view/lines_state.h"

/* A sine between two bins reads this much less in both (Hann 1.42 dB, Hamming 1.75): by so much the curve may bulge. */
#define MOST_BULGE_DB 1.75f
/* Levels so far below the floor are as good as silence, to which no curve is bent. */
#define BELOW_FLOOR_DB 12.0f
/* No sound has more; what is published may be anything that is a number. */
#define MOST_DB 200.0f

/* How a trace is told from the others: of `period` dots that follow each other, across or down, it has the first `on`. */
static const struct {
	int period, on;
} patterns[LINES_LEVEL] = {
	[LINES_MAXIMUM] = { 8, 4 },
	[LINES_PEAK] = { 4, 1 },
	[LINES_AVERAGE] = { 2, 1 },
};

/* --------------------------------------------------------------- traces */

static bool measures(const struct lines *lines)
{
	return lines->look.settings->manner == MANNER_MEASURE;
}

/* The powers of a trace; NULL: it is not shown. */
static const float *powers_of(const struct lines *lines, size_t field, enum lines_trace trace)
{
	const struct ballistics *shown = band_readings_shown(&lines->readings, field);
	const bool is_shown[N_LINES_TRACES] = {
		[LINES_MAXIMUM] = lines->readings.kept & VIEW_MAXIMUM,
		[LINES_PEAK] = lines->look.settings->peaks && !measures(lines),
		[LINES_AVERAGE] = measures(lines),
		[LINES_LEVEL] = true,
	};
	const float *const powers[N_LINES_TRACES] = {
		[LINES_MAXIMUM] = shown->maximum,
		[LINES_PEAK] = shown->peak,
		[LINES_AVERAGE] = band_readings_average(&lines->readings, field)->level,
		[LINES_LEVEL] = shown->level,
	};
	return is_shown[trace] ? powers[trace] : NULL;
}

bool lines_trace(const struct lines *lines, size_t field, enum lines_trace trace)
{
	const struct settings *settings = lines->look.settings;
	const struct curve *curve = &lines->curve;
	const float *powers = powers_of(lines, field, trace);
	const float least_db = (float)settings->floor_db - band_readings_gain_db(&lines->readings) - BELOW_FLOOR_DB;
	if (!powers || curve->n_knots == 0)
		return false;
	for (size_t k = 0; k < curve->n_knots; k++) {
		const float db = db_from_power(powers[curve->bands[k]]);
		curve->values[k] = db > least_db ? fminf(db, MOST_DB) : least_db;
	}
	curve_trace(curve, MOST_BULGE_DB, lines->db);
	return true;
}

/* The rows of dots that the levels in lines->db stand at, from the top: of what is below the floor, below the last. */
static void find_tops(const struct lines *lines, bool reversed)
{
	const struct settings *settings = lines->look.settings;
	const float gain_db = band_readings_gain_db(&lines->readings);
	const float floor_db = (float)settings->floor_db - gain_db;
	const int width = lines->dots.width, height = lines->dots.height;
	const float dots_per_db = (float)height / (float)(settings->ceiling_db - settings->floor_db);
	for (int x = 0; x < width; x++) {
		const float up = (lines->db[x] - floor_db) * dots_per_db;
		const int dots = up <= 0 ? 0 : up >= (float)height ? height : (int)(up + 0.5f);
		lines->tops[reversed ? width - 1 - x : x] = height - dots;
	}
}

/* --------------------------------------------------------------- dots */

static colour ink_of(const struct theme *theme, enum lines_trace trace)
{
	const colour inks[LINES_LEVEL]
		= { [LINES_MAXIMUM] = theme->maximum, [LINES_PEAK] = theme->peak, [LINES_AVERAGE] = theme->text };
	return inks[trace];
}

static void draw_dots(const struct lines *lines, struct plot *dots, enum lines_trace trace, int x, int from, int to)
{
	const colour ink = ink_of(lines->look.theme, trace);
	for (int y = from; y <= to; y++)
		if ((x + y) % patterns[trace].period < patterns[trace].on)
			plot_dot(dots, x, y, ink);
}

/* Each column of dots reaches half way to its neighbours' tops. */
static void draw_trace(const struct lines *lines, struct plot *dots, enum lines_trace trace)
{
	const int *tops = lines->tops, last = dots->width - 1;
	const bool is_filled = !measures(lines);
	for (int x = 0; x <= last; x++) {
		const int left = (tops[x > 0 ? x - 1 : x] + tops[x]) / 2;
		const int right = (tops[x < last ? x + 1 : x] + tops[x]) / 2;
		int from = left < right ? left : right, to = left < right ? right : left;
		from = from < tops[x] ? from : tops[x];
		to = to > tops[x] ? to : tops[x];
		if (trace == LINES_LEVEL)
			plot_shaded_column(dots, x, from, is_filled ? dots->height - 1 : to, lines->row_colour);
		else
			draw_dots(lines, dots, trace, x, from, to);
	}
}

static void draw_field(const struct lines *lines, size_t f, struct canvas *canvas, struct region plot)
{
	const struct lines_field *field = &lines->fields[f];
	struct plot dots = lines->dots; /* what is drawn on is scratch */
	plot_clear(&dots);
	for (enum lines_trace trace = 0; trace < N_LINES_TRACES; trace++) {
		if (!lines_trace(lines, f, trace))
			continue;
		find_tops(lines, field->reversed);
		draw_trace(lines, &dots, trace);
	}
	plot_draw(&dots, canvas, plot.x + field->x, plot.y + field->y, lines->look.theme->background);
}

/* --------------------------------------------------------------- the picture */

static struct region part_of(const struct lines *lines, size_t f, struct region plot)
{
	const struct lines_field *field = &lines->fields[f];
	return (struct region){ plot.x + field->x, plot.y + field->y, lines->field_cols, lines->field_rows };
}

static void draw_labels(const struct lines *lines, const struct axis *levels, struct canvas *canvas, struct region plot)
{
	const struct view_look *look = &lines->look;
	for (size_t f = 0; f < lines->n_fields; f += lines->n_across)
		axis_draw_beside(levels, look, canvas, part_of(lines, f, plot), lines->room);
	axis_draw_foot("dB", axis_unit(axis_names_of(look->settings)), look, canvas, plot, lines->room);
	for (size_t f = 0; f < lines->n_across; f++) {
		const struct region part = { plot.x + lines->fields[f].x, plot.y, lines->field_cols, plot.rows };
		axis_draw_below(&lines->fields[f].frequencies, look, canvas, part, lines->room);
	}
}

void lines_draw(const struct lines *lines, struct canvas *canvas, struct region region)
{
	const struct settings *settings = lines->look.settings;
	const struct region plot = region_within(region, lines->plot);
	const double gain_db = (double)band_readings_gain_db(&lines->readings);
	struct axis levels = { .n = 0 };
	if (lines->look.theme->background != COLOUR_DEFAULT)
		canvas_fill_region(canvas, region, lines->look.theme->background);
	if (lines->room.left)
		axis_fit_levels(
			&levels, lines->field_rows, settings->floor_db - gain_db, settings->ceiling_db - gain_db);
	for (size_t f = 0; f < lines->n_fields; f++) {
		axis_draw_grid(&levels, &lines->look, canvas, part_of(lines, f, plot));
		draw_field(lines, f, canvas, plot);
	}
	draw_labels(lines, &levels, canvas, plot);
	for (size_t f = 0; f < lines->n_fields; f++)
		axis_draw_name(lines->fields[f].name, BLOCKS_BELOW, &lines->look, canvas, part_of(lines, f, plot));
	axis_draw_gain((float)gain_db, BLOCKS_BELOW, &lines->look, canvas, plot);
}
