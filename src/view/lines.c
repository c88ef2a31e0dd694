#include "view/lines.h"

#include "view/lines_state.h"
#include "view/spot.h"

/* As long as short-term loudness listens (EBU Tech 3341). */
#define AVERAGE_S 3.0f

static void init(void *state, const struct view_look *look)
{
	struct lines *lines = state;
	lines->look = *look;
	band_readings_init(&lines->readings, look->settings, AVERAGE_S);
}

static void fini(void *state)
{
	lines_forget_layout(state);
}

static bool layout(void *state, int cols, int rows, struct err *err)
{
	return lines_lay_out(state, cols, rows, err);
}

static uint32_t channels(const void *state)
{
	const struct lines *lines = state;
	return band_readings_channels(&lines->readings);
}

static uint32_t levels(const void *state)
{
	const struct lines *lines = state;
	return band_feed_levels(&lines->readings.feed);
}

static void advance(void *state, const struct snapshot *snapshot)
{
	struct lines *lines = state;
	struct band_feed *feed = &lines->readings.feed;
	if (lines->n_fields == 0 || !band_feed_fit(feed, &snapshot->head))
		return;
	if (feed->is_new && !curve_fit(&lines->curve, feed, lines->dots.width))
		return;
	band_readings_advance(&lines->readings, snapshot);
}

static void draw(const void *state, struct canvas *canvas, struct region region)
{
	lines_draw(state, canvas, region);
}

static bool at_rest(const void *state)
{
	const struct lines *lines = state;
	return band_readings_are_flat(&lines->readings, lines->dots.height, lines->look.settings->peaks);
}

static bool has_fallen(const void *state)
{
	const struct lines *lines = state;
	return band_readings_are_flat(&lines->readings, lines->dots.height, false);
}

static void keep(void *state, uint32_t kept)
{
	struct lines *lines = state;
	band_readings_keep(&lines->readings, kept);
}

/* The highest of a cell's dots, at the frequency of its middle. */
static bool spot(const void *state, int x, int y, struct view_spot *told)
{
	const struct lines *lines = state;
	const struct band_feed *feed = &lines->readings.feed;
	size_t field;
	int column;
	if (!lines_find(lines, x, y, &field, &column) || !lines_trace(lines, field, LINES_LEVEL))
		return false;
	const int dots_across = lines->dots.width / lines->field_cols;
	const float *db = lines->db + column * dots_across;
	float most_db = db[0];
	for (int dot = 1; dot < dots_across; dot++)
		most_db = db[dot] > most_db ? db[dot] : most_db;
	spot_tell_hz(told, lines->fields[field].name,
		band_feed_hz(feed, curve_band_of_dot(feed, lines->field_cols, column)));
	spot_add_db(told, "", (double)most_db);
	return true;
}

static double floor_db(const void *state)
{
	const struct lines *lines = state;
	return band_readings_floor_db(&lines->readings);
}

const struct view_ops lines_view = {
	.name = "lines",
	.help = "the spectrum as a curve, with its average where it measures and its maximum on demand",
	.state_bytes = sizeof(struct lines),
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
