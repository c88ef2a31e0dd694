#include "view/readings.h"

#include <math.h>
#include <string.h>

#include "base/db.h"

#define HOLD_S 2.0f
#define FIGURES_S 0.25f /* a number that changes faster cannot be read */
#define STILL_S 0.5f
#define BEAT_S 0.1f
/* +60 dBFS: more than any sound, and its square is far from infinity. */
#define MOST_AMPLITUDE 1e3f
/* BS.1770's absolute gate: what is below is no loudness. */
#define LEAST_LUFS (-70.0f)

/* What has its ballistics already moves as it is measured. */
static const struct ballistics_motion at_once;
/* IEC 60268-18, peak programme: up at once, down by 20 dB in 1.7 s. */
static const struct ballistics_motion as_peaks = { .release_db_per_s = 20 / 1.7f };
static const struct ballistics_motion *const motions[N_READING_BARS] = {
	[BAR_PEAK] = &as_peaks,
	[BAR_RMS] = &at_once,
	[BAR_TRUE_PEAK] = &as_peaks,
	[BAR_PROGRAMME] = &at_once,
};

/* What is not measured. */
static const struct snapshot_loudness no_loudness = { SNAPSHOT_NO_LEVEL, SNAPSHOT_NO_LEVEL, SNAPSHOT_NO_LEVEL,
	SNAPSHOT_NO_LEVEL, SNAPSHOT_NO_LEVEL, SNAPSHOT_NO_LEVEL, SNAPSHOT_NO_LEVEL, 0 };

bool readings_init(struct readings *readings, const struct settings *settings, enum glyph_set glyphs, struct err *err)
{
	*readings = (struct readings){
		.settings = settings, .glyphs = glyphs, .loudness = no_loudness, .dynamic_range_db = -1
	};
	readings_write_figures(readings);
	for (size_t b = 0; b < N_READING_BARS; b++)
		if (!ballistics_init(&readings->bars[b], READINGS_N, motions[b], HOLD_S, err))
			return false;
	return true;
}

void readings_fini(struct readings *readings)
{
	for (size_t b = 0; b < N_READING_BARS; b++)
		ballistics_fini(&readings->bars[b]);
}

/* --------------------------------------------------------------- one snapshot */

static float programme_of(const struct readings *readings, const struct snapshot_meter *meter)
{
	const float by_setting[] = { [METER_PPM1] = meter->ppm1, [METER_PPM2] = meter->ppm2, [METER_VU] = meter->vu };
	return by_setting[readings->settings->meter];
}

/* A maximum only ever grows, unless it begins again. */
static bool begins_again(const struct readings *readings, const struct snapshot *snapshot)
{
	bool again = snapshot->head.n_source_channels != readings->n_channels;
	bool known = snapshot->head.measured & SNAPSHOT_BIT(SNAPSHOT_LEVELS);
	for (uint32_t c = 0; c < readings->n_channels && !again; c++)
		again = (known ? snapshot->measures.meters[c].max_peak : 0) < readings->channels[c].now.max_peak;
	return again;
}

/* A meter's members are valid as far as they are measured. */
static struct snapshot_meter valid_of(const struct snapshot_meter *from, uint32_t measured)
{
	struct snapshot_meter meter = { 0 };
	if (measured & SNAPSHOT_BIT(SNAPSHOT_LEVELS))
		meter = *from;
	bool true_peak = measured & SNAPSHOT_BIT(SNAPSHOT_TRUE_PEAK);
	bool programme = measured & SNAPSHOT_BIT(SNAPSHOT_PROGRAMME);
	meter.true_peak = true_peak ? from->true_peak : 0;
	meter.max_true_peak = true_peak ? from->max_true_peak : 0;
	meter.ppm1 = programme ? from->ppm1 : 0;
	meter.ppm2 = programme ? from->ppm2 : 0;
	meter.vu = programme ? from->vu : 0;
	return meter;
}

static void take_meter(struct readings *readings, uint32_t c, const struct snapshot_meter *meter)
{
	struct reading_channel *channel = &readings->channels[c];
	channel->now = *meter;
	channel->programme = programme_of(readings, meter);
	channel->most_peak = fmaxf(channel->most_peak, meter->peak);
	channel->most_true_peak = fmaxf(channel->most_true_peak, meter->true_peak);
	channel->most_programme = fmaxf(channel->most_programme, channel->programme);
	channel->max_programme = fmaxf(channel->max_programme, channel->programme);
}

/* The loudest of the channels, as far as it is shown. */
static void fold(struct snapshot_meter *all, const struct snapshot_meter *one)
{
	all->peak = fmaxf(all->peak, one->peak);
	all->mean_square = fmaxf(all->mean_square, one->mean_square);
	all->max_peak = fmaxf(all->max_peak, one->max_peak);
	all->true_peak = fmaxf(all->true_peak, one->true_peak);
	all->max_true_peak = fmaxf(all->max_true_peak, one->max_true_peak);
	all->ppm1 = fmaxf(all->ppm1, one->ppm1);
	all->ppm2 = fmaxf(all->ppm2, one->ppm2);
	all->vu = fmaxf(all->vu, one->vu);
}

/* A maximum of the whole lacks nothing in between. */
static void forget_programme(struct readings *readings)
{
	for (size_t c = 0; c < READINGS_N; c++)
		readings->channels[c].max_programme = 0;
}

static void take_meters(struct readings *readings, const struct snapshot *snapshot)
{
	struct snapshot_meter all = { 0 };
	if (begins_again(readings, snapshot))
		memset(readings->channels, 0, sizeof readings->channels);
	if (!(snapshot->head.measured & SNAPSHOT_BIT(SNAPSHOT_PROGRAMME)))
		forget_programme(readings);
	readings->n_channels = snapshot->head.n_source_channels;
	for (uint32_t c = 0; c < readings->n_channels; c++) {
		struct snapshot_meter meter = valid_of(&snapshot->measures.meters[c], snapshot->head.measured);
		take_meter(readings, c, &meter);
		fold(&all, &meter);
	}
	take_meter(readings, READINGS_ALL, &all);
}

static void take_rest(struct readings *readings, const struct snapshot *snapshot)
{
	const struct snapshot_measures *measures = &snapshot->measures;
	uint32_t measured = snapshot->head.measured;
	readings->measured = measured;
	readings->loudness = measured & SNAPSHOT_BIT(SNAPSHOT_LOUDNESS) ? measures->loudness : no_loudness;
	readings->stereo = measured & SNAPSHOT_BIT(SNAPSHOT_STEREO) ? measures->stereo : (struct snapshot_stereo){ 0 };
	readings->rhythm = measured & SNAPSHOT_BIT(SNAPSHOT_RHYTHM) ? measures->rhythm : (struct snapshot_rhythm){ 0 };
	readings->dynamic_range_db = measured & SNAPSHOT_BIT(SNAPSHOT_LEVELS) ? measures->dynamic_range_db : -1;
}

static float power_of(float amplitude)
{
	amplitude = fminf(fabsf(amplitude), MOST_AMPLITUDE);
	return amplitude * amplitude;
}

static void advance_bars(struct readings *readings, float seconds)
{
	float power[N_READING_BARS][READINGS_N];
	for (size_t c = 0; c < READINGS_N; c++) {
		const struct reading_channel *channel = &readings->channels[c];
		power[BAR_PEAK][c] = power_of(channel->now.peak);
		/* A full-scale sine has 0 dB (AES17), and half the square of its peak. */
		power[BAR_RMS][c] = power_of(sqrtf(2 * fmaxf(channel->now.mean_square, 0)));
		power[BAR_TRUE_PEAK][c] = power_of(channel->now.true_peak);
		power[BAR_PROGRAMME][c] = power_of(channel->programme);
	}
	for (size_t b = 0; b < N_READING_BARS; b++)
		ballistics_advance(&readings->bars[b], power[b], seconds);
}

/* A loudness may stand still and fall at last, when what it is of leaves its window. */
static bool loudness_is_down(const struct readings *readings)
{
	return readings->loudness.momentary_lufs < LEAST_LUFS && readings->loudness.short_term_lufs < LEAST_LUFS;
}

static void renew_figures(struct readings *readings)
{
	const struct reading_figures before = readings->figures;
	readings_write_figures(readings);
	bool still = memcmp(&before, &readings->figures, sizeof before) == 0 && loudness_is_down(readings);
	readings->still_s = still ? readings->still_s + readings->figures_age_s : 0;
	readings->figures_age_s = 0;
	for (size_t c = 0; c < READINGS_N; c++) {
		struct reading_channel *channel = &readings->channels[c];
		channel->most_peak = channel->most_true_peak = channel->most_programme = 0;
	}
}

void readings_advance(struct readings *readings, const struct snapshot *snapshot)
{
	float seconds = (float)snapshot->head.n_frames / (float)snapshot->head.rate_hz;
	/* What has just become known is not waited for. */
	bool news = snapshot->head.measured != readings->measured;
	take_meters(readings, snapshot);
	take_rest(readings, snapshot);
	advance_bars(readings, seconds);
	readings->figures_age_s += seconds;
	if (news || readings->figures_age_s >= FIGURES_S)
		renew_figures(readings);
}

/* --------------------------------------------------------------- what they say */

float readings_bar_db(const struct readings *readings, enum reading_bar bar, uint32_t channel)
{
	return db_from_power(readings->bars[bar].level[channel]);
}

float readings_mark_db(const struct readings *readings, enum reading_bar bar, uint32_t channel)
{
	return db_from_power(readings->bars[bar].peak[channel]);
}

bool readings_beat(const struct readings *readings)
{
	const struct snapshot_rhythm *rhythm = &readings->rhythm;
	return rhythm->tempo_bpm > 0 && rhythm->beat_phase * 60 / rhythm->tempo_bpm < BEAT_S;
}

bool readings_are_still(const struct readings *readings)
{
	return readings->still_s >= STILL_S && loudness_is_down(readings);
}
