#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "near.h"
#include "view/axis.h"

/* Ten octaves from 20 Hz over so many columns. */
static double on_ten_octaves(const void *context, double hz)
{
	const int *cols = context;
	return *cols * log2(hz / 20) / 10 - 0.5;
}

static const struct axis_label *find(const struct axis *axis, const char *text)
{
	for (size_t i = 0; i < axis->n; i++)
		if (strcmp(axis->labels[i].text, text) == 0)
			return &axis->labels[i];
	return NULL;
}

/* The row that the top of a bar lies in: 10 dB are a tenth of 100. */
static void levels_stand_at_the_top_of_their_bars(void **state)
{
	(void)state;
	struct axis axis;
	axis_fit_levels(&axis, 50, -100, 0);
	assert_int_equal(axis.n, 10); /* the foot itself has none */
	assert_int_equal(find(&axis, "0")->at, 0);
	assert_int_equal(find(&axis, "-10")->at, 5);
	assert_int_equal(find(&axis, "-90")->at, 45);
	axis_fit_levels(&axis, 10, -70, 0);
	assert_non_null(find(&axis, "-20"));
	assert_null(find(&axis, "-10"));
	/* Bars are drawn in eighths of a row: 8.04 rows as eight, 0.04 as none. */
	axis_fit_levels(&axis, 12, -60.2, -0.2);
	assert_int_equal(find(&axis, "-20")->at, 4);
	assert_null(find(&axis, "-60"));
}

/* Below bars that lie, none touches another; turned round, they are as far from the other side. */
static void levels_lie_below_their_bars(void **state)
{
	(void)state;
	struct axis axis;
	axis_fit_levels_across(&axis, 100, -100, 0);
	assert_int_equal(axis.n, 10);
	assert_int_equal(find(&axis, "-90")->at, 9);
	assert_int_equal(find(&axis, "-90")->from, 8);
	assert_int_equal(find(&axis, "0")->at, 99);
	axis_turn(&axis, 100);
	assert_int_equal(find(&axis, "-90")->at, 90);
	assert_int_equal(find(&axis, "-90")->from, 89);
	assert_int_equal(find(&axis, "0")->from, 0);
	for (int cols = 1; cols <= 300; cols++)
		for (double range_db = 6; range_db < 200; range_db *= 1.7) {
			int least = 0;
			axis_fit_levels_across(&axis, cols, -range_db, 0);
			for (size_t i = 0; i < axis.n; i++) {
				const struct axis_label *label = &axis.labels[i];
				assert_true(label->at >= 0 && label->at < cols && label->from >= least);
				least = label->from + (int)strlen(label->text) + 1;
			}
			assert_true(least <= cols + 1);
		}
}

static void levels_lie_within_any_height(void **state)
{
	(void)state;
	for (int rows = 1; rows <= 300; rows++)
		for (double floor_db = -160; floor_db < 30; floor_db += 7.7)
			for (double range_db = 6; range_db < 200; range_db *= 1.7) {
				struct axis axis;
				axis_fit_levels(&axis, rows, floor_db, floor_db + range_db);
				assert_true(axis.n <= AXIS_MAX_LABELS);
				for (size_t i = 0; i < axis.n; i++)
					assert_true(axis.labels[i].at >= 0 && axis.labels[i].at < rows);
			}
}

/* 20 Hz · 2^(at/10) at 100 columns: 100 Hz at 23.2, 1 kHz at 56.4, 10 kHz at 89.7. */
static void frequencies_stand_where_they_are(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		int at;
	} cases[] = { { "20", 0 }, { "50", 13 }, { "100", 23 }, { "1k", 56 }, { "2k", 66 }, { "10k", 89 },
		{ "20k", 99 } };
	struct axis axis;
	int cols = 100;
	axis_fit_frequencies(&axis, cols, AXIS_HZ, on_ten_octaves, &cols);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		assert_non_null(find(&axis, cases[i].text));
		assert_true(abs(find(&axis, cases[i].text)->at - cases[i].at) <= 1);
	}
	assert_null(find(&axis, "10"));
	assert_null(find(&axis, "50k"));
}

/* C of each octave: 261.63 Hz is C4, 37.1 columns from 20 Hz. */
static void notes_are_those_of_440_hz(void **state)
{
	(void)state;
	struct axis axis;
	int cols = 100;
	axis_fit_frequencies(&axis, cols, AXIS_NOTES, on_ten_octaves, &cols);
	for (int octave = 1; octave <= 9; octave++) {
		char name[8] = { 'C', (char)('0' + octave), '\0' };
		assert_non_null(find(&axis, name));
	}
	assert_in_range(find(&axis, "C4")->at, 36, 37);
	assert_null(find(&axis, "C#4"));
	cols = 1000;
	axis_fit_frequencies(&axis, cols, AXIS_NOTES, on_ten_octaves, &cols);
	assert_near(find(&axis, "A4")->at, 1000 * log2(22) / 10 - 0.5, 0.5);
}

/* At least a blank between any two, nothing outside, at any width; and where there is any room, something. */
static void labels_stay_apart(void **state)
{
	(void)state;
	for (int cols = 1; cols <= 300; cols++)
		for (int names = AXIS_HZ; names <= AXIS_NOTES; names++) {
			struct axis axis;
			axis_fit_frequencies(&axis, cols, (enum axis_names)names, on_ten_octaves, &cols);
			assert_true(axis.n > 0 || cols < 8);
			for (size_t i = 0; i < axis.n; i++) {
				const struct axis_label *a = &axis.labels[i];
				int end = a->from + (int)strlen(a->text);
				assert_true(a->from >= 0 && end <= cols && a->at >= a->from && a->at < end);
				for (size_t j = 0; j < i; j++) {
					const struct axis_label *b = &axis.labels[j];
					assert_true(end < b->from || b->from + (int)strlen(b->text) < a->from);
				}
			}
		}
}

static void times_are_round_and_apart(void **state)
{
	(void)state;
	struct axis axis;
	axis_fit_times(&axis, 80, -30, 0);
	assert_int_equal(find(&axis, "-30")->at, 0);
	assert_int_equal(find(&axis, "-15")->at, 40);
	assert_int_equal(find(&axis, "0")->at, 79);
	axis_fit_times(&axis, 100, 0, 200);
	assert_int_equal(find(&axis, "0:00")->at, 0);
	assert_int_equal(find(&axis, "1:00")->at, 30);
	assert_int_equal(find(&axis, "3:00")->at, 90);
	assert_string_equal(axis_times_unit(200), "");
	assert_string_equal(axis_times_unit(0), "s");
	for (int cols = 1; cols <= 300; cols += 13)
		for (double length_s = 0.003; length_s < 1e20; length_s *= 7.7) {
			axis_fit_times(&axis, cols, 0, length_s);
			for (size_t i = 0; i < axis.n; i++) {
				const struct axis_label *label = &axis.labels[i];
				int end = label->from + (int)strlen(label->text);
				assert_true(label->at >= 0 && label->at < cols && label->from >= 0 && end <= cols);
				assert_true(i + 1 == axis.n || end < axis.labels[i + 1].from);
			}
		}
}

/* Each label takes one row; low frequencies are at the bottom. */
static void frequencies_stand_upwards(void **state)
{
	(void)state;
	struct axis axis;
	const int rows = 40;
	axis_fit_frequencies_upwards(&axis, rows, AXIS_HZ, on_ten_octaves, &rows);
	assert_int_equal(find(&axis, "20")->at, rows - 1);
	assert_int_equal(find(&axis, "100")->at, rows - 10);
	assert_int_equal(find(&axis, "10k")->at, rows - 36);
	for (size_t i = 0; i < axis.n; i++)
		for (size_t j = 0; j < i; j++)
			assert_true(abs(axis.labels[i].at - axis.labels[j].at) > 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(times_are_round_and_apart),
		cmocka_unit_test(frequencies_stand_upwards),
		cmocka_unit_test(levels_stand_at_the_top_of_their_bars),
		cmocka_unit_test(levels_lie_below_their_bars),
		cmocka_unit_test(levels_lie_within_any_height),
		cmocka_unit_test(frequencies_stand_where_they_are),
		cmocka_unit_test(notes_are_those_of_440_hz),
		cmocka_unit_test(labels_stay_apart),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
