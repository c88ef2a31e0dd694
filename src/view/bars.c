#include "view/bars.h"

#include <stdlib.h>
#include <string.h>

#include "base/db.h"
#include "dsp/ballistics.h"
#include "view/band_feed.h"

#define HOLD_S 1.0f

/* One channel's bars, side by side. */
struct field {
	enum snapshot_channel_id channel;
	bool reversed; /* low frequencies at the right */
	int x, cols;   /* within the region */
	float *power;  /* of the bars, as last read */
	struct ballistics ballistics;
};

struct bars {
	struct view_look look;
	int cols, rows;
	struct field fields[2];
	size_t n_fields;
	struct band_feed feed;
	int bar_cols;       /* of a bar, without the gap */
	colour *row_colour; /* from the foot up */
};

/* What --stereo makes of the screen's width: which channels, and which way round. */
static const struct {
	size_t n_fields;
	int apart; /* columns between the fields, beside a bar's gap */
	struct {
		enum snapshot_channel_id channel;
		bool reversed;
	} fields[2];
} arrangements[] = {
	[STEREO_MONO] = { 1, 0, { { SNAPSHOT_MONO, false } } },
	[STEREO_SPLIT] = { 2, 1, { { SNAPSHOT_LEFT, false }, { SNAPSHOT_RIGHT, false } } },
	[STEREO_MIRROR] = { 2, 0, { { SNAPSHOT_LEFT, true }, { SNAPSHOT_RIGHT, false } } },
};

static void init(void *state, const struct view_look *look)
{
	struct bars *bars = state;
	bars->look = *look;
}

static void forget_layout(struct bars *bars)
{
	for (size_t f = 0; f < 2; f++) {
		ballistics_fini(&bars->fields[f].ballistics);
		free(bars->fields[f].power);
		bars->fields[f].power = NULL;
	}
	band_feed_fini(&bars->feed);
	free(bars->row_colour);
	bars->row_colour = NULL;
	bars->n_fields = 0;
}

static void fini(void *state)
{
	forget_layout(state);
}

/* --------------------------------------------------------------- layout */

static int pitch(const struct bars *bars)
{
	return bars->bar_cols + bars->look.settings->bar_gap;
}

/* How many bars of each field fit, if each has so many columns, the last one without a gap; at least one. */
static size_t count_bars(const struct bars *bars, int bar_cols)
{
	const struct settings *settings = bars->look.settings;
	int n_fields = (int)arrangements[settings->stereo].n_fields;
	int n = (bars->cols + settings->bar_gap - arrangements[settings->stereo].apart)
		/ (n_fields * (bar_cols + settings->bar_gap));
	return n > 0 ? (size_t)n : 1;
}

/* As many bars of the wished width as fit or, where their number is given (by the user, or by a scale that has bands of its
 * own), bars as wide as fit. */
static void choose_bands(struct bars *bars)
{
	const struct settings *settings = bars->look.settings;
	bool given = settings->bands || scale_has_bands((enum scale_id)settings->scale);
	bars->bar_cols = given ? 1 : settings->bar_width;
	band_feed_init(&bars->feed, settings, count_bars(bars, bars->bar_cols));
	while (given && count_bars(bars, bars->bar_cols + 1) >= bars->feed.grid.n_bands)
		bars->bar_cols++;
}

/* The fields stand side by side in the middle; if not even a bar of each fits, each has its share of the columns. */
static void place_field(struct bars *bars, size_t f)
{
	const struct settings *settings = bars->look.settings;
	struct field *field = &bars->fields[f];
	int n_fields = (int)bars->n_fields, each = (int)bars->feed.grid.n_bands * pitch(bars);
	int step = each + arrangements[settings->stereo].apart;
	int spare = bars->cols - ((n_fields - 1) * step + each - settings->bar_gap);
	if (spare >= 0) {
		field->x = spare / 2 + (int)f * step;
		field->cols = each - settings->bar_gap;
	} else {
		field->x = bars->cols * (int)f / n_fields;
		field->cols = bars->cols * ((int)f + 1) / n_fields - field->x;
	}
}

static bool lay_out_field(struct bars *bars, size_t f, struct err *err)
{
	const struct settings *settings = bars->look.settings;
	struct field *field = &bars->fields[f];
	size_t n_bars = bars->feed.grid.n_bands;
	field->channel = arrangements[settings->stereo].fields[f].channel;
	field->reversed = arrangements[settings->stereo].fields[f].reversed;
	place_field(bars, f);
	field->power = calloc(n_bars, sizeof *field->power);
	if (!field->power)
		return err_set(err, ERR_SYSTEM, "out of memory for %zu bars", n_bars);
	return ballistics_init(&field->ballistics, n_bars, (float)settings->release_db_per_s, HOLD_S, err);
}

static void choose_colours(struct bars *bars)
{
	const struct theme *theme = bars->look.theme;
	for (int row = 0; row < bars->rows; row++) {
		float t = bars->rows > 1 ? (float)row / (float)(bars->rows - 1) : 0;
		bars->row_colour[row] = colour_gradient(theme->gradient, theme->n_gradient, t);
	}
}

static bool layout(void *state, int cols, int rows, struct err *err)
{
	struct bars *bars = state;
	const struct settings *settings = bars->look.settings;
	forget_layout(bars);
	bars->cols = cols > 0 ? cols : 1;
	bars->rows = rows > 0 ? rows : 1;
	size_t n_fields = arrangements[settings->stereo].n_fields;
	choose_bands(bars);
	bars->row_colour = calloc((size_t)bars->rows, sizeof *bars->row_colour);
	if (!bars->row_colour)
		return err_set(err, ERR_SYSTEM, "out of memory for %d rows", bars->rows);
	choose_colours(bars);
	bars->n_fields = n_fields;
	for (size_t f = 0; f < n_fields; f++)
		if (!lay_out_field(bars, f, err)) {
			forget_layout(bars);
			return false;
		}
	return true;
}

static uint32_t channels(const void *state)
{
	const struct bars *bars = state;
	int32_t stereo = bars->look.settings->stereo;
	uint32_t mask = 0;
	for (size_t f = 0; f < arrangements[stereo].n_fields; f++)
		mask |= SNAPSHOT_BIT(arrangements[stereo].fields[f].channel);
	return mask;
}

static uint32_t levels(const void *state)
{
	const struct bars *bars = state;
	return band_feed_levels(&bars->feed);
}

/* --------------------------------------------------------------- sound */

static void advance(void *state, const struct snapshot *snapshot)
{
	struct bars *bars = state;
	float seconds = (float)snapshot->head.n_frames / (float)snapshot->head.rate_hz;
	if (bars->n_fields == 0 || !band_feed_fit(&bars->feed, &snapshot->head))
		return;
	for (size_t f = 0; f < bars->n_fields; f++) {
		struct field *field = &bars->fields[f];
		if (!(snapshot->head.channels & SNAPSHOT_BIT(field->channel)))
			continue;
		band_feed_read(&bars->feed, snapshot, field->channel, field->power);
		ballistics_advance(&field->ballistics, field->power, seconds);
	}
	band_feed_done(&bars->feed);
}

/* --------------------------------------------------------------- drawing */

/* How high a power stands, in eighths of a row. */
static int height_of(const struct bars *bars, float power)
{
	const struct settings *settings = bars->look.settings;
	float floor_db = (float)settings->floor_db, ceiling_db = (float)settings->ceiling_db;
	float t = (db_from_power(power) - floor_db) / (ceiling_db - floor_db);
	if (t <= 0)
		return 0;
	return (int)((t < 1 ? t : 1) * (float)(bars->rows * BLOCKS_PER_CELL) + 0.5f);
}

/* Sets `cols` cells of a row. The region was blank, so that there are no halves of wide characters to care for, as
 * canvas_put() does; that is most of its time. */
static void put_across(struct canvas *canvas, int x, int y, int cols, struct cell cell)
{
	int end = x + cols < canvas->cols ? x + cols : canvas->cols;
	if (y < 0 || y >= canvas->rows)
		return;
	for (x = x > 0 ? x : 0; x < end; x++)
		*canvas_at(canvas, x, y) = cell;
}

/* `height` and `peak` are in eighths of a row. */
static void draw_bar(const struct bars *bars, struct canvas *canvas, struct region where, int height, int peak)
{
	enum glyph_set glyphs = bars->look.glyphs;
	struct cell cell = { .glyph = blocks_lower(glyphs, BLOCKS_PER_CELL), .bg = bars->look.theme->background };
	int foot = where.y + bars->rows - 1;
	int full = height / BLOCKS_PER_CELL, rest = height % BLOCKS_PER_CELL;
	for (int row = 0; row < full; row++) {
		cell.fg = bars->row_colour[row];
		put_across(canvas, where.x, foot - row, where.cols, cell);
	}
	if (rest) {
		cell.glyph = blocks_lower(glyphs, rest);
		cell.fg = bars->row_colour[full];
		put_across(canvas, where.x, foot - full, where.cols, cell);
	}
	int mark_row = (peak - 1) / BLOCKS_PER_CELL;
	if (peak > 0 && mark_row >= full + (rest > 0)) {
		cell.glyph = blocks_mark(glyphs, (peak - 1) % BLOCKS_PER_CELL);
		cell.fg = bars->look.theme->peak;
		put_across(canvas, where.x, foot - mark_row, where.cols, cell);
	}
}

static void draw_field(const struct bars *bars, const struct field *field, struct canvas *canvas, struct region region)
{
	const struct settings *settings = bars->look.settings;
	for (size_t b = 0; b < bars->feed.grid.n_bands; b++) {
		size_t place = field->reversed ? bars->feed.grid.n_bands - 1 - b : b;
		int x = (int)place * pitch(bars);
		int cols = bars->bar_cols < field->cols - x ? bars->bar_cols : field->cols - x;
		struct region where = { region.x + field->x + x, region.y, cols, bars->rows };
		int peak = settings->peaks ? height_of(bars, field->ballistics.peak[b]) : 0;
		draw_bar(bars, canvas, where, height_of(bars, field->ballistics.level[b]), peak);
	}
}

static void draw(const void *state, struct canvas *canvas, struct region region)
{
	const struct bars *bars = state;
	const struct cell blank = { .glyph = ' ', .fg = COLOUR_DEFAULT, .bg = bars->look.theme->background };
	if (blank.bg != COLOUR_DEFAULT)
		for (int y = 0; y < region.rows; y++)
			put_across(canvas, region.x, region.y + y, region.cols, blank);
	for (size_t f = 0; f < bars->n_fields; f++)
		draw_field(bars, &bars->fields[f], canvas, region);
}

static bool is_flat(const struct bars *bars, bool with_peaks)
{
	for (size_t f = 0; f < bars->n_fields; f++)
		for (size_t b = 0; b < bars->feed.grid.n_bands; b++) {
			const struct ballistics *shown = &bars->fields[f].ballistics;
			if (height_of(bars, shown->level[b]) || (with_peaks && height_of(bars, shown->peak[b])))
				return false;
		}
	return true;
}

static bool at_rest(const void *state)
{
	const struct bars *bars = state;
	return is_flat(bars, bars->look.settings->peaks);
}

static bool has_fallen(const void *state)
{
	return is_flat(state, false);
}

const struct view_ops bars_view = {
	.name = "bars",
	.help = "the spectrum as bars, low frequencies at the left",
	.state_bytes = sizeof(struct bars),
	.init = init,
	.fini = fini,
	.layout = layout,
	.channels = channels,
	.levels = levels,
	.advance = advance,
	.draw = draw,
	.at_rest = at_rest,
	.has_fallen = has_fallen,
};
