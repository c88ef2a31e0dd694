#include "view/meters_draw.h"

/* --------------------------------------------------------------- lines */

enum { UNIT_COLS = sizeof "LUFS" - 1 };

/* The whole line that is to be drawn on. */
struct line {
	const struct meters *meters;
	const struct meters_place *place;
	struct canvas *canvas;
	struct region region;
};

/* Writes from a column of the line on, `row` rows below its first, no further than `cols` columns. */
static void write_text(const struct line *line, int x, int row, int cols, const char *text, colour fg)
{
	int left = line->region.cols - x;
	canvas_text(line->canvas, line->region.x + x, line->region.y + row, cols < left ? cols : left, text, fg,
		line->meters->look.theme->background);
}

/* So that its last column is `end` - 1. */
static void write_right(const struct line *line, int end, int row, const char *text, colour fg)
{
	int cols = canvas_text_width(text);
	if (cols <= end)
		write_text(line, end - cols, row, cols, text, fg);
}

/* A figure to be warned of says so without colour, too. */
static void write_figure(const struct line *line, int end, int row, const struct reading_figure *figure)
{
	const struct theme *theme = line->meters->look.theme;
	write_right(line, end, row, figure->text, figure->alert ? theme->alert : theme->text);
	if (figure->alert)
		write_text(line, end, row, 1, "!", theme->alert);
}

/* Where the columns end, from the line's left. */
static int label_end(const struct meters_columns *columns)
{
	return columns->margin + columns->label;
}

static int now_end(const struct meters_columns *columns)
{
	return label_end(columns) + columns->bar + columns->now;
}

static int max_end(const struct meters_columns *columns)
{
	return now_end(columns) + columns->max - 1;
}

/* Order of the channels as WAVE has it, by their number. */
static const char *channel_name(const struct meters *meters, uint32_t channel)
{
	static const char *const names[][SNAPSHOT_N_SOURCE_CHANNELS] = {
		{ "Mon" },
		{ "L", "R" },
		{ "L", "R", "C" },
		{ "L", "R", "Ls", "Rs" },
		{ "L", "R", "C", "Ls", "Rs" },
		{ "L", "R", "C", "LFE", "Ls", "Rs" },
		{ "L", "R", "C", "LFE", "Cs", "Ls", "Rs" },
		{ "L", "R", "C", "LFE", "Lb", "Rb", "Ls", "Rs" },
	};
	uint32_t n = meters->readings.n_channels ? meters->readings.n_channels : 2;
	return channel == READINGS_ALL ? "All" : names[n - 1][channel];
}

/* A channel's name stands beside the first of its lines. */
static void write_label(const struct line *line, int row)
{
	static const char *const programmes[] = { [METER_PPM1] = "PPM I", [METER_PPM2] = "PPM II", [METER_VU] = "VU" };
	static const char *const short_programmes[] = { [METER_PPM1] = "PPM", [METER_PPM2] = "PPM", [METER_VU] = "VU" };
	enum { NAME_COLS = 4 };
	const struct meters *meters = line->meters;
	const struct meters_columns *columns = &meters->plan.columns;
	const struct meters_row *of = &meters_rows[line->place->line];
	const struct theme *theme = meters->look.theme;
	bool named = line->place->line == LINE_LEVEL;
	const char *label = columns->long_labels ? of->label : of->short_label;
	int x = columns->margin;
	if (line->place->line == LINE_PROGRAMME)
		label = (columns->long_labels ? programmes : short_programmes)[meters->look.settings->meter];
	if (named)
		write_text(line, x, row, columns->label, channel_name(meters, line->place->channel), theme->text);
	if (of->of_channel && columns->long_labels)
		x += NAME_COLS;
	write_text(line, x, row, label_end(columns) - x - 1, label, theme->dim);
}

static void write_unit(const struct line *line, int row, const char *unit)
{
	const struct meters_columns *columns = &line->meters->plan.columns;
	int end = max_end(columns) + 1 + columns->unit;
	write_text(line, end - UNIT_COLS, row, columns->unit ? UNIT_COLS : 0, unit, line->meters->look.theme->dim);
}

/* Without a line of its own the true peak has the place of the sample peak's maximum. */
static int max_figure(const struct meters *meters, enum meters_line line)
{
	return line == LINE_LEVEL && !meters->plan.rows[LINE_TRUE_PEAK] ? FIGURE_MAX_TRUE_PEAK : meters_rows[line].max;
}

static void write_figures(const struct line *line, int row)
{
	const struct meters *meters = line->meters;
	const struct meters_columns *columns = &meters->plan.columns;
	const struct meters_row *of = &meters_rows[line->place->line];
	const struct reading_figures *all = &meters->readings.figures;
	const struct reading_figure *figures = of->of_channel ? all->channels[line->place->channel] : all->whole;
	int max = max_figure(meters, line->place->line);
	if (columns->now)
		write_figure(line, now_end(columns), row, &figures[of->now]);
	if (columns->max && max != NO_FIGURE)
		write_figure(line, max_end(columns), row, &figures[max]);
	write_unit(line, row, of->unit);
}

static void draw_bar_line(const struct line *line)
{
	const struct meters *meters = line->meters;
	const struct meters_columns *columns = &meters->plan.columns;
	const struct meters_row *of = &meters_rows[line->place->line];
	struct region bar = line->region;
	int middle = (line->region.rows - 1) / 2;
	bar.x += label_end(columns);
	bar.cols = columns->bar;
	of->draw_bar(meters, of, line->place->channel, line->canvas, bar);
	if (columns->label)
		write_label(line, middle);
	write_figures(line, middle);
}

/* A scale above the bars, and what the figures beside it are. */
static const struct head {
	const char *title, *short_title, *now, *max, *unit;
	int gauge;
} heads[N_METERS_LINES] = {
	[LINE_LEVEL_HEAD] = { "Level", "dB", "now", "max", "", GAUGE_LEVEL },
	[LINE_LOUDNESS_HEAD] = { "Loudness", "LU", "now", "max", "LU", GAUGE_LOUDNESS },
	[LINE_STEREO_HEAD] = { "Stereo", "", "now", "whole", "", GAUGE_CORRELATION },
};

static void draw_head(const struct line *line)
{
	const struct meters *meters = line->meters;
	const struct meters_columns *columns = &meters->plan.columns;
	const struct head *head = &heads[line->place->line];
	const struct theme *theme = meters->look.theme;
	bool true_peak = line->place->line == LINE_LEVEL_HEAD && max_figure(meters, LINE_LEVEL) == FIGURE_MAX_TRUE_PEAK;
	struct region bar = line->region;
	bar.x += label_end(columns);
	gauge_draw_labels(&meters->gauges[head->gauge], line->canvas, bar);
	write_text(line, columns->margin, 0, columns->label, columns->long_labels ? head->title : head->short_title,
		columns->long_labels ? theme->text : theme->dim);
	if (columns->now)
		write_right(line, now_end(columns), 0, head->now, theme->dim);
	if (columns->max)
		write_right(line, max_end(columns), 0, true_peak ? "max TP" : head->max, theme->dim);
	write_unit(line, 0, head->unit);
}

static void draw_history_head(const struct line *line)
{
	const struct meters *meters = line->meters;
	const struct meters_columns *columns = &meters->plan.columns;
	struct region times = line->region;
	times.x += label_end(columns);
	times.cols = columns->bar;
	write_text(line, columns->margin, 0, columns->label, "History", meters->look.theme->text);
	meters_history_draw_times(&meters->history, &meters->look, line->canvas, times);
	write_right(line, now_end(columns), 0, "s", meters->look.theme->dim);
	write_unit(line, 0, "LU");
}

static void draw_history(const struct line *line)
{
	const struct meters *meters = line->meters;
	const struct meters_columns *columns = &meters->plan.columns;
	const struct theme *theme = meters->look.theme;
	const bool ascii = meters->look.glyphs == GLYPHS_ASCII;
	const int legend = label_end(columns) + columns->bar + 2;
	struct region levels = line->region, box = line->region;
	levels.cols = label_end(columns);
	box.x += label_end(columns);
	box.cols = columns->bar;
	meters_history_draw(&meters->history, &meters->look, line->canvas, box, levels);
	write_text(line, legend, 0, line->region.cols, ascii ? "' momentary" : "· momentary", theme->dim);
	write_text(line, legend, 1, line->region.cols, ascii ? ": short-term" : "▌ short-term", theme->dim);
}

/* Figures of each channel that have no bar, the most important first. */
static const struct {
	const char *head, *short_head;
	enum channel_figure figure;
} signal_columns[] = {
	{ "RMS dBFS", "RMS dB", FIGURE_RMS },
	{ "crest dB", "crest", FIGURE_CREST },
	{ "headroom dB", "room dB", FIGURE_HEADROOM },
	{ "clips", "clips", FIGURE_CLIPS },
	{ "DC %", "DC %", FIGURE_DC },
	{ "mean dBFS", "mean dB", FIGURE_WHOLE_RMS },
};

enum { SIGNAL_COLS = 12, SHORT_SIGNAL_COLS = 8 };

/* Where a column of them ends; false: it has no room, with its sign of warning. */
static bool find_signal_end(const struct line *line, size_t i, int *end)
{
	const struct meters_columns *columns = &line->meters->plan.columns;
	int cols = columns->long_labels ? SIGNAL_COLS : SHORT_SIGNAL_COLS;
	*end = label_end(columns) + ((int)i + 1) * cols;
	return i < sizeof signal_columns / sizeof signal_columns[0] && *end < line->region.cols;
}

static void draw_signal_head(const struct line *line)
{
	const struct meters_columns *columns = &line->meters->plan.columns;
	const struct theme *theme = line->meters->look.theme;
	int end;
	write_text(line, columns->margin, 0, columns->label, columns->long_labels ? "Signal" : "", theme->text);
	for (size_t i = 0; find_signal_end(line, i, &end); i++)
		write_right(line, end, 0, columns->long_labels ? signal_columns[i].head : signal_columns[i].short_head,
			theme->dim);
}

static void draw_signal(const struct line *line)
{
	const struct meters *meters = line->meters;
	uint32_t channel = line->place->channel;
	int end;
	write_text(line, meters->plan.columns.margin, 0, meters->plan.columns.label, channel_name(meters, channel),
		meters->look.theme->text);
	for (size_t i = 0; find_signal_end(line, i, &end); i++)
		write_figure(line, end, 0, &meters->readings.figures.channels[channel][signal_columns[i].figure]);
}

/* --------------------------------------------------------------- summary */

enum { ITEM_LABEL_COLS = 7, ITEM_UNIT_AT = ITEM_LABEL_COLS + FIGURE_COLS + 1, CONFIDENCE_COLS = 3 };

static const struct {
	const char *label, *unit;
	int figure; /* enum whole_figure; NO_FIGURE: the target */
} items[METERS_N_ITEMS] = {
	{ "PLR", "LU", FIGURE_PEAK_TO_LOUDNESS },
	{ "Tempo", "BPM", FIGURE_TEMPO },
	{ "DR", "dB", FIGURE_DYNAMIC_RANGE },
	{ "Target", "LUFS", NO_FIGURE },
};

/* How sure the tempo is, and, if it may flash, a light for each beat. */
static void draw_beat(const struct line *line, int x)
{
	const struct meters *meters = line->meters;
	const struct theme *theme = meters->look.theme;
	bool ascii = meters->look.glyphs == GLYPHS_ASCII;
	if (!(meters->readings.rhythm.tempo_bpm > 0))
		return;
	const char *confidence = meters->readings.figures.whole[FIGURE_CONFIDENCE].text;
	write_text(line, x, 0, CONFIDENCE_COLS, confidence + FIGURE_COLS - CONFIDENCE_COLS, theme->dim);
	write_text(line, x + CONFIDENCE_COLS, 0, 1, "%", theme->dim);
	if (meters->look.settings->reduced_motion)
		return;
	if (readings_beat(&meters->readings))
		write_text(line, x + CONFIDENCE_COLS + 2, 0, 1, ascii ? "*" : "●", theme->peak);
	else
		write_text(line, x + CONFIDENCE_COLS + 2, 0, 1, ascii ? "." : "·", theme->dim);
}

static void draw_item(const struct line *line, int x, size_t i)
{
	const struct meters *meters = line->meters;
	const struct theme *theme = meters->look.theme;
	const struct reading_figure *figure
		= items[i].figure == NO_FIGURE ? &meters->target : &meters->readings.figures.whole[items[i].figure];
	write_text(line, x, 0, ITEM_LABEL_COLS, items[i].label, theme->dim);
	write_right(line, x + ITEM_LABEL_COLS + FIGURE_COLS, 0, figure->text, theme->text);
	write_text(line, x + ITEM_UNIT_AT, 0, METERS_ITEM_COLS - ITEM_UNIT_AT, items[i].unit, theme->dim);
	if (items[i].figure == FIGURE_TEMPO)
		draw_beat(line, x + ITEM_UNIT_AT + (int)sizeof "BPM");
}

static void draw_summary(const struct line *line)
{
	const struct meters_plan *plan = &line->meters->plan;
	size_t first = line->place->line == LINE_SUMMARY ? 0 : (size_t)plan->n_items;
	for (size_t i = 0; i < (size_t)plan->n_items && first + i < METERS_N_ITEMS; i++)
		draw_item(line, plan->columns.margin + (int)i * METERS_ITEM_COLS, first + i);
}

/* --------------------------------------------------------------- the whole */

/* NULL: nothing is there. */
static void (*const drawers[N_METERS_LINES])(const struct line *line) = {
	[LINE_LEVEL_HEAD] = draw_head,
	[LINE_LEVEL] = draw_bar_line,
	[LINE_TRUE_PEAK] = draw_bar_line,
	[LINE_PROGRAMME] = draw_bar_line,
	[LINE_LOUDNESS_HEAD] = draw_head,
	[LINE_MOMENTARY] = draw_bar_line,
	[LINE_SHORT_TERM] = draw_bar_line,
	[LINE_INTEGRATED] = draw_bar_line,
	[LINE_RANGE] = draw_bar_line,
	[LINE_HISTORY_HEAD] = draw_history_head,
	[LINE_HISTORY] = draw_history,
	[LINE_STEREO_HEAD] = draw_head,
	[LINE_CORRELATION] = draw_bar_line,
	[LINE_BALANCE] = draw_bar_line,
	[LINE_SIGNAL_HEAD] = draw_signal_head,
	[LINE_SIGNAL] = draw_signal,
	[LINE_SUMMARY] = draw_summary,
	[LINE_SUMMARY_MORE] = draw_summary,
};

void meters_draw(const struct meters *meters, struct canvas *canvas, struct region region)
{
	const struct meters_plan *plan = &meters->plan;
	if (meters->look.theme->background != COLOUR_DEFAULT)
		canvas_fill_region(canvas, region, meters->look.theme->background);
	for (size_t i = 0; i < plan->n_places; i++) {
		const struct meters_place *place = &plan->places[i];
		const struct line line
			= { meters, place, canvas, { region.x, region.y + place->y, region.cols, place->rows } };
		if (drawers[place->line])
			drawers[place->line](&line);
	}
}
