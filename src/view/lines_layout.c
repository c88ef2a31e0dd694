/* Where the curves stand, what each shows, and what is written beside them. */
#include <math.h>
#include <stdlib.h>

#include "view/lines_state.h"

/* --------------------------------------------------------------- places */

/* Curves stand one above the other, all of the same frequencies; where the bass is to be in the middle, side by side. */
static void place_fields(struct lines *lines, const struct bars_arrangement *arrangement)
{
	const int n_fields = arrangement->n_fields;
	lines->n_across = arrangement->fields[0].reversed ? 2 : 1;
	int n_across = (int)lines->n_across, n_down = n_fields / n_across;
	if (n_down > lines->plot.rows)
		n_down = lines->plot.rows; /* the others do not fit */
	lines->n_fields = (size_t)(n_down * n_across);
	lines->field_rows = lines->plot.rows / n_down;
	lines->field_cols = lines->plot.cols / n_across > 0 ? lines->plot.cols / n_across : 1;
	for (int f = 0; f < (int)lines->n_fields; f++) {
		struct lines_field *field = &lines->fields[f];
		field->reversed = arrangement->fields[f].reversed;
		field->name = bars_name(arrangement, f);
		field->x = f % n_across * (lines->plot.cols - lines->field_cols);
		/* Rows that are left over lie above them all. */
		field->y = lines->plot.rows - (n_down - f / n_across) * lines->field_rows;
	}
}

bool lines_find(const struct lines *lines, int x, int y, size_t *field, int *column)
{
	for (size_t f = 0; f < lines->n_fields; f++) {
		const struct lines_field *at = &lines->fields[f];
		const int across = x - lines->plot.x - at->x, down = y - lines->plot.y - at->y;
		if (across < 0 || across >= lines->field_cols || down < 0 || down >= lines->field_rows)
			continue;
		*field = f;
		*column = at->reversed ? lines->field_cols - 1 - across : across;
		return true;
	}
	return false;
}

/* --------------------------------------------------------------- labels */

struct place {
	const struct lines *lines;
	const struct lines_field *field;
};

static double column_of(const void *context, double hz)
{
	const struct place *place = context;
	const struct band_feed *feed = &place->lines->readings.feed;
	const int cols = place->lines->field_cols;
	const double column = curve_dot_of_band(feed, cols, band_feed_band(feed, hz));
	if (column < -0.5 || column > cols - 0.5)
		return NAN;
	return place->field->reversed ? cols - 1 - column : column;
}

static void label(const struct lines *lines, struct lines_field *field)
{
	const struct place place = { lines, field };
	axis_fit_frequencies(
		&field->frequencies, lines->field_cols, axis_names_of(lines->look.settings), column_of, &place);
}

/* --------------------------------------------------------------- all of it */

static void release_scratch(struct lines *lines)
{
	curve_fini(&lines->curve);
	plot_fini(&lines->dots);
	free(lines->db);
	free(lines->tops);
	free(lines->row_colour);
	lines->db = NULL;
	lines->tops = NULL;
	lines->row_colour = NULL;
}

void lines_forget_layout(struct lines *lines)
{
	band_readings_fini(&lines->readings);
	release_scratch(lines);
	lines->n_fields = 0;
}

static bool init_scratch(struct lines *lines, struct err *err)
{
	const struct theme *theme = lines->look.theme;
	if (!plot_resize(&lines->dots, lines->look.glyphs, lines->field_cols, lines->field_rows, err))
		return false;
	lines->db = calloc((size_t)lines->dots.width, sizeof *lines->db);
	lines->tops = calloc((size_t)lines->dots.width, sizeof *lines->tops);
	lines->row_colour = calloc((size_t)lines->field_rows, sizeof *lines->row_colour);
	if (!lines->db || !lines->tops || !lines->row_colour)
		return err_set(err, ERR_SYSTEM, "out of memory for a curve of %d dots", lines->dots.width);
	for (int row = 0; row < lines->field_rows; row++) {
		float t = lines->field_rows > 1 ? (float)row / (float)(lines->field_rows - 1) : 1;
		lines->row_colour[row] = colour_gradient(theme->gradient, theme->n_gradient, 1 - t);
	}
	return true;
}

bool lines_lay_out(struct lines *lines, int cols, int rows, struct err *err)
{
	const struct bars_arrangement arrangement = bars_arrange(lines->look.settings);
	release_scratch(lines);
	lines->plot = axis_place(lines->look.settings, false, cols, rows, &lines->room);
	place_fields(lines, &arrangement);
	if (!init_scratch(lines, err)
		|| !band_readings_fit(
			&lines->readings, &arrangement, lines->n_fields, (size_t)lines->dots.width, err)) {
		lines_forget_layout(lines);
		return false;
	}
	for (size_t f = 0; f < lines->n_fields; f++)
		label(lines, &lines->fields[f]);
	return true;
}
