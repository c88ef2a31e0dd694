#include "canvas/blocks.h"

/* In place of a glyph: the rest of the cell, seen from the other side, cut out. */
#define CUT 0

static const uint32_t parts[][N_BLOCKS_SIDES][BLOCKS_PER_CELL + 1] = {
	[GLYPHS_BLOCKS] = {
		[BLOCKS_BELOW] = { ' ', 0x2581, 0x2582, 0x2583, 0x2584, 0x2585, 0x2586, 0x2587, 0x2588 },
		[BLOCKS_ABOVE] = { ' ', 0x2594, CUT, CUT, 0x2580, CUT, CUT, CUT, 0x2588 },
		[BLOCKS_LEFT] = { ' ', 0x258F, 0x258E, 0x258D, 0x258C, 0x258B, 0x258A, 0x2589, 0x2588 },
		[BLOCKS_RIGHT] = { ' ', 0x2595, CUT, CUT, 0x2590, CUT, CUT, CUT, 0x2588 },
	},
	[GLYPHS_HALF] = {
		[BLOCKS_BELOW] = { ' ', 0x2584, 0x2584, 0x2584, 0x2584, 0x2588, 0x2588, 0x2588, 0x2588 },
		[BLOCKS_ABOVE] = { ' ', 0x2580, 0x2580, 0x2580, 0x2580, 0x2588, 0x2588, 0x2588, 0x2588 },
		[BLOCKS_LEFT] = { ' ', 0x258C, 0x258C, 0x258C, 0x258C, 0x2588, 0x2588, 0x2588, 0x2588 },
		[BLOCKS_RIGHT] = { ' ', 0x2590, 0x2590, 0x2590, 0x2590, 0x2588, 0x2588, 0x2588, 0x2588 },
	},
	[GLYPHS_BRAILLE] = {
		[BLOCKS_BELOW] = { ' ', 0x28C0, 0x28C0, 0x28E4, 0x28E4, 0x28F6, 0x28F6, 0x28FF, 0x28FF },
		[BLOCKS_ABOVE] = { ' ', 0x2809, 0x2809, 0x281B, 0x281B, 0x283F, 0x283F, 0x28FF, 0x28FF },
		[BLOCKS_LEFT] = { ' ', 0x2847, 0x2847, 0x2847, 0x2847, 0x28FF, 0x28FF, 0x28FF, 0x28FF },
		[BLOCKS_RIGHT] = { ' ', 0x28B8, 0x28B8, 0x28B8, 0x28B8, 0x28FF, 0x28FF, 0x28FF, 0x28FF },
	},
	[GLYPHS_ASCII] = {
		[BLOCKS_BELOW] = { ' ', '.', '.', ':', ':', '|', '|', '#', '#' },
		[BLOCKS_ABOVE] = { ' ', '\'', '\'', '"', '"', '|', '|', '#', '#' },
		[BLOCKS_LEFT] = { ' ', '-', '-', '-', '=', '=', '=', '#', '#' },
		[BLOCKS_RIGHT] = { ' ', '-', '-', '-', '=', '=', '=', '#', '#' },
	},
};

/* Each stands for the eighths its line is nearest to, as seen from below, or from the left. */
static const uint32_t marks[][2][BLOCKS_PER_CELL] = {
	[GLYPHS_BLOCKS] = { { 0x2581, 0x2581, 0x2500, 0x2500, 0x2500, 0x2500, 0x2594, 0x2594 },
		{ 0x258F, 0x258F, 0x2502, 0x2502, 0x2502, 0x2502, 0x2595, 0x2595 } },
	[GLYPHS_HALF] = { { 0x2584, 0x2584, 0x2584, 0x2584, 0x2580, 0x2580, 0x2580, 0x2580 },
		{ 0x258C, 0x258C, 0x258C, 0x258C, 0x2590, 0x2590, 0x2590, 0x2590 } },
	[GLYPHS_BRAILLE] = { { 0x28C0, 0x28C0, 0x2824, 0x2824, 0x2812, 0x2812, 0x2809, 0x2809 },
		{ 0x2847, 0x2847, 0x2847, 0x2847, 0x28B8, 0x28B8, 0x28B8, 0x28B8 } },
	[GLYPHS_ASCII] = { { '_', '_', '-', '-', '-', '-', '"', '"' }, { '|', '|', '|', '|', '|', '|', '|', '|' } },
};

/* Of bars that stand, and of those that lie. */
static const uint32_t other_marks[][2] = {
	[GLYPHS_BLOCKS] = { 0x2550, 0x2551 },
	[GLYPHS_HALF] = { 0x2550, 0x2551 },
	[GLYPHS_BRAILLE] = { 0x2836, 0x2845 },
	[GLYPHS_ASCII] = { '=', ':' },
};

static const uint32_t shades_of_blocks[] = { ' ', 0x2591, 0x2592, 0x2593, 0x2588 };
static const uint32_t shades_of_braille[] = { ' ', 0x2804, 0x2822, 0x2895, 0x28B5, 0x28BB, 0x28FB, 0x28FF };
static const uint32_t shades_of_ascii[] = { ' ', '.', ':', '-', '=', '+', '*', '#', '%', '@' };

static const struct {
	const uint32_t *glyphs;
	int last;
} shades[] = {
	[GLYPHS_BLOCKS] = { shades_of_blocks, sizeof shades_of_blocks / sizeof *shades_of_blocks - 1 },
	[GLYPHS_HALF] = { shades_of_blocks, sizeof shades_of_blocks / sizeof *shades_of_blocks - 1 },
	[GLYPHS_BRAILLE] = { shades_of_braille, sizeof shades_of_braille / sizeof *shades_of_braille - 1 },
	[GLYPHS_ASCII] = { shades_of_ascii, sizeof shades_of_ascii / sizeof *shades_of_ascii - 1 },
};

static int clamp(int value, int high)
{
	return value < 0 ? 0 : value > high ? high : value;
}

uint32_t blocks_lower(enum glyph_set set, int eighths)
{
	return parts[set][BLOCKS_BELOW][clamp(eighths, BLOCKS_PER_CELL)];
}

struct cell blocks_cell(
	enum glyph_set set, enum blocks_side side, int eighths, colour lit, colour background, bool is_mono)
{
	static const enum blocks_side other_side[] = { BLOCKS_ABOVE, BLOCKS_BELOW, BLOCKS_RIGHT, BLOCKS_LEFT };
	const int n = clamp(eighths, BLOCKS_PER_CELL);
	const uint32_t glyph = parts[set][side][n];
	if (glyph != CUT)
		return (struct cell){ .glyph = glyph, .fg = n ? lit : COLOUR_DEFAULT, .bg = background };
	const bool has_both = !is_mono && lit != COLOUR_DEFAULT && background != COLOUR_DEFAULT;
	return (struct cell){ .glyph = parts[set][other_side[side]][BLOCKS_PER_CELL - n],
		.fg = has_both ? background : COLOUR_CUT_OUT,
		.bg = lit };
}

uint32_t blocks_shade(enum glyph_set set, float share)
{
	int last = shades[set].last;
	return shades[set].glyphs[share > 0 ? clamp(1 + (int)(share * (float)last), last) : 0];
}

uint32_t blocks_not_cut_out(uint32_t glyph)
{
	/* By how much of the cell the glyph itself lights, hence the more the less. */
	static const uint32_t above[] = { 0x2588, 0x2588, 0x2580, 0x2580, 0x2580, 0x2594, 0x2594 };
	static const uint32_t right[] = { 0x2588, 0x2588, 0x2590, 0x2590, 0x2590, 0x2595, 0x2595 };
	if (glyph >= 0x2581 && glyph <= 0x2587)
		return above[glyph - 0x2581];
	return glyph >= 0x2589 && glyph <= 0x258F ? right[0x258F - glyph] : glyph;
}

uint32_t blocks_mark(enum glyph_set set, enum blocks_side side, int eighth)
{
	const int seen = clamp(eighth, BLOCKS_PER_CELL - 1);
	const bool is_opposite = side == BLOCKS_ABOVE || side == BLOCKS_RIGHT;
	return marks[set][side >= BLOCKS_LEFT][is_opposite ? BLOCKS_PER_CELL - 1 - seen : seen];
}

uint32_t blocks_other_mark(enum glyph_set set, enum blocks_side side)
{
	return other_marks[set][side >= BLOCKS_LEFT];
}
