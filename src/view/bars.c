#include "view/bars.h"

#include "view/bars_state.h"

static void init(void *state, const struct view_look *look)
{
	struct bars *bars = state;
	bars->look = *look;
	band_readings_init(&bars->readings, look->settings, 0);
}

static void fini(void *state)
{
	bars_forget_layout(state);
}

static uint32_t channels(const void *state)
{
	const struct bars *bars = state;
	return band_readings_channels(&bars->readings);
}

static uint32_t levels(const void *state)
{
	const struct bars *bars = state;
	return band_feed_levels(&bars->readings.feed);
}

static void advance(void *state, const struct snapshot *snapshot)
{
	struct bars *bars = state;
	band_readings_advance(&bars->readings, snapshot);
}

static bool layout(void *state, int cols, int rows, struct err *err)
{
	return bars_lay_out(state, cols, rows, err);
}

static void draw(const void *state, struct canvas *canvas, struct region region)
{
	bars_draw(state, canvas, region);
}

static bool at_rest(const void *state)
{
	const struct bars *bars = state;
	return band_readings_are_flat(&bars->readings, bars->length * BLOCKS_PER_CELL, bars->look.settings->peaks);
}

static bool has_fallen(const void *state)
{
	const struct bars *bars = state;
	return band_readings_are_flat(&bars->readings, bars->length * BLOCKS_PER_CELL, false);
}

static void keep(void *state, uint32_t kept)
{
	struct bars *bars = state;
	band_readings_keep(&bars->readings, kept);
}

static bool spot(const void *state, int x, int y, struct view_spot *told)
{
	return bars_spot(state, x, y, told);
}

static double floor_db(const void *state)
{
	const struct bars *bars = state;
	return band_readings_floor_db(&bars->readings);
}

const struct view_ops bars_view = {
	.name = "bars",
	.help = "the spectrum as bars, low frequencies at the left; --direction turns them",
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
	.keep = keep,
	.spot = spot,
	.floor_db = floor_db,
};
