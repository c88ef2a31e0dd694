/* From levels to cells. */

#include "base/db.h"
#include "view/spectrogram_state.h"
#include "view/spot.h"

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
	float step = (db - (float)spectrogram->look.settings->floor_db) * spectrogram->steps_per_db + 0.5f;
	return spectrogram->colours[step <= 0 ? 0 : step < SPECTROGRAM_COLOURS ? (int)step : SPECTROGRAM_COLOURS - 1];
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

/* The cell of a picture with two levels one above the other, or with one. */
static struct cell cell_of(const struct spectrogram *spectrogram, float upper_db, float lower_db)
{
	if (spectrogram->cells_high == 1)
		return one_shade(spectrogram, lower_db);
	return two_colours(colour_of(spectrogram, upper_db), colour_of(spectrogram, lower_db));
}

/* --------------------------------------------------------------- what is where */

/* What is shown at a place from the left, or from the top; NULL: nothing yet. The newest is at the right, or on top, but a
 * picture that covers a sound is filled from its beginning, so that times are right should that end early. One that falls
 * moves by whole rows: until the topmost row is full, its upper half is empty. */
static const float *column_at(
	const struct spectrogram *spectrogram, const struct spectrogram_field *field, size_t at, size_t *age)
{
	bool is_frozen = spectrogram->kept & VIEW_FROZEN;
	const struct history *shown = is_frozen ? &field->frozen : &field->now;
	size_t n_pushed = is_frozen ? spectrogram->frozen.n_pushed : spectrogram->now.n_pushed;
	size_t empty = spectrogram->falls ? n_pushed % (size_t)spectrogram->cells_high : 0;
	size_t n = spectrogram->covers ? n_pushed : shown->n_columns;
	bool newest_first = spectrogram->falls && !spectrogram->covers;
	if (newest_first ? at < empty : at >= n)
		return NULL;
	*age = newest_first ? at - empty : n - 1 - at;
	return history_column(shown, *age);
}

/* --------------------------------------------------------------- the picture */

static float level_of(const float *column, size_t band)
{
	return column ? column[band] : DB_SILENCE;
}

/* A row of a picture that falls, at `x` on the canvas. */
static void draw_row(const struct spectrogram *spectrogram, const struct spectrogram_field *field,
	struct canvas *canvas, int x, int y, int row)
{
	const size_t high = (size_t)spectrogram->cells_high;
	size_t age;
	const float *upper = column_at(spectrogram, field, (size_t)row * high, &age);
	const float *lower = column_at(spectrogram, field, (size_t)row * high + high - 1, &age);
	if (!upper && !lower)
		return;
	for (int col = x < 0 ? -x : 0; col < field->at.cols && x + col < canvas->cols; col++) {
		const size_t band = field->band_of[col];
		*canvas_edit(canvas, x + col, y) = cell_of(spectrogram, level_of(upper, band), level_of(lower, band));
	}
}

/* A column of one that moves to the left, from `y` on the canvas on. */
static void draw_column(const struct spectrogram *spectrogram, const struct spectrogram_field *field,
	struct canvas *canvas, int x, int y, int col)
{
	const int high = spectrogram->cells_high;
	size_t age;
	const float *db = column_at(spectrogram, field, (size_t)col, &age);
	for (int row = y < 0 ? -y : 0; db && row < field->at.rows && y + row < canvas->rows; row++) {
		const uint16_t *bands = field->band_of + (field->at.rows - 1 - row) * high;
		*canvas_edit(canvas, x, y + row) = cell_of(spectrogram, db[bands[high - 1]], db[bands[0]]);
	}
}

static void draw_field(const struct spectrogram *spectrogram, const struct spectrogram_field *field,
	struct canvas *canvas, struct region plot)
{
	const int x = plot.x + field->at.x, y = plot.y + field->at.y;
	for (int row = 0; spectrogram->falls && row < field->at.rows; row++)
		if (y + row >= 0 && y + row < canvas->rows)
			draw_row(spectrogram, field, canvas, x, y + row, row);
	for (int col = 0; !spectrogram->falls && col < field->at.cols; col++)
		if (x + col >= 0 && x + col < canvas->cols)
			draw_column(spectrogram, field, canvas, x + col, y, col);
}

static void draw_labels(const struct spectrogram *spectrogram, struct canvas *canvas, struct region plot)
{
	const struct view_look *look = &spectrogram->look;
	const struct axis_room room = spectrogram->room;
	const char *hz = axis_unit(axis_names_of(look->settings)), *s = axis_times_unit(spectrogram->to_s);
	bool falls = spectrogram->falls;
	for (size_t f = 0; !falls && f < spectrogram->n_fields; f++) {
		const struct spectrogram_field *field = &spectrogram->fields[f];
		const struct region rows = { plot.x, plot.y + field->at.y, plot.cols, field->at.rows };
		axis_draw_beside(&field->frequencies, look, canvas, rows, room);
	}
	if (falls)
		axis_draw_beside(&spectrogram->times, look, canvas, plot, room);
	axis_draw_foot(falls ? s : hz, falls ? hz : s, look, canvas, plot, room);
	for (size_t f = 0; falls && f < spectrogram->n_fields; f++) {
		const struct spectrogram_field *field = &spectrogram->fields[f];
		const struct region cols = { plot.x + field->at.x, plot.y, field->at.cols, plot.rows };
		axis_draw_below(&field->frequencies, look, canvas, cols, room);
	}
	if (!falls)
		axis_draw_below(&spectrogram->times, look, canvas, plot, room);
}

void spectrogram_draw(const struct spectrogram *spectrogram, struct canvas *canvas, struct region region)
{
	const struct view_look *look = &spectrogram->look;
	const struct region plot = region_within(region, spectrogram->plot);
	if (look->theme->background != COLOUR_DEFAULT)
		canvas_fill_region(canvas, region, look->theme->background);
	for (size_t f = 0; f < spectrogram->n_fields; f++)
		draw_field(spectrogram, &spectrogram->fields[f], canvas, plot);
	draw_labels(spectrogram, canvas, plot);
	for (size_t f = 0; f < spectrogram->n_fields; f++)
		axis_draw_name(spectrogram->fields[f].name, BLOCKS_BELOW, look, canvas,
			region_within(plot, spectrogram->fields[f].at));
}

/* --------------------------------------------------------------- what lies under a cell */

/* How long before now that was, and where in the track, if that can be gone to. */
static void tell_time(const struct spectrogram *spectrogram, size_t age, struct view_spot *spot)
{
	const struct spectrogram_moment *moment
		= spectrogram->kept & VIEW_FROZEN ? &spectrogram->frozen : &spectrogram->now;
	double before_s = ((double)age + 0.5) * spectrogram->column_s; /* its middle */
	if (spectrogram->covers)
		return;
	spot_add(spot, "  %.1f s", -before_s);
	if (moment->position_s > 0 && before_s < moment->since_jump_s)
		spot->position_s = moment->position_s - before_s;
}

bool spectrogram_spot(const struct spectrogram *spectrogram, int x, int y, struct view_spot *spot)
{
	const size_t high = (size_t)spectrogram->cells_high;
	for (size_t f = 0; f < spectrogram->n_fields; f++) {
		const struct spectrogram_field *field = &spectrogram->fields[f];
		int col = x - spectrogram->plot.x - field->at.x, row = y - spectrogram->plot.y - field->at.y;
		if (col < 0 || col >= field->at.cols || row < 0 || row >= field->at.rows)
			continue;
		int from_foot = field->at.rows - 1 - row;
		size_t at = spectrogram->falls ? (size_t)row * high + high - 1 : (size_t)col, age;
		size_t band = field->band_of[spectrogram->falls ? col : from_foot * spectrogram->cells_high];
		const float *column = column_at(spectrogram, field, at, &age);
		spot_tell_hz(spot, field->told, band_feed_hz(&spectrogram->feed, (double)band));
		spot_add_db(spot, "", (double)level_of(column, band));
		if (column)
			tell_time(spectrogram, age, spot);
		return true;
	}
	return false;
}
