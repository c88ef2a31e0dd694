#include "view/vectorscope.h"

#include <math.h>
#include <stdlib.h>

#include "base/db.h"
#include "view/meters_draw.h"
#include "view/spot.h"
#include "view/vectorscope_state.h"

#define WRITE_EVERY_S 0.1
#define HEADROOM_DB 3.0f /* of what is loud, below the edge: a little is louder */

/* With reduced motion dots fade so much more slowly: of a redraw, 10 of which there are in a second, 80 % is there in the
 * next one. */
#define CALM_FADES 5.0

enum {
	LEAST_ROWS = 6,        /* with figures below */
	LEAST_ROWS_GAUGE = 12, /* with a gauge above them */
	GAUGE_ROWS = 3,
	GAUGE_COLS = 64, /* more tell no more */
	RADIANS_TO_DEGREES = 180,
};

static void init(void *state, const struct view_look *look)
{
	struct vectorscope *vectorscope = state;
	vectorscope->look = *look;
	auto_gain_init(&vectorscope->gain, -HEADROOM_DB);
}

static void forget_layout(struct vectorscope *vectorscope)
{
	if (vectorscope->plot)
		plot_fini(vectorscope->plot);
	free(vectorscope->plot);
	vectorscope->plot = NULL;
}

static void fini(void *state)
{
	struct vectorscope *vectorscope = state;
	forget_layout(vectorscope);
	phosphor_fini(&vectorscope->now.phosphor);
	phosphor_fini(&vectorscope->frozen.phosphor);
}

static uint32_t measures(const void *state)
{
	(void)state;
	return SNAPSHOT_BIT(SNAPSHOT_WAVE) | SNAPSHOT_BIT(SNAPSHOT_STEREO);
}

/* --------------------------------------------------------------- layout */

static bool make_plot(struct vectorscope *vectorscope, int cols, int rows, struct err *err)
{
	vectorscope->plot = calloc(1, sizeof *vectorscope->plot);
	if (!vectorscope->plot)
		return err_set(err, ERR_SYSTEM, "out of memory for the picture");
	return plot_resize(vectorscope->plot, vectorscope->look.glyphs, cols, rows, err);
}

/* The dots of any glyphs are as high as they are wide, so that as many of them each way are a square. */
static bool place(struct vectorscope *vectorscope, int cols, int rows, struct err *err)
{
	const int below = rows >= LEAST_ROWS_GAUGE ? GAUGE_ROWS : rows >= LEAST_ROWS;
	if (!make_plot(vectorscope, cols, rows - below, err))
		return false;
	const struct plot *all = vectorscope->plot;
	const int dots_across = all->width / cols, dots_down = all->height / (rows - below);
	const int size = all->width < all->height ? all->width : all->height;
	const int square_rows = size >= dots_down ? size / dots_down : 1;
	const int square_cols = size >= dots_down ? square_rows * dots_down / dots_across : 1;
	const int gauge_cols = cols < GAUGE_COLS ? cols : GAUGE_COLS;
	vectorscope->square = (struct region){ (cols - square_cols) / 2, (rows - below - square_rows) / 2, square_cols,
		square_rows };
	vectorscope->below = (struct region){ (cols - gauge_cols) / 2, rows - below, gauge_cols, below };
	gauge_init(&vectorscope->gauge, &meters_scales[GAUGE_CORRELATION], gauge_cols, vectorscope->look.theme,
		vectorscope->look.glyphs);
	return plot_resize(vectorscope->plot, vectorscope->look.glyphs, square_cols, square_rows, err);
}

/* The smallest square there is may be higher than wide. */
static bool renew(struct phosphor *phosphor, const struct plot *plot, struct err *err)
{
	const int size = plot->height > plot->width ? plot->height : plot->width;
	struct phosphor old = *phosphor;
	bool good = phosphor_init(phosphor, size, err);
	if (good && old.dots)
		phosphor_take_over(phosphor, &old);
	phosphor_fini(&old);
	return good;
}

static bool layout(void *state, int cols, int rows, struct err *err)
{
	struct vectorscope *vectorscope = state;
	const struct theme *theme = vectorscope->look.theme;
	forget_layout(vectorscope);
	for (int i = 0; i < VECTORSCOPE_INKS; i++)
		vectorscope->inks[i]
			= colour_gradient(theme->gradient, theme->n_gradient, (float)i / (VECTORSCOPE_INKS - 1));
	if (place(vectorscope, cols > 0 ? cols : 1, rows > 0 ? rows : 1, err)
		&& renew(&vectorscope->now.phosphor, vectorscope->plot, err)
		&& renew(&vectorscope->frozen.phosphor, vectorscope->plot, err))
		return true;
	forget_layout(vectorscope);
	return false;
}

/* --------------------------------------------------------------- sound */

static bool has_gain(const struct vectorscope *vectorscope)
{
	const struct settings *settings = vectorscope->look.settings;
	return settings->auto_gain && settings->manner == MANNER_SHOW;
}

/* Of one channel there is nothing measured: its sides are the same. */
static void take_stereo(struct vectorscope *vectorscope, const struct snapshot *snapshot, bool sounds, double seconds)
{
	const bool is_measured = snapshot->head.measured & SNAPSHOT_BIT(SNAPSHOT_STEREO);
	vectorscope->stereo = is_measured ? snapshot->measures.stereo : (struct snapshot_stereo){ 0 };
	if (snapshot->head.n_source_channels == 1)
		vectorscope->stereo.correlation = sounds;
	vectorscope->written_s += seconds;
	if (vectorscope->written_s < WRITE_EVERY_S)
		return;
	vectorscope->written_s = 0;
	vectorscope->now.stereo = vectorscope->stereo;
}

static void take_wave(struct vectorscope *vectorscope, const struct snapshot_wave *wave)
{
	const float least = db_to_amplitude((float)vectorscope->look.settings->floor_db);
	const float half = db_to_amplitude(vectorscope->now.gain_db) / 2;
	for (uint32_t i = 0; i < wave->n_points; i++) {
		const float left = wave->points[i][0], right = wave->points[i][1];
		if (fabsf(left) >= least || fabsf(right) >= least)
			phosphor_hit(&vectorscope->now.phosphor, half * (right - left), half * (left + right));
	}
}

static void advance(void *state, const struct snapshot *snapshot)
{
	struct vectorscope *vectorscope = state;
	if (!vectorscope->plot || !(snapshot->head.measured & SNAPSHOT_BIT(SNAPSHOT_WAVE)))
		return;
	const double seconds = (double)snapshot->head.n_frames / (double)snapshot->head.rate_hz;
	const float peak = fmaxf(snapshot->head.side_peak[0], snapshot->head.side_peak[1]);
	phosphor_advance(&vectorscope->now.phosphor,
		vectorscope->look.settings->reduced_motion ? seconds / CALM_FADES : seconds);
	if (has_gain(vectorscope))
		auto_gain_advance(&vectorscope->gain, peak * peak, (float)seconds);
	vectorscope->now.gain_db = has_gain(vectorscope) ? vectorscope->gain.gain_db : 0;
	take_wave(vectorscope, &snapshot->wave);
	take_stereo(vectorscope, snapshot, peak > 0, seconds);
}

/* --------------------------------------------------------------- picture */

static void draw(const void *state, struct canvas *canvas, struct region region)
{
	vectorscope_draw(state, canvas, region);
}

static bool has_fallen(const void *state)
{
	const struct vectorscope *vectorscope = state;
	return !vectorscope->plot || phosphor_is_dark(&vectorscope->now.phosphor);
}

static bool at_rest(const void *state)
{
	const struct vectorscope *vectorscope = state;
	const struct snapshot_stereo *now = &vectorscope->stereo, *written = &vectorscope->now.stereo;
	return has_fallen(state) && now->correlation == written->correlation && now->balance_db == written->balance_db;
}

static void keep(void *state, uint32_t kept)
{
	struct vectorscope *vectorscope = state;
	if ((kept & ~vectorscope->kept & VIEW_FROZEN) && vectorscope->plot) {
		phosphor_take_over(&vectorscope->frozen.phosphor, &vectorscope->now.phosphor);
		vectorscope->frozen.stereo = vectorscope->now.stereo;
		vectorscope->frozen.gain_db = vectorscope->now.gain_db;
	}
	vectorscope->kept = kept;
}

static bool spot(const void *state, int x, int y, struct view_spot *spot)
{
	const struct vectorscope *vectorscope = state;
	const struct region *square = &vectorscope->square;
	const struct vectorscope_moment *shown
		= vectorscope->kept & VIEW_FROZEN ? &vectorscope->frozen : &vectorscope->now;
	const float across = (float)(2 * (x - square->x) + 1) / (float)square->cols - 1;
	const float up = 1 - (float)(2 * (y - square->y) + 1) / (float)square->rows;
	if (!vectorscope->plot || fabsf(across) >= 1 || fabsf(up) >= 1)
		return false;
	const double degrees = atan2((double)across, (double)up) * RADIANS_TO_DEGREES / M_PI;
	const float gain = db_to_amplitude(shown->gain_db);
	spot_begin(spot);
	spot_add_db(spot, "mid", (double)db_from_amplitude(up / gain));
	spot_add_db(spot, "side", (double)db_from_amplitude(across / gain));
	spot_add(spot, "  %.0f deg %s", fabs(degrees), degrees < 0 ? "left" : "right");
	return true;
}

const struct view_ops vectorscope_view = {
	.name = "vectorscope",
	.help = "left against right: what is in the middle stands upright; with correlation and balance",
	.state_bytes = sizeof(struct vectorscope),
	.init = init,
	.fini = fini,
	.layout = layout,
	.measures = measures,
	.advance = advance,
	.draw = draw,
	.at_rest = at_rest,
	.has_fallen = has_fallen,
	.keep = keep,
	.spot = spot,
};
