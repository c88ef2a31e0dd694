#include "canvas/blocks.h"

static const uint32_t lower[][BLOCKS_PER_CELL + 1] = {
	[GLYPHS_BLOCKS] = { ' ', 0x2581, 0x2582, 0x2583, 0x2584, 0x2585, 0x2586, 0x2587, 0x2588 },
	[GLYPHS_HALF] = { ' ', 0x2584, 0x2584, 0x2584, 0x2584, 0x2588, 0x2588, 0x2588, 0x2588 },
	[GLYPHS_BRAILLE] = { ' ', 0x28C0, 0x28C0, 0x28E4, 0x28E4, 0x28F6, 0x28F6, 0x28FF, 0x28FF },
	[GLYPHS_ASCII] = { ' ', '.', '.', ':', ':', '|', '|', '#', '#' },
};

/* Each stands for the eighths its line is nearest to: U+2581 for 0, U+2500 for the middle, U+2594 for 7. */
static const uint32_t marks[][BLOCKS_PER_CELL] = {
	[GLYPHS_BLOCKS] = { 0x2581, 0x2581, 0x2500, 0x2500, 0x2500, 0x2500, 0x2594, 0x2594 },
	[GLYPHS_HALF] = { 0x2584, 0x2584, 0x2584, 0x2584, 0x2580, 0x2580, 0x2580, 0x2580 },
	[GLYPHS_BRAILLE] = { 0x28C0, 0x28C0, 0x2824, 0x2824, 0x2812, 0x2812, 0x2809, 0x2809 },
	[GLYPHS_ASCII] = { '_', '_', '-', '-', '-', '-', '"', '"' },
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
	return lower[set][clamp(eighths, BLOCKS_PER_CELL)];
}

uint32_t blocks_shade(enum glyph_set set, float share)
{
	int last = shades[set].last;
	return shades[set].glyphs[share > 0 ? clamp(1 + (int)(share * (float)last), last) : 0];
}

uint32_t blocks_mark(enum glyph_set set, int eighth)
{
	return marks[set][clamp(eighth, BLOCKS_PER_CELL - 1)];
}
