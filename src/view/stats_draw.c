#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "view/stats_state.h"

enum { TEXT_BYTES = 128 };

/* A whole line that is drawn on. */
struct line {
	const struct stats *stats;
	struct canvas *canvas;
	struct region region;
	enum stats_line of;
};

/* --------------------------------------------------------------- text */

static void write_text(const struct line *line, int x, int cols, const char *text, colour fg)
{
	const int left = line->region.cols - x;
	canvas_text(line->canvas, line->region.x + x, line->region.y, cols < left ? cols : left, text, fg,
		line->stats->look.theme->background);
}

/* So that its last column is `end` - 1. */
static void write_right(const struct line *line, int end, const char *text, colour fg)
{
	const int cols = canvas_text_width(text);
	if (cols <= end)
		write_text(line, end - cols, cols, text, fg);
}

static int value_end(const struct stats_columns *columns)
{
	return columns->margin + columns->label + columns->value;
}

static void write_label(const struct line *line, const char *label, colour fg)
{
	const struct stats_columns *columns = &line->stats->plan.columns;
	write_text(line, columns->margin, columns->label - 1, label, fg);
}

static const char *dash(const struct stats *stats)
{
	return stats->look.glyphs == GLYPHS_ASCII ? "--" : "—";
}

static void format(const struct stats *stats, char to[TEXT_BYTES], const struct statistic *row, const void *of)
{
	const double value = statistic_value(row, of);
	if (isnan(value))
		snprintf(to, TEXT_BYTES, "%s", dash(stats));
	else
		snprintf(to, TEXT_BYTES, "%.*f", row->decimals < 2 ? row->decimals : 2, value);
}

/* --------------------------------------------------------------- what stands beside a value */

static void put_most_load(const struct stats *stats, char to[TEXT_BYTES])
{
	if (isnan(stats->now.load_percent) && stats->now.max_load_percent == 0)
		text_copy(to, TEXT_BYTES, "no device plays");
	else
		snprintf(to, TEXT_BYTES, "at most %.2f %%", (double)stats->now.max_load_percent);
}

static void put_room(const struct stats *stats, char to[TEXT_BYTES])
{
	snprintf(to, TEXT_BYTES, "%.0f %% of the room", (double)stats->now.ahead_percent);
}

static void put_device(const struct stats *stats, char to[TEXT_BYTES])
{
	static const char *const words[]
		= { [RUN_OUTPUT_NONE] = "none plays", [RUN_OUTPUT_OPENING] = "is opened", [RUN_OUTPUT_LOST] = "lost" };
	if (stats->run.output == RUN_OUTPUT_PLAYING)
		snprintf(to, TEXT_BYTES, "%u Hz  %s", stats->now.device_rate_hz, stats->run.output_name);
	else
		snprintf(to, TEXT_BYTES, "%s", words[stats->run.output]);
}

static void put_most_latency(const struct stats *stats, char to[TEXT_BYTES])
{
	if (isnan(stats->own.max_latency_ms))
		return;
	snprintf(to, TEXT_BYTES, "at most %.1f ms", (double)stats->own.max_latency_ms);
}

static void put_redraws(const struct stats *stats, char to[TEXT_BYTES])
{
	snprintf(to, TEXT_BYTES, "%llu held, %llu late", (unsigned long long)stats->own.n_held,
		(unsigned long long)stats->own.n_missed_beats);
}

static void put_snapshots(const struct stats *stats, char to[TEXT_BYTES])
{
	snprintf(to, TEXT_BYTES, "of %llu snapshots, %llu copied anew", (unsigned long long)stats->own.n_snapshots,
		(unsigned long long)stats->own.n_retries);
}

static void put_link(const struct stats *stats, char to[TEXT_BYTES])
{
	if (stats->own.round_trip_ms > 0)
		snprintf(to, TEXT_BYTES, "round trip %.1f ms, %u bytes on the way", (double)stats->own.round_trip_ms,
			stats->own.in_flight_bytes);
}

static void put_last_end(const struct stats *stats, char to[TEXT_BYTES])
{
	text_copy(to, TEXT_BYTES, stats->now.last_end);
}

static void put_memory(char to[TEXT_BYTES], const struct statistics_usage *usage)
{
	snprintf(to, TEXT_BYTES, "%.1f MB", usage->rss_kbytes / 1024.0);
}

static void put_keeper(const struct stats *stats, char to[TEXT_BYTES])
{
	put_memory(to, &stats->now.usage[STATISTICS_KEEPER]);
}

static void put_engine(const struct stats *stats, char to[TEXT_BYTES])
{
	put_memory(to, &stats->now.usage[STATISTICS_ENGINE]);
}

static void put_readers(const struct stats *stats, char to[TEXT_BYTES])
{
	put_memory(to, &stats->now.usage[STATISTICS_READERS]);
}

static void put_aides(const struct stats *stats, char to[TEXT_BYTES])
{
	put_memory(to, &stats->now.usage[STATISTICS_AIDES]);
}

/* --------------------------------------------------------------- lines of one value */

enum { NO_HISTORY = -1 };

static const struct row {
	const char *label, *name, *unit; /* the name of a row of run_statistics or, of this reader, reader_statistics */
	bool of_reader;
	void (*put_detail)(const struct stats *stats, char to[TEXT_BYTES]); /* or, if there is none: */
	const char *detail;
	int history; /* enum stats_history */
} rows[N_STATS_LINES] = {
	[STATS_LOAD] = { "Callback load", "load_percent", "%", false, put_most_load, "", STATS_LOAD_HISTORY },
	[STATS_XRUNS] = { "Xruns", "xruns", "", false, NULL, "the device ran dry", NO_HISTORY },
	[STATS_AHEAD] = { "Decoded ahead", "ahead_ms", "ms", false, put_room, "", STATS_AHEAD_HISTORY },
	[STATS_UNDERRUNS] = { "Underruns", "underruns", "", false, NULL, "no sound was ready in time", NO_HISTORY },
	[STATS_OVERRUNS] = { "Overruns", "overruns", "", false, NULL, "the analysis was too late", NO_HISTORY },
	[STATS_BAD_SAMPLES] = { "Bad samples", "bad_samples", "", false, NULL, "no numbers, or absurd", NO_HISTORY },
	[STATS_DEVICE] = { "Device", "device_latency_ms", "ms", false, put_device, "", NO_HISTORY },
	[STATS_PICTURE_LATENCY] = { "Latency", "latency_ms", "ms", true, put_most_latency, "", STATS_LATENCY_HISTORY },
	[STATS_REDRAWS] = { "Redraws", "redraws_per_s", "/s", true, put_redraws, "", STATS_REDRAWS_HISTORY },
	[STATS_MISSED] = { "Missed", "missed", "", true, put_snapshots, "", NO_HISTORY },
	[STATS_LINK] = { "Link", "kbytes_per_s", "kB/s", true, put_link, "", NO_HISTORY },
	[STATS_STEPS_DOWN] = { "Stepped down", "steps_down", "", true, NULL, "for a slow machine", NO_HISTORY },
	[STATS_RESTARTS] = { "Restarts", "restarts", "", false, put_last_end, "", NO_HISTORY },
	[STATS_KEEPER] = { "Keeper", "keeper_cpu_percent", "% cpu", false, put_keeper, "", NO_HISTORY },
	[STATS_ENGINE] = { "Engine", "engine_cpu_percent", "% cpu", false, put_engine, "", NO_HISTORY },
	[STATS_READERS] = { "Readers", "readers_cpu_percent", "% cpu", false, put_readers, "", NO_HISTORY },
	[STATS_AIDES] = { "Others", "aides_cpu_percent", "% cpu", false, put_aides, "", NO_HISTORY },
};

/* How high histories stand: what fills the cell, or more if there was more. */
static const float full[N_STATS_HISTORIES] = { [STATS_LOAD_HISTORY] = 10,
	[STATS_AHEAD_HISTORY] = 100,
	[STATS_LATENCY_HISTORY] = 20,
	[STATS_REDRAWS_HISTORY] = 60 };

/* The worst of those seconds of the last minute that a column stands for, `back` columns before the last; NaN: none is
 * known. */
static float worst_of_column(const struct stats *stats, enum stats_history history, int back, int cols)
{
	const int first = back * STATS_HISTORY / cols, end = (back + 1) * STATS_HISTORY / cols;
	const bool low_is_bad = history == STATS_AHEAD_HISTORY || history == STATS_REDRAWS_HISTORY;
	float worst = NAN;
	for (int second = first; second < end && (size_t)second < stats->n_seconds; second++) {
		const float value = stats->history[history][(stats->n_seconds - 1 - (size_t)second) % STATS_HISTORY];
		worst = low_is_bad ? fminf(worst, value) : fmaxf(worst, value);
	}
	return worst;
}

static void draw_history(const struct line *line, enum stats_history history)
{
	const struct stats *stats = line->stats;
	const struct theme *theme = stats->look.theme;
	const int cols = stats->plan.columns.history;
	float most = full[history];
	for (int back = 0; back < cols; back++)
		most = fmaxf(most, worst_of_column(stats, history, back, cols));
	for (int back = 0; back < cols; back++) {
		const float value = worst_of_column(stats, history, back, cols);
		if (isnan(value))
			continue;
		const float share = fmaxf(value, 0) / most;
		const int eighths = 1 + (int)lrintf(share * (BLOCKS_PER_CELL - 1));
		canvas_put(line->canvas, line->region.x + line->region.cols - 1 - back, line->region.y,
			blocks_lower(stats->look.glyphs, eighths),
			colour_gradient(theme->gradient, theme->n_gradient, share), theme->background);
	}
}

static void draw_detail(const struct line *line, const struct row *row)
{
	const struct stats_columns *columns = &line->stats->plan.columns;
	const int x = value_end(columns) + 1 + columns->unit + 1;
	const int history = row->history == NO_HISTORY ? 0 : columns->history + 1;
	char detail[TEXT_BYTES] = "";
	if (row->put_detail)
		row->put_detail(line->stats, detail);
	write_text(line, x, line->region.cols - history - x, row->put_detail ? detail : row->detail,
		line->stats->look.theme->dim);
}

static void draw_row(const struct line *line)
{
	const struct stats *stats = line->stats;
	const struct row *row = &rows[line->of];
	const struct stats_columns *columns = &stats->plan.columns;
	const struct theme *theme = stats->look.theme;
	const bool alert = stats->alerts[line->of];
	char value[TEXT_BYTES];
	if (row->of_reader)
		format(stats, value, statistic_find(reader_statistics, n_reader_statistics, row->name), &stats->own);
	else
		format(stats, value, statistic_find(run_statistics, n_run_statistics, row->name), &stats->now);
	write_label(line, row->label, theme->dim);
	write_right(line, value_end(columns), value, alert ? theme->alert : theme->text);
	if (alert)
		write_text(line, value_end(columns), 1, "!", theme->alert);
	if (!columns->unit)
		return;
	write_text(line, value_end(columns) + 1, columns->unit, row->unit, theme->dim);
	if (columns->detail)
		draw_detail(line, row);
	if (columns->history && row->history != NO_HISTORY)
		draw_history(line, (enum stats_history)row->history);
}

/* --------------------------------------------------------------- other lines */

static void draw_verdict(const struct line *line)
{
	const struct stats *stats = line->stats;
	const struct theme *theme = stats->look.theme;
	write_text(line, stats->plan.columns.margin, line->region.cols, stats->verdict,
		stats->alerts[STATS_VERDICT] ? theme->alert : theme->text);
}

static void draw_head(const struct line *line)
{
	static const char *const heads[N_STATS_LINES]
		= { [STATS_SOUND_HEAD] = "Sound", [STATS_PICTURE_HEAD] = "Picture", [STATS_RUN_HEAD] = "Run" };
	const struct stats *stats = line->stats;
	const bool tops_histories = line->of == STATS_SOUND_HEAD || line->of == STATS_PICTURE_HEAD;
	static const char last[] = "last minute";
	write_label(line, heads[line->of], stats->look.theme->text);
	if (tops_histories && stats->plan.columns.history >= (int)sizeof last - 1)
		write_right(line, line->region.cols, last, stats->look.theme->dim);
}

static void draw_uptime(const struct line *line)
{
	const struct stats *stats = line->stats;
	char text[TEXT_BYTES];
	text_format_time(text, sizeof text, (double)stats->now.uptime_s);
	write_label(line, "Uptime", stats->look.theme->dim);
	write_right(line, value_end(&stats->plan.columns), text, stats->look.theme->text);
}

/* Each reader in columns, the most important first. */
static const struct {
	const char *head, *name;
} reader_columns[] = {
	{ "missed", "missed" },
	{ "held", "held" },
	{ "late", "missed_beats" },
	{ "latency", "latency_ms" },
	{ "at most", "max_latency_ms" },
	{ "redraws/s", "redraws_per_s" },
	{ "kB/s", "kbytes_per_s" },
};

enum { READER_COLS = 10 };

/* Where a column ends; false: it has no room. */
static bool find_reader_end(const struct line *line, size_t i, int *end)
{
	const struct stats_columns *columns = &line->stats->plan.columns;
	*end = value_end(columns) + (int)i * READER_COLS;
	return i < sizeof reader_columns / sizeof reader_columns[0] && *end <= line->region.cols;
}

static void draw_readers_head(const struct line *line)
{
	int end;
	write_label(line, "Readers", line->stats->look.theme->text);
	for (size_t i = 0; find_reader_end(line, i, &end); i++)
		write_right(line, end, reader_columns[i].head, line->stats->look.theme->dim);
}

static void draw_reader(const struct line *line, const struct statistics_reader *reader)
{
	const struct stats *stats = line->stats;
	char text[TEXT_BYTES];
	int end;
	snprintf(text, sizeof text, "%u", reader->pid);
	write_label(line, reader->number == stats->now.asker ? "this one" : text, stats->look.theme->dim);
	for (size_t i = 0; find_reader_end(line, i, &end); i++) {
		format(stats, text, statistic_find(reader_statistics, n_reader_statistics, reader_columns[i].name),
			reader);
		write_right(line, end, text, stats->look.theme->text);
	}
}

static void draw_readers(const struct line *line)
{
	struct line at = *line;
	for (uint32_t i = 0; i < line->stats->now.n_readers; i++, at.region.y++)
		draw_reader(&at, &line->stats->now.readers[i]);
}

/* --------------------------------------------------------------- the whole */

/* Lines that are not of one value. */
static void (*const drawers[N_STATS_LINES])(const struct line *line) = {
	[STATS_VERDICT] = draw_verdict,
	[STATS_SOUND_HEAD] = draw_head,
	[STATS_PICTURE_HEAD] = draw_head,
	[STATS_READERS_HEAD] = draw_readers_head,
	[STATS_READER] = draw_readers,
	[STATS_RUN_HEAD] = draw_head,
	[STATS_UPTIME] = draw_uptime,
};

void stats_draw(const struct stats *stats, struct canvas *canvas, struct region region)
{
	struct line line = { stats, canvas, { region.x, region.y, region.cols, 1 }, STATS_VERDICT };
	if (stats->look.theme->background != COLOUR_DEFAULT)
		canvas_fill_region(canvas, region, stats->look.theme->background);
	for (line.of = 0; stats->informed && line.of < N_STATS_LINES; line.of++) {
		if (!stats->plan.rows[line.of])
			continue;
		if (drawers[line.of])
			drawers[line.of](&line);
		else if (rows[line.of].label)
			draw_row(&line);
		line.region.y += stats->plan.rows[line.of];
	}
}
