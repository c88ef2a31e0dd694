#include "view/spectrogram.h"

#include <math.h>
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
	const struct spectrogram *spectrogram = state;
	uint32_t mask = 0;
	for (size_t f = 0; f < spectrogram->n_fields; f++)
		mask |= SNAPSHOT_BIT(spectrogram->fields[f].channel);
	return mask;
}

static uint32_t levels(const void *state)
{
	const struct spectrogram *spectrogram = state;
	return band_feed_levels(&spectrogram->feed);
}

/* --------------------------------------------------------------- sound */

bool spectrogram_is_blank(const struct spectrogram *spectrogram, size_t age)
{
	for (size_t f = 0; f < spectrogram->n_fields; f++) {
		const float *db = history_column(&spectrogram->fields[f].now, age);
		for (size_t b = 0; b < spectrogram->feed.grid.n_bands; b++)
			if (spectrogram_share(spectrogram, db[b]) > 0)
				return false;
	}
	return true;
}

static bool is_full(const struct spectrogram *spectrogram)
{
	return spectrogram->covers && spectrogram->now.n_pushed == spectrogram_count_columns(spectrogram);
}

/* Long windows tell of earlier sound than short ones: by half their length. */
static void find_lags(struct spectrogram *spectrogram, const struct snapshot_head *head)
{
	double most = (double)(spectrogram_count_columns(spectrogram) - 1);
	for (size_t b = 0; b < spectrogram->feed.map.n_bands; b++) {
		double window_s
			= (double)head->levels[spectrogram->feed.map.bands[b].level].window_frames / head->rate_hz;
		spectrogram->lag[b] = (uint16_t)fmin(round(window_s / 2 / spectrogram->column_s), most);
	}
}

/* A band's level goes where it was heard, and, as long as more is not known, into the newest column as well. */
static void push_field(struct spectrogram *spectrogram, struct spectrogram_field *field, size_t n_before)
{
	float *db = history_push(&field->now);
	for (size_t b = 0; b < field->now.n_bands; b++) {
		size_t lag = spectrogram->lag[b] < n_before ? spectrogram->lag[b] : n_before;
		db[b] = db_from_power(field->most[b]);
		if (lag == 0)
			continue;
		history_edit(&field->now, lag)[b] = db[b];
		if (lag - 1 < spectrogram->n_blank && spectrogram_share(spectrogram, db[b]) > 0)
			spectrogram->n_blank = lag - 1; /* before this column */
	}
}

static void push(struct spectrogram *spectrogram)
{
	double columns = spectrogram->now.since_jump_s / spectrogram->column_s; /* of this sound, with the new one */
	size_t n_before = columns > 1 + COLUMN_TOLERANCE ? (size_t)(columns - 1 + COLUMN_TOLERANCE) : 0;
	n_before = n_before < spectrogram->now.n_pushed ? n_before : spectrogram->now.n_pushed;
	for (size_t f = 0; f < spectrogram->n_fields; f++)
		push_field(spectrogram, &spectrogram->fields[f], n_before);
	spectrogram->now.n_pushed++;
	if (!spectrogram_is_blank(spectrogram, 0))
		spectrogram->n_blank = 0;
	else if (spectrogram->n_blank < spectrogram_count_columns(spectrogram))
		spectrogram->n_blank++;
}

static void read(struct spectrogram *spectrogram, struct spectrogram_field *field, const struct snapshot *snapshot)
{
	if (snapshot->head.channels & SNAPSHOT_BIT(field->channel))
		band_feed_read(&spectrogram->feed, snapshot, field->channel, field->power);
	for (size_t b = 0; b < field->now.n_bands; b++) {
		float power = field->power[b] * spectrogram->weight[b];
		field->most[b] = power > field->most[b] ? power : field->most[b];
	}
}

/* Where in the track the newest column is, and how far back from there it is the same sound. */
static void note_position(struct spectrogram *spectrogram, const struct snapshot_head *head)
{
	struct spectrogram_moment *now = &spectrogram->now;
	now->position_s = (double)head->position_frame / (double)head->rate_hz;
	now->since_jump_s = head->segment == spectrogram->segment ? now->since_jump_s : 0;
	now->since_jump_s += (double)head->n_frames / (double)head->rate_hz;
	spectrogram->segment = head->segment;
}

/* All that is shown of this sound, and not only wanted. */
static bool has_all_channels(const struct spectrogram *spectrogram, const struct snapshot_head *head)
{
	for (size_t f = 0; f < spectrogram->n_fields; f++) {
		enum snapshot_channel_id channel = spectrogram->fields[f].channel;
		if (!(head->channels & SNAPSHOT_BIT(channel)) && band_feed_is_of_sound(head, channel))
			return false;
	}
	return spectrogram->n_fields > 0;
}

/* What a snapshot says is heard in each column that it has a part in. */
static void advance(void *state, const struct snapshot *snapshot)
{
	struct spectrogram *spectrogram = state;
	const struct snapshot_head *head = &snapshot->head;
	if (!has_all_channels(spectrogram, head) || is_full(spectrogram) || !band_feed_fit(&spectrogram->feed, head))
		return;
	if (spectrogram->feed.is_new)
		find_lags(spectrogram, head);
	for (size_t f = 0; f < spectrogram->n_fields; f++)
		read(spectrogram, &spectrogram->fields[f], snapshot);
	band_feed_done(&spectrogram->feed);
	note_position(spectrogram, head);
	spectrogram->heard_s += (double)head->n_frames / (double)head->rate_hz;
	if (spectrogram->heard_s < spectrogram->column_s * (1 - COLUMN_TOLERANCE))
		return;
	for (; spectrogram->heard_s >= spectrogram->column_s * (1 - COLUMN_TOLERANCE) && !is_full(spectrogram);
		spectrogram->heard_s -= spectrogram->column_s)
		push(spectrogram);
	for (size_t f = 0; f < spectrogram->n_fields; f++)
		memset(spectrogram->fields[f].most, 0,
			spectrogram->fields[f].now.n_bands * sizeof *spectrogram->fields[f].most);
}

/* --------------------------------------------------------------- picture */

static void draw(const void *state, struct canvas *canvas, struct region region)
{
	spectrogram_draw(state, canvas, region);
}

/* What has been heard since the newest column is told with the next one. */
static bool is_silent(const struct spectrogram *spectrogram)
{
	for (size_t f = 0; f < spectrogram->n_fields; f++)
		for (size_t b = 0; b < spectrogram->fields[f].now.n_bands; b++)
			if (spectrogram_share(spectrogram, db_from_power(spectrogram->fields[f].most[b])) > 0)
				return false;
	return true;
}

static bool at_rest(const void *state)
{
	const struct spectrogram *spectrogram = state;
	return spectrogram->n_blank == spectrogram_count_columns(spectrogram) && is_silent(spectrogram);
}

static bool has_fallen(const void *state)
{
	const struct spectrogram *spectrogram = state;
	return spectrogram->n_blank > 0 && is_silent(spectrogram);
}

static void keep(void *state, uint32_t kept)
{
	struct spectrogram *spectrogram = state;
	if (kept & ~spectrogram->kept & VIEW_FROZEN) {
		spectrogram->frozen = spectrogram->now;
		for (size_t f = 0; f < spectrogram->n_fields; f++)
			history_take_over(&spectrogram->fields[f].frozen, &spectrogram->fields[f].now, 1);
	}
	spectrogram->kept = kept;
}

static bool spot(const void *state, int x, int y, struct view_spot *told)
{
	return spectrogram_spot(state, x, y, told);
}

/* What is weighted most shows first. */
static double floor_db(const void *state)
{
	const struct spectrogram *spectrogram = state;
	return spectrogram->look.settings->floor_db - spectrogram->most_db;
}

const struct view_ops spectrogram_view = {
	.name = "spectrogram",
	.help = "the spectrum over time, the newest at the right, low frequencies at the bottom; or, by --flow, on top",
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
	.spot = spot,
	.floor_db = floor_db,
	.stands = true,
};
