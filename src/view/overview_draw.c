/* From parts of a file to dots. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/db.h"
#include "base/text.h"
#include "view/overview_state.h"

/* The strength of music lies within this; colours go from one end to the other. */
#define LEAST_RMS_DB -36.0f
#define MOST_RMS_DB -6.0f

/* A waveform within the plot: dots `top` … `top + height - 1`. */
struct field {
	int top, height;
};

static void join(struct outline_side *all, const struct outline_side *side)
{
	all->low = side->low < all->low ? side->low : all->low;
	all->high = side->high > all->high ? side->high : all->high;
	all->rms = side->rms > all->rms ? side->rms : all->rms;
}

bool overview_reach(const struct overview *overview, int from, int to, int width, struct overview_reach *reach)
{
	const struct outline *outline = &overview->outline;
	if (!overview->has_outline || width < 1)
		return false;
	const uint32_t n = outline->n_parts;
	const uint32_t first = (uint32_t)((uint64_t)from * n / (uint64_t)width);
	uint32_t end = (uint32_t)((uint64_t)to * n / (uint64_t)width);
	end = end > first ? end : first + 1;
	if (end > outline->n_done)
		return false;
	for (int s = 0; s < OUTLINE_SIDES; s++) {
		reach->sides[s] = outline->parts[first][s];
		for (uint32_t p = first + 1; p < end; p++)
			join(&reach->sides[s], &outline->parts[p][s]);
	}
	return true;
}

/* --------------------------------------------------------------- waveform */

static int dot_of(const struct field *field, double amplitude)
{
	return field->top + (int)lround((1 - amplitude / OUTLINE_FULL_SCALE) / 2 * (field->height - 1));
}

static colour colour_of(const struct overview *overview, uint16_t rms)
{
	const struct theme *theme = overview->look.theme;
	const float db = db_from_amplitude((float)rms / OUTLINE_FULL_SCALE);
	return colour_gradient(theme->gradient, theme->n_gradient, (db - LEAST_RMS_DB) / (MOST_RMS_DB - LEAST_RMS_DB));
}

/* Peaks reach further than what is strong all the time: they are of every second dot, in colours as without them. */
static void paint_side(struct overview *overview, int x, const struct field *field, const struct outline_side *side)
{
	struct plot *plot = &overview->plot;
	const colour ink = colour_of(overview, side->rms);
	const int top = dot_of(field, side->high), bottom = dot_of(field, side->low);
	const int body_top = dot_of(field, side->rms < side->high ? side->rms : side->high);
	const int body_bottom = dot_of(field, -side->rms > side->low ? -side->rms : side->low);
	for (int y = top; y <= bottom; y++)
		if ((y >= body_top && y <= body_bottom) || (x + y) % 2 == 0)
			plot_dot(plot, x, y, ink);
}

/* One waveform of both sides; one each; or the left one upwards and the right one downwards from the middle. */
static void paint_reach(struct overview *overview, int x, const struct overview_reach *reach)
{
	const int height = overview->plot.height;
	const struct outline_side *left = &reach->sides[0], *right = &reach->sides[1];
	struct outline_side both = *left;
	join(&both, right);
	switch ((enum settings_stereo)overview->look.settings->stereo) {
	case STEREO_MONO: paint_side(overview, x, &(struct field){ 0, height }, &both); break;
	case STEREO_SPLIT:
		paint_side(overview, x, &(struct field){ 0, height / 2 }, left);
		paint_side(overview, x, &(struct field){ height - height / 2, height / 2 }, right);
		break;
	case STEREO_MIRROR:
		both.high = left->high > -left->low ? left->high : (int16_t)-left->low;
		both.low = (int16_t)(right->high > -right->low ? -right->high : right->low);
		paint_side(overview, x, &(struct field){ 0, height }, &both);
		break;
	}
}

void overview_paint(struct overview *overview)
{
	struct overview_reach reach;
	plot_clear(&overview->plot);
	for (int x = 0; x < overview->plot.width; x++)
		if (overview_reach(overview, x, x + 1, overview->plot.width, &reach))
			paint_reach(overview, x, &reach);
}

/* --------------------------------------------------------------- words */

static const char *why_empty(const struct overview *overview)
{
	static const char *const without[] = {
		[RUN_SOURCE_NONE] = "",
		[RUN_SOURCE_FILE] = "its length is not known",
		[RUN_SOURCE_STREAM] = "a stream has no length to look over",
		[RUN_SOURCE_DEMO] = "the demo has no end to look over to",
		[RUN_SOURCE_CAPTURE] = "what is captured has no length to look over",
	};
	if (overview->to_s <= overview->from_s)
		return without[overview->source_kind];
	if (overview->has_outline && overview->outline.phase == OUTLINE_FAILED && overview->outline.n_done == 0)
		return "the file cannot be looked over";
	return "";
}

static void draw_middle(const struct overview *overview, struct canvas *canvas, struct region box)
{
	const struct theme *theme = overview->look.theme;
	const char *text = why_empty(overview);
	const int cols = canvas_text_width(text), x = cols < box.cols ? (box.cols - cols) / 2 : 0;
	canvas_text(canvas, box.x + x, box.y + box.rows / 2, box.cols - x, text, theme->dim, theme->background);
}

/* How far the outline has come, at the right. Returns the columns it takes. */
static int draw_progress(const struct overview *overview, struct canvas *canvas, struct region head)
{
	const struct outline *outline = &overview->outline;
	const struct theme *theme = overview->look.theme;
	char text[32];
	if (!overview->has_outline || outline->phase == OUTLINE_COMPLETE || outline->n_done == outline->n_parts)
		return 0;
	snprintf(text, sizeof text, outline->phase == OUTLINE_FAILED ? "ends at %u%%" : "looking ahead %u%%",
		100 * outline->n_done / outline->n_parts);
	const int cols = canvas_text_width(text);
	if (cols > head.cols)
		return 0;
	canvas_text(canvas, head.x + head.cols - cols, head.y, cols, text, theme->dim, theme->background);
	return cols + 1;
}

/* The time stands over the playhead, as far as the region lets it. */
static void draw_head(const struct overview *overview, struct canvas *canvas, struct region head, int x)
{
	const struct theme *theme = overview->look.theme;
	char text[32];
	head.cols -= draw_progress(overview, canvas, head);
	text_format_time(text, sizeof text, overview->position_s);
	const int cols = (int)strlen(text), last = head.cols - cols;
	const int from = x - cols / 2 > last ? last : x - cols / 2;
	canvas_text(canvas, head.x + (from > 0 ? from : 0), head.y, head.cols, text, theme->text, theme->background);
}

static void draw_playhead(const struct overview *overview, struct canvas *canvas, struct region box, int x)
{
	const struct view_look *look = &overview->look;
	const uint32_t glyph = look->glyphs == GLYPHS_ASCII ? '|' : 0x2502; /* │ */
	for (int y = 0; y < box.rows; y++)
		canvas_put(canvas, box.x + x, box.y + y, glyph, look->theme->peak, look->theme->background);
}

void overview_draw(const struct overview *overview, struct canvas *canvas, struct region region)
{
	const struct view_look *look = &overview->look;
	const struct region box = region_within(region, overview->box);
	const double length_s = overview->to_s - overview->from_s;
	if (look->theme->background != COLOUR_DEFAULT)
		canvas_fill_region(canvas, region, look->theme->background);
	if (*why_empty(overview))
		draw_middle(overview, canvas, box);
	if (length_s <= 0 || box.cols < 1 || box.rows < 1)
		return;
	plot_draw(&overview->plot, canvas, box.x, box.y, look->theme->background);
	axis_draw_foot("", "", look, canvas, box, overview->room);
	axis_draw_below(&overview->times, look, canvas, box, overview->room);
	const double share = (overview->position_s - overview->from_s) / length_s;
	const int x = (int)fmin(fmax(share, 0) * box.cols, box.cols - 1);
	if (overview->covers)
		return;
	draw_playhead(overview, canvas, box, x);
	if (overview->head_rows)
		draw_head(overview, canvas, (struct region){ region.x, region.y, region.cols, 1 }, x);
}
