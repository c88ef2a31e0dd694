#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "snapshot/ring.h"

#define ROW(structure, member)                                                                                         \
	{                                                                                                              \
#structure, #member, offsetof(struct structure, member)                                                \
	}

/* Every member but what is reserved. */
static const struct {
	const char *structure, *member;
	size_t at;
} rows[] = {
	ROW(snapshot_ring, magic),
	ROW(snapshot_ring, layout_version),
	ROW(snapshot_ring, header_bytes),
	ROW(snapshot_ring, slot_bytes),
	ROW(snapshot_ring, n_slots),
	ROW(snapshot_ring, writer_epoch),
	ROW(snapshot_ring, n_published),
	ROW(snapshot_ring, counters),
	ROW(snapshot_ring, bins_whole_from),
	ROW(snapshot_ring, slots),
	ROW(snapshot_ring, bins),
	ROW(snapshot_ring, waves),
	ROW(snapshot_slot, sequence),
	ROW(snapshot_slot, places),
	ROW(snapshot_slot, front),
	ROW(snapshot_head, index),
	ROW(snapshot_head, position_frame),
	ROW(snapshot_head, taken_ns),
	ROW(snapshot_head, heard_ns),
	ROW(snapshot_head, rate_hz),
	ROW(snapshot_head, n_frames),
	ROW(snapshot_head, segment),
	ROW(snapshot_head, n_source_channels),
	ROW(snapshot_head, channels),
	ROW(snapshot_head, measured),
	ROW(snapshot_head, published),
	ROW(snapshot_head, renewed),
	ROW(snapshot_head, silent),
	ROW(snapshot_head, window),
	ROW(snapshot_head, side_peak),
	ROW(snapshot_head, level_centre_ns_before),
	ROW(snapshot_head, levels),
	ROW(snapshot_meter, peak),
	ROW(snapshot_meter, mean_square),
	ROW(snapshot_meter, max_peak),
	ROW(snapshot_meter, dc),
	ROW(snapshot_meter, whole_square),
	ROW(snapshot_meter, n_clipped),
	ROW(snapshot_meter, true_peak),
	ROW(snapshot_meter, max_true_peak),
	ROW(snapshot_meter, ppm1),
	ROW(snapshot_meter, ppm2),
	ROW(snapshot_meter, vu),
	ROW(snapshot_measures, loudness),
	ROW(snapshot_loudness, momentary_lufs),
	ROW(snapshot_loudness, short_term_lufs),
	ROW(snapshot_loudness, integrated_lufs),
	ROW(snapshot_loudness, max_momentary_lufs),
	ROW(snapshot_loudness, max_short_term_lufs),
	ROW(snapshot_loudness, range_low_lufs),
	ROW(snapshot_loudness, range_high_lufs),
	ROW(snapshot_measures, stereo),
	ROW(snapshot_stereo, correlation),
	ROW(snapshot_stereo, balance_db),
	ROW(snapshot_stereo, whole_correlation),
	ROW(snapshot_stereo, whole_balance_db),
	ROW(snapshot_measures, rhythm),
	ROW(snapshot_rhythm, onset),
	ROW(snapshot_rhythm, tempo_bpm),
	ROW(snapshot_rhythm, tempo_confidence),
	ROW(snapshot_rhythm, beat_phase),
	ROW(snapshot_rhythm, n_beats),
	ROW(snapshot_rhythm, whole_tempo_bpm),
	ROW(snapshot_rhythm, whole_tempo_confidence),
	ROW(snapshot_measures, dynamic_range_db),
	ROW(snapshot_wave, n_points),
	ROW(snapshot_wave, points),
};

/* Reads on to the page's next row, in the structure that a comment before it names. */
static bool next_row(FILE *page, char *structure, char *member, size_t *at)
{
	char line[512];
	while (fgets(line, sizeof line, page)) {
		sscanf(line, ".\\\" struct %63s", structure);
		char *last = NULL, *name_end = strstr(line, " Ta ");
		if (strncmp(line, ".It ", 4) != 0 || !name_end || strncmp(line, ".It Em", 6) == 0)
			continue;
		snprintf(member, 64, "%.*s", (int)(name_end - line - 4), line + 4);
		for (char *ta = strstr(line, "Ta "); ta && !last; ta = strstr(ta + 1, "Ta "))
			if (ta[3] >= '0' && ta[3] <= '9')
				last = ta + 3;
		assert_non_null(last);
		*at = strtoul(last, NULL, 10);
		return true;
	}
	return false;
}

/* Row for row, in the same order. */
static void the_manual_has_every_member_at_its_place(void **state)
{
	(void)state;
	char path[1024], structure[64] = "", member[64];
	const char *srcdir = getenv("srcdir");
	size_t at;
	snprintf(path, sizeof path, "%s/man/termviz-snapshot.7", srcdir ? srcdir : ".");
	FILE *page = fopen(path, "r");
	assert_non_null(page);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		assert_true(next_row(page, structure, member, &at));
		assert_string_equal(structure, rows[i].structure);
		assert_string_equal(member, rows[i].member);
		if (at != rows[i].at)
			fail_msg("%s.%s is at %zu, not %zu", structure, member, rows[i].at, at);
	}
	assert_false(next_row(page, structure, member, &at));
	fclose(page);
	/* and what the text says besides */
	assert_int_equal(SNAPSHOT_LAYOUT_VERSION, 4);
	assert_int_equal(offsetof(struct snapshot, measures), 344);
	assert_int_equal(sizeof(struct snapshot_meter), 48);
	assert_int_equal(sizeof(struct snapshot_bins_place), 16);
	assert_int_equal(sizeof(struct snapshot_wave), 8200);
	assert_int_equal(SNAPSHOT_WAVE, 6);
	assert_int_equal(SNAPSHOT_WAVE_POINTS, 1024);
	assert_int_equal(SNAPSHOT_N_LEVELS, 11);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_manual_has_every_member_at_its_place),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
