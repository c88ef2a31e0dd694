#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>

#include "dsp/bands.h"
#include "dsp/window.h"
#include "near.h"

enum { N_LEVELS = 5 };

static const double sizes[N_LEVELS] = { 512, 2048, 8192, 32768, 65536 };

/* Spectra as a sine of power 1 makes them, by the window's closed form: no code of ours but that is between. */
struct spectra {
	struct band_source source;
	float *bins[N_LEVELS];
};

static void make(struct spectra *spectra, double rate)
{
	spectra->source = (struct band_source){ .window = WINDOW_HANN, .n_levels = N_LEVELS };
	for (int l = 0; l < N_LEVELS; l++) {
		uint32_t n_bins = (uint32_t)fmin(sizes[l] / 2 + 1, 4097);
		spectra->source.levels[l] = (struct band_level){ n_bins, (float)(rate / sizes[l]) };
		spectra->bins[l] = calloc(spectra->source.levels[l].n_bins, sizeof(float));
	}
}

static void add_sine(struct spectra *spectra, double hz)
{
	for (int l = 0; l < N_LEVELS; l++)
		for (uint32_t k = 0; k < spectra->source.levels[l].n_bins; k++)
			spectra->bins[l][k]
				+= (float)window_power(WINDOW_HANN, k - hz / (double)spectra->source.levels[l].bin_hz);
}

static void clear(struct spectra *spectra)
{
	for (int l = 0; l < N_LEVELS; l++)
		for (uint32_t k = 0; k < spectra->source.levels[l].n_bins; k++)
			spectra->bins[l][k] = 0;
}

static void fini(struct spectra *spectra)
{
	for (int l = 0; l < N_LEVELS; l++)
		free(spectra->bins[l]);
}

static bool map_init(struct band_map *map, size_t n_bands, enum scale_id scale, double low_hz, double high_hz,
	const struct spectra *spectra)
{
	struct scale_grid grid;
	scale_grid_init(&grid, scale, low_hz, high_hz, n_bands);
	return band_map_init(map, &grid, DETAIL_NORMAL, &spectra->source, NULL);
}

static double reading_db(const struct band_map *map, const struct spectra *spectra, size_t band)
{
	float *power = calloc(map->n_bands, sizeof *power);
	const float *bins[N_LEVELS]
		= { spectra->bins[0], spectra->bins[1], spectra->bins[2], spectra->bins[3], spectra->bins[4] };
	band_map_apply(map, bins, UINT32_MAX, power);
	double db = 10 * log10((double)power[band]);
	free(power);
	return db;
}

/* 0 dBFS in, 0 dB out: at each band's centre, for few and many bands, every scale, 44.1 to 48 kHz. */
static void a_sine_at_a_centre_reads_its_level(void **state)
{
	(void)state;
	static const size_t counts[] = { 1, 10, 66, 200, 500 };
	static const double rates[] = { 44100, 48000 };
	for (size_t r = 0; r < 2; r++)
		for (size_t n = 0; n < sizeof counts / sizeof counts[0]; n++)
			for (enum scale_id scale = 0; scale < N_SCALES; scale++) {
				struct spectra spectra;
				struct band_map map;
				make(&spectra, rates[r]);
				assert_true(map_init(&map, counts[n], scale, 30, 16000, &spectra));
				for (size_t b = 0; b < map.n_bands; b += 1 + map.n_bands / 20) {
					clear(&spectra);
					add_sine(&spectra, (double)map.bands[b].centre_hz);
					assert_near(reading_db(&map, &spectra, b), 0, 0.01);
				}
				band_map_fini(&map);
				fini(&spectra);
			}
}

/* Half of a sine on an edge lies on either side, where the band is wide enough for its window. */
static void a_sine_on_an_edge_reads_half_its_power(void **state)
{
	(void)state;
	struct spectra spectra;
	struct band_map map;
	make(&spectra, 48000);
	assert_true(map_init(&map, 60, SCALE_ID_LOG, 30, 16000, &spectra));
	for (size_t b = 20; b + 1 < 60; b++) {
		if (map.bands[b].level != map.bands[b + 1].level)
			continue;
		clear(&spectra);
		add_sine(&spectra, (double)map.bands[b].high_hz);
		assert_near(reading_db(&map, &spectra, b), -3.01, 0.35);
		assert_near(reading_db(&map, &spectra, b + 1), -3.01, 0.35);
	}
	band_map_fini(&map);
	fini(&spectra);
}

static void a_sine_far_away_reads_little(void **state)
{
	(void)state;
	struct spectra spectra;
	struct band_map map;
	make(&spectra, 48000);
	assert_true(map_init(&map, 60, SCALE_ID_LOG, 30, 16000, &spectra));
	add_sine(&spectra, (double)map.bands[40].centre_hz);
	assert_true(reading_db(&map, &spectra, 30) < -60);
	assert_true(reading_db(&map, &spectra, 50) < -60);
	band_map_fini(&map);
	fini(&spectra);
}

/* Equal power in each octave is equal in each band of a log scale: pink noise is flat. Where a band is narrower than
 * its window (below 150 Hz here) noise reads up to 3 dB high; the manual says so. */
static void pink_noise_is_flat(void **state)
{
	(void)state;
	struct spectra spectra;
	struct band_map map;
	make(&spectra, 48000);
	for (int l = 0; l < N_LEVELS; l++)
		for (uint32_t k = 1; k < spectra.source.levels[l].n_bins; k++)
			spectra.bins[l][k] = 1.0f / (float)k;
	assert_true(map_init(&map, 27, SCALE_ID_LOG, 30, 16000, &spectra));
	double first = reading_db(&map, &spectra, 8);
	for (size_t b = 8; b < 27; b++)
		assert_near(reading_db(&map, &spectra, b), first, 0.3);
	band_map_fini(&map);
	fini(&spectra);
}

static void what_is_not_published_reads_nothing(void **state)
{
	(void)state;
	struct spectra spectra;
	struct band_map map;
	make(&spectra, 8000); /* nothing over 4 kHz */
	for (int l = 0; l < N_LEVELS; l++)
		for (uint32_t k = 0; k < spectra.source.levels[l].n_bins; k++)
			spectra.bins[l][k] = 1;
	assert_true(map_init(&map, 50, SCALE_ID_LOG, 30, 100000, &spectra));
	assert_true(isinf(reading_db(&map, &spectra, 49)));
	assert_true(reading_db(&map, &spectra, 10) > 0);
	/* whichever levels are new, or none: what was read there at another rate does not stay */
	float power[50] = { [10] = 3, [49] = 3 };
	band_map_apply(&map, (const float *const *)spectra.bins, 0, power);
	assert_true(power[10] == 3 && power[49] == 0);
	band_map_fini(&map);
	fini(&spectra);
}

/* IEC 61260-1: exact centres of third octaves, and of sixths, which lie on either side of 1 kHz; ISO 16 and equal
 * temperament for notes. What does not fit is made wider. */
static void standard_bands_are_where_the_standards_say(void **state)
{
	(void)state;
	static const struct {
		enum scale_id scale;
		double low_hz, high_hz;
		size_t most, n, at;
		double centre_hz, edge_hz;
	} rows[] = {
		{ SCALE_ID_OCTAVE_3, 20, 20000, 100, 31, 17, 1000, 891.251 },
		{ SCALE_ID_OCTAVE_3, 25, 16000, 100, 29, 0, 25.1189, 22.3872 },
		{ SCALE_ID_OCTAVE_1, 30, 16000, 100, 10, 9, 15848.9, 11220.2 },
		{ SCALE_ID_OCTAVE_6, 900, 1100, 100, 2, 0, 944.061, 891.251 },
		{ SCALE_ID_OCTAVE_6, 30, 16000, 30, 28, 15, 1000, 891.251 },
		{ SCALE_ID_SEMITONE, 27, 4200, 100, 88, 48, 440, 427.474 },
		{ SCALE_ID_SEMITONE, 27, 4200, 50, 44, 24, 440, 415.305 },
		{ SCALE_ID_OCTAVE_24, 425, 455, 100, 3, 1, 440, 433.692 },
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct scale_grid grid;
		scale_grid_init(&grid, rows[i].scale, rows[i].low_hz, rows[i].high_hz, rows[i].most);
		assert_int_equal(grid.n_bands, rows[i].n);
		double edge = grid.first + (double)rows[i].at * grid.step;
		assert_near(scale_hz(grid.scale, edge + grid.step / 2), rows[i].centre_hz, rows[i].centre_hz * 1e-5);
		assert_near(scale_hz(grid.scale, edge), rows[i].edge_hz, rows[i].edge_hz * 1e-5);
	}
}

/* From 110 Hz up two equal tones a semitone apart show a dip of at least 3 dB between them, and a semitone's neighbour
 * is 10 dB down; with high detail from 55 Hz up. */
static void semitones_are_told_apart(void **state)
{
	(void)state;
	static const struct {
		enum detail_id detail;
		double from_hz;
	} rows[] = { { DETAIL_NORMAL, 110 }, { DETAIL_HIGH, 55 } };
	struct spectra spectra;
	struct scale_grid fine, notes;
	make(&spectra, 48000);
	scale_grid_init(&notes, SCALE_ID_SEMITONE, 27, 15000, 200);
	for (size_t i = 0; i < 2; i++) {
		struct band_map map;
		assert_true(band_map_init(&map, &notes, rows[i].detail, &spectra.source, NULL));
		for (size_t b = 1; b + 1 < map.n_bands; b++) {
			if ((double)map.bands[b].centre_hz < rows[i].from_hz - 1)
				continue;
			clear(&spectra);
			add_sine(&spectra, (double)map.bands[b].centre_hz);
			assert_near(reading_db(&map, &spectra, b), 0, 0.01);
			assert_true(reading_db(&map, &spectra, b - 1) < -10);
			assert_true(reading_db(&map, &spectra, b + 1) < -10);
		}
		band_map_fini(&map);
		/* between the two of them, in quarter tones */
		scale_grid_init(&fine, SCALE_ID_OCTAVE_24, rows[i].from_hz, rows[i].from_hz * 1.1, 10);
		assert_true(band_map_init(&map, &fine, rows[i].detail, &spectra.source, NULL));
		clear(&spectra);
		add_sine(&spectra, (double)map.bands[0].centre_hz);
		add_sine(&spectra, (double)map.bands[2].centre_hz);
		double dip = reading_db(&map, &spectra, 1);
		assert_true(dip < reading_db(&map, &spectra, 0) - 3 && dip < reading_db(&map, &spectra, 2) - 3);
		band_map_fini(&map);
	}
	fini(&spectra);
}

/* Bands of the same width follow time alike, whatever the scale; IEC 61260-1 alone asks for more. */
static void only_standard_bands_take_longer_windows(void **state)
{
	(void)state;
	struct spectra spectra;
	struct band_map semitones, log, thirds;
	double octaves = log2(16000 / 30.0);
	make(&spectra, 48000);
	assert_true(map_init(&semitones, 30, SCALE_ID_SEMITONE, 30, 16000, &spectra)); /* too many: 3 in an octave */
	assert_true(map_init(&log, (size_t)(3 * octaves), SCALE_ID_LOG, 30, 16000, &spectra));
	assert_true(map_init(&thirds, 30, SCALE_ID_OCTAVE_3, 30, 16000, &spectra));
	assert_int_equal(semitones.bands[10].level, log.bands[10].level);
	assert_true(thirds.bands[10].level > log.bands[10].level);
	band_map_fini(&semitones);
	band_map_fini(&log);
	band_map_fini(&thirds);
	fini(&spectra);
}

static void the_bands_tile_the_range(void **state)
{
	(void)state;
	struct spectra spectra;
	make(&spectra, 44100);
	for (enum scale_id scale = 0; scale < N_SCALES; scale++) {
		struct band_map map;
		if (scale_has_bands(scale))
			continue;
		assert_true(map_init(&map, 33, scale, 50, 10000, &spectra));
		assert_near((double)map.bands[0].low_hz, 50, 0.01);
		assert_near((double)map.bands[32].high_hz, 10000, 1);
		for (size_t b = 1; b < 33; b++)
			assert_near((double)map.bands[b].low_hz, (double)map.bands[b - 1].high_hz, 1e-2);
		band_map_fini(&map);
	}
	fini(&spectra);
	/* the scales' own fixed points: 1000 mel at 1 kHz; 8.5 Bark near 1 kHz; an octave is 1 */
	assert_near(scale_place(SCALE_ID_MEL, 1000), 1000, 0.1);
	assert_near(scale_place(SCALE_ID_BARK, 1000), 8.53, 0.01);
	assert_near(scale_place(SCALE_ID_LOG, 880) - scale_place(SCALE_ID_LOG, 440), 1, 1e-12);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_sine_at_a_centre_reads_its_level),
		cmocka_unit_test(a_sine_on_an_edge_reads_half_its_power),
		cmocka_unit_test(a_sine_far_away_reads_little),
		cmocka_unit_test(pink_noise_is_flat),
		cmocka_unit_test(what_is_not_published_reads_nothing),
		cmocka_unit_test(standard_bands_are_where_the_standards_say),
		cmocka_unit_test(semitones_are_told_apart),
		cmocka_unit_test(only_standard_bands_take_longer_windows),
		cmocka_unit_test(the_bands_tile_the_range),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
