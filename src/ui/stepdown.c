#include "ui/stepdown.h"

#include <stddef.h>

/* Palettes as xterm has them by default (XTerm-col.ad): users change the first 16, but their names stay true. */
static const colour palette_16[16] = {
	0x000000,
	0xCD0000,
	0x00CD00,
	0xCDCD00,
	0x0000EE,
	0xCD00CD,
	0x00CDCD,
	0xE5E5E5,
	0x7F7F7F,
	0xFF0000,
	0x00FF00,
	0xFFFF00,
	0x5C5CFF,
	0xFF00FF,
	0x00FFFF,
	0xFFFFFF,
};

/* xterm's 256colres.h: a cube of 6 levels from index 16 on, 24 greys from index 232 on. */
static const int cube_level[6] = { 0, 95, 135, 175, 215, 255 };

enum { CUBE_FIRST = 16, GREY_FIRST = 232, N_GREYS = 24, GREY_DARKEST = 8, GREY_STEP = 10 };

/* Weights of the squared differences in red, green and blue: the eye's sensitivities, roughly ("low-cost
 * approximation", T. Riemersma, compuphase.com/cmetric.htm). */
enum { WEIGHT_R = 2, WEIGHT_G = 4, WEIGHT_B = 3, WEIGHTS = WEIGHT_R + WEIGHT_G + WEIGHT_B };

struct rgb {
	int r, g, b;
};

static struct rgb rgb_of(colour c)
{
	return (struct rgb){ (int)(c >> 16 & 255), (int)(c >> 8 & 255), (int)(c & 255) };
}

static int distance(struct rgb a, struct rgb b)
{
	const int r = a.r - b.r;
	const int g = a.g - b.g;
	const int blue = a.b - b.b;
	return WEIGHT_R * r * r + WEIGHT_G * g * g + WEIGHT_B * blue * blue;
}

static int cube_nearest(int value)
{
	/* Between the levels' middles: 47.5, 115, 155, 195, 235. */
	return value < 48 ? 0 : value < 115 ? 1 : (value - 35) / 40;
}

/* The distance is a sum over the channels, so each channel's nearest level gives the cube's nearest colour; and of the
 * greys the nearest is the one next to the weighted mean. */
static colour nearest_256(struct rgb c)
{
	const int r = cube_nearest(c.r);
	const int g = cube_nearest(c.g);
	const int b = cube_nearest(c.b);
	const struct rgb in_cube = { cube_level[r], cube_level[g], cube_level[b] };

	/* Rounded once only, so that it is the nearest indeed. */
	const int sum = WEIGHT_R * c.r + WEIGHT_G * c.g + WEIGHT_B * c.b;
	int grey = (sum - WEIGHTS * (GREY_DARKEST - GREY_STEP / 2)) / (WEIGHTS * GREY_STEP);
	grey = grey < 0 ? 0 : grey >= N_GREYS ? N_GREYS - 1 : grey;
	const int value = GREY_DARKEST + GREY_STEP * grey;
	const struct rgb in_greys = { value, value, value };

	if (distance(c, in_greys) < distance(c, in_cube))
		return (colour)(GREY_FIRST + grey);
	return (colour)(CUBE_FIRST + 36 * r + 6 * g + b);
}

static int most_of(struct rgb c)
{
	const int most = c.r > c.g ? c.r : c.g;
	return most > c.b ? most : c.b;
}

static int least_of(struct rgb c)
{
	const int least = c.r < c.g ? c.r : c.g;
	return least < c.b ? least : c.b;
}

static colour nearest_grey(struct rgb c, int n_colours, int darkest)
{
	static const int greys[] = { 0, 8, 7, 15 };
	int best = -1;
	for (size_t i = 0; i < sizeof greys / sizeof *greys; i++) {
		if (greys[i] >= n_colours || (int)i < darkest)
			continue;
		if (best < 0 || distance(c, rgb_of(palette_16[greys[i]])) < distance(c, rgb_of(palette_16[best])))
			best = greys[i];
	}
	return (colour)best;
}

/* By hue: the nearest of so few by their distance would be grey for most of what has a colour. A colour's number is
 * made of bits for red, green and blue, so that the hue is rounded to the nearest of six by whether each is nearer to the
 * most there is of any, or to the least. */
static colour nearest_of(struct rgb c, int n_colours, bool is_fg)
{
	enum { BLACK_FG = 48, BLACK_BG = 96, BRIGHT = 230 }; /* BRIGHT: between palette_16's two rows */
	const int most = most_of(c), least = least_of(c);
	const bool may_be_black = most < (is_fg ? BLACK_FG : BLACK_BG);
	const bool is_grey = 4 * (most - least) < most;
	if (is_grey || may_be_black)
		return nearest_grey(c, n_colours, is_fg && !may_be_black);
	const int sum = most + least;
	const int hue = (2 * c.r > sum) | (2 * c.g > sum) << 1 | (2 * c.b > sum) << 2;
	return (colour)(n_colours > 8 && most >= BRIGHT ? hue + 8 : hue);
}

/* Grey, the brighter black, is told from black: it is white where there is no brighter one. */
static colour own_of(colour c, enum colour_depth depth, bool is_fg)
{
	enum { BLACK = 0, WHITE = 7, GREY = 8 };
	const colour index = c % N_COLOURS_OWN;
	if (depth == DEPTH_TRUE)
		return colour_own(index);
	if (depth > DEPTH_8 || index < GREY)
		return index;
	return index > GREY ? index - GREY : is_fg ? WHITE : BLACK;
}

colour stepdown_colour(colour c, enum colour_depth depth, bool is_fg)
{
	if (depth == DEPTH_MONO || c == COLOUR_DEFAULT)
		return COLOUR_DEFAULT;
	if (colour_is_own(c))
		return own_of(c, depth, is_fg);
	c &= 0xFFFFFF;
	if (depth == DEPTH_TRUE)
		return c;
	if (depth == DEPTH_256)
		return nearest_256(rgb_of(c));
	return nearest_of(rgb_of(c), depth == DEPTH_16 ? 16 : 8, is_fg);
}

void stepdown_init(struct stepdown *step, enum colour_depth depth, bool utf8)
{
	*step = (struct stepdown){ .depth = depth, .utf8 = utf8 };
}

static const struct stepdown_known *look_up(struct stepdown *step, colour c)
{
	struct stepdown_known *known = &step->known[(c ^ c >> 7 ^ c >> 14) % STEPDOWN_MEMORY];
	if (!known->used || known->from != c)
		*known = (struct stepdown_known){ .from = c,
			.fg = stepdown_colour(c, step->depth, true),
			.bg = stepdown_colour(c, step->depth, false),
			.used = true };
	return known;
}

struct range {
	uint32_t first, last;
};

/* Narrow everywhere: Latin, Greek, Cyrillic, punctuation, plain arrows, box drawing, blocks, braille. The soft hyphen
 * is not, nor what has an emoji form. */
static const struct range sure[] = {
	{ 0x20, 0x7E },
	{ 0xA0, 0xAC },
	{ 0xAE, 0x2FF },
	{ 0x370, 0x482 },
	{ 0x48A, 0x58F },
	{ 0x1E00, 0x1EFF },
	{ 0x2010, 0x2027 },
	{ 0x2030, 0x203B },
	{ 0x203D, 0x2048 },
	{ 0x204A, 0x205E },
	{ 0x20A0, 0x20BF },
	{ 0x2190, 0x2193 },
	{ 0x2500, 0x259F },
	{ 0x2800, 0x28FF },
};

bool stepdown_is_sure(uint32_t glyph)
{
	if (glyph < 0x7F)
		return glyph >= 0x20;
	if (glyph >= 0x2500 && glyph <= 0x259F)
		return true;
	for (size_t i = 1; i < sizeof sure / sizeof *sure; i++)
		if (glyph <= sure[i].last)
			return glyph >= sure[i].first;
	return false;
}

bool stepdown_is_sure_mark(uint32_t mark)
{
	return mark >= 0x300 && mark <= 0x36F && mark != 0x34F; /* 34F is the invisible grapheme joiner */
}

struct ascii_row {
	uint32_t first;
	const char *shown; /* for `first` and those that follow it */
};

static const struct ascii_row ascii_rows[] = {
	{ 0xA0, " !" },
	{ 0xAB, "\"" },
	{ 0xAD, "-" },
	{ 0xB0, "o" },
	{ 0xB4, "'" },
	{ 0xB7, "." },
	{ 0xBB, "\"" },
	{ 0xD7, "x" },
	{ 0x2010, "------" },
	{ 0x2018, "'','\"\"\"\"" },
	{ 0x2022, "*" },
	{ 0x2026, "." },
	{ 0x2039, "<>" },
	{ 0x2190, "<^>v" },
	/* box drawing, save the corners and crossings */
	{ 0x2500, "--||--||--||" },
	{ 0x254C, "--||-|" },
	{ 0x2571, "/\\X-|-|-|-|-|-|" },
	/* upper half; lower eighths as in canvas/blocks.c; left eighths; right half; shades; edges; quadrants */
	{ 0x2580, "\"..::||#####|||||.:#\"|..'####'##" },
};

static uint32_t ascii_of(uint32_t glyph)
{
	if (glyph < 0x80)
		return glyph;
	for (size_t i = 0; i < sizeof ascii_rows / sizeof *ascii_rows; i++) {
		const struct ascii_row *row = &ascii_rows[i];
		for (uint32_t k = 0; row->shown[k]; k++)
			if (glyph == row->first + k)
				return (unsigned char)row->shown[k];
	}
	if (glyph >= 0x2500 && glyph <= 0x257F)
		return '+';
	if (glyph >= 0x2800 && glyph <= 0x28FF)
		/* The low eight bits are braille's dots. */
		return (unsigned char)" ..::::##"[__builtin_popcount(glyph & 255)];
	return '?';
}

static bool is_right_half(const struct canvas *canvas, int x, int y)
{
	return x > 0 && canvas_at(canvas, x, y)->glyph == 0
		&& canvas_glyph_width(canvas_at(canvas, x - 1, y)->glyph) == 2;
}

static uint32_t safe_glyph(const struct canvas *canvas, int x, int y, int *width)
{
	const uint32_t glyph = canvas_at(canvas, x, y)->glyph;
	*width = 1;
	if (glyph == 0)
		return ' ';
	if (glyph == 0xAD)
		return '-';
	if (stepdown_is_sure(glyph))
		return glyph;
	if (!canvas_glyph_is_printable(glyph))
		return '?';
	*width = canvas_glyph_width(glyph);
	if (*width == 2 && x + 1 < canvas->cols && canvas_at(canvas, x + 1, y)->glyph == 0)
		return glyph;
	/* A glyph that some terminal takes for wide would go on to the next row from the last column. */
	if (*width == 1 && x + 1 < canvas->cols)
		return glyph;
	*width = 1;
	return '?';
}

static uint32_t safe_mark(const struct canvas *canvas, int x, int width, uint32_t mark)
{
	if (mark == 0 || stepdown_is_sure_mark(mark))
		return mark;
	/* It must leave room for the columns that some terminal may give it. */
	const bool fits = x + width + 2 <= canvas->cols;
	return fits && canvas_glyph_width(mark) == 0 && !canvas_glyph_is_invisible(mark) ? mark : 0;
}

/* Text in the colour of its background cannot be read. */
static colour readable(colour bg)
{
	const struct rgb c = rgb_of(palette_16[bg]);
	return WEIGHT_R * c.r + WEIGHT_G * c.g + WEIGHT_B * c.b > WEIGHTS * 110 ? 0 : 7;
}

/* What makes up nearly all of a picture needs no further look. */
static bool is_plain(const struct stepdown *step, const struct cell *cell)
{
	if (cell->mark != 0)
		return false;
	return (cell->glyph >= 0x20 && cell->glyph < 0x7F)
		|| (step->utf8 && cell->glyph >= 0x2500 && cell->glyph < 0x25A0);
}

/* The halves of a cell are areas, like a background. */
enum { UPPER_HALF = 0x2580, LOWER_HALF = 0x2584 };

static void colour_cell(struct stepdown *step, struct cell *shown, colour fg, colour bg)
{
	const bool is_blank = shown->glyph == ' ' && shown->mark == 0;
	const bool is_area = shown->glyph == UPPER_HALF || shown->glyph == LOWER_HALF;
	if (fg == COLOUR_CUT_OUT && !is_blank) { /* the background is to be seen as a foreground is */
		shown->bg = bg == COLOUR_DEFAULT ? bg : look_up(step, bg)->fg;
		shown->fg = COLOUR_CUT_OUT;
		return;
	}
	shown->bg = bg == COLOUR_DEFAULT ? bg : look_up(step, bg)->bg;
	shown->fg = COLOUR_DEFAULT;
	if (!is_blank && fg != COLOUR_DEFAULT)
		shown->fg = is_area ? look_up(step, fg)->bg : look_up(step, fg)->fg;
	if (shown->fg == shown->bg && step->depth <= DEPTH_16 && shown->fg != COLOUR_DEFAULT && fg != bg && !is_area)
		shown->fg = readable(shown->bg);
}

struct cell stepdown_cell(struct stepdown *step, const struct canvas *canvas, int x, int y)
{
	const struct cell *cell = canvas_at(canvas, x, y);
	struct cell shown = { .glyph = cell->glyph };
	colour bg = cell->bg;
	int width;

	if (!is_plain(step, cell)) {
		if (cell->glyph == 0 && is_right_half(canvas, x, y)) {
			if (step->utf8)
				return (struct cell){ 0, 0, COLOUR_DEFAULT, COLOUR_DEFAULT };
			bg = cell[-1].bg;
		}
		shown.glyph = safe_glyph(canvas, x, y, &width);
		shown.mark = safe_mark(canvas, x, width, cell->mark);
		if (!step->utf8) {
			shown.glyph = ascii_of(shown.glyph);
			shown.mark = 0;
		}
	}
	colour_cell(step, &shown, cell->fg, bg);
	return shown;
}
