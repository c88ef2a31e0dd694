#include "view/spectrogram.h"

#include <string.h>

#include "base/db.h"
#include "view/spectrogram_state.h"

/* Times of columns are sums of many snapshots': so much of one is no time. */
#define COLUMN_TOLERANCE 1e-6

static void init(void *state, const struct view_look *look)
{
	struct spectrogram *spectrogram = state;
	spectrogram->look = *look;
}

static void fini(void *state)
{
	spectrogram_forget_layout(state);
}

static bool layout(void *state, int cols, int rows, struct err *err)
{
	return spectrogram_lay_out(state, cols, rows, err);
}

static void cover(void *state, double from_s, double to_s)
{
	struct spectrogram *spectrogram = state;
	spectrogram->covers = true;
	spectrogram->from_s = from_s;
	spectrogram->to_s = to_s;
}

static uint32_t channels(const void *state)
{
	(void)state;
	return SNAPSHOT_BIT(SNAPSHOT_MONO);
}

static uint32_t levels(const void *state)
{
	const struct spectrogram *spectrogram = state;
	return band_feed_levels(&spectrogram->feed);
}

/* --------------------------------------------------------------- sound */

bool spectrogram_is_blank(const struct spectrogram *spectrogram, const float *db)
{
	for (size_t b = 0; b < spectrogram->feed.grid.n_bands; b++)
		if (spectrogram_share(spectrogram, db[b]) > 0)
			return false;
	return true;
}

static bool is_full(const struct spectrogram *spectrogram)
{
	return spectrogram->covers && spectrogram->n_pushed == spectrogram->now.n_columns;
}

static void push(struct spectrogram *spectrogram)
{
	float *db = history_push(&spectrogram->now);
	for (size_t b = 0; b < spectrogram->now.n_bands; b++)
		db[b] = db_from_power(spectrogram->most[b]);
	spectrogram->n_pushed++;
	bool is_blank = spectrogram_is_blank(spectrogram, db);
	spectrogram->n_blank = !is_blank                            ? 0
		: spectrogram->n_blank < spectrogram->now.n_columns ? spectrogram->n_blank + 1
								    : spectrogram->n_blank;
}

/* What a snapshot says is heard in each column that it has a part in. */
static void advance(void *state, const struct snapshot *snapshot)
{
	struct spectrogram *spectrogram = state;
	size_t n_bands = spectrogram->now.n_bands;
	if (!spectrogram->now.db || is_full(spectrogram) || !(snapshot->head.channels & channels(state))
		|| !band_feed_fit(&spectrogram->feed, &snapshot->head))
		return;
	band_feed_read(&spectrogram->feed, snapshot, SNAPSHOT_MONO, spectrogram->power);
	band_feed_done(&spectrogram->feed);
	for (size_t b = 0; b < n_bands; b++) {
		float power = spectrogram->power[b] * spectrogram->weight[b];
		spectrogram->most[b] = power > spectrogram->most[b] ? power : spectrogram->most[b];
	}
	spectrogram->heard_s += (double)snapshot->head.n_frames / (double)snapshot->head.rate_hz;
	if (spectrogram->heard_s < spectrogram->column_s * (1 - COLUMN_TOLERANCE))
		return;
	for (; spectrogram->heard_s >= spectrogram->column_s * (1 - COLUMN_TOLERANCE) && !is_full(spectrogram);
		spectrogram->heard_s -= spectrogram->column_s)
		push(spectrogram);
	memset(spectrogram->most, 0, n_bands * sizeof *spectrogram->most);
}

/* --------------------------------------------------------------- picture */

static void draw(const void *state, struct canvas *canvas, struct region region)
{
	spectrogram_draw(state, canvas, region);
}

/* What has been heard since the newest column is told with the next one. */
static bool is_silent(const struct spectrogram *spectrogram)
{
	for (size_t b = 0; spectrogram->now.db && b < spectrogram->now.n_bands; b++)
		if (spectrogram_share(spectrogram, db_from_power(spectrogram->most[b])) > 0)
			return false;
	return true;
}

static bool at_rest(const void *state)
{
	const struct spectrogram *spectrogram = state;
	return spectrogram->n_blank == spectrogram->now.n_columns && is_silent(spectrogram);
}

static bool has_fallen(const void *state)
{
	const struct spectrogram *spectrogram = state;
	return spectrogram->n_blank > 0 && is_silent(spectrogram);
}

static void keep(void *state, uint32_t kept)
{
	struct spectrogram *spectrogram = state;
	if ((kept & ~spectrogram->kept & VIEW_FROZEN) && spectrogram->now.db)
		history_take_over(&spectrogram->frozen, &spectrogram->now, 1);
	spectrogram->kept = kept;
}

/* What is weighted most shows first. */
static double floor_db(const void *state)
{
	const struct spectrogram *spectrogram = state;
	return spectrogram->look.settings->floor_db - spectrogram->most_db;
}

const struct view_ops spectrogram_view = {
	.name = "spectrogram",
	.help = "the spectrum over time, the newest at the right, low frequencies at the bottom",
	.state_bytes = sizeof(struct spectrogram),
	.init = init,
	.fini = fini,
	.layout = layout,
	.channels = channels,
	.levels = levels,
	.advance = advance,
	.draw = draw,
	.at_rest = at_rest,
	.has_fallen = has_fallen,
	.cover = cover,
	.keep = keep,
	.floor_db = floor_db,
	.stands = true,
};
