/* The axes of time. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "view/axis.h"

#define MINUTE_S 60.0

const char *axis_times_unit(double to_s)
{
	return to_s < MINUTE_S ? "s" : "";
}

static void format_time(char *text, double s, double to_s)
{
	if (to_s < MINUTE_S)
		snprintf(text, AXIS_TEXT, "%g", s);
	else
		text_format_time(text, AXIS_TEXT, s);
}

/* The smallest round step that is so many cells; 0: there is none. */
static double choose_step(double cells_per_s, double to_s, double least_cells)
{
	static const double steps_s[] = { 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60,
		120, 300, 600, 900, 1800, 3600, 7200, 14400, 28800, 86400 };
	enum { N_STEPS = sizeof steps_s / sizeof steps_s[0], WHOLE_SECONDS = 9 };
	size_t i = to_s < MINUTE_S ? 0 : WHOLE_SECONDS;
	while (i < N_STEPS && steps_s[i] * cells_per_s < least_cells)
		i++;
	return i < N_STEPS ? steps_s[i] : 0;
}

static void place_time(struct axis *axis, int cols, int at, const char *text)
{
	struct axis_label *label = &axis->labels[axis->n];
	int width = (int)strlen(text), from = at - (width - 1) / 2;
	if (width > cols || axis->n == AXIS_MAX_LABELS)
		return;
	label->at = at < cols ? at : cols - 1;
	label->from = from < 0 ? 0 : from > cols - width ? cols - width : from;
	text_copy(label->text, sizeof label->text, text);
	axis->n++;
}

void axis_fit_times(struct axis *axis, int cols, double from_s, double to_s)
{
	enum { APART = 6 };
	double cols_per_s = cols / (to_s - from_s);
	char text[AXIS_TEXT];
	axis->n = 0;
	format_time(text, fabs(from_s) > to_s ? from_s : to_s, to_s);
	double step_s = choose_step(cols_per_s, to_s, (double)strlen(text) + APART);
	for (double n = ceil(from_s / step_s); step_s > 0 && n * step_s <= to_s; n++) {
		format_time(text, n * step_s + 0.0, to_s);
		place_time(axis, cols, (int)((n * step_s - from_s) * cols_per_s), text);
	}
}

void axis_fit_times_down(struct axis *axis, int rows, double top_s, double bottom_s)
{
	enum { LEAST_ROWS = 3 };
	double from_s = fmin(top_s, bottom_s), to_s = fmax(top_s, bottom_s), rows_per_s = rows / (to_s - from_s);
	double step_s = choose_step(rows_per_s, to_s, LEAST_ROWS);
	axis->n = 0;
	for (double n = ceil(from_s / step_s); step_s > 0 && n * step_s <= to_s && axis->n < AXIS_MAX_LABELS; n++) {
		struct axis_label *label = &axis->labels[axis->n++];
		int at = (int)(fabs(n * step_s - top_s) * rows_per_s);
		label->at = at < rows ? at : rows - 1;
		label->from = 0;
		format_time(label->text, n * step_s + 0.0, to_s);
	}
}

int axis_text_cols(const struct axis *axis)
{
	size_t cols = 0;
	for (size_t i = 0; i < axis->n; i++)
		cols = strlen(axis->labels[i].text) > cols ? strlen(axis->labels[i].text) : cols;
	return (int)cols;
}
