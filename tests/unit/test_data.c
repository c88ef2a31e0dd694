#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/db.h"
#include "config/options.h"
#include "data/data.h"
#include "near.h"

/* 100 snapshots a second. */
enum { RATE = 48000, FRAMES = 480 };

struct bench {
	struct settings settings;
	struct data *data;
	struct snapshot *snapshot;
	struct run_state state;
	struct data_moment moment;
	struct line line;
};

static int open_bench(void **state)
{
	struct bench *bench = calloc(1, sizeof *bench);
	options_defaults(&bench->settings);
	bench->settings.bands = 3;
	bench->data = calloc(1, sizeof *bench->data);
	bench->snapshot = calloc(1, sizeof *bench->snapshot);
	bench->snapshot->head
		= (struct snapshot_head){ .rate_hz = RATE, .n_frames = FRAMES, .n_source_channels = 2, .silent = 1 };
	bench->state = (struct run_state){ .phase = RUN_PLAYING, .rate_hz = RATE, .length_frames = 200 * RATE };
	strcpy(bench->state.title, "Title");
	bench->moment
		= (struct data_moment){ .state = &bench->state, .time_s = 1.25, .position_s = 61.5, .notice = "" };
	*state = bench;
	return 0;
}

static int close_bench(void **state)
{
	struct bench *bench = *state;
	data_view.fini(bench->data);
	line_fini(&bench->line);
	free(bench->data);
	free(bench->snapshot);
	free(bench);
	return 0;
}

static void open_data(struct bench *bench, const char *format)
{
	const struct view_look look = { .settings = &bench->settings };
	assert_true(options_set(&bench->settings, "data", format, NULL));
	data_view.init(bench->data, &look);
	assert_true(data_view.layout(bench->data, 1, 1, NULL));
}

static void set_bands(struct bench *bench, size_t field, const float db[3])
{
	for (size_t b = 0; b < 3; b++)
		bench->data->fields[field].now.level[b] = powf(10, db[b] / 10);
}

static void measure(struct bench *bench, float peak)
{
	struct data_measured *now = &bench->data->now;
	now->n_channels = 2;
	now->measured = SNAPSHOT_ALL_MEASURES;
	now->measures.meters[0].peak = peak;
	now->measures.loudness = (struct snapshot_loudness){ .momentary_lufs = -18.25f,
		.short_term_lufs = -20.5f,
		.integrated_lufs = SNAPSHOT_NO_LEVEL,
		.range_low_lufs = -28.5f,
		.range_high_lufs = -21.25f };
}

static const char *written(struct bench *bench, const char *expected)
{
	line_clear(&bench->line);
	bench->data->format->put(bench->data, &bench->moment, &bench->line);
	line_put(&bench->line, "", 1);
	return expected ? strstr(bench->line.bytes, expected) : bench->line.bytes;
}

static const char *begun(struct bench *bench)
{
	line_clear(&bench->line);
	bench->data->format->begin(bench->data, &bench->line);
	line_put(&bench->line, "", 1);
	return bench->line.bytes;
}

/* --------------------------------------------------------------- numbers */

static void test_numbers(void **state)
{
	static const struct {
		double value;
		int decimals;
		const char *text;
	} rows[] = {
		{ 0, 0, "0" },
		{ -0.0, 1, "0.0" },
		{ -0.04, 1, "0.0" },
		{ -0.05, 1, "-0.1" },
		{ 9.96, 1, "10.0" },
		{ 0.001, 3, "0.001" },
		{ -123.456, 2, "-123.46" },
		{ 16000, 3, "16000.000" },
		{ 4294967295.0, 0, "4294967295" },
		{ 1e300, 6, "1000000000000.000000" },
	};
	struct line line = { 0 };
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		line_clear(&line);
		line_number(&line, rows[i].value, rows[i].decimals);
		line_put(&line, "", 1);
		assert_string_equal(line.bytes, rows[i].text);
	}
	line_fini(&line);
}

/* --------------------------------------------------------------- formats */

static void test_json(void **state)
{
	struct bench *bench = *state;
	bench->settings.low_hz = 100;
	bench->settings.high_hz = 800;
	bench->settings.scale = SCALE_LOG;
	open_data(bench, "json");
	assert_non_null(strstr(begun(bench),
		"\"channels\":[\"mono\"],\"floor_db\":-70.0,\"ceiling_db\":0.0,"
		"\"low_hz\":[100.000,200.000,400.000],"
		"\"centre_hz\":[141.421,282.843,565.685],"
		"\"high_hz\":[200.000,400.000,800.000]}\n"));
	set_bands(bench, 0, (const float[]){ 0, -12.34f, -80 });
	measure(bench, 0.5f);
	assert_ptr_equal(written(bench,
				 "{\"time_s\":1.250,\"position_s\":61.500,\"length_s\":200.000,"
				 "\"phase\":\"playing\",\"title\":\"Title\",\"notice\":null,\"now_peak_dbfs\":-6.02,"),
		bench->line.bytes);
	assert_non_null(written(bench, ",\"channel_now_peak_dbfs\":[-6.02,null],"));
	assert_non_null(written(bench, ",\"integrated_lufs\":null,\"range_lu\":7.3,"));
	assert_non_null(written(bench, ",\"bands_db\":[[0.0,-12.3,-70.0]]}\n"));
}

static void test_hostile_titles(void **state)
{
	struct bench *bench = *state;
	strcpy(bench->state.title, "a \"b\" \\, c");
	open_data(bench, "json");
	assert_non_null(written(bench, ",\"title\":\"a \\\"b\\\" \\\\, c\","));
	bench->data->format = &data_csv;
	assert_non_null(written(bench, ",\"a \"\"b\"\" \\, c\","));
}

static size_t count(const char *text, char what)
{
	size_t n = 0;
	for (; *text; text++)
		n += *text == what;
	return n;
}

static void test_csv(void **state)
{
	struct bench *bench = *state;
	bench->settings.stereo = STEREO_SPLIT;
	open_data(bench, "csv");
	const char *header = begun(bench);
	const size_t n_commas = count(header, ',');
	assert_non_null(strstr(header, ",left_692.8_hz_db,"));
	assert_non_null(strstr(header, ",right_5618.5_hz_db\n"));
	assert_null(strstr(header, "channel_"));
	set_bands(bench, 1, (const float[]){ -1, -2, -3 });
	bench->moment.position_s = (double)NAN;
	bench->state.length_frames = -1;
	assert_ptr_equal(written(bench, "1.250,,,playing,\"Title\",,,"), bench->line.bytes);
	assert_non_null(written(bench, ",-70.0,-70.0,-70.0,-1.0,-2.0,-3.0\n"));
	assert_int_equal(count(bench->line.bytes, ','), n_commas);
}

static void test_raw(void **state)
{
	struct bench *bench = *state;
	bench->settings.stereo = STEREO_MIRROR;
	bench->settings.data_range = 7;
	open_data(bench, "raw");
	set_bands(bench, 0, (const float[]){ -100, -35, 10 });
	set_bands(bench, 1, (const float[]){ -60, -10, 0 });
	assert_string_equal(written(bench, NULL), "7;4;0;1;6;7;\n");
	bench->settings.data_range = 0;
	assert_string_equal(written(bench, NULL), "1000;500;0;143;857;1000;\n");
	bench->settings.data_type = DATA_TYPE_U8;
	assert_memory_equal(written(bench, NULL), "\xff\x80\x00\x24\xdb\xff", 7);
	bench->settings.data_type = DATA_TYPE_U16LE;
	assert_memory_equal(written(bench, NULL), "\xff\xff\x00\x80\x00\x00\x92\x24\x6d\xdb\xff\xff", 13);
}

/* What is for the eye alone may be lifted. */
static void test_gain(void **state)
{
	struct bench *bench = *state;
	open_data(bench, "raw");
	bench->data->gain.gain_db = 10;
	set_bands(bench, 0, (const float[]){ -20, -20, -20 });
	assert_near((double)data_band_db(bench->data, &bench->data->fields[0], 1), -10, 1e-4);
	bench->settings.auto_gain = false;
	assert_near((double)data_band_db(bench->data, &bench->data->fields[0], 1), -20, 1e-4);
	bench->settings.auto_gain = true;
	bench->data->format = &data_json;
	assert_near((double)data_band_db(bench->data, &bench->data->fields[0], 1), -20, 1e-4);
}

static void test_words(void **state)
{
	struct bench *bench = *state;
	open_data(bench, "text");
	assert_int_equal(data_view.channels(bench->data), 0);
	assert_int_equal(data_view.levels(bench->data), 0);
	assert_string_equal(written(bench, NULL), "Playing, 1:01 of 3:20.\n"); /* not measured yet */
	measure(bench, 0);
	assert_string_equal(written(bench, NULL), "Playing, 1:01 of 3:20, silence.\n");
	bench->moment.notice = "no sound";
	assert_string_equal(written(bench, NULL), "Playing, 1:01 of 3:20, silence. Notice: no sound.\n");
	bench->moment.notice = "";
	measure(bench, 0.5f);
	bench->moment.title_is_new = true;
	assert_string_equal(
		written(bench, NULL), "Title. Playing, 1:01 of 3:20, peak minus 6.0 dB, loudness minus 20.5 LUFS.\n");
	bench->moment.title_is_new = false;
	bench->moment.position_s = (double)NAN;
	assert_string_equal(written(bench, NULL), "Playing, peak minus 6.0 dB, loudness minus 20.5 LUFS.\n");
	bench->state.phase = RUN_WAITING;
	assert_string_equal(written(bench, NULL), "Waiting for sound.\n");
}

/* --------------------------------------------------------------- over time */

static void advance(struct bench *bench, int n)
{
	for (; n > 0; n--)
		data_view.advance(bench->data, bench->snapshot);
}

static void test_peaks_are_kept_until_told(void **state)
{
	struct bench *bench = *state;
	open_data(bench, "json");
	bench->snapshot->head.measured = SNAPSHOT_BIT(SNAPSHOT_LEVELS);
	bench->snapshot->measures.meters[1].peak = 1;
	advance(bench, 1);
	bench->snapshot->measures.meters[1].peak = 0.1f;
	advance(bench, 1);
	assert_non_null(written(bench, "\"now_peak_dbfs\":0.00,"));
	data_told(bench->data);
	advance(bench, 1);
	assert_non_null(written(bench, "\"now_peak_dbfs\":-20.00,"));
	data_hush(bench->data);
	assert_non_null(written(bench, "\"now_peak_dbfs\":null,"));
}

static void test_rest(void **state)
{
	struct bench *bench = *state;
	open_data(bench, "json");
	assert_true(data_view.at_rest(bench->data)); /* nothing has been heard yet */
	bench->snapshot->head.measured = SNAPSHOT_BIT(SNAPSHOT_LOUDNESS);
	bench->snapshot->measures.loudness.short_term_lufs = -20;
	bench->snapshot->measures.loudness.momentary_lufs = SNAPSHOT_NO_LEVEL;
	advance(bench, 200);
	assert_true(data_view.has_fallen(bench->data));
	assert_false(data_view.at_rest(bench->data)); /* it will fall */
	bench->snapshot->measures.loudness.short_term_lufs = SNAPSHOT_NO_LEVEL;
	advance(bench, 200);
	assert_true(data_view.at_rest(bench->data));
	set_bands(bench, 0, (const float[]){ -69, -80, -80 });
	assert_false(data_view.at_rest(bench->data));
}

static void test_wishes(void **state)
{
	struct bench *bench = *state;
	bench->settings.stereo = STEREO_SPLIT;
	open_data(bench, "raw");
	assert_int_equal(data_view.channels(bench->data), SNAPSHOT_BIT(SNAPSHOT_LEFT) | SNAPSHOT_BIT(SNAPSHOT_RIGHT));
	assert_int_equal(data_view.measures(bench->data), 0);
}

/* --------------------------------------------------------------- statistics */

static void count_up(struct bench *bench, uint64_t n_xruns)
{
	struct statistics statistics
		= { .n_xruns = n_xruns, .load_percent = 1.5f, .device_latency_ms = NAN, .asker = 2 };
	for (uint32_t number = 1; number <= 2; number++) {
		const struct statistics_reader reader = { .number = number, .n_missed = number };
		statistics_add_reader(&statistics, &reader);
	}
	data_view.inform(bench->data, &statistics, &bench->state);
}

static void test_statistics_are_in_one_line(void **state)
{
	struct bench *bench = *state;
	open_data(bench, "json");
	assert_null(written(bench, "stats"));
	count_up(bench, 0);
	assert_non_null(written(bench, ",\"stats\":{\"snapshots\":0,\"underruns\":0,\"xruns\":0,"));
	assert_non_null(written(bench, ",\"load_percent\":1.500,"));
	assert_non_null(written(bench, ",\"device_latency_ms\":null,"));
	assert_non_null(written(bench, ",\"last_end\":null,\"trouble\":null,\"reader\":[{\"pid\":0,"));
	assert_non_null(written(bench, ",\"missed\":2,"));
	assert_non_null(written(bench, "\"number\":2,\"asks\":true}]}}\n"));
	data_told(bench->data);
	assert_null(written(bench, "stats"));
	count_up(bench, 3);
	assert_non_null(written(bench, "\"trouble\":\"The device ran dry 3 times: "));
}

static void test_trouble_is_said_once(void **state)
{
	struct bench *bench = *state;
	open_data(bench, "text");
	count_up(bench, 0);
	assert_null(written(bench, "dry"));
	count_up(bench, 1);
	assert_non_null(written(bench, ". The device ran dry once: something else takes the machine's time.\n"));
	data_told(bench->data);
	count_up(bench, 2);
	assert_null(written(bench, "dry"));
	data_told(bench->data);
	for (int i = 0; i < STATS_LATELY + 1; i++)
		count_up(bench, 2);
	data_told(bench->data);
	count_up(bench, 4);
	assert_non_null(written(bench, "dry 2 times"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numbers),
		cmocka_unit_test_setup_teardown(test_json, open_bench, close_bench),
		cmocka_unit_test_setup_teardown(test_hostile_titles, open_bench, close_bench),
		cmocka_unit_test_setup_teardown(test_csv, open_bench, close_bench),
		cmocka_unit_test_setup_teardown(test_raw, open_bench, close_bench),
		cmocka_unit_test_setup_teardown(test_gain, open_bench, close_bench),
		cmocka_unit_test_setup_teardown(test_words, open_bench, close_bench),
		cmocka_unit_test_setup_teardown(test_peaks_are_kept_until_told, open_bench, close_bench),
		cmocka_unit_test_setup_teardown(test_rest, open_bench, close_bench),
		cmocka_unit_test_setup_teardown(test_wishes, open_bench, close_bench),
		cmocka_unit_test_setup_teardown(test_statistics_are_in_one_line, open_bench, close_bench),
		cmocka_unit_test_setup_teardown(test_trouble_is_said_once, open_bench, close_bench),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
