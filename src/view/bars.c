#include "view/bars.h"

#include <string.h>

#include "view/bars_state.h"

static void init(void *state, const struct view_look *look)
{
	struct bars *bars = state;
	bars->look = *look;
	auto_gain_init(&bars->gain, 0);
}

static void fini(void *state)
{
	bars_forget_layout(state);
}

static uint32_t channels(const void *state)
{
	const struct bars *bars = state;
	return bars->channels;
}

static uint32_t levels(const void *state)
{
	const struct bars *bars = state;
	return band_feed_levels(&bars->feed);
}

/* --------------------------------------------------------------- sound */

static float loudest(const struct bars *bars)
{
	float most = 0;
	for (size_t f = 0; f < bars->n_fields; f++)
		for (size_t b = 0; b < bars->n_bars; b++)
			most = bars->fields[f].now.level[b] > most ? bars->fields[f].now.level[b] : most;
	return most;
}

static bool has_gain(const struct bars *bars)
{
	return bars->look.settings->auto_gain && bars_manner_of(bars->look.settings)->gain;
}

float bars_gain_db(const struct bars *bars, bool frozen)
{
	if (!has_gain(bars))
		return 0;
	return frozen ? bars->frozen_gain_db : bars->gain.gain_db;
}

/* Whether there is such a channel at all. */
static bool is_of_source(const struct snapshot *snapshot, enum snapshot_channel_id channel)
{
	return channel < SNAPSHOT_SOURCE + snapshot->head.n_source_channels;
}

static void advance(void *state, const struct snapshot *snapshot)
{
	struct bars *bars = state;
	float seconds = (float)snapshot->head.n_frames / (float)snapshot->head.rate_hz;
	if (bars->n_fields == 0 || !band_feed_fit(&bars->feed, &snapshot->head))
		return;
	for (size_t f = 0; f < bars->n_fields; f++) {
		struct bars_field *field = &bars->fields[f];
		bool is_there = snapshot->head.channels & SNAPSHOT_BIT(field->channel);
		if (!is_there && is_of_source(snapshot, field->channel))
			continue; /* not yet */
		if (is_there)
			band_feed_read(&bars->feed, snapshot, field->channel, field->power);
		else
			memset(field->power, 0, bars->n_bars * sizeof *field->power);
		for (size_t b = 0; b < bars->n_bars; b++)
			bars->weighted[b] = field->power[b] * bars->weight[b];
		ballistics_advance(&field->now, bars->weighted, seconds);
	}
	band_feed_done(&bars->feed);
	if (has_gain(bars))
		auto_gain_advance(&bars->gain, loudest(bars), seconds);
}

/* --------------------------------------------------------------- picture */

static bool layout(void *state, int cols, int rows, struct err *err)
{
	return bars_lay_out(state, cols, rows, err);
}

static void draw(const void *state, struct canvas *canvas, struct region region)
{
	bars_draw(state, canvas, region);
}

/* Frozen or not, it is what is heard now that moves. */
static bool is_flat(const struct bars *bars, bool with_peaks)
{
	float gain_db = bars_gain_db(bars, false);
	for (size_t f = 0; f < bars->n_fields; f++)
		for (size_t b = 0; b < bars->n_bars; b++) {
			const struct ballistics *now = &bars->fields[f].now;
			if (bars_height(bars, now->level[b], gain_db)
				|| (with_peaks && bars_height(bars, now->peak[b], gain_db)))
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

static void keep(void *state, uint32_t kept)
{
	struct bars *bars = state;
	uint32_t changed = bars->kept ^ kept;
	for (size_t f = 0; f < bars->n_fields; f++) {
		struct bars_field *field = &bars->fields[f];
		if (changed & VIEW_MAXIMUM) {
			ballistics_keep_maximum(&field->now, kept & VIEW_MAXIMUM);
			ballistics_keep_maximum(&field->frozen, kept & VIEW_MAXIMUM);
		}
		if (changed & kept & VIEW_FROZEN)
			ballistics_take_over(&field->frozen, &field->now);
	}
	if (changed & kept & VIEW_FROZEN)
		bars->frozen_gain_db = bars->gain.gain_db;
	bars->kept = kept;
}

/* What is weighted most, or lifted by the gain, shows first. */
static double floor_db(const void *state)
{
	const struct bars *bars = state;
	return bars->look.settings->floor_db - (double)bars_gain_db(bars, false) - bars->most_db;
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
	.keep = keep,
	.floor_db = floor_db,
};
