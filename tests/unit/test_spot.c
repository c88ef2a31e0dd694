#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/db.h"
#include "config/options.h"
#include "view/spot.h"

static void frequency_note_and_level_are_told(void **state)
{
	static const struct {
		double hz, db;
		const char *text;
	} cases[] = {
		{ 440, -23.08, "440 Hz  A4  -23.1 dB" },
		{ 450, 0, "450 Hz  A4 +39  0.0 dB" },
		{ 261.63, -6, "262 Hz  C4  -6.0 dB" },
		{ 246.94, -6, "247 Hz  B3  -6.0 dB" },
		{ 16.35, 3, "16 Hz  C0  3.0 dB" },
		{ 10, -0.01, "10 Hz  D#-1 +49  0.0 dB" },
		{ 999.7, -100, "1.00 kHz  B5 +21  -100.0 dB" },
		{ 12543.85, (double)DB_SILENCE, "12.54 kHz  G9" },
	};
	struct view_spot spot;
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		spot_tell(&spot, cases[i].hz, cases[i].db);
		assert_string_equal(spot.text, cases[i].text);
		assert_true(spot.position_s < 0);
	}
}

/* From the lowest frequency to the highest, evenly on the scale. */
static void places_among_bands_are_frequencies(void **state)
{
	struct settings settings;
	struct band_feed feed = { 0 };
	(void)state;
	options_defaults(&settings);
	settings.scale = SCALE_LINEAR;
	settings.low_hz = 100;
	settings.high_hz = 1100;
	band_feed_init(&feed, &settings, 10);
	assert_true(spot_hz(&feed, 0) > 99.9 && spot_hz(&feed, 0) < 100.1);
	assert_true(spot_hz(&feed, 0.5) > 149.9 && spot_hz(&feed, 0.5) < 150.1);
	assert_true(spot_hz(&feed, 10) > 1099.9 && spot_hz(&feed, 10) < 1100.1);
	band_feed_fini(&feed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(frequency_note_and_level_are_told),
		cmocka_unit_test(places_among_bands_are_frequencies),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
