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
	const int steps = bars->length * BLOCKS_PER_CELL;
	int *heights = bars->heights + (size_t)kind * bars->n_bars;
	for (size_t b = 0; b < bars->n_bars; b++)
		heights[b] = power ? band_readings_height(&bars->readings, power[b], gain_db, steps) : 0;
	if (power && bars_manner_of(settings)->smooth && settings->smoothing > 0)
		smooth(heights, bars->n_bars, (float)settings->smoothing / 100);
}

/* --------------------------------------------------------------- cells */

/* A bar that is being drawn: cells across it are those on the canvas, cells along it are counted from the foot. The region
 * was blank, so that there are no halves of wide characters to care for, as canvas_put() does; that is most of its time. */
struct stroke {
	struct canvas *canvas;
	enum blocks_side side; /* where the foot is */
	bool lies;
	int across, n;    /* columns, or rows if it lies: the first one and how many */
	int foot, onward; /* the row that it stands on, or the column: and 1 or -1 */
	int first, end;   /* cells along it that are on the canvas */
};

static struct stroke stroke_of(struct canvas *canvas, const struct region *where, enum blocks_side side)
{
	bool lies = side == BLOCKS_LEFT || side == BLOCKS_RIGHT, rises = side == BLOCKS_ABOVE || side == BLOCKS_LEFT;
	int start = lies ? where->x : where->y, length = lies ? where->cols : where->rows;
	int limit = lies ? canvas->cols : canvas->rows, foot = rises ? start : start + length - 1;
	int first = rises ? -foot : foot - limit + 1;
	return (struct stroke){ .canvas = canvas,
		.side = side,
		.lies = lies,
		.foot = foot,
		.onward = rises ? 1 : -1,
		.first = first > 0 ? first : 0,
		.end = rises ? limit - foot : foot + 1 };
}

/* Goes to the bar that is so wide from a column on, or a row. */
static void aim(struct stroke *stroke, int from, int n)
{
	int limit = stroke->lies ? stroke->canvas->rows : stroke->canvas->cols;
	int end = from + n < limit ? from + n : limit;
	stroke->across = from > 0 ? from : 0;
	stroke->n = end > stroke->across ? end - stroke->across : 0;
}

/* Sets cells `from` … `end` - 1 along the bar. They are `cell` but for their colours: one after the other if `each` is 1, one
 * for all if it is 0. */
static void fill(const struct stroke *stroke, int from, int end, struct cell cell, const colour *colours, int each)
{
	/* For all that the compiler knows, a cell might be one of the stroke's members. */
	const struct stroke s = *stroke;
	from = from > s.first ? from : s.first;
	end = end < s.end ? end : s.end;
	for (int y = s.across; s.lies && y < s.across + s.n; y++)
		for (int i = from; i < end; i++) {
			cell.fg = colours[i * each];
			*canvas_edit(s.canvas, s.foot + i * s.onward, y) = cell;
		}
	for (int i = from; !s.lies && s.n > 0 && i < end; i++) {
		struct cell *to = canvas_edit(s.canvas, s.across, s.foot + i * s.onward);
		cell.fg = colours[i * each];
		for (int x = 0; x < s.n; x++)
			to[x] = cell;
	}
}

static void put(const struct stroke *stroke, int at, struct cell cell)
{
	fill(stroke, at, at + 1, cell, &cell.fg, 0);
}

/* The mark of one kind of reading, unless it lies within the bar. */
static void draw_mark(const struct bars *bars, const struct stroke *stroke, int height, int mark, int kind)
{
	const struct view_look *look = &bars->look;
	const bool is_maximum = kind == BARS_MAXIMUM;
	int at = (mark - 1) / BLOCKS_PER_CELL;
	if (mark <= 0 || at * BLOCKS_PER_CELL < height)
		return;
	const struct cell cell = { .glyph = is_maximum && view_is_mono(look)
			? blocks_other_mark(look->glyphs, stroke->side)
			: blocks_mark(look->glyphs, stroke->side, (mark - 1) % BLOCKS_PER_CELL),
		.fg = is_maximum ? look->theme->maximum : look->theme->peak,
		.bg = look->theme->background };
	put(stroke, at, cell);
}

/* `height` is in eighths of a cell. */
static void draw_bar(const struct bars *bars, const struct stroke *stroke, size_t bar, int height)
{
	const struct view_look *look = &bars->look;
	int full = height / BLOCKS_PER_CELL, rest = height % BLOCKS_PER_CELL, each = 1;
	const colour *colours = bars->colours;
	if (look->settings->gradient != GRADIENT_HEIGHT && height > 0) {
		colours += look->settings->gradient == GRADIENT_LEVEL ? (size_t)(height - 1) / BLOCKS_PER_CELL : bar;
		each = 0;
	}
	const struct cell lit = { .glyph = blocks_lower(look->glyphs, BLOCKS_PER_CELL), .bg = look->theme->background };
	fill(stroke, 0, full, lit, colours, each);
	if (rest > 0)
		put(stroke, full,
			blocks_cell(look->glyphs, stroke->side, rest, colours[full * each], look->theme->background,
				look->is_mono));
}

static void find_all_heights(const struct bars *bars, size_t field, float gain_db)
{
	const struct ballistics *shown = band_readings_shown(&bars->readings, field);
	find_heights(bars, BARS_LEVEL, shown->level, gain_db);
	find_heights(bars, BARS_PEAK, bars->look.settings->peaks ? shown->peak : NULL, gain_db);
	find_heights(bars, BARS_MAXIMUM, bars->readings.kept & VIEW_MAXIMUM ? shown->maximum : NULL, gain_db);
}

/* Bars as high as was found for their field. Frequencies rise to the right, or upwards. */
static void draw_stand(
	const struct bars *bars, const struct bars_stand *stand, struct canvas *canvas, struct region plot)
{
	const struct region at = region_within(plot, stand->at);
	bool is_reversed = bars->fields[stand->field].reversed;
	int room = bars->lie ? at.rows : at.cols;
	const int *heights = bars->heights;
	struct stroke stroke = stroke_of(canvas, &at, stand->foot);
	for (size_t b = 0; b < bars->n_bars; b++, heights++) {
		int from = (int)(is_reversed ? bars->n_bars - 1 - b : b) * bars_pitch(bars);
		int n = bars->thickness < room - from ? bars->thickness : room - from;
		int height = heights[BARS_LEVEL * bars->n_bars];
		aim(&stroke, bars->lie ? at.y + room - from - n : at.x + from, n);
		draw_bar(bars, &stroke, b, height);
		draw_mark(bars, &stroke, height, heights[BARS_PEAK * bars->n_bars], BARS_PEAK);
		draw_mark(bars, &stroke, height, heights[BARS_MAXIMUM * bars->n_bars], BARS_MAXIMUM);
	}
}

/* --------------------------------------------------------------- the picture */

/* Across the whole plot, what is as far from its foot. */
static struct region level_region(const struct bars *bars, const struct bars_stand *stand, struct region plot)
{
	if (bars->lie)
		return (struct region){ plot.x + stand->at.x, plot.y, stand->at.cols, plot.rows };
	return (struct region){ plot.x, plot.y + stand->at.y, plot.cols, stand->at.rows };
}

/* The levels from a stand's foot on: of those beside each other, the first one's. */
static bool fit_levels(const struct bars *bars, const struct bars_stand *stand, float gain_db, struct axis *levels)
{
	const struct settings *settings = bars->look.settings;
	double floor_db = settings->floor_db - (double)gain_db, ceiling_db = settings->ceiling_db - (double)gain_db;
	if ((int)stand->field % bars->n_across != 0 || bars->room.left == 0)
		return false;
	if (bars->lie)
		axis_fit_levels_across(levels, bars->length, floor_db, ceiling_db);
	else
		axis_fit_levels(levels, bars->length, floor_db, ceiling_db);
	if (stand->foot == BLOCKS_ABOVE || stand->foot == BLOCKS_RIGHT)
		axis_turn(levels, bars->length);
	return true;
}

static void draw_grid(const struct bars *bars, struct canvas *canvas, struct region plot, float gain_db)
{
	struct axis levels;
	for (size_t s = 0; s < bars->n_stands; s++)
		if (fit_levels(bars, &bars->stands[s], gain_db, &levels))
			(bars->lie ? axis_draw_grid_across : axis_draw_grid)(
				&levels, &bars->look, canvas, level_region(bars, &bars->stands[s], plot));
}

/* Levels and frequencies, either below the picture or beside it. */
static void draw_labels(const struct bars *bars, struct canvas *canvas, struct region plot, float gain_db)
{
	const struct view_look *look = &bars->look;
	const char *hz = axis_unit(axis_names_of(look->settings));
	struct axis levels;
	for (size_t s = 0; !bars->lie && s < bars->n_stands; s++)
		if (fit_levels(bars, &bars->stands[s], gain_db, &levels))
			axis_draw_beside(&levels, look, canvas, level_region(bars, &bars->stands[s], plot), bars->room);
	axis_draw_foot(bars->lie ? hz : "dB", bars->lie ? "dB" : hz, look, canvas, plot, bars->room);
	for (size_t s = 0; bars->lie && s < bars->n_stands; s++)
		if (fit_levels(bars, &bars->stands[s], gain_db, &levels))
			axis_draw_below(&levels, look, canvas, level_region(bars, &bars->stands[s], plot), bars->room);
	for (size_t f = 0; f < (size_t)bars->n_across; f++) {
		const struct bars_field *field = &bars->fields[f];
		const struct region rows = { plot.x, plot.y + field->at.y, plot.cols, field->at.rows };
		const struct region cols = { plot.x + field->at.x, plot.y, field->at.cols, plot.rows };
		if (bars->lie)
			axis_draw_beside(&field->frequencies, look, canvas, rows, bars->room);
		else
			axis_draw_below(&field->frequencies, look, canvas, cols, bars->room);
	}
}

/* Once for each field, however many stands it has. */
static void draw_names(const struct bars *bars, struct canvas *canvas, struct region plot)
{
	for (size_t s = 0; s < bars->n_stands; s++) {
		const struct bars_stand *stand = &bars->stands[s];
		const struct bars_field *field = &bars->fields[stand->field];
		if (s == 0 || stand[-1].field != stand->field)
			axis_draw_name(field->name, stand->foot, &bars->look, canvas, region_within(plot, field->at));
	}
}

void bars_draw(const struct bars *bars, struct canvas *canvas, struct region region)
{
	const struct region plot = region_within(region, bars->plot);
	float gain_db = band_readings_gain_db(&bars->readings);
	if (bars->look.theme->background != COLOUR_DEFAULT)
		canvas_fill_region(canvas, region, bars->look.theme->background);
	draw_grid(bars, canvas, plot, gain_db);
	for (size_t s = 0; s < bars->n_stands; s++) {
		const struct bars_stand *stand = &bars->stands[s];
		if (s == 0 || stand[-1].field != stand->field)
			find_all_heights(bars, stand->field, gain_db);
		draw_stand(bars, stand, canvas, plot);
	}
	draw_labels(bars, canvas, plot, gain_db);
	draw_names(bars, canvas, plot);
	axis_draw_gain(gain_db, bars->stands[0].foot, &bars->look, canvas, plot);
}
