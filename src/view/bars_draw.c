/* From readings to cells. */
#include "view/bars_state.h"

/* --------------------------------------------------------------- heights */

/* Each bar pulls up its neighbours to a share of its height, these theirs, and so on: gaps are filled, nothing that
 * stands out is lowered. */
static void smooth(int *heights, size_t n, float share)
{
	for (size_t b = 1; b < n; b++) {
		int pulled = (int)((float)heights[b - 1] * share);
		heights[b] = heights[b] > pulled ? heights[b] : pulled;
	}
	for (size_t b = n - 1; b > 0; b--) {
		int pulled = (int)((float)heights[b] * share);
		heights[b - 1] = heights[b - 1] > pulled ? heights[b - 1] : pulled;
	}
}

/* The heights of one kind of reading, in bars->heights. */
static void find_heights(const struct bars *bars, int kind, const float *power, float gain_db)
{
	const struct settings *settings = bars->look.settings;
	const int steps = bars->field_rows * BLOCKS_PER_CELL;
	int *heights = bars->heights + (size_t)kind * bars->n_bars;
	for (size_t b = 0; b < bars->n_bars; b++)
		heights[b] = power ? band_readings_height(&bars->readings, power[b], gain_db, steps) : 0;
	if (power && bars_manner_of(settings)->smooth && settings->smoothing > 0)
		smooth(heights, bars->n_bars, (float)settings->smoothing / 100);
}

/* --------------------------------------------------------------- cells */

/* The columns of it that are on the canvas. */
static struct region clip_columns(const struct canvas *canvas, struct region where)
{
	int end = where.x + where.cols < canvas->cols ? where.x + where.cols : canvas->cols;
	int x = where.x > 0 ? where.x : 0;
	return (struct region){ x, where.y, end > x ? end - x : 0, where.rows };
}

/* Sets a row of a region whose columns are on the canvas. The region was blank, so that there are no halves of wide
 * characters to care for, as canvas_put() does; that is most of its time. */
static void put_row(struct canvas *canvas, const struct region *where, int y, struct cell cell)
{
	if (y < 0 || y >= canvas->rows || where->cols == 0)
		return;
	struct cell *to = canvas_edit(canvas, where->x, y);
	for (const struct cell *end = to + where->cols; to < end; to++)
		*to = cell;
}

/* A mark, unless it lies within the bar. */
static void draw_mark(
	const struct bars *bars, struct canvas *canvas, const struct region *where, int height, int mark, colour fg)
{
	int row = (mark - 1) / BLOCKS_PER_CELL;
	if (mark <= 0 || row * BLOCKS_PER_CELL < height)
		return;
	const struct cell cell = { .glyph = blocks_mark(bars->look.glyphs, (mark - 1) % BLOCKS_PER_CELL),
		.fg = fg,
		.bg = bars->look.theme->background };
	put_row(canvas, where, where->y + where->rows - 1 - row, cell);
}

/* The rows of a bar that are lit in full: most of what is drawn, hence clipped once for all of them. */
static void draw_full_rows(const struct bars *bars, struct canvas *canvas, const struct region *where, int n)
{
	int foot = where->y + where->rows - 1;
	int first = foot < canvas->rows ? 0 : foot - canvas->rows + 1;
	int end = n <= foot ? n : foot + 1;
	struct cell cell
		= { .glyph = blocks_lower(bars->look.glyphs, BLOCKS_PER_CELL), .bg = bars->look.theme->background };
	for (int row = first; row < end; row++) {
		struct cell *to = canvas_edit(canvas, where->x, foot - row);
		cell.fg = bars->row_colour[row];
		for (int x = 0; x < where->cols; x++)
			to[x] = cell;
	}
}

/* `height` is in eighths of a row. */
static void draw_bar(const struct bars *bars, struct canvas *canvas, const struct region *where, int height)
{
	int full = height / BLOCKS_PER_CELL, rest = height % BLOCKS_PER_CELL;
	draw_full_rows(bars, canvas, where, full);
	if (rest == 0)
		return;
	const struct cell cell = { .glyph = blocks_lower(bars->look.glyphs, rest),
		.fg = bars->row_colour[full],
		.bg = bars->look.theme->background };
	put_row(canvas, where, where->y + where->rows - 1 - full, cell);
}

static void draw_field(const struct bars *bars, size_t f, struct canvas *canvas, struct region plot, float gain_db)
{
	const struct bars_field *field = &bars->fields[f];
	const struct settings *settings = bars->look.settings;
	const struct theme *theme = bars->look.theme;
	const struct ballistics *shown = band_readings_shown(&bars->readings, f);
	const int *heights = bars->heights;
	find_heights(bars, BARS_LEVEL, shown->level, gain_db);
	find_heights(bars, BARS_PEAK, settings->peaks ? shown->peak : NULL, gain_db);
	find_heights(bars, BARS_MAXIMUM, bars->readings.kept & VIEW_MAXIMUM ? shown->maximum : NULL, gain_db);
	for (size_t b = 0; b < bars->n_bars; b++, heights++) {
		size_t place = field->reversed ? bars->n_bars - 1 - b : b;
		int x = (int)place * bars_pitch(bars), height = heights[BARS_LEVEL * bars->n_bars];
		int cols = bars->bar_cols < field->cols - x ? bars->bar_cols : field->cols - x;
		const struct region where = clip_columns(
			canvas, (struct region){ plot.x + field->x + x, plot.y + field->y, cols, bars->field_rows });
		draw_bar(bars, canvas, &where, height);
		draw_mark(bars, canvas, &where, height, heights[BARS_PEAK * bars->n_bars], theme->peak);
		draw_mark(bars, canvas, &where, height, heights[BARS_MAXIMUM * bars->n_bars], theme->maximum);
	}
}

/* --------------------------------------------------------------- the picture */

/* The rows of a field, across the whole plot. */
static struct region rows_of(const struct bars *bars, const struct bars_field *field, struct region plot)
{
	return (struct region){ plot.x, plot.y + field->y, plot.cols, bars->field_rows };
}

static void draw_labels(const struct bars *bars, const struct axis *levels, struct canvas *canvas, struct region plot)
{
	const struct view_look *look = &bars->look;
	for (size_t f = 0; f < bars->n_fields; f += (size_t)bars->arrangement.n_across)
		axis_draw_beside(levels, look, canvas, rows_of(bars, &bars->fields[f], plot), bars->room);
	axis_draw_foot("dB", axis_unit(axis_names_of(look->settings)), look, canvas, plot, bars->room);
	for (size_t f = 0; f < (size_t)bars->arrangement.n_across; f++) {
		const struct bars_field *field = &bars->fields[f];
		const struct region part = { plot.x + field->x, plot.y, field->cols, plot.rows };
		axis_draw_below(&field->frequencies, look, canvas, part, bars->room);
	}
}

static void draw_names(const struct bars *bars, struct canvas *canvas, struct region plot)
{
	const struct theme *theme = bars->look.theme;
	for (size_t f = 0; f < bars->n_fields; f++) {
		const struct bars_field *field = &bars->fields[f];
		if (field->name && bars->field_rows > 1)
			canvas_text(canvas, plot.x + field->x, plot.y + field->y, field->cols, field->name, theme->dim,
				theme->background);
	}
}

void bars_draw(const struct bars *bars, struct canvas *canvas, struct region region)
{
	const struct settings *settings = bars->look.settings;
	const struct cell blank = { .glyph = ' ', .fg = COLOUR_DEFAULT, .bg = bars->look.theme->background };
	const struct region plot
		= { region.x + bars->plot.x, region.y + bars->plot.y, bars->plot.cols, bars->plot.rows };
	float gain_db = band_readings_gain_db(&bars->readings);
	struct axis levels = { .n = 0 };
	const struct region visible = clip_columns(canvas, region);
	for (int y = 0; blank.bg != COLOUR_DEFAULT && y < region.rows; y++)
		put_row(canvas, &visible, region.y + y, blank);
	if (bars->room.left) {
		axis_fit_levels(&levels, bars->field_rows, settings->floor_db - (double)gain_db,
			settings->ceiling_db - (double)gain_db);
		for (size_t f = 0; f < bars->n_fields; f += (size_t)bars->arrangement.n_across)
			axis_draw_grid(&levels, &bars->look, canvas, rows_of(bars, &bars->fields[f], plot));
	}
	for (size_t f = 0; f < bars->n_fields; f++)
		draw_field(bars, f, canvas, plot, gain_db);
	draw_labels(bars, &levels, canvas, plot);
	draw_names(bars, canvas, plot);
	axis_draw_gain(gain_db, &bars->look, canvas, plot);
}
