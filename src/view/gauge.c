#include "view/gauge.h"

#include <stdbool.h>

enum { LEAST_MARK_COLS = 8 };

/* --------------------------------------------------------------- where a value is */

static float between(float from, float to, float t)
{
	return from + (to - from) * t;
}

static float share_of(const struct gauge_scale *scale, float value)
{
	size_t i = 1;
	if (value <= scale->points[0].value)
		return 0;
	while (i + 1 < scale->n_points && value > scale->points[i].value)
		i++;
	float span = scale->points[i].value - scale->points[i - 1].value;
	float t = span > 0 ? (value - scale->points[i - 1].value) / span : 1;
	return between(scale->points[i - 1].share, scale->points[i].share, t < 1 ? t : 1);
}

static float heat_of(const struct gauge_scale *scale, float share)
{
	size_t i = 1;
	while (i + 1 < scale->n_points && share > scale->points[i].share)
		i++;
	float span = scale->points[i].share - scale->points[i - 1].share;
	float t = span > 0 ? (share - scale->points[i - 1].share) / span : 1;
	return between(scale->points[i - 1].heat, scale->points[i].heat, t);
}

int gauge_fill(const struct gauge *gauge, float value)
{
	return (int)(share_of(gauge->scale, value) * (float)gauge->cols + 0.5f);
}

/* The column of a mark: the last one that a bar fills. */
static int column_of(const struct gauge *gauge, float value)
{
	int filled = gauge_fill(gauge, value);
	return filled > 0 ? filled - 1 : 0;
}

/* --------------------------------------------------------------- set-up */

/* A label is centred on its mark, within the gauge, a column from any other; else it is left out, mark and all. */
static void place_tick(struct gauge *gauge, float value, const char *text)
{
	int mark = column_of(gauge, value), cols = canvas_text_width(text);
	int label = mark - (cols - 1) / 2;
	if (label > gauge->cols - cols)
		label = gauge->cols - cols;
	if (label < 0)
		label = 0;
	bool fits = cols <= gauge->cols;
	for (size_t i = 0; i < gauge->n_ticks; i++) {
		int other = gauge->ticks[i].label, end = other + canvas_text_width(gauge->ticks[i].text);
		fits = fits && (label > end || label + cols < other);
	}
	if (!fits)
		return;
	gauge->ticks[gauge->n_ticks].mark = mark;
	gauge->ticks[gauge->n_ticks].label = label;
	gauge->ticks[gauge->n_ticks].text = text;
	gauge->n_ticks++;
}

void gauge_init(struct gauge *gauge, const struct gauge_scale *scale, int cols, const struct theme *theme,
	enum glyph_set glyphs)
{
	gauge->scale = scale;
	gauge->theme = theme;
	gauge->glyphs = glyphs;
	gauge->cols = cols;
	gauge->n_ticks = 0;
	for (size_t i = 0; i < scale->n_ticks; i++)
		place_tick(gauge, scale->ticks[i].value, scale->ticks[i].label);
	for (int x = 0; x < cols; x++) {
		float heat = heat_of(scale, ((float)x + 0.5f) / (float)cols);
		gauge->across[x] = colour_gradient(theme->gradient, theme->n_gradient, heat);
	}
}

/* --------------------------------------------------------------- drawing */

/* The region was blank: there are no halves of wide characters to care for, as canvas_put() does. */
static void put(struct canvas *canvas, int x, int y, uint32_t glyph, colour fg, colour bg)
{
	if (x >= 0 && x < canvas->cols && y >= 0 && y < canvas->rows)
		*canvas_edit(canvas, x, y) = (struct cell){ .glyph = glyph, .fg = fg, .bg = bg };
}

/* In eighths of a row: a high bar leaves one free, a low one stands no higher than three of eight. */
static int eighths_of(enum gauge_height height, int rows)
{
	return height == GAUGE_HIGH ? rows * BLOCKS_PER_CELL - 1 : rows * 3;
}

void gauge_draw_bar(const struct gauge *gauge, struct canvas *canvas, struct region where, int from, int to,
	enum gauge_height height)
{
	int left = eighths_of(height, where.rows);
	for (int y = where.y + where.rows - 1; left > 0; y--, left -= BLOCKS_PER_CELL) {
		uint32_t glyph = blocks_lower(gauge->glyphs, left);
		for (int column = from; column < to; column++)
			put(canvas, where.x + column, y, glyph, gauge->across[column], gauge->theme->background);
	}
}

void gauge_draw_mark(const struct gauge *gauge, struct canvas *canvas, struct region where, float value,
	enum gauge_mark mark, colour fg)
{
	static const uint32_t glyphs[][2] = {
		{ [GAUGE_LIGHT] = 0x2502, [GAUGE_HEAVY] = 0x2503 },
		{ [GAUGE_LIGHT] = '|', [GAUGE_HEAVY] = '|' },
	};
	if (gauge->cols < LEAST_MARK_COLS)
		return;
	for (int row = 0; row < where.rows; row++)
		put(canvas, where.x + column_of(gauge, value), where.y + row,
			glyphs[gauge->glyphs == GLYPHS_ASCII][mark], fg, gauge->theme->background);
}

void gauge_draw_dots(const struct gauge *gauge, struct canvas *canvas, struct region where)
{
	uint32_t glyph = gauge->glyphs == GLYPHS_ASCII ? '.' : 0xB7; /* middle dot */
	for (size_t i = 0; i < gauge->n_ticks; i++)
		put(canvas, where.x + gauge->ticks[i].mark, where.y + where.rows - 1, glyph, gauge->theme->dim,
			gauge->theme->background);
}

void gauge_draw_labels(const struct gauge *gauge, struct canvas *canvas, struct region where)
{
	const struct theme *theme = gauge->theme;
	for (size_t i = 0; i < gauge->n_ticks; i++)
		canvas_text(canvas, where.x + gauge->ticks[i].label, where.y, gauge->cols - gauge->ticks[i].label,
			gauge->ticks[i].text, theme->dim, theme->background);
}

void gauge_draw_deviation(const struct gauge *gauge, struct canvas *canvas, struct region where, float value)
{
	int middle = gauge_fill(gauge, 0), at = gauge_fill(gauge, value);
	gauge_draw_dots(gauge, canvas, where);
	gauge_draw_bar(gauge, canvas, where, at < middle ? at : middle, at < middle ? middle : at, GAUGE_HIGH);
	gauge_draw_mark(gauge, canvas, where, 0, GAUGE_LIGHT, gauge->theme->dim);
}
