#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "app/report_format.h"
#include "base/text.h"
#include "canvas/canvas.h"

enum {
	NAME_BYTES = 4096,
	FIGURE_BYTES = 64,
	HALF_BYTES = 4 * FIGURE_BYTES, /* half a line of a page */
	TIME_WIDTH = 9,
	HALF_COLUMNS = 39, /* two of them beside each other fill a terminal of 80 columns */
	LABEL_COLUMNS = 18,
	CHANNEL_COLUMNS = 7,
	BAR_COLUMNS = 18,
	BAR_DB = 60, /* what a bar of full length stands for */
};

struct text_report {
	size_t n_files;
	int name_columns; /* what is left for names; 0: no limit */
	bool has_head;
};

/* --------------------------------------------------------------- numbers */

static void format_figure(char *to, const struct figure *figure, int decimals)
{
	double unit = pow(10, -decimals), value = fabs(figure->value) < unit / 2 ? 0 : figure->value; /* no "-0.0" */
	if (figure->exists)
		snprintf(to, FIGURE_BYTES, "%.*f", decimals, value);
	else
		snprintf(to, FIGURE_BYTES, "-");
}

/* M:SS.mmm */
static void format_duration(char *to, const struct figure *duration_s)
{
	format_figure(to, duration_s, 3);
	if (!duration_s->exists)
		return;
	double ms = round(duration_s->value * 1000);
	text_format_time(to, FIGURE_BYTES, floor(ms / 1000));
	size_t used = strlen(to);
	snprintf(to + used, FIGURE_BYTES - used, ".%03d", (int)fmod(ms, 1000));
}

static void format_hz(char *to, double hz)
{
	if (hz < 1000)
		snprintf(to, FIGURE_BYTES, "%g Hz", hz);
	else
		snprintf(to, FIGURE_BYTES, "%g kHz", hz / 1000);
}

/* --------------------------------------------------------------- several files: a table */

/* The name's end, if it is too wide: that is where names differ. */
static void put_name(const struct text_report *report, const char *name)
{
	char clean[NAME_BYTES];
	const char *from = clean;
	text_clean(clean, sizeof clean, name);
	if (report->name_columns == 0 || canvas_text_width(clean) <= report->name_columns) {
		printf("  %s\n", clean);
		return;
	}
	while (*from && canvas_text_width(from) > report->name_columns - 3) {
		uint32_t code_point;
		from += text_decode(from, strlen(from), &code_point);
	}
	printf("  ...%s\n", from);
}

static void put_head(struct text_report *report)
{
	if (report->has_head)
		return;
	report->has_head = true;
	for (size_t i = 0; i < n_figure_rows; i++)
		if (figure_rows[i].heading)
			printf("%*s", figure_rows[i].width, figure_rows[i].heading);
	printf("%*s  File\n", TIME_WIDTH, "Time");
	for (size_t i = 0; i < n_figure_rows; i++)
		if (figure_rows[i].heading)
			printf("%*s", figure_rows[i].width, figure_rows[i].unit);
	putchar('\n');
}

static void put_row(struct text_report *report, const struct report_entry *entry)
{
	char figure[FIGURE_BYTES];
	put_head(report);
	for (size_t i = 0; i < n_figure_rows; i++) {
		if (!figure_rows[i].heading)
			continue;
		format_figure(figure, figure_at(entry->figures, &figure_rows[i]), figure_rows[i].decimals);
		printf("%*s", figure_rows[i].width, figure);
	}
	text_format_time(figure, sizeof figure, entry->figures->duration_s.value);
	printf("%*s", TIME_WIDTH, figure);
	put_name(report, entry->name);
}

/* --------------------------------------------------------------- one file: a page */

static void put_title(const struct report_entry *entry)
{
	const struct figures *figures = entry->figures;
	char name[NAME_BYTES], duration[FIGURE_BYTES];
	text_clean(name, sizeof name, entry->name);
	format_duration(duration, &figures->duration_s);
	if (entry->result->title[0])
		printf("%s\n", entry->result->title);
	printf("%s\n%s, %.0f Hz, %.0f channel%s, %s\n", name, entry->result->format, figures->rate_hz.value,
		figures->channels.value, figures->channels.value > 1 ? "s" : "", duration);
}

/* The row of a group with something to tell, from number `i` on; not below n_figure_rows: there is none. */
static size_t next_row(const struct figures *figures, enum figure_group group, size_t i)
{
	while (i < n_figure_rows && (figure_rows[i].group != group || !figure_at(figures, &figure_rows[i])->exists))
		i++;
	return i;
}

/* Nothing where there is no row. */
static void format_row(char *to, size_t size, const struct figures *figures, size_t i)
{
	char value[FIGURE_BYTES];
	to[0] = '\0';
	if (i >= n_figure_rows)
		return;
	const struct figure_row *row = &figure_rows[i];
	format_figure(value, figure_at(figures, row), row->decimals);
	snprintf(to, size, "  %-*s %9s%s%s", LABEL_COLUMNS, row->label, value, row->unit[0] ? " " : "", row->unit);
}

static void put_halves(const char *left, const char *right)
{
	if (right[0])
		printf("%-*s  %s\n", HALF_COLUMNS, left, right);
	else
		printf("%s\n", left);
}

/* Two groups beside each other. */
static void put_groups(const struct figures *figures, enum figure_group left, const char *left_title,
	enum figure_group right, const char *right_title)
{
	size_t l = next_row(figures, left, 0), r = next_row(figures, right, 0);
	if (l >= n_figure_rows && r >= n_figure_rows)
		return;
	putchar('\n');
	put_halves(l < n_figure_rows ? left_title : "", r < n_figure_rows ? right_title : "");
	while (l < n_figure_rows || r < n_figure_rows) {
		char half[2][HALF_BYTES];
		format_row(half[0], sizeof half[0], figures, l);
		format_row(half[1], sizeof half[1], figures, r);
		put_halves(half[0], half[1]);
		l = next_row(figures, left, l + 1);
		r = next_row(figures, right, r + 1);
	}
}

static bool any_exists(const struct figures *figures, const struct figure_per_channel *values)
{
	bool any = false;
	for (size_t c = 0; c < figures->n_meters; c++)
		any = any || values->of[c].exists;
	return any;
}

/* A value with fewer decimals where it would touch the one before it; JSON has them all. */
static void put_channel(const struct figure *figure, int decimals)
{
	char value[FIGURE_BYTES];
	do
		format_figure(value, figure, decimals);
	while (strlen(value) >= CHANNEL_COLUMNS && decimals-- > 0);
	printf("%*s", CHANNEL_COLUMNS, value);
}

static void put_channels(const struct figures *figures)
{
	printf("\n%-*s", LABEL_COLUMNS + 6, "Channels");
	for (size_t c = 0; c < figures->n_meters; c++)
		printf("%*zu", CHANNEL_COLUMNS, c + 1);
	putchar('\n');
	for (size_t i = 0; i < n_figure_rows; i++) {
		const struct figure_row *row = &figure_rows[i];
		char label[FIGURE_BYTES];
		if (row->group != FIGURES_CHANNELS || !any_exists(figures, figure_per_channel_at(figures, row)))
			continue;
		snprintf(label, sizeof label, "%s%s%s", row->label, row->unit[0] ? ", " : "", row->unit);
		printf("  %-*s", LABEL_COLUMNS + 4, label);
		for (size_t c = 0; c < figures->n_meters; c++)
			put_channel(&figure_per_channel_at(figures, row)->of[c], row->decimals);
		putchar('\n');
	}
}

static void format_band(char *to, size_t size, const struct figures *figures, size_t i, double top_db)
{
	char hz[FIGURE_BYTES], level[FIGURE_BYTES], bar[BAR_COLUMNS + 1];
	const struct figure *band = &figures->band_db[i];
	double length = band->exists ? (band->value - top_db + BAR_DB) / BAR_DB * BAR_COLUMNS : 0;
	size_t n = length > 0 ? (size_t)(length + 0.5) : 0;
	memset(bar, '#', n);
	bar[n] = '\0';
	format_hz(hz, figures->bands[i].nominal_hz);
	format_figure(level, band, 1);
	snprintf(to, size, "%10s %7s%s%s", hz, level, n ? " " : "", bar);
}

static void put_bands(const struct figures *figures)
{
	size_t n = figures->n_bands, n_lines = (n + 1) / 2;
	double top_db = -HUGE_VAL;
	for (size_t i = 0; i < n; i++)
		if (figures->band_db[i].exists)
			top_db = fmax(top_db, figures->band_db[i].value);
	if (!isfinite(top_db))
		return;
	printf("\nThird octaves, dB (a full-scale sine has 0)\n");
	for (size_t i = 0; i < n_lines; i++) {
		char half[2][HALF_BYTES] = { "", "" };
		format_band(half[0], sizeof half[0], figures, i, top_db);
		if (i + n_lines < n)
			format_band(half[1], sizeof half[1], figures, i + n_lines, top_db);
		put_halves(half[0], half[1]);
	}
}

static void put_page(const struct report_entry *entry)
{
	put_title(entry);
	put_groups(entry->figures, FIGURES_LOUDNESS, "Loudness", FIGURES_LEVEL, "Level");
	put_groups(entry->figures, FIGURES_STEREO, "Stereo and rhythm", FIGURES_TONE, "Test tone");
	put_channels(entry->figures);
	put_bands(entry->figures);
}

/* --------------------------------------------------------------- the format */

static int columns_before_name(void)
{
	int columns = TIME_WIDTH + 2;
	for (size_t i = 0; i < n_figure_rows; i++)
		columns += figure_rows[i].heading ? figure_rows[i].width : 0;
	return columns;
}

static void *text_begin(size_t n_files)
{
	enum { LEAST_NAME_COLUMNS = 12 };
	struct text_report *report = calloc(1, sizeof *report);
	struct winsize window;
	if (!report)
		return NULL;
	report->n_files = n_files;
	if (isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &window) == 0 && window.ws_col > 0) {
		int left = window.ws_col - columns_before_name();
		report->name_columns = left > LEAST_NAME_COLUMNS ? left : LEAST_NAME_COLUMNS;
	}
	return report;
}

static bool text_put(void *state, const struct report_entry *entry)
{
	struct text_report *report = state;
	if (!entry->figures->duration_s.exists)
		return true; /* what there is to say has been said on stderr */
	if (report->n_files == 1)
		put_page(entry);
	else
		put_row(report, entry);
	return fflush(stdout) == 0;
}

static bool text_end(void *state)
{
	free(state);
	return true;
}

const struct report_format report_text = { .begin = text_begin, .put = text_put, .end = text_end };
