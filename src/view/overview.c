#include "view/overview.h"

#include <math.h>

#include "base/db.h"
#include "base/text.h"
#include "view/overview_state.h"
#include "view/spot.h"

enum { LEAST_ROWS_HEAD = 4, LEAST_ROWS_TIMES = 6, LEAST_ROWS_LINE = 12 };

static void init(void *state, const struct view_look *look)
{
	struct overview *overview = state;
	overview->look = *look;
}

static void fini(void *state)
{
	struct overview *overview = state;
	plot_fini(&overview->plot);
}

/* Nobody can read a waveform of a file without times below it: only who wants no labels at all has none. */
static struct axis_room room_of(const struct overview *overview, int rows)
{
	const bool has_times = overview->look.settings->labels != LABELS_OFF && rows >= LEAST_ROWS_TIMES;
	return (struct axis_room){ .below = !has_times ? 0 : rows >= LEAST_ROWS_LINE ? 2 : 1 };
}

static void fit_times(struct overview *overview)
{
	overview->times.n = 0;
	if (overview->to_s > overview->from_s)
		axis_fit_times(&overview->times, overview->box.cols, overview->from_s, overview->to_s);
}

static bool layout(void *state, int cols, int rows, struct err *err)
{
	struct overview *overview = state;
	overview->room = room_of(overview, rows);
	overview->head_rows = rows >= LEAST_ROWS_HEAD && !overview->covers;
	overview->box = (struct region){ 0, overview->head_rows, cols > 0 ? cols : 0,
		rows - overview->head_rows - overview->room.below };
	if (overview->box.rows < 0)
		overview->box.rows = 0;
	fit_times(overview);
	if (!plot_resize(&overview->plot, overview->look.glyphs, overview->box.cols, overview->box.rows, err))
		return false;
	overview_paint(overview);
	return true;
}

static void cover(void *state, double from_s, double to_s)
{
	struct overview *overview = state;
	overview->covers = true;
	overview->from_s = from_s;
	overview->to_s = to_s;
}

/* What the whole is made of where no engine makes it: see make_part(). */
static uint32_t measures(const void *state)
{
	const struct overview *overview = state;
	return overview->covers ? SNAPSHOT_BIT(SNAPSHOT_LEVELS) : 0;
}

/* --------------------------------------------------------------- what plays */

static void learn(void *state, const struct run_state *run, const struct outline *outline)
{
	struct overview *overview = state;
	const double length_s = run->rate_hz && run->length_frames > 0 ? (double)run->length_frames / run->rate_hz : 0;
	overview->phase = run->phase;
	overview->source_kind = run->source_kind;
	overview->has_outline = outline;
	if (outline)
		overview->outline = *outline;
	if (overview->to_s != length_s) {
		overview->to_s = length_s;
		fit_times(overview);
	}
	overview_paint(overview);
}

static int16_t amplitude_of(float value)
{
	return (int16_t)lrintf(fminf(fmaxf(value, 0), 1) * OUTLINE_FULL_SCALE);
}

/* From a snapshot, which is shorter than a part of any but the shortest sound. */
static void make_part(struct outline_side sides[OUTLINE_SIDES], const struct snapshot *snapshot)
{
	for (uint32_t s = 0; s < OUTLINE_SIDES; s++) {
		const struct snapshot_head *head = &snapshot->head;
		const uint32_t meter = s < head->n_source_channels ? s : 0;
		const int16_t peak = amplitude_of(head->side_peak[s]);
		if (peak > sides[s].high)
			sides[s] = (struct outline_side){ (int16_t)-peak, peak, sides[s].rms };
		if (head->measured & SNAPSHOT_BIT(SNAPSHOT_LEVELS))
			sides[s].rms = (uint16_t)amplitude_of(sqrtf(snapshot->measures.meters[meter].mean_square));
	}
}

static uint32_t part_at(const struct overview *overview, double s)
{
	const double share = (s - overview->from_s) / (overview->to_s - overview->from_s);
	return (uint32_t)(fmin(fmax(share, 0), 1) * OUTLINE_PARTS);
}

static void make_outline(struct overview *overview, const struct snapshot *snapshot)
{
	struct outline *outline = &overview->outline;
	if (overview->position_s <= overview->from_s)
		return; /* heard for what else is measured */
	const double heard_s = (double)snapshot->head.n_frames / (double)snapshot->head.rate_hz;
	const uint32_t end = part_at(overview, overview->position_s);
	uint32_t first = part_at(overview, overview->position_s - heard_s);
	const int columns = overview->plot.width > 0 ? overview->plot.width : 1;
	const uint32_t painted = outline->n_done * (uint32_t)columns / OUTLINE_PARTS;
	if (!overview->has_outline)
		*outline = (struct outline){ .phase = OUTLINE_COMPLETE, .n_parts = OUTLINE_PARTS, .n_frames = 1 };
	overview->has_outline = true;
	do
		if (first < OUTLINE_PARTS)
			make_part(outline->parts[first], snapshot);
	while (++first < end);
	outline->n_done = end;
	if (end * (uint32_t)columns / OUTLINE_PARTS > painted)
		overview_paint(overview);
}

static void advance(void *state, const struct snapshot *snapshot)
{
	struct overview *overview = state;
	overview->position_s = (double)snapshot->head.position_frame / (double)snapshot->head.rate_hz;
	if (overview->covers && overview->to_s > overview->from_s)
		make_outline(overview, snapshot);
}

/* --------------------------------------------------------------- picture */

static void draw(const void *state, struct canvas *canvas, struct region region)
{
	overview_draw(state, canvas, region);
}

/* The playhead goes through silence, too. */
static bool at_rest(const void *state)
{
	const struct overview *overview = state;
	return overview->phase != RUN_PLAYING || overview->to_s <= overview->from_s;
}

static bool has_fallen(const void *state)
{
	(void)state;
	return true;
}

static double peak_db(const struct outline_side *side)
{
	const int most = side->high > -side->low ? side->high : -side->low;
	return (double)db_from_amplitude((float)most / OUTLINE_FULL_SCALE);
}

static bool spot(const void *state, int x, int y, struct view_spot *spot)
{
	const struct overview *overview = state;
	const struct region *box = &overview->box;
	struct overview_reach reach;
	char time[32];
	if (x < 0 || x >= box->cols || y < 0 || overview->to_s <= overview->from_s)
		return false;
	spot_begin(spot);
	spot->position_s = overview->from_s + (overview->to_s - overview->from_s) * (x + 0.5) / (double)box->cols;
	text_format_time(time, sizeof time, spot->position_s);
	spot_add(spot, "%s", time);
	if (!overview_reach(overview, x, x + 1, box->cols, &reach))
		return true;
	const struct outline_side *left = &reach.sides[0], *right = &reach.sides[1];
	const double rms = fmax(left->rms, right->rms) / OUTLINE_FULL_SCALE;
	spot_add_db(spot, "peak", fmax(peak_db(left), peak_db(right)));
	spot_add_db(spot, "RMS", (double)db_from_amplitude((float)rms));
	return true;
}

const struct view_ops overview_view = {
	.name = "overview",
	.help = "the whole file, coloured by its level, and where in it the sound is",
	.state_bytes = sizeof(struct overview),
	.init = init,
	.fini = fini,
	.layout = layout,
	.measures = measures,
	.advance = advance,
	.learn = learn,
	.draw = draw,
	.at_rest = at_rest,
	.has_fallen = has_fallen,
	.cover = cover,
	.spot = spot,
	.outlines = true,
	.lasts = true,
};
