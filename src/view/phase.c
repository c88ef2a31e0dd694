#include "view/phase.h"

#include <math.h>
#include <string.h>

#include "base/db.h"
#include "view/phase_state.h"
#include "view/spot.h"

/* As long as the correlation of the whole listens (SNAPSHOT_STEREO). */
#define MEAN_S 0.3f

/* No correlation is worse than none that was held yet. */
#define NOTHING_HELD 2.0f

static const enum snapshot_channel_id sources[N_PHASE_MEANS] = {
	[PHASE_LEFT] = SNAPSHOT_LEFT,
	[PHASE_RIGHT] = SNAPSHOT_RIGHT,
	[PHASE_RE] = SNAPSHOT_CROSS_RE,
	[PHASE_IM] = SNAPSHOT_CROSS_IM,
};

static void init(void *state, const struct view_look *look)
{
	struct phase *phase = state;
	phase->look = *look;
}

static void fini(void *state)
{
	phase_forget_layout(state);
}

static bool layout(void *state, int cols, int rows, struct err *err)
{
	return phase_lay_out(state, cols, rows, err);
}

static uint32_t channels(const void *state)
{
	uint32_t mask = 0;
	(void)state;
	for (size_t i = 0; i < N_PHASE_MEANS; i++)
		mask |= SNAPSHOT_BIT(sources[i]);
	return mask;
}

static uint32_t levels(const void *state)
{
	const struct phase *phase = state;
	return band_feed_levels(&phase->feed);
}

/* --------------------------------------------------------------- readings */

float *const *phase_shown(const struct phase *phase)
{
	return phase->kept & VIEW_FROZEN ? phase->frozen : phase->now;
}

float phase_correlation(float *const *values, size_t b)
{
	const double both = sqrt((double)values[PHASE_LEFT][b] * (double)values[PHASE_RIGHT][b]);
	const double r = both > 0 ? (double)values[PHASE_RE][b] / both : 0;
	return (float)fmax(-1, fmin(1, r));
}

float phase_db(float *const *values, size_t b)
{
	return db_from_power(values[PHASE_LEFT][b] / 2 + values[PHASE_RIGHT][b] / 2);
}

/* What is too quiet to be told is not held. */
static void hold_worst(struct phase *phase)
{
	for (size_t b = 0; b < phase->n_bands; b++) {
		const float r = phase_correlation(phase->now, b);
		if (r < phase->now[PHASE_WORST][b] && phase_db(phase->now, b) >= (float)phase->look.settings->floor_db)
			phase->now[PHASE_WORST][b] = r;
	}
}

static void advance(void *state, const struct snapshot *snapshot)
{
	struct phase *phase = state;
	const struct snapshot_head *head = &snapshot->head;
	const uint32_t needed = channels(state);
	phase->has_one_channel = head->n_source_channels < 2;
	if (phase->n_bands == 0 || (head->channels & needed) != needed || !band_feed_fit(&phase->feed, head))
		return;
	if (phase->feed.is_new && !curve_fit(&phase->curve, &phase->feed, phase->dots.width))
		return;
	const float share = 1 - expf(-(float)head->n_frames / (float)head->rate_hz / MEAN_S);
	for (size_t i = 0; i < N_PHASE_MEANS; i++) {
		float *mean = phase->now[i];
		band_feed_read(&phase->feed, snapshot, sources[i], phase->read[i]);
		for (size_t b = 0; b < phase->n_bands; b++)
			mean[b] += share * (phase->read[i][b] - mean[b]);
	}
	band_feed_done(&phase->feed);
	if (phase->kept & VIEW_MAXIMUM)
		hold_worst(phase);
}

/* --------------------------------------------------------------- picture */

static void draw(const void *state, struct canvas *canvas, struct region region)
{
	phase_draw(state, canvas, region);
}

static bool is_below(const struct phase *phase, double db)
{
	for (size_t b = 0; b < phase->n_bands && !phase->has_one_channel; b++)
		if ((double)phase_db((float *const *)phase->now, b) >= db)
			return false;
	return true;
}

static double floor_db(const void *state)
{
	const struct phase *phase = state;
	return phase->look.settings->floor_db - (double)PHASE_FAINT_DB;
}

static bool at_rest(const void *state)
{
	return is_below(state, floor_db(state));
}

static bool has_fallen(const void *state)
{
	const struct phase *phase = state;
	return is_below(phase, phase->look.settings->floor_db);
}

static void keep(void *state, uint32_t kept)
{
	struct phase *phase = state;
	const uint32_t begins = kept & ~phase->kept;
	for (size_t b = 0; b < phase->n_bands && (begins & VIEW_MAXIMUM); b++)
		phase->now[PHASE_WORST][b] = phase->frozen[PHASE_WORST][b] = NOTHING_HELD;
	for (size_t i = 0; i < N_PHASE_VALUES && phase->n_bands > 0 && (begins & VIEW_FROZEN); i++)
		memcpy(phase->frozen[i], phase->now[i], phase->n_bands * sizeof *phase->frozen[i]);
	phase->kept = kept;
}

/* The angle is positive where left leads. */
static bool spot(const void *state, int x, int y, struct view_spot *told)
{
	const struct phase *phase = state;
	const int across = x - phase->plot.x, down = y - phase->plot.y;
	if (across < 0 || across >= phase->plot.cols || down < 0 || down >= phase->plot.rows || phase->has_one_channel)
		return false;
	const double band = curve_band_of_dot(&phase->feed, phase->plot.cols, across);
	const size_t b = (size_t)fmax(0, fmin((double)phase->n_bands - 1, round(band)));
	float *const *values = phase_shown(phase);
	spot_tell_hz(told, NULL, band_feed_hz(&phase->feed, band));
	spot_add_db(told, "", (double)phase_db(values, b));
	if (phase_db(values, b) > DB_SILENCE)
		spot_add(told, "  correlation %+.2f, %+.0f%s", (double)phase_correlation(values, b),
			atan2((double)values[PHASE_IM][b], (double)values[PHASE_RE][b]) * 180 / M_PI,
			phase->look.glyphs == GLYPHS_ASCII ? " deg" : "°");
	return true;
}

const struct view_ops phase_view = {
	.name = "phase",
	.help = "correlation of left and right in each band: up in phase, down out of it, ! where mono loses it",
	.state_bytes = sizeof(struct phase),
	.init = init,
	.fini = fini,
	.layout = layout,
	.channels = channels,
	.levels = levels,
	.advance = advance,
	.draw = draw,
	.at_rest = at_rest,
	.has_fallen = has_fallen,
	.keep = keep,
	.spot = spot,
	.floor_db = floor_db,
};
