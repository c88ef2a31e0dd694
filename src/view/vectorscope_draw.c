/* From dots that glow to cells. */
#include <math.h>
#include <stdio.h>

#include "base/larger.h"
#include "view/vectorscope_state.h"

/* --------------------------------------------------------------- the square */

/* Two axes, and the corners' names: the middle upwards, the sides half of the way to them, what is out of phase across. */
static void draw_axes(const struct vectorscope *vectorscope, struct canvas *canvas, const struct region *square)
{
	const struct view_look *look = &vectorscope->look;
	const colour fg = look->theme->dim, bg = look->theme->background;
	const uint32_t dot = look->glyphs == GLYPHS_ASCII ? '.' : 0xB7;
	const int middle_x = square->x + (square->cols - 1) / 2, middle_y = square->y + (square->rows - 1) / 2;
	for (int y = 0; y < square->rows; y++)
		canvas_put(canvas, middle_x, square->y + y, dot, fg, bg);
	for (int x = 0; x < square->cols; x += 2)
		canvas_put(canvas, square->x + x, middle_y, dot, fg, bg);
	if (square->rows < 5)
		return;
	canvas_put(canvas, middle_x, square->y, 'M', fg, bg);
	canvas_put(canvas, square->x + square->cols / 4, square->y + square->rows / 4, 'L', fg, bg);
	canvas_put(canvas, square->x + square->cols - 1 - square->cols / 4, square->y + square->rows / 4, 'R', fg, bg);
	canvas_put(canvas, square->x, middle_y, 'S', fg, bg);
	canvas_put(canvas, square->x + square->cols - 1, middle_y, 'S', fg, bg);
}

static colour ink_of(const struct vectorscope *vectorscope, float glow)
{
	const float share = log2f(1 + glow) / log2f(1 + PHOSPHOR_MOST);
	return vectorscope->inks[(int)(share * (VECTORSCOPE_INKS - 1) + 0.5f)];
}

/* A cell has one colour: that of its brightest dot. Of a single column the middle is seen. */
static void plot_cell(const struct vectorscope *vectorscope, const struct phosphor *phosphor, int x, int y)
{
	struct plot *plot = vectorscope->plot;
	const int across = plot->width / plot->cols, down = plot->height / plot->rows;
	const int left = (phosphor->size - plot->width) / 2;
	float most = 0;
	for (int row = y * down; row < (y + 1) * down; row++)
		for (int col = x * across; col < (x + 1) * across; col++)
			most = larger(most, phosphor_glow(phosphor, left + col, row));
	if (most <= 0)
		return;
	const colour ink = ink_of(vectorscope, most);
	for (int row = y * down; row < (y + 1) * down; row++)
		for (int col = x * across; col < (x + 1) * across; col++)
			if (phosphor_glow(phosphor, left + col, row) > 0)
				plot_dot(plot, col, row, ink);
}

static void draw_dots(const struct vectorscope *vectorscope, const struct phosphor *phosphor, struct canvas *canvas,
	const struct region *square)
{
	plot_clear(vectorscope->plot);
	for (int y = 0; y < vectorscope->plot->rows; y++)
		for (int x = 0; x < vectorscope->plot->cols; x++)
			plot_cell(vectorscope, phosphor, x, y);
	plot_draw(vectorscope->plot, canvas, square->x, square->y, vectorscope->look.theme->background);
}

/* --------------------------------------------------------------- below */

static void draw_figures(const struct vectorscope *vectorscope, const struct vectorscope_moment *shown,
	struct canvas *canvas, int x, int y)
{
	const struct view_look *look = &vectorscope->look;
	const struct snapshot_stereo *stereo = &shown->stereo;
	const bool is_short = vectorscope->below.cols < 44;
	char text[96], gain[24] = "";
	if (shown->gain_db >= 0.5f || shown->gain_db <= -0.5f)
		snprintf(gain, sizeof gain, is_short ? " %+.0f" : "   gain %+.0f dB", (double)shown->gain_db);
	snprintf(text, sizeof text, is_short ? "%+.2f %4.1f %c%s" : "correlation %+.2f   balance %4.1f dB %c%s",
		(double)stereo->correlation, (double)fabsf(stereo->balance_db),
		stereo->balance_db < -0.05f          ? 'L'
			: stereo->balance_db > 0.05f ? 'R'
						     : ' ',
		gain);
	canvas_text(canvas, x, y, vectorscope->below.cols, text, look->theme->text, look->theme->background);
}

static void draw_below(const struct vectorscope *vectorscope, const struct vectorscope_moment *shown,
	struct canvas *canvas, struct region region)
{
	const struct region bar = { region.x, region.y, region.cols, 1 };
	const struct region labels = { region.x, region.y + 1, region.cols, 1 };
	if (region.rows > 1) {
		gauge_draw_deviation(&vectorscope->gauge, canvas, bar, shown->stereo.correlation);
		gauge_draw_labels(&vectorscope->gauge, canvas, labels);
	}
	if (region.rows > 0)
		draw_figures(vectorscope, shown, canvas, region.x, region.y + region.rows - 1);
}

void vectorscope_draw(const struct vectorscope *vectorscope, struct canvas *canvas, struct region region)
{
	const struct vectorscope_moment *shown
		= vectorscope->kept & VIEW_FROZEN ? &vectorscope->frozen : &vectorscope->now;
	const struct region square = region_within(region, vectorscope->square);
	const struct region below = region_within(region, vectorscope->below);
	if (vectorscope->look.theme->background != COLOUR_DEFAULT)
		canvas_fill_region(canvas, region, vectorscope->look.theme->background);
	if (!vectorscope->plot)
		return;
	draw_axes(vectorscope, canvas, &square);
	draw_dots(vectorscope, &shown->phosphor, canvas, &square);
	draw_below(vectorscope, shown, canvas, below);
}
