/* The demo's piece: what is played when. Data, and nothing that sounds.
 *
 * A bar has 16 steps (sixteenths), a section four bars of the same instruments. Patterns are strings with one character
 * a step: '.' nothing, 'x' a hit, 'o' a louder or longer one; the arpeggio's digits count up the chord.
 */
#ifndef TERMVIZ_SOURCE_DEMO_SCORE_H
#define TERMVIZ_SOURCE_DEMO_SCORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	DEMO_BAR_STEPS = 16,
	DEMO_SECTION_BARS = 4,
	DEMO_N_SECTIONS = 10,
	DEMO_CHORD_NOTES = 3,
	DEMO_LEAD_NOTES = 8, /* a bar, in eighths */
	DEMO_REST = 0,
	DEMO_HOLD = 1
}; /* in a lead, beside MIDI notes */

struct demo_chord {
	uint8_t bass;                    /* MIDI notes: 69 is 440 Hz */
	uint8_t notes[DEMO_CHORD_NOTES]; /* upwards */
};

/* NULL or the empty string: is silent. `…_last` replaces it in the section's last bar, where it is not NULL. */
struct demo_section {
	const char *kick, *kick_last;
	const char *snare, *snare_last;
	const char *hat;
	const char *bass;
	const char *arpeggio;
	bool has_chords;
	float brightness_from, brightness_to;   /* of the chords, 0 to 1 over the section */
	const struct demo_chord *chords;        /* one a bar */
	const uint8_t (*lead)[DEMO_LEAD_NOTES]; /* a row a bar; NULL: none */
};

extern const struct demo_section demo_sections[DEMO_N_SECTIONS];

#endif
