#include "view/meters_plan.h"

#include <string.h>

#include "view/readings.h"

enum { MOST_THICKNESS = 3, LEAST_HISTORY_ROWS = 5, MOST_HISTORY_ROWS = 12 };

/* How the columns are shared out, from a width on; the bar has what is left. */
static const struct {
	int least_cols;
	struct meters_columns columns;
} forms[] = {
	{ 72, { .margin = 1, .label = 14, .long_labels = true, .now = 8, .max = 9, .unit = 5 } },
	{ 36, { .label = 4, .now = FIGURE_COLS + 1, .max = FIGURE_COLS + 2, .unit = 4 } },
	{ 24, { .label = 4, .now = FIGURE_COLS + 1, .max = FIGURE_COLS + 2 } },
	{ 10, { .label = 4, .now = FIGURE_COLS } },
	{ 0, { .label = 0 } },
};

/* What goes in, the most important first: a line, or several that go together. */
static const struct {
	enum meters_line first, last;
	int least_cols;
} ranks[] = {
	{ LINE_LEVEL, LINE_LEVEL, 0 },
	{ LINE_INTEGRATED, LINE_INTEGRATED, 0 },
	{ LINE_SHORT_TERM, LINE_SHORT_TERM, 0 },
	{ LINE_MOMENTARY, LINE_MOMENTARY, 0 },
	{ LINE_LEVEL_HEAD, LINE_LEVEL_HEAD, 16 },
	{ LINE_CORRELATION, LINE_CORRELATION, 10 },
	{ LINE_SUMMARY, LINE_SUMMARY, 24 },
	{ LINE_LOUDNESS_HEAD, LINE_LOUDNESS_HEAD, 16 },
	{ LINE_RANGE, LINE_RANGE, 10 },
	{ LINE_PROGRAMME, LINE_PROGRAMME, 0 },
	{ LINE_BALANCE, LINE_BALANCE, 10 },
	{ LINE_SIGNAL_HEAD, LINE_SIGNAL, 32 },
	{ LINE_STEREO_HEAD, LINE_STEREO_HEAD, 16 },
	{ LINE_LOUDNESS_GAP, LINE_LOUDNESS_GAP, 0 },
	{ LINE_STEREO_GAP, LINE_STEREO_GAP, 0 },
	{ LINE_SIGNAL_GAP, LINE_SIGNAL_GAP, 0 },
	{ LINE_TRUE_PEAK, LINE_TRUE_PEAK, 0 },
	{ LINE_SUMMARY_MORE, LINE_SUMMARY_MORE, 24 },
	{ LINE_CHANNEL_GAP, LINE_CHANNEL_GAP, 0 },
	{ LINE_HISTORY_GAP, LINE_HISTORY, 72 },
};

/* Bars that grow thicker together where there is room, the first ones first. */
static const struct {
	enum meters_line first, last;
} growths[] = {
	{ LINE_LEVEL, LINE_LEVEL },
	{ LINE_MOMENTARY, LINE_INTEGRATED },
	{ LINE_CORRELATION, LINE_BALANCE },
	{ LINE_TRUE_PEAK, LINE_PROGRAMME },
};

static const struct {
	bool per_channel;
	bool for_two; /* says nothing of a single channel */
} kinds[N_METERS_LINES] = {
	[LINE_LEVEL] = { .per_channel = true },
	[LINE_TRUE_PEAK] = { .per_channel = true },
	[LINE_PROGRAMME] = { .per_channel = true },
	[LINE_CHANNEL_GAP] = { .per_channel = true, .for_two = true },
	[LINE_STEREO_GAP] = { .for_two = true },
	[LINE_STEREO_HEAD] = { .for_two = true },
	[LINE_CORRELATION] = { .for_two = true },
	[LINE_BALANCE] = { .for_two = true },
	[LINE_SIGNAL] = { .per_channel = true },
};

static void choose_columns(struct meters_plan *plan, int cols)
{
	size_t i = 0;
	while (cols < forms[i].least_cols)
		i++;
	struct meters_columns *to = &plan->columns;
	*to = forms[i].columns;
	to->bar = cols - to->margin - to->label - to->now - to->max - to->unit;
	plan->n_items = (cols - to->margin) / METERS_ITEM_COLS;
	if (plan->n_items < 1)
		plan->n_items = 1;
}

/* How many rows a line has at least, if it is there. */
static int least_rows(enum meters_line line)
{
	return line == LINE_HISTORY ? LEAST_HISTORY_ROWS : 1;
}

/* How many times a line is there, if it is. */
static int count(enum meters_line line, uint32_t n_shown)
{
	return kinds[line].per_channel ? (int)n_shown : 1;
}

static bool says_something(const struct meters_plan *plan, enum meters_line line, uint32_t n_channels)
{
	if (line == LINE_SUMMARY_MORE && plan->n_items >= METERS_N_ITEMS)
		return false;
	return !kinds[line].for_two || n_channels > 1;
}

/* Takes in what fits, with no more rows than it needs, and returns how many rows are left. */
static int choose_lines(struct meters_plan *plan, int cols, int rows, uint32_t n_channels, uint32_t n_shown)
{
	for (size_t i = 0; i < sizeof ranks / sizeof ranks[0]; i++) {
		int needed = 0;
		for (enum meters_line line = ranks[i].first; line <= ranks[i].last; line++)
			needed += count(line, n_shown) * least_rows(line);
		if (needed > rows || cols < ranks[i].least_cols || !says_something(plan, ranks[i].first, n_channels))
			continue;
		for (enum meters_line line = ranks[i].first; line <= ranks[i].last; line++)
			plan->rows[line] = least_rows(line);
		rows -= needed;
	}
	return rows;
}

static int grow(struct meters_plan *plan, enum meters_line first, enum meters_line last, int spare, uint32_t n_shown)
{
	int needed = 0;
	for (enum meters_line line = first; line <= last; line++)
		needed += plan->rows[line] ? count(line, n_shown) : 0;
	if (needed > spare)
		return spare;
	for (enum meters_line line = first; line <= last; line++)
		plan->rows[line] += plan->rows[line] > 0;
	return spare - needed;
}

/* What is left over then is the history's. */
static void choose_thickness(struct meters_plan *plan, int spare, uint32_t n_shown)
{
	for (int thickness = 2; thickness <= MOST_THICKNESS; thickness++)
		for (size_t i = 0; i < sizeof growths / sizeof growths[0]; i++)
			spare = grow(plan, growths[i].first, growths[i].last, spare, n_shown);
	const int room = MOST_HISTORY_ROWS - plan->rows[LINE_HISTORY];
	if (plan->rows[LINE_HISTORY])
		plan->rows[LINE_HISTORY] += spare < room ? spare : room;
}

static int place(struct meters_plan *plan, enum meters_line line, uint32_t channel, int y)
{
	if (plan->rows[line])
		plan->places[plan->n_places++] = (struct meters_place){ line, channel, y, plan->rows[line] };
	return y + plan->rows[line];
}

/* The lines of a channel's level stand together; the gap is between two channels. */
static int place_levels(struct meters_plan *plan, uint32_t first, uint32_t n_shown, int y)
{
	for (uint32_t c = 0; c < n_shown; c++) {
		for (enum meters_line line = LINE_LEVEL; line <= LINE_PROGRAMME; line++)
			y = place(plan, line, first + c, y);
		if (c + 1 < n_shown)
			y = place(plan, LINE_CHANNEL_GAP, first + c, y);
	}
	return y;
}

void meters_plan_make(struct meters_plan *plan, int cols, int rows, uint32_t n_channels)
{
	/* Where not even one row for each is there, one stands for all. */
	bool together = (int)n_channels > rows;
	uint32_t n_shown = together ? 1 : n_channels, first = together ? READINGS_ALL : 0;
	memset(plan, 0, sizeof *plan);
	choose_columns(plan, cols);
	choose_thickness(plan, choose_lines(plan, cols, rows, n_channels, n_shown), n_shown);
	int y = place(plan, LINE_LEVEL_HEAD, 0, 0);
	y = place_levels(plan, first, n_shown, y);
	for (enum meters_line line = LINE_CHANNEL_GAP + 1; line < N_METERS_LINES; line++)
		for (uint32_t c = 0; c < (uint32_t)count(line, n_shown); c++)
			y = place(plan, line, first + c, y);
}
