/* From levels to cells. */
#include "view/spectrogram_state.h"

enum { UPPER_HALF = 0x2580, LOWER_HALF = 0x2584 };

float spectrogram_share(const struct spectrogram *spectrogram, float db)
{
	const struct settings *settings = spectrogram->look.settings;
	float floor_db = (float)settings->floor_db, ceiling_db = (float)settings->ceiling_db;
	float share = (db - floor_db) / (ceiling_db - floor_db);
	return share < 0 ? 0 : share > 1 ? 1 : share;
}

static colour colour_of(const struct spectrogram *spectrogram, float db)
{
	return spectrogram->colours[(int)(spectrogram_share(spectrogram, db) * (SPECTROGRAM_COLOURS - 1) + 0.5f)];
}

/* --------------------------------------------------------------- cells */

/* The terminal's own background can only be had as background: then the glyph is the other half. */
static struct cell two_colours(colour upper, colour lower)
{
	if (upper == lower)
		return (struct cell){ .glyph = ' ', .fg = COLOUR_DEFAULT, .bg = lower };
	if (upper == COLOUR_DEFAULT)
		return (struct cell){ .glyph = LOWER_HALF, .fg = lower, .bg = upper };
	return (struct cell){ .glyph = UPPER_HALF, .fg = upper, .bg = lower };
}

static struct cell one_shade(const struct spectrogram *spectrogram, float db)
{
	const struct view_look *look = &spectrogram->look;
	float share = spectrogram_share(spectrogram, db);
	if (share <= 0)
		return (struct cell){ .glyph = ' ', .fg = COLOUR_DEFAULT, .bg = look->theme->background };
	return (struct cell){ .glyph = blocks_shade(look->glyphs, share),
		.fg = colour_of(spectrogram, db),
		.bg = look->theme->background };
}

/* Of a column, that `row`, counted from the lowest one up. */
static struct cell cell_of(const struct spectrogram *spectrogram, const float *db, int row)
{
	size_t n_bands = spectrogram->now.n_bands, rows = (size_t)spectrogram->plot.rows;
	if (spectrogram->cells_high == 1)
		return one_shade(spectrogram, db[(size_t)row * n_bands / rows]);
	size_t half = 2 * (size_t)row;
	return two_colours(colour_of(spectrogram, db[(half + 1) * n_bands / (2 * rows)]),
		colour_of(spectrogram, db[half * n_bands / (2 * rows)]));
}

static void draw_column(
	const struct spectrogram *spectrogram, const float *db, struct canvas *canvas, int x, const struct region *plot)
{
	for (int row = 0; row < plot->rows; row++) {
		int y = plot->y + plot->rows - 1 - row;
		if (y >= 0 && y < canvas->rows)
			*canvas_edit(canvas, x, y) = cell_of(spectrogram, db, row);
	}
}

/* --------------------------------------------------------------- the picture */

/* What is shown in a column; NULL: nothing yet. The newest is at the right, but a picture that covers a sound is filled from
 * the left, so that times are right should that end early. */
static const float *column_at(const struct spectrogram *spectrogram, int x)
{
	const struct history *shown = spectrogram->kept & VIEW_FROZEN ? &spectrogram->frozen : &spectrogram->now;
	size_t n = spectrogram->covers ? spectrogram->n_pushed : shown->n_columns, at = (size_t)x;
	return at < n ? history_column(shown, n - 1 - at) : NULL;
}

void spectrogram_draw(const struct spectrogram *spectrogram, struct canvas *canvas, struct region region)
{
	const struct view_look *look = &spectrogram->look;
	const struct axis_room room = spectrogram->room;
	const struct region plot = { region.x + spectrogram->plot.x, region.y + spectrogram->plot.y,
		spectrogram->plot.cols, spectrogram->plot.rows };
	if (look->theme->background != COLOUR_DEFAULT)
		canvas_fill_region(canvas, region, look->theme->background);
	for (int x = 0; x < plot.cols; x++) {
		const float *db = column_at(spectrogram, x);
		if (db && plot.x + x >= 0 && plot.x + x < canvas->cols)
			draw_column(spectrogram, db, canvas, plot.x + x, &plot);
	}
	axis_draw_beside(&spectrogram->frequencies, look, canvas, plot, room);
	axis_draw_foot(
		axis_unit(axis_names_of(look->settings)), axis_times_unit(spectrogram->to_s), look, canvas, plot, room);
	axis_draw_below(&spectrogram->times, look, canvas, plot, room);
}
