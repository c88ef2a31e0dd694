/* The rhythm as cells. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "view/beat_state.h"

enum {
	LAMPS = 4, /* so many beats, and it is the first one's turn again */
	LAMPS_COLS = 2 * LAMPS - 1,
	LAMPS_GAP = 2,
};

/* --------------------------------------------------------------- tempo */

enum { DIGIT_PIXELS = 3, DIGIT_ROWS = 5, PIXEL_COLS = 2, DIGIT_COLS = (DIGIT_PIXELS + 1) * PIXEL_COLS };

/* Each row a bit for each pixel, the left one the highest. */
static const unsigned char digits[10][DIGIT_ROWS] = {
	{ 7, 5, 5, 5, 7 },
	{ 1, 1, 1, 1, 1 },
	{ 7, 1, 7, 4, 7 },
	{ 7, 1, 7, 1, 7 },
	{ 5, 5, 7, 1, 1 },
	{ 7, 4, 7, 1, 7 },
	{ 7, 4, 7, 5, 7 },
	{ 7, 1, 1, 1, 1 },
	{ 7, 5, 7, 5, 7 },
	{ 7, 5, 7, 1, 7 },
};

static void draw_digit(const struct view_look *look, struct canvas *canvas, int x, int y, int digit)
{
	const uint32_t glyph = blocks_lower(look->glyphs, BLOCKS_PER_CELL);
	for (int row = 0; row < DIGIT_ROWS; row++)
		for (int col = 0; col < DIGIT_PIXELS * PIXEL_COLS; col++)
			if (digits[digit][row] >> (DIGIT_PIXELS - 1 - col / PIXEL_COLS) & 1)
				canvas_put(canvas, x + col, y + row, glyph, look->theme->text, look->theme->background);
}

/* Whole beats per minute; tenths are told in words. Returns the column behind them. */
static int draw_large(const struct beat *beat, struct canvas *canvas, struct region region)
{
	char text[16];
	snprintf(text, sizeof text, "%3.0f", fmin((double)beat->rhythm.tempo_bpm, 999));
	int x = region.x + 1;
	for (const char *c = text; *c; c++, x += DIGIT_COLS)
		if (*c >= '0' && *c <= '9')
			draw_digit(&beat->look, canvas, x, region.y, *c - '0');
	return x;
}

static bool has_tempo(const struct beat *beat)
{
	return beat->rhythm.tempo_bpm > 0;
}

/* What stands in one row, the most that fits: how sure it is matters less than the lamps, these less than the tempo. */
enum tempo_detail { TEMPO_IN_WORDS, TEMPO_AND_PERCENT, TEMPO_ALONE, TEMPO_WHOLE };

static const struct tempo_row {
	enum tempo_detail detail;
	bool with_lamps;
} tempo_rows[] = {
	{ TEMPO_IN_WORDS, true },
	{ TEMPO_AND_PERCENT, true },
	{ TEMPO_ALONE, true },
	{ TEMPO_AND_PERCENT, false },
	{ TEMPO_ALONE, false },
	{ TEMPO_WHOLE, false },
};

enum { N_TEMPO_ROWS = sizeof tempo_rows / sizeof tempo_rows[0] };

/* Returns its columns. */
static int format_tempo(char *text, size_t size, const struct beat *beat, enum tempo_detail detail)
{
	const struct snapshot_rhythm *rhythm = &beat->rhythm;
	const double percent = 100 * fmin(fmax((double)rhythm->tempo_confidence, 0), 1);
	const char *unit = detail == TEMPO_WHOLE ? "" : " BPM";
	char sure[24] = "";
	if (!has_tempo(beat)) {
		const bool is_ascii = beat->look.glyphs == GLYPHS_ASCII;
		const char *none = is_ascii ? "--" : "—", *words = detail == TEMPO_IN_WORDS ? "  no beat" : "";
		snprintf(text, size, "%s%s%s", none, unit, words);
		return (is_ascii ? 2 : 1) + (int)strlen(unit) + (int)strlen(words);
	}
	if (detail == TEMPO_IN_WORDS)
		snprintf(sure, sizeof sure, "  %.0f%% sure", percent);
	else if (detail == TEMPO_AND_PERCENT)
		snprintf(sure, sizeof sure, " %.0f%%", percent);
	return snprintf(text, size, "%.*f%s%s", detail == TEMPO_WHOLE ? 0 : 1, (double)rhythm->tempo_bpm, unit, sure);
}

/* Four lamps take turns, if something may flash: which beat is the first of a bar nobody knows. */
static void draw_lamps(const struct beat *beat, struct canvas *canvas, int x, int y)
{
	const struct view_look *look = &beat->look;
	const bool is_ascii = look->glyphs == GLYPHS_ASCII;
	if (look->settings->reduced_motion)
		return;
	for (uint32_t i = 0; i < LAMPS; i++) {
		const bool is_lit = has_tempo(beat) && beat->rhythm.n_beats % LAMPS == i;
		const uint32_t glyph = is_lit ? (is_ascii ? '*' : 0x25CF) : (is_ascii ? '.' : 0x00B7);
		canvas_put(canvas, x + (int)(2 * i), y, glyph, is_lit ? look->theme->peak : look->theme->dim,
			look->theme->background);
	}
}

static void draw_tempo(const struct beat *beat, struct canvas *canvas, struct region region)
{
	const struct theme *theme = beat->look.theme;
	const bool is_large = region.rows >= DIGIT_ROWS;
	const int x = is_large && has_tempo(beat) ? draw_large(beat, canvas, region) + 1 : region.x;
	const int room = region.x + region.cols - x, last = region.y + region.rows - 1;
	const int beside = is_large ? 0 : LAMPS_GAP + LAMPS_COLS;
	char text[64];
	int row = 0, cols = format_tempo(text, sizeof text, beat, tempo_rows[0].detail);
	while (cols + (tempo_rows[row].with_lamps ? beside : 0) > room && row + 1 < N_TEMPO_ROWS)
		cols = format_tempo(text, sizeof text, beat, tempo_rows[++row].detail);
	canvas_text(canvas, x, last, room, text, theme->text, theme->background);
	if (is_large && room >= LAMPS_COLS)
		draw_lamps(beat, canvas, x, region.y);
	else if (!is_large && tempo_rows[row].with_lamps)
		draw_lamps(beat, canvas, x + cols + LAMPS_GAP, last);
}

/* --------------------------------------------------------------- pulse */

/* As wide as the region with the beat, and narrower until the next one. */
static void draw_pulse(const struct beat *beat, struct canvas *canvas, struct region region)
{
	const struct theme *theme = beat->look.theme;
	const float left = 1 - fminf(fmaxf(beat->rhythm.beat_phase, 0), 1), strength = left * left;
	if (!has_tempo(beat))
		return;
	const int cols = (int)lroundf(strength * (float)region.cols), first = region.x + (region.cols - cols) / 2;
	const colour ink = colour_gradient(theme->gradient, theme->n_gradient, strength);
	for (int y = region.y; y < region.y + region.rows; y++)
		for (int x = first; x < first + cols; x++)
			canvas_put(canvas, x, y, blocks_shade(beat->look.glyphs, fmaxf(strength, 0.3f)), ink,
				theme->background);
}

/* --------------------------------------------------------------- strip */

static void draw_onset(const struct beat *beat, struct canvas *canvas, struct region region, int x, float onset)
{
	const struct theme *theme = beat->look.theme;
	const int eighths = (int)lroundf(fminf(fmaxf(onset, 0), 1) * (float)(region.rows * BLOCKS_PER_CELL));
	const colour ink = colour_gradient(theme->gradient, theme->n_gradient, onset);
	for (int row = 0; row * BLOCKS_PER_CELL < eighths; row++)
		canvas_put(canvas, x, region.y + region.rows - 1 - row,
			blocks_lower(beat->look.glyphs, eighths - row * BLOCKS_PER_CELL), ink, theme->background);
}

static void draw_strip(const struct beat *beat, struct canvas *canvas, struct region region, int ticks)
{
	const struct view_look *look = &beat->look;
	const bool is_ascii = look->glyphs == GLYPHS_ASCII;
	for (int i = 0; i < region.cols && i < beat->cols; i++) {
		const struct beat_column *column = beat_column(beat, (size_t)i);
		const int x = region.x + region.cols - 1 - i;
		draw_onset(beat, canvas, region, x, column->onset);
		if (!ticks)
			continue;
		const uint32_t tick = column->is_beat ? (is_ascii ? '+' : 0x2534) : (is_ascii ? '-' : 0x2500);
		canvas_put(canvas, x, region.y + region.rows, tick,
			column->is_beat ? look->theme->peak : look->theme->dim, look->theme->background);
	}
}

static struct region part_of(const struct region *region, const struct beat_part *part)
{
	return (struct region){ region->x, region->y + part->y, region->cols, part->rows };
}

void beat_draw(const struct beat *beat, struct canvas *canvas, struct region region)
{
	if (beat->look.theme->background != COLOUR_DEFAULT)
		canvas_fill_region(canvas, region, beat->look.theme->background);
	draw_strip(beat, canvas, part_of(&region, &beat->strip), beat->ticks.rows);
	draw_pulse(beat, canvas, part_of(&region, &beat->pulse));
	draw_tempo(beat, canvas, part_of(&region, &beat->tempo));
}
