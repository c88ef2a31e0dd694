#include "source/demo_score.h"

/* D minor, B flat, F, C; and G minor, D minor, B flat, A for the way back. */
static const struct demo_chord verse[DEMO_SECTION_BARS] = {
	{ 38, { 62, 65, 69 } },
	{ 34, { 58, 62, 65 } },
	{ 29, { 60, 65, 69 } },
	{ 36, { 60, 64, 67 } },
};
static const struct demo_chord bridge[DEMO_SECTION_BARS] = {
	{ 31, { 58, 62, 67 } },
	{ 38, { 57, 62, 65 } },
	{ 34, { 58, 62, 65 } },
	{ 33, { 57, 61, 64 } },
};

#define HOLD DEMO_HOLD
static const uint8_t verse_lead[DEMO_SECTION_BARS][DEMO_LEAD_NOTES] = {
	{ 69, HOLD, 74, HOLD, 72, HOLD, 69, 0 },
	{ 70, HOLD, 65, HOLD, 67, 69, 70, 0 },
	{ 72, HOLD, 69, HOLD, 65, HOLD, 67, 69 },
	{ 67, HOLD, HOLD, HOLD, 64, HOLD, 67, 0 },
};
static const uint8_t high_lead[DEMO_SECTION_BARS][DEMO_LEAD_NOTES] = {
	{ 81, HOLD, 86, HOLD, 84, 81, 77, HOLD },
	{ 82, HOLD, 77, 79, HOLD, 81, 82, 0 },
	{ 84, HOLD, 81, HOLD, 77, 79, 81, HOLD },
	{ 79, HOLD, HOLD, 76, 79, HOLD, 76, 72 },
};
static const uint8_t bridge_lead[DEMO_SECTION_BARS][DEMO_LEAD_NOTES] = {
	{ 74, HOLD, 70, HOLD, 74, 75, 74, 0 },
	{ 69, HOLD, HOLD, HOLD, 65, HOLD, 69, 0 },
	{ 70, HOLD, 72, 74, HOLD, 72, 70, HOLD },
	{ 69, HOLD, HOLD, 73, HOLD, HOLD, 76, 0 },
};
#undef HOLD

#define FOUR_FLOOR "x...x...x...x..."
#define BACKBEAT "....x.......x..."
#define FILL "....x..x....x.xo"
#define ROLL "x.x.x.x.xxxxoooo"
#define EIGHTHS "x.x.x.x.x.x.x.x."
#define HATS "x.o.x.o.x.o.x.ox"
#define OFFBEAT "..x...x...x..xx."
#define WALK "x..x..x.x..x..o."
#define ARPEGGIO "0121324312132543"
#define SLOW_ARPEGGIO "0.1.2.3.4.3.2.1."

const struct demo_section demo_sections[DEMO_N_SECTIONS] = {
	{ .kick = FOUR_FLOOR,
		.hat = HATS,
		.bass = WALK,
		.arpeggio = SLOW_ARPEGGIO,
		.has_chords = true,
		.brightness_from = 0.4f,
		.brightness_to = 0.2f,
		.chords = verse },
	{ .kick = FOUR_FLOOR, .snare_last = FILL, .hat = HATS, .bass = WALK, .arpeggio = ARPEGGIO, .chords = verse },
	{ .kick = FOUR_FLOOR,
		.snare = BACKBEAT,
		.hat = HATS,
		.bass = WALK,
		.has_chords = true,
		.brightness_from = 0.1f,
		.brightness_to = 0.6f,
		.chords = verse },
	{ .kick = FOUR_FLOOR,
		.snare = BACKBEAT,
		.snare_last = FILL,
		.hat = HATS,
		.bass = WALK,
		.has_chords = true,
		.brightness_from = 0.4f,
		.brightness_to = 0.4f,
		.chords = verse,
		.lead = verse_lead },
	{ .kick = FOUR_FLOOR,
		.kick_last = "x...x...x.......",
		.snare = BACKBEAT,
		.hat = HATS,
		.bass = OFFBEAT,
		.arpeggio = ARPEGGIO,
		.has_chords = true,
		.brightness_from = 0.5f,
		.brightness_to = 0.3f,
		.chords = bridge,
		.lead = bridge_lead },
	{ .arpeggio = SLOW_ARPEGGIO,
		.has_chords = true,
		.brightness_from = 0.0f,
		.brightness_to = 0.5f,
		.chords = verse },
	{ .kick_last = "x...x...x.x.xxxx",
		.snare_last = ROLL,
		.hat = EIGHTHS,
		.arpeggio = ARPEGGIO,
		.has_chords = true,
		.brightness_from = 0.5f,
		.brightness_to = 1.0f,
		.chords = bridge },
	{ .kick = FOUR_FLOOR,
		.snare = BACKBEAT,
		.hat = HATS,
		.bass = WALK,
		.arpeggio = ARPEGGIO,
		.has_chords = true,
		.brightness_from = 0.6f,
		.brightness_to = 0.8f,
		.chords = verse,
		.lead = verse_lead },
	{ .kick = FOUR_FLOOR,
		.snare = BACKBEAT,
		.snare_last = FILL,
		.hat = HATS,
		.bass = WALK,
		.arpeggio = ARPEGGIO,
		.has_chords = true,
		.brightness_from = 0.8f,
		.brightness_to = 1.0f,
		.chords = verse,
		.lead = high_lead },
	{ .kick = FOUR_FLOOR,
		.snare = BACKBEAT,
		.snare_last = FILL,
		.hat = EIGHTHS,
		.bass = OFFBEAT,
		.has_chords = true,
		.brightness_from = 0.6f,
		.brightness_to = 0.1f,
		.chords = bridge },
};
