#include "view/circular.h"

#include <math.h>

#include "base/db.h"
#include "view/circular_state.h"
#include "view/spot.h"

/* The circle goes out with a beat, and comes back before the next at 120 beats a minute. */
#define INHALE_S 0.05f
#define EXHALE_S 0.2f

static void init(void *state, const struct view_look *look)
{
	struct circular *circular = state;
	circular->look = *look;
	band_readings_init(&circular->readings, look->settings, 0);
}

static void fini(void *state)
{
	circular_forget_layout(state);
}

static bool layout(void *state, int cols, int rows, struct err *err)
{
	return circular_lay_out(state, cols, rows, err);
}

static uint32_t channels(const void *state)
{
	const struct circular *circular = state;
	return band_readings_channels(&circular->readings);
}

static uint32_t levels(const void *state)
{
	const struct circular *circular = state;
	return band_feed_levels(&circular->readings.feed);
}

/* --------------------------------------------------------------- sound */

/* The mean height of the lower half of the bars now, 0 … 1: what beats is there. */
static float bass(const struct band_readings *readings)
{
	enum { STEPS = 1024 };
	const size_t n = (readings->n_bands + 1) / 2;
	const float gain_db = band_readings_gain_db(readings);
	long sum = 0;
	for (size_t c = 0; c < readings->n_channels; c++)
		for (size_t b = 0; b < n; b++)
			sum += band_readings_height(readings, readings->channels[c].now.level[b], gain_db, STEPS);
	return (float)sum / (float)(STEPS * n * readings->n_channels);
}

static void advance(void *state, const struct snapshot *snapshot)
{
	struct circular *circular = state;
	const float seconds = (float)snapshot->head.n_frames / (float)snapshot->head.rate_hz;
	if (circular->n_bars == 0)
		return;
	band_readings_advance(&circular->readings, snapshot);
	const float wanted = circular->look.settings->reduced_motion ? 0 : bass(&circular->readings);
	const float time_s = wanted > circular->breath ? INHALE_S : EXHALE_S;
	circular->breath += (1 - expf(-seconds / time_s)) * (wanted - circular->breath);
}

/* --------------------------------------------------------------- picture */

static void draw(const void *state, struct canvas *canvas, struct region region)
{
	circular_draw(state, canvas, region);
}

static bool is_still(const struct circular *circular, bool with_peaks)
{
	const int steps = (int)(circular->radius - circular->most_foot) + 1;
	return circular_moved(circular, circular->breath) < 0.5f
		&& band_readings_are_flat(&circular->readings, steps, with_peaks);
}

static bool at_rest(const void *state)
{
	const struct circular *circular = state;
	return is_still(circular, circular->look.settings->peaks);
}

static bool has_fallen(const void *state)
{
	return is_still(state, false);
}

static void keep(void *state, uint32_t kept)
{
	struct circular *circular = state;
	if (kept & ~circular->readings.kept & VIEW_FROZEN)
		circular->frozen_breath = circular->breath;
	band_readings_keep(&circular->readings, kept);
}

static bool spot(const void *state, int x, int y, struct view_spot *told)
{
	const struct circular *circular = state;
	const struct band_readings *readings = &circular->readings;
	size_t half, band;
	if (!circular_find(circular, x, y, &half, &band))
		return false;
	const size_t channel = circular_channel(circular, half);
	spot_tell_hz(told, readings->channels[channel].name, band_feed_hz(&readings->feed, (double)band));
	spot_add_db(told, "", (double)db_from_power(band_readings_shown(readings, channel)->level[band]));
	return true;
}

static double floor_db(const void *state)
{
	const struct circular *circular = state;
	return band_readings_floor_db(&circular->readings);
}

const struct view_ops circular_view = {
	.name = "circular",
	.help = "the spectrum as bars around a circle that breathes, low frequencies at the bottom",
	.state_bytes = sizeof(struct circular),
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
