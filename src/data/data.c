#include "data/data.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/db.h"

enum { BANDS = 32, MOST_BANDS = 1000 }; /* where nothing says how many; the most that --bands takes */

#define FIGURES_S 0.25f
#define STILL_S 0.5f
/* BS.1770's absolute gate: what is below is no loudness. */
#define LEAST_LUFS (-70.0f)

/* --------------------------------------------------------------- set-up */

static void init(void *state, const struct view_look *look)
{
	struct data *data = state;
	data->settings = look->settings;
	data->format = data_format_of(look->settings);
	auto_gain_init(&data->gain, (float)look->settings->ceiling_db - BARS_HEADROOM_DB);
}

static void fini(void *state)
{
	struct data *data = state;
	for (size_t f = 0; f < BARS_MAX_FIELDS; f++) {
		ballistics_fini(&data->fields[f].now);
		free(data->fields[f].power);
	}
	band_feed_fini(&data->feed);
	free(data->weight);
	free(data->weighted);
}

static size_t most_bands(const struct settings *settings)
{
	return settings->bands || scale_has_bands((enum scale_id)settings->scale) ? MOST_BANDS : BANDS;
}

static bool init_field(struct data *data, struct data_field *field, struct err *err)
{
	const struct ballistics_motion motion = bars_motion(data->settings);
	field->power = calloc(data->n_bands, sizeof *field->power);
	if (!field->power)
		return err_set(err, ERR_SYSTEM, "out of memory for %zu bands", data->n_bands);
	return ballistics_init(&field->now, data->n_bands, &motion, 0, err);
}

static bool layout(void *state, int cols, int rows, struct err *err)
{
	struct data *data = state;
	const struct bars_arrangement arrangement = bars_arrange(data->settings);
	(void)cols, (void)rows;
	if (!data->format->has_bands)
		return true;
	band_feed_init(&data->feed, data->settings, most_bands(data->settings));
	data->n_bands = data->feed.grid.n_bands;
	data->weight = calloc(data->n_bands, sizeof *data->weight);
	data->weighted = calloc(data->n_bands, sizeof *data->weighted);
	if (!data->weight || !data->weighted)
		return err_set(err, ERR_SYSTEM, "out of memory for %zu bands", data->n_bands);
	data->most_db = bars_weigh(data->settings, &data->feed.grid, data->weight);
	for (int f = 0; f < arrangement.n_fields; f++) {
		struct data_field *field = &data->fields[data->n_fields++];
		field->channel = arrangement.fields[f].channel;
		field->reversed = arrangement.fields[f].reversed;
		if (!init_field(data, field, err))
			return false;
	}
	return true;
}

/* --------------------------------------------------------------- what it wants */

static uint32_t channels(const void *state)
{
	const struct data *data = state;
	uint32_t mask = 0;
	for (size_t f = 0; f < data->n_fields; f++)
		mask |= SNAPSHOT_BIT(data->fields[f].channel);
	return mask;
}

static uint32_t levels(const void *state)
{
	const struct data *data = state;
	return data->n_fields ? band_feed_levels(&data->feed) : 0;
}

static uint32_t measures(const void *state)
{
	const struct data *data = state;
	return data->format->measures;
}

/* --------------------------------------------------------------- one snapshot */

static bool has_gain(const struct data *data)
{
	return data->format->has_gain && data->settings->auto_gain && bars_manner_of(data->settings)->gain;
}

static float gain_db(const struct data *data)
{
	return has_gain(data) ? data->gain.gain_db : 0;
}

static float loudest(const struct data *data)
{
	float most = 0;
	for (size_t f = 0; f < data->n_fields; f++)
		for (size_t b = 0; b < data->n_bands; b++)
			most = fmaxf(most, data->fields[f].now.level[b]);
	return most;
}

static void take_bands(struct data *data, const struct snapshot *snapshot, float seconds)
{
	if (data->n_fields == 0 || !band_feed_fit(&data->feed, &snapshot->head))
		return;
	for (size_t f = 0; f < data->n_fields; f++) {
		struct data_field *field = &data->fields[f];
		if (snapshot->head.channels & SNAPSHOT_BIT(field->channel))
			band_feed_read(&data->feed, snapshot, field->channel, field->power);
		else
			memset(field->power, 0, data->n_bands * sizeof *field->power);
		for (size_t b = 0; b < data->n_bands; b++)
			data->weighted[b] = field->power[b] * data->weight[b];
		ballistics_advance(&field->now, data->weighted, seconds);
	}
	band_feed_done(&data->feed);
	if (has_gain(data))
		auto_gain_advance(&data->gain, loudest(data), seconds);
}

static void take_measures(struct data *data, const struct snapshot *snapshot)
{
	const struct data_measured before = data->now;
	data->now = (struct data_measured){ .measures = snapshot->measures,
		.measured = snapshot->head.measured,
		.n_channels = snapshot->head.n_source_channels };
	for (uint32_t c = 0; c < data->now.n_channels && c < before.n_channels; c++) {
		struct snapshot_meter *meter = &data->now.measures.meters[c];
		const struct snapshot_meter *old = &before.measures.meters[c];
		if (before.measured & data->now.measured & SNAPSHOT_BIT(SNAPSHOT_LEVELS))
			meter->peak = fmaxf(meter->peak, old->peak);
		if (before.measured & data->now.measured & SNAPSHOT_BIT(SNAPSHOT_TRUE_PEAK))
			meter->true_peak = fmaxf(meter->true_peak, old->true_peak);
	}
}

/* A loudness may stand still and fall at last, when what it is of leaves its window. */
static bool loudness_is_down(const struct data *data)
{
	const struct snapshot_loudness *loudness = &data->now.measures.loudness;
	return !(data->now.measured & SNAPSHOT_BIT(SNAPSHOT_LOUDNESS))
		|| (loudness->momentary_lufs < LEAST_LUFS && loudness->short_term_lufs < LEAST_LUFS);
}

static void look_at_figures(struct data *data)
{
	bool same = loudness_is_down(data);
	for (size_t i = 0; i < DATA_N_MOMENTARY; i++) {
		const double unit = pow(10, data_figures[i].decimals);
		const double value = round(data_figure_value(&data_figures[i], &data->now) * unit);
		same &= value == data->figures[i] || (isnan(value) && isnan(data->figures[i]));
		data->figures[i] = value;
	}
	data->still_s = same ? data->still_s + data->figures_age_s : 0;
	data->figures_age_s = 0;
}

static void advance(void *state, const struct snapshot *snapshot)
{
	struct data *data = state;
	const float seconds = (float)snapshot->head.n_frames / (float)snapshot->head.rate_hz;
	take_bands(data, snapshot, seconds);
	take_measures(data, snapshot);
	data->figures_age_s += seconds;
	if (data->figures_age_s >= FIGURES_S)
		look_at_figures(data);
}

static void inform(void *state, const struct statistics *statistics, const struct run_state *run)
{
	struct data *data = state;
	stats_take(&data->stats, statistics, run);
	data->stats_are_new = true;
}

void data_told(struct data *data)
{
	if (data->stats_are_new)
		data->told_trouble = data->stats.alerts[STATS_VERDICT];
	data->stats_are_new = false;
	for (uint32_t c = 0; c < data->now.n_channels; c++)
		data->now.measures.meters[c].peak = data->now.measures.meters[c].true_peak = 0;
}

void data_hush(struct data *data)
{
	for (size_t f = 0; f < data->n_fields; f++)
		memset(data->fields[f].now.level, 0, data->n_bands * sizeof *data->fields[f].now.level);
	snapshot_measures_fall_silent(&data->now.measures);
}

/* --------------------------------------------------------------- what it says */

float data_band_db(const struct data *data, const struct data_field *field, size_t band)
{
	return fmaxf(db_from_power(field->now.level[band]) + gain_db(data), (float)data->settings->floor_db);
}

static bool has_fallen(const void *state)
{
	const struct data *data = state;
	const float floor_db = (float)data->settings->floor_db;
	for (size_t f = 0; f < data->n_fields; f++)
		for (size_t b = 0; b < data->n_bands; b++)
			if (data_band_db(data, &data->fields[f], b) > floor_db)
				return false;
	return true;
}

static bool at_rest(const void *state)
{
	const struct data *data = state;
	const bool is_still = data->now.n_channels == 0 || !data->format->measures || data->still_s >= STILL_S;
	return is_still && has_fallen(data);
}

static double floor_db(const void *state)
{
	const struct data *data = state;
	return data->settings->floor_db - (double)gain_db(data) - data->most_db;
}

const char *data_channel_name(enum snapshot_channel_id channel)
{
	static const char *const names[SNAPSHOT_N_CHANNELS] = { [SNAPSHOT_LEFT] = "left",
		[SNAPSHOT_RIGHT] = "right",
		[SNAPSHOT_MONO] = "mono",
		[SNAPSHOT_SIDE] = "side",
		[SNAPSHOT_SOURCE] = "1",
		"2",
		"3",
		"4",
		"5",
		"6",
		"7",
		"8" };
	return names[channel];
}

double data_hz(const struct data *data, double place)
{
	const struct scale_grid *grid = &data->feed.grid;
	return scale_hz(grid->scale, grid->first + place * grid->step);
}

const char *const data_phase_names[] = { [RUN_STARTING] = "starting",
	[RUN_WAITING] = "waiting",
	[RUN_PLAYING] = "playing",
	[RUN_PAUSED] = "paused",
	[RUN_DRAINING] = "ended" };

double data_length_s(const struct run_state *state)
{
	return state->length_frames >= 0 && state->rate_hz ? (double)state->length_frames / state->rate_hz : NAN;
}

const struct data_format *data_format_of(const struct settings *settings)
{
	static const struct data_format *const formats[] = {
		[DATA_JSON] = &data_json, [DATA_CSV] = &data_csv, [DATA_RAW] = &data_raw, [DATA_TEXT] = &data_text
	};
	return formats[settings->data];
}

const struct view_ops data_view = {
	.name = "data",
	.help = "lines for programs",
	.state_bytes = sizeof(struct data),
	.init = init,
	.fini = fini,
	.layout = layout,
	.channels = channels,
	.levels = levels,
	.measures = measures,
	.advance = advance,
	.inform = inform,
	.at_rest = at_rest,
	.has_fallen = has_fallen,
	.floor_db = floor_db,
};
