/* libvterm is the oracle: the screen that the encoder's bytes make must be the canvas, as far as the terminal's depth
 * and encoding can show it. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vterm.h>

#include "base/text.h"
#include "canvas/canvas.h"
#include "repeats.h"
#include "ui/cursor.h"
#include "ui/encoder.h"

static unsigned random_below(unsigned n)
{
	static uint32_t seed = 12345; /* Numerical Recipes' linear congruential generator: the same on every machine */
	seed = seed * 1664525u + 1013904223u;
	return (unsigned)((uint64_t)(seed >> 4) * n >> 28);
}

/* ---------------------------------------------------------------- the oracle */

struct screen {
	VTerm *vterm;
	VTermScreen *screen;
	int cols, rows;
	unsigned scrolled;
};

static int on_scroll(int cols, const VTermScreenCell *cells, void *user)
{
	(void)cols;
	(void)cells;
	((struct screen *)user)->scrolled++;
	return 1;
}

static const VTermScreenCallbacks callbacks = { .sb_pushline = on_scroll };

static void screen_open(struct screen *s, int cols, int rows)
{
	*s = (struct screen){ .vterm = vterm_new(rows, cols), .cols = cols, .rows = rows };
	assert_non_null(s->vterm);
	vterm_set_utf8(s->vterm, 1);
	s->screen = vterm_obtain_screen(s->vterm);
	vterm_screen_set_callbacks(s->screen, &callbacks, s);
	vterm_screen_reset(s->screen, 1);
}

static void screen_close(struct screen *s)
{
	vterm_free(s->vterm);
}

static VTermScreenCell screen_cell(const struct screen *s, int x, int y)
{
	VTermScreenCell cell;
	assert_true(vterm_screen_get_cell(s->screen, (VTermPos){ .row = y, .col = x }, &cell));
	return cell;
}

static void screen_write(struct screen *s, const struct bytes *out)
{
	struct bytes plain = { 0 };
	assert_true(expand_repeats(out->data, out->n, &plain));
	if (plain.n)
		vterm_input_write(s->vterm, plain.data, plain.n);
	bytes_fini(&plain);
}

/* Whether libvterm gives a character, or a combining character on an "o", the columns that we give it. */
static bool oracle_agrees(uint32_t glyph, uint32_t mark)
{
	struct screen s;
	char text[16] = "o";
	size_t n = glyph ? text_encode(glyph, text) : 1;
	if (mark)
		n += text_encode(mark, text + n);
	text[n++] = '|';
	screen_open(&s, 8, 1);
	vterm_input_write(s.vterm, text, n);
	const int width = glyph ? canvas_glyph_width(glyph) : 1;
	const bool agrees = screen_cell(&s, width, 0).chars[0] == '|' && screen_cell(&s, 0, 0).width == width
		&& screen_cell(&s, 0, 0).chars[1] == mark;
	screen_close(&s);
	return agrees;
}

static bool colour_is(const VTermColor *is, colour expected, enum colour_depth depth, bool is_fg)
{
	if (is_fg ? VTERM_COLOR_IS_DEFAULT_FG(is) : VTERM_COLOR_IS_DEFAULT_BG(is))
		return expected == COLOUR_DEFAULT;
	if (expected == COLOUR_DEFAULT)
		return false;
	if (depth == DEPTH_TRUE && !colour_is_own(expected))
		return VTERM_COLOR_IS_RGB(is) && colour_rgb(is->rgb.red, is->rgb.green, is->rgb.blue) == expected;
	return VTERM_COLOR_IS_INDEXED(is) && is->indexed.idx == expected % 256;
}

static bool cell_is(const struct screen *s, int x, int y, const struct cell *expected, enum colour_depth depth)
{
	VTermScreenCell is = screen_cell(s, x, y);
	const bool is_blank = expected->glyph == ' ' && expected->mark == 0;
	if (expected->glyph == 0) /* checked with its left half */
		return true;
	const bool is_cut_out = expected->fg == COLOUR_CUT_OUT;
	if (is.attrs.reverse != is_cut_out)
		return false;
	if (is_cut_out && (!colour_is(&is.fg, expected->bg, depth, true) || !VTERM_COLOR_IS_DEFAULT_BG(&is.bg)))
		return false;
	if (!is_cut_out && !colour_is(&is.bg, expected->bg, depth, false))
		return false;
	if (is_blank)
		return is.chars[0] == 0 || (is.chars[0] == ' ' && is.chars[1] == 0);
	if (!is_cut_out && !colour_is(&is.fg, expected->fg, depth, true))
		return false;
	if (!stepdown_is_sure(expected->glyph) && !oracle_agrees(expected->glyph, 0))
		return true; /* what it shows there is its own affair, as long as the neighbours are right */
	if (is.chars[0] != expected->glyph || is.width != canvas_glyph_width(expected->glyph))
		return false;
	return is.chars[1] == expected->mark || (expected->mark && !oracle_agrees(0, expected->mark));
}

static void assert_screen_is(
	const struct screen *s, const struct canvas *canvas, const struct encoder_caps *caps, const struct bytes *out)
{
	struct stepdown step;
	stepdown_init(&step, caps->depth, caps->utf8);
	for (int y = 0; y < canvas->rows; y++) {
		for (int x = 0; x < canvas->cols; x++) {
			if (caps->corner_scrolls && y == canvas->rows - 1 && x >= canvas->cols - 2)
				continue;
			const struct cell expected = stepdown_cell(&step, canvas, x, y);
			if (cell_is(s, x, y, &expected, caps->depth))
				continue;
			const VTermScreenCell is = screen_cell(s, x, y);
			fprintf(stderr,
				"cell %d,%d of %d×%d: expected U+%04X+%04X fg %08X bg %08X, is U+%04X+%04X width %d\n",
				x, y, canvas->cols, canvas->rows, expected.glyph, expected.mark, expected.fg,
				expected.bg, is.chars[0], is.chars[1], is.width);
			for (size_t i = 0; i < out->n; i++)
				fprintf(stderr, out->data[i] == 0x1B ? "\nESC " : "%c", out->data[i]);
			fail();
		}
	}
	assert_int_equal(s->scrolled, 0);
	VTermValue value;
	vterm_state_get_penattr(vterm_obtain_state(s->vterm), VTERM_ATTR_FOREGROUND, &value);
	assert_true(VTERM_COLOR_IS_DEFAULT_FG(&value.color));
	vterm_state_get_penattr(vterm_obtain_state(s->vterm), VTERM_ATTR_BACKGROUND, &value);
	assert_true(VTERM_COLOR_IS_DEFAULT_BG(&value.color));
}

/* ---------------------------------------------------------------- random pictures */

static const uint32_t glyphs[] = {
	' ',
	' ',
	'a',
	'~',
	0xA0,
	0xE9,
	0x17F,
	0x2014,
	0x2026,
	0x2190,
	0x2500,
	0x2502,
	0x2581,
	0x2584,
	0x2588,
	0x2588,
	0x28FF,
	0x3B1,
	0x416,
	0x5D0,
	0x627,
	0xE01,
	0x20AC,
	0x2605,
	0x2764,
	0x1F1E6,
	0x1F6D8,
	0xFFFD,
	0xE0B0,
	0xAD,
};
static const uint32_t hostile[] = { 0, 0x07, 0x1B, 0x7F, 0x9B, 0x301, 0x200D, 0x202E, 0x2028, 0xD800, 0xFFFF, 0x110000,
	0x4E00, 0xFE0F, 0x1F600, 0xFFFFFFFF };
static const uint32_t marks[] = { 0x301, 0x308, 0x34F, 0x5B0, 0xE31, 0x3099, 0xFE0F, 0x200D, 'x', 0x1B, 0x20DD };
static const colour colours[] = { COLOUR_DEFAULT, COLOUR_DEFAULT, 0x000000, 0xFFFFFF, 0xFF0000, 0x00FF00, 0x0000FF,
	0x101010, 0x808080, 0x123456, 0xABCDEF, 0xFFFF00, 0x5F87AF, 0x300000, COLOUR_OWN | 1, COLOUR_OWN | 12 };
static const char *const texts[]
	= { "日本語", "x한국어y", "👍👍", "e\u0301o\u0308", "العربية", "ไทย", "が\u3099", "plain" };

#define PICK(table) (table)[random_below(sizeof(table) / sizeof *(table))]

static void draw_at_random(struct canvas *canvas)
{
	const int x = (int)random_below((unsigned)canvas->cols);
	const int y = (int)random_below((unsigned)canvas->rows);
	const colour fg = random_below(8) ? PICK(colours) : COLOUR_CUT_OUT, bg = PICK(colours);
	switch (random_below(9)) {
	case 0: canvas_text(canvas, x - 2, y, canvas->cols, PICK(texts), fg, bg); break;
	case 1:
		canvas_clear_region(canvas, (struct region){ x, y, (int)random_below(40), (int)random_below(5) });
		break;
	case 2: *canvas_edit(canvas, x, y) = (struct cell){ PICK(hostile), 0, fg, bg }; break;
	case 3: canvas_edit(canvas, x, y)->mark = PICK(marks); break;
	case 4: { /* a run, as long as to the end at times */
		const uint32_t glyph = PICK(glyphs);
		for (int i = x; i < canvas->cols && random_below(20); i++)
			canvas_put(canvas, i, y, glyph, fg, bg);
		break;
	}
	case 8: { /* rows that scroll */
		const int shift = 1 + (int)random_below(3);
		for (int i = y; i < canvas->rows && x + shift < canvas->cols; i++)
			memmove(canvas_edit(canvas, x, i), canvas_at(canvas, x + shift, i),
				(size_t)(canvas->cols - x - shift) * sizeof *canvas->cells);
		break;
	}
	case 5: /* a bar */
		for (int i = y; i < canvas->rows; i++)
			canvas_put(canvas, x, i, 0x2588, fg, bg);
		break;
	default: canvas_put(canvas, x, y, PICK(glyphs), fg, bg);
	}
}

enum { ALL_CAPS = 512 };

static struct encoder_caps caps_of(unsigned bits, unsigned depth)
{
	return (struct encoder_caps){
		.depth = (enum colour_depth)depth,
		.utf8 = bits & 1,
		.synchronized = bits & 2,
		.column = bits & 4,
		.repeat = bits & 8,
		.erase_chars = bits & 16,
		.erase_line = bits & 32,
		.bce = bits & 64,
		.index = bits & 128,
		.delete_chars = bits & 256,
	};
}

static struct encoder_caps random_caps(void)
{
	struct encoder_caps caps = caps_of(random_below(ALL_CAPS), random_below(N_DEPTHS));
	caps.utf8 |= random_below(2);
	caps.corner_scrolls = random_below(16) == 0;
	return caps;
}

/* Something else is on the screen, in colours; then attributes are reset and wrap is on or off. */
static void litter(struct screen *s)
{
	char text[64];
	for (int y = 0; y < s->rows; y++) {
		const int n = snprintf(text, sizeof text, "\033[%d;1H\033[3%d;4%dmlitter", y + 1, y % 8, (y + 1) % 8);
		vterm_input_write(s->vterm, text, (size_t)n);
	}
	vterm_input_write(s->vterm, "\033[m", 3);
	if (random_below(2))
		vterm_input_write(s->vterm, "\033[?7l", 5);
	s->scrolled = 0;
}

static void assert_no_change_is_no_bytes(struct canvas *canvas, const struct encoder_caps *caps)
{
	struct bytes out = { 0 };
	assert_true(encoder_encode(canvas, canvas, caps, &out));
	assert_int_equal(out.n, 0);
	bytes_fini(&out);
}

static void run_sequence(int cols, int rows, const struct encoder_caps *caps, int n_pictures)
{
	struct screen s;
	struct canvas old, new;
	struct bytes out = { 0 };
	screen_open(&s, cols, rows);
	litter(&s);
	assert_true(canvas_init(&old, cols, rows, NULL));
	assert_true(canvas_init(&new, cols, rows, NULL));
	for (int i = 0; i < n_pictures; i++) {
		const unsigned n_drawn = 1 + random_below(random_below(4) ? 6 : 60);
		for (unsigned k = 0; k < n_drawn; k++)
			draw_at_random(&new);
		out.n = 0;
		assert_true(encoder_encode(i ? &old : NULL, &new, caps, &out));
		screen_write(&s, &out);
		assert_screen_is(&s, &new, caps, &out);
		canvas_copy(&old, 0, &new);
		assert_no_change_is_no_bytes(&new, caps);
	}
	bytes_fini(&out);
	canvas_fini(&old);
	canvas_fini(&new);
	screen_close(&s);
}

static void test_screen_is_canvas(void **state)
{
	(void)state;
	static const int sizes[][2] = { { 1, 1 }, { 2, 1 }, { 1, 5 }, { 3, 3 }, { 10, 4 }, { 41, 7 }, { 120, 12 } };
	for (int i = 0; i < 700; i++) {
		const int *size = PICK(sizes);
		const struct encoder_caps caps = random_caps();
		run_sequence(size[0], size[1], &caps, 12);
	}
}

static void test_every_capability(void **state)
{
	(void)state;
	for (unsigned bits = 0; bits < ALL_CAPS; bits++)
		for (unsigned depth = 0; depth < N_DEPTHS; depth++) {
			const struct encoder_caps caps = caps_of(bits, depth);
			run_sequence(24, 4, &caps, 2);
		}
}

/* More runs than are gathered before they are drawn; then more colours than are told apart. */
static void test_many_runs_and_colours(void **state)
{
	(void)state;
	enum { COLS = 1500, ROWS = 4 };
	const struct encoder_caps caps = caps_of(ALL_CAPS - 1, DEPTH_TRUE);
	struct screen s;
	struct canvas canvas;
	struct bytes out = { 0 };
	screen_open(&s, COLS, ROWS);
	assert_true(canvas_init(&canvas, COLS, ROWS, NULL));
	for (int i = 0; i < COLS * ROWS; i++) {
		const uint8_t red = (uint8_t)(i < COLS * 2 ? i % 2 : i % 100);
		canvas_put(&canvas, i % COLS, i / COLS, 'a' + (unsigned)i % 2, colour_rgb(red, 0, 0), COLOUR_DEFAULT);
	}
	assert_true(encoder_encode(NULL, &canvas, &caps, &out));
	screen_write(&s, &out);
	assert_screen_is(&s, &canvas, &caps, &out);
	bytes_fini(&out);
	canvas_fini(&canvas);
	screen_close(&s);
}

/* ---------------------------------------------------------------- bytes known beforehand */

static const struct encoder_caps plain = { .depth = DEPTH_TRUE, .utf8 = true };
static const struct encoder_caps rich = { .depth = DEPTH_256,
	.utf8 = true,
	.column = true,
	.index = true,
	.repeat = true,
	.erase_chars = true,
	.erase_line = true,
	.bce = true };

struct picture {
	struct canvas old, new;
	struct bytes out;
};

static void picture_open(struct picture *p, int cols, int rows)
{
	*p = (struct picture){ 0 };
	assert_true(canvas_init(&p->old, cols, rows, NULL));
	assert_true(canvas_init(&p->new, cols, rows, NULL));
}

static void picture_close(struct picture *p)
{
	canvas_fini(&p->old);
	canvas_fini(&p->new);
	bytes_fini(&p->out);
}

/* The bytes of this step; the new picture becomes the old one. */
static void assert_bytes(struct picture *p, const struct encoder_caps *caps, const char *expected)
{
	p->out.n = 0;
	assert_true(encoder_encode(&p->old, &p->new, caps, &p->out));
	assert_true(bytes_append(&p->out, "", 1));
	assert_string_equal(p->out.data, expected);
	canvas_copy(&p->old, 0, &p->new);
}

static void text_at(struct picture *p, int x, int y, const char *text)
{
	canvas_text(&p->new, x, y, CANVAS_MAX_COLS, text, COLOUR_DEFAULT, COLOUR_DEFAULT);
}

static void test_moves(void **state)
{
	(void)state;
	struct picture p;
	picture_open(&p, 100, 50);
	text_at(&p, 3, 0, "A");
	assert_bytes(&p, &plain, "\033[1;4HA");
	text_at(&p, 0, 0, "B");
	assert_bytes(&p, &plain, "\033[HB");
	text_at(&p, 0, 9, "C");
	assert_bytes(&p, &plain, "\033[10HC");
	/* To the next row's start, a column below, far to the right. */
	text_at(&p, 50, 20, "D");
	text_at(&p, 0, 21, "E");
	text_at(&p, 1, 22, "F");
	text_at(&p, 60, 22, "G");
	assert_bytes(&p, &plain, "\033[21;51HD\r\nE\033[BF\033[58CG");
	text_at(&p, 50, 30, "H");
	text_at(&p, 50, 31, "I");
	assert_bytes(&p, &plain, "\033[31;51HH\033[B\bI");
	/* A short gap is written again, as long as that is shorter. */
	text_at(&p, 10, 40, "abcdefghij");
	assert_bytes(&p, &plain, "\033[41;11Habcdefghij");
	text_at(&p, 10, 40, "Xbc");
	text_at(&p, 13, 40, "X");
	text_at(&p, 19, 40, "X");
	assert_bytes(&p, &plain, "\033[41;11HXbcX\033[5CX");
	picture_close(&p);
}

static void test_order(void **state)
{
	(void)state;
	struct picture p;
	picture_open(&p, 80, 24);
	/* Heads of bars: column by column. */
	text_at(&p, 10, 12, "ab");
	text_at(&p, 13, 11, "cd");
	text_at(&p, 16, 13, "ef");
	assert_bytes(&p, &rich, "\033[13;11Hab\033M cd\v\v ef");
	/* Lines of text: row by row. */
	text_at(&p, 0, 1, "one");
	text_at(&p, 1, 2, "two");
	text_at(&p, 30, 2, "too");
	text_at(&p, 0, 3, "three");
	assert_bytes(&p, &rich, "\033[2Hone\v\b\btwo\033[26Ctoo\r\nthree");
	/* What has the same colours together. */
	canvas_put(&p.new, 0, 5, 'r', 0xFF0000, COLOUR_DEFAULT);
	canvas_put(&p.new, 2, 5, 'b', 0x0000FF, COLOUR_DEFAULT);
	canvas_put(&p.new, 4, 5, 'r', 0xFF0000, COLOUR_DEFAULT);
	assert_bytes(&p, &rich, "\033[6H\033[38;5;196mr\033[3Cr\b\b\b\033[38;5;21mb\033[m");
	picture_close(&p);
}

/* Rows that move to the left are moved by the terminal: what has come in, and what stays, is drawn. */
static void test_scrolling(void **state)
{
	(void)state;
	struct picture p;
	struct encoder_caps caps = plain;
	caps.delete_chars = true;
	picture_open(&p, 40, 3);
	text_at(&p, 0, 0, "5 |3141592653589793238462643383279502884");
	text_at(&p, 0, 1, "4 |                            -- - --- ");
	text_at(&p, 0, 2, "0 |2718281828459045235360287471352662497");
	p.out.n = 0;
	assert_true(encoder_encode(&p.old, &p.new, &caps, &p.out));
	canvas_copy(&p.old, 0, &p.new);
	text_at(&p, 0, 0, "5 |4159265358979323846264338327950288419");
	text_at(&p, 0, 1, "4 |                          -- - --- --");
	text_at(&p, 0, 2, "0 |18281828459045235360287471352662497..");
	assert_bytes(&p, &caps, "\033[1;4H\033[2P\033[2B\033[2P\033[1;39H19\033[2;30H-- - --- --\033[3;39H..");
	picture_close(&p);
}

static void test_nothing_behind_the_last_column_is_relied_on(void **state)
{
	(void)state;
	struct picture p;
	picture_open(&p, 5, 3);
	text_at(&p, 4, 0, "x");
	text_at(&p, 0, 1, "y");
	text_at(&p, 4, 2, "z");
	assert_bytes(&p, &plain, "\033[2Hy\033[1;5Hx\033[3;5Hz");
	struct encoder_caps caps = plain;
	caps.corner_scrolls = true;
	text_at(&p, 4, 2, "q");
	assert_bytes(&p, &caps, "");
	picture_close(&p);
}

static void test_colours(void **state)
{
	(void)state;
	struct picture p;
	picture_open(&p, 20, 1);
	canvas_put(&p.new, 0, 0, 'a', 0x010203, COLOUR_DEFAULT);
	canvas_put(&p.new, 1, 0, 'b', 0x010203, 0xFF0000);
	canvas_put(&p.new, 2, 0, ' ', 0x555555, 0xFF0000);
	canvas_put(&p.new, 3, 0, 'c', COLOUR_DEFAULT, 0xFF0000);
	assert_bytes(&p, &plain, "\033[H\033[38;2;1;2;3ma\033[48;2;255;0;0mb \033[39mc\033[m");
	/* A space's foreground is no difference, nor are colours that step down to one. */
	canvas_edit(&p.new, 2, 0)->fg = 0x777777;
	assert_bytes(&p, &plain, "");
	canvas_put(&p.new, 0, 0, 'a', 0x010204, COLOUR_DEFAULT);
	assert_bytes(&p, &rich, "");
	canvas_put(&p.new, 0, 0, 'a', 0xFFFFFF, COLOUR_DEFAULT);
	assert_bytes(&p, &rich, "\033[H\033[38;5;231ma\033[m");
	struct encoder_caps caps = plain;
	caps.depth = DEPTH_16;
	canvas_put(&p.new, 0, 0, 'a', 0xFF0000, 0x000000);
	assert_bytes(&p, &caps, "\033[H\033[91;40ma\033[m");
	caps.depth = DEPTH_8;
	canvas_put(&p.new, 0, 0, 'a', 0x00D000, 0x000000);
	assert_bytes(&p, &caps, "\033[H\033[32;40ma\033[m");
	caps.depth = DEPTH_MONO;
	canvas_put(&p.new, 0, 0, 'a', 0xFF0000, 0x00FF00);
	assert_bytes(&p, &caps, "");
	picture_close(&p);
}

/* In reverse video the terminal's own background is a glyph's colour; blanks beside it are none of it. */
static void test_cut_out(void **state)
{
	(void)state;
	struct picture p;
	picture_open(&p, 20, 1);
	canvas_put(&p.new, 0, 0, 'a', COLOUR_CUT_OUT, 0x010203);
	canvas_put(&p.new, 1, 0, 'b', COLOUR_CUT_OUT, COLOUR_DEFAULT);
	canvas_put(&p.new, 2, 0, 'c', COLOUR_CUT_OUT, 0x040506);
	canvas_put(&p.new, 3, 0, ' ', COLOUR_DEFAULT, 0x040506);
	canvas_put(&p.new, 4, 0, 'd', 0x010203, 0x040506);
	assert_bytes(&p, &plain,
		"\033[H\033[0;7;38;2;1;2;3ma\033[39mb\033[38;2;4;5;6mc"
		"\033[m\033[48;2;4;5;6m \033[38;2;1;2;3md\033[m");
	struct encoder_caps caps = plain;
	caps.depth = DEPTH_MONO;
	canvas_put(&p.new, 10, 0, 'e', COLOUR_CUT_OUT, 0x010203);
	assert_bytes(&p, &caps, "\033[1;11H\033[0;7;39me\033[m");
	picture_close(&p);
}

static void test_erasing(void **state)
{
	(void)state;
	struct picture p;
	picture_open(&p, 40, 1);
	text_at(&p, 0, 0, "0123456789012345678901234567890123456789");
	canvas_copy(&p.old, 0, &p.new);
	/* The middle: ECH, then on; without it, spaces. */
	text_at(&p, 5, 0, "                    X");
	assert_bytes(&p, &rich, "\033[1;6H\033[20X\033[20CX");
	text_at(&p, 30, 0, "          ");
	assert_bytes(&p, &rich, "\033[1;31H\033[K");
	text_at(&p, 0, 0, "   ");
	assert_bytes(&p, &rich, "\033[H   ");
	/* The rest of the row at once, however little of it changes. */
	canvas_clear(&p.new);
	text_at(&p, 0, 0, "abc                x         x         x");
	canvas_copy(&p.old, 0, &p.new);
	canvas_clear(&p.new);
	text_at(&p, 0, 0, "abc");
	struct encoder_caps no_ech = rich;
	no_ech.erase_chars = false;
	assert_bytes(&p, &no_ech, "\033[1;20H\033[K");
	/* In a colour only where the terminal erases in colour. */
	for (int x = 30; x < 40; x++)
		canvas_put(&p.new, x, 0, ' ', COLOUR_DEFAULT, 0xFFFFFF);
	assert_bytes(&p, &rich, "\033[1;31H\033[48;5;231m\033[K\033[m");
	for (int x = 30; x < 40; x++)
		canvas_put(&p.new, x, 0, ' ', COLOUR_DEFAULT, 0x000000);
	struct encoder_caps caps = rich;
	caps.bce = false;
	assert_bytes(&p, &caps, "\033[1;31H\033[48;5;16m          \033[m");
	/* Else what lies between two blanks is jumped over. */
	canvas_put(&p.new, 31, 0, 'x', COLOUR_DEFAULT, 0x000000);
	canvas_put(&p.new, 38, 0, 'x', COLOUR_DEFAULT, 0x000000);
	canvas_copy(&p.old, 0, &p.new);
	canvas_put(&p.new, 31, 0, ' ', COLOUR_DEFAULT, 0x000000);
	canvas_put(&p.new, 38, 0, ' ', COLOUR_DEFAULT, 0x000000);
	assert_bytes(&p, &caps, "\033[1;32H\033[48;5;16m \033[6C \033[m");
	picture_close(&p);
}

static void test_repeats(void **state)
{
	(void)state;
	struct picture p;
	picture_open(&p, 40, 1);
	text_at(&p, 2, 0, "██████████");
	assert_bytes(&p, &rich, "\033[1;3H█\033[9b");
	text_at(&p, 20, 0, "xxxx");
	assert_bytes(&p, &rich, "\033[1;21Hxxxx");
	text_at(&p, 30, 0, "██");
	assert_bytes(&p, &plain, "\033[1;31H██");
	picture_close(&p);
}

static void test_synchronized(void **state)
{
	(void)state;
	struct picture p;
	struct encoder_caps caps = plain;
	caps.synchronized = true;
	enum { COLS = 1300 };
	char line[COLS + 1], expected[COLS + 64];
	picture_open(&p, COLS, 1);
	assert_bytes(&p, &caps, "");
	text_at(&p, 0, 0, "x");
	assert_bytes(&p, &caps, "\033[Hx"); /* so little comes whole anyhow */
	memset(line, 'y', COLS);
	line[COLS] = '\0';
	text_at(&p, 0, 0, line);
	snprintf(expected, sizeof expected, "\033[?2026h\033[H%s\033[?2026l", line);
	assert_bytes(&p, &caps, expected);
	picture_close(&p);
}

static void test_unknown_screen_is_cleared(void **state)
{
	(void)state;
	struct picture p;
	picture_open(&p, 4, 2);
	text_at(&p, 0, 0, "x");
	assert_true(encoder_encode(NULL, &p.new, &plain, &p.out));
	assert_true(bytes_append(&p.out, "", 1));
	assert_string_equal(p.out.data, "\033[m\033[H\033[Jx");
	/* Another size is another screen. */
	struct canvas other;
	assert_true(canvas_init(&other, 3, 2, NULL));
	p.out.n = 0;
	assert_true(encoder_encode(&other, &p.new, &plain, &p.out));
	assert_memory_equal(p.out.data, "\033[m\033[H\033[Jx", 10);
	canvas_fini(&other);
	picture_close(&p);
}

static void test_unsure_widths_are_fenced(void **state)
{
	(void)state;
	struct picture p;
	picture_open(&p, 20, 1);
	text_at(&p, 0, 0, "a日b");
	/* Blanked, written, and what follows addressed anew. */
	assert_bytes(&p, &plain, "\033[Ha  \b\b日\r\033[3Cb");
	/* A narrow one that may be wide has the next cell written again. */
	text_at(&p, 10, 0, "xy");
	assert_bytes(&p, &rich, "\033[1;11Hxy");
	text_at(&p, 10, 0, "\u2605");
	assert_bytes(&p, &rich, "\033[1;11H \b\u2605\033[12Gy");
	picture_close(&p);
}

static void test_cursor_moves(void **state)
{
	(void)state;
	static const struct {
		struct cursor from, to;
		struct cursor_caps caps;
		const char *bytes;
	} cases[] = {
		{ { 3, 3 }, { 3, 3 }, { .column = true }, "" },
		{ { CURSOR_UNKNOWN, CURSOR_UNKNOWN }, { 0, 0 }, { .column = true }, "\033[H" },
		{ { CURSOR_UNKNOWN, CURSOR_UNKNOWN }, { 0, 6 }, { .column = true }, "\033[7H" },
		{ { CURSOR_UNKNOWN, CURSOR_UNKNOWN }, { 1999, 999 }, { .column = true }, "\033[1000;2000H" },
		{ { CURSOR_UNKNOWN, 5 }, { 20, 5 }, { .column = true }, "\033[21G" },
		{ { CURSOR_UNKNOWN, 5 }, { 20, 5 }, { 0 }, "\r\033[20C" },
		{ { CURSOR_UNKNOWN, 5 }, { 0, 5 }, { .column = true }, "\r" },
		{ { 10, 5 }, { 8, 5 }, { 0 }, "\b\b" },
		{ { 100, 5 }, { 80, 5 }, { 0 }, "\033[20D" },
		{ { 10, 5 }, { 11, 5 }, { 0 }, "\033[C" },
		{ { 10, 5 }, { 10, 4 }, { 0 }, "\033[A" },
		{ { 10, 5 }, { 10, 9 }, { .column = true }, "\033[4B" },
		{ { 10, 5 }, { 0, 6 }, { .column = true }, "\r\n" },
		{ { 10, 5 }, { 0, 5 }, { .column = true }, "\r" },
		{ { 10, 5 }, { 10, 1 }, { .index = true }, "\033[4A" },
		{ { 10, 5 }, { 10, 4 }, { .index = true }, "\033M" },
		{ { 10, 5 }, { 10, 7 }, { .index = true }, "\v\v" },
		{ { 10, 5 }, { 8, 7 }, { .index = true }, "\v\v\b\b" },
		{ { 10, 5 }, { 10, 9 }, { .index = true }, "\033[4B" },
		{ { 10, 5 }, { 0, 7 }, { .index = true }, "\r\n\n" },
		{ { 100, 40 }, { 60, 2 }, { .index = true }, "\033[3;61H" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char bytes[CURSOR_MAX_MOVE + 1];
		const size_t n = cursor_move(bytes, cases[i].from, cases[i].to, cases[i].caps);
		assert_in_range(n, 0, CURSOR_MAX_MOVE);
		bytes[n] = '\0';
		assert_string_equal(bytes, cases[i].bytes);
	}
}

/* ---------------------------------------------------------------- stepping down */

/* xterm's palette, by its documented construction. */
static colour palette_256(int i)
{
	static const unsigned level[6] = { 0, 95, 135, 175, 215, 255 };
	if (i >= 232)
		return colour_rgb(
			8 + 10 * ((unsigned)i - 232), 8 + 10 * ((unsigned)i - 232), 8 + 10 * ((unsigned)i - 232));
	const unsigned cube = (unsigned)i - 16;
	return colour_rgb(level[cube / 36], level[cube / 6 % 6], level[cube % 6]);
}

static int weighed_distance(colour a, colour b)
{
	const int r = (int)(a >> 16 & 255) - (int)(b >> 16 & 255);
	const int g = (int)(a >> 8 & 255) - (int)(b >> 8 & 255);
	const int blue = (int)(a & 255) - (int)(b & 255);
	return 2 * r * r + 4 * g * g + 3 * blue * blue;
}

static void test_256_is_nearest(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 20000; i++) {
		const colour c = i < 256 ? i * 0x010101 : random_below(1 << 24);
		int least = weighed_distance(c, palette_256(16));
		for (int k = 17; k < 256; k++)
			if (weighed_distance(c, palette_256(k)) < least)
				least = weighed_distance(c, palette_256(k));
		const colour is = stepdown_colour(c, DEPTH_256, true);
		assert_in_range(is, 16, 255);
		assert_int_equal(weighed_distance(c, palette_256((int)is)), least);
	}
	for (int i = 16; i < 256; i++)
		assert_int_equal(palette_256((int)stepdown_colour(palette_256(i), DEPTH_256, true)), palette_256(i));
}

static void test_few_colours(void **state)
{
	(void)state;
	static const struct {
		colour from;
		enum colour_depth depth;
		bool is_fg;
		colour to;
	} cases[] = {
		{ 0xFF0000, DEPTH_16, true, 9 },
		{ 0xC00000, DEPTH_16, true, 1 },
		{ 0xFF0000, DEPTH_8, true, 1 },
		{ 0xFFFFFF, DEPTH_8, false, 7 },
		{ 0xFFFFFF, DEPTH_16, false, 15 },
		{ 0x808080, DEPTH_16, true, 8 },
		{ 0x00C000, DEPTH_8, true, 2 },
		{ 0x1F9D6B, DEPTH_16, true, 6 },
		{ 0x35C46F, DEPTH_16, false, 2 },
		{ 0xF29B38, DEPTH_16, true, 11 },
		{ 0x20114B, DEPTH_16, false, 0 },
		{ 0x20114B, DEPTH_16, true, 4 },
		{ 0x7B8794, DEPTH_16, true, 8 },
		{ 0x212529, DEPTH_16, true, 0 },
		{ 0x7B8794, DEPTH_8, true, 7 },
		{ 0x000000, DEPTH_8, true, 0 },
		{ 0x101010, DEPTH_8, true, 0 },
		{ 0x101010, DEPTH_16, false, 0 },
		{ 0x000030, DEPTH_8, false, 0 },
		{ 0x123456, DEPTH_MONO, true, COLOUR_DEFAULT },
		{ 0x123456, DEPTH_TRUE, true, 0x123456 },
		{ COLOUR_DEFAULT, DEPTH_TRUE, true, COLOUR_DEFAULT },
		{ COLOUR_DEFAULT, DEPTH_8, true, COLOUR_DEFAULT },
		{ COLOUR_OWN | 9, DEPTH_TRUE, true, COLOUR_OWN | 9 },
		{ COLOUR_OWN | 9, DEPTH_256, false, 9 },
		{ COLOUR_OWN | 9, DEPTH_16, true, 9 },
		{ COLOUR_OWN | 9, DEPTH_8, true, 1 },
		{ COLOUR_OWN | 4, DEPTH_8, false, 4 },
		{ COLOUR_OWN | 8, DEPTH_8, true, 7 },
		{ COLOUR_OWN | 8, DEPTH_8, false, 0 },
		{ COLOUR_OWN | 9, DEPTH_MONO, true, COLOUR_DEFAULT },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_int_equal(stepdown_colour(cases[i].from, cases[i].depth, cases[i].is_fg), cases[i].to);
	/* What is lit is seen on black. */
	for (unsigned i = 0; i < 5000; i++) {
		const colour c = random_below(1 << 24) | 0x300000;
		assert_int_not_equal(stepdown_colour(c, DEPTH_8, true), 0);
		assert_int_not_equal(stepdown_colour(c, DEPTH_16, true), 0);
	}
}

static uint32_t ascii_shown(uint32_t glyph, int cols)
{
	struct canvas canvas;
	struct stepdown step;
	assert_true(canvas_init(&canvas, cols, 1, NULL));
	stepdown_init(&step, DEPTH_TRUE, false);
	*canvas_edit(&canvas, 0, 0) = (struct cell){ glyph, 0x301, 0, 0 };
	const struct cell cell = stepdown_cell(&step, &canvas, 0, 0);
	assert_int_equal(cell.mark, 0);
	canvas_fini(&canvas);
	return cell.glyph;
}

static void test_ascii(void **state)
{
	(void)state;
	static const struct {
		uint32_t glyph;
		char shown;
	} cases[] = {
		{ 'a', 'a' },
		{ 0xA0, ' ' },
		{ 0xE9, '?' },
		{ 0xD7, 'x' },
		{ 0x2013, '-' },
		{ 0x2019, '\'' },
		{ 0x201D, '"' },
		{ 0x2022, '*' },
		{ 0x2026, '.' },
		{ 0x2190, '<' },
		{ 0x2193, 'v' },
		{ 0x2500, '-' },
		{ 0x2503, '|' },
		{ 0x250B, '|' },
		{ 0x250C, '+' },
		{ 0x254B, '+' },
		{ 0x254C, '-' },
		{ 0x254F, '|' },
		{ 0x2550, '-' },
		{ 0x2551, '|' },
		{ 0x2552, '+' },
		{ 0x2570, '+' },
		{ 0x2571, '/' },
		{ 0x2572, '\\' },
		{ 0x2573, 'X' },
		{ 0x257F, '|' },
		{ 0x2580, '"' },
		{ 0x2581, '.' },
		{ 0x2584, ':' },
		{ 0x2588, '#' },
		{ 0x258C, '|' },
		{ 0x2590, '|' },
		{ 0x2591, '.' },
		{ 0x2593, '#' },
		{ 0x2594, '"' },
		{ 0x2596, '.' },
		{ 0x259D, '\'' },
		{ 0x259F, '#' },
		{ 0x2800, ' ' },
		{ 0x2801, '.' },
		{ 0x28FF, '#' },
		{ 0x65E5, '?' },
		{ 0x1B, '?' },
		{ 0, ' ' },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_int_equal(ascii_shown(cases[i].glyph, 2), cases[i].shown);
	for (uint32_t glyph = 0; glyph < 0x11000; glyph++)
		assert_in_range(ascii_shown(glyph, 1), 0x20, 0x7E);
}

static void test_readable_in_few_colours(void **state)
{
	(void)state;
	struct canvas canvas;
	struct stepdown step;
	assert_true(canvas_init(&canvas, 1, 1, NULL));
	stepdown_init(&step, DEPTH_8, true);
	canvas_put(&canvas, 0, 0, 'x', 0x00FF00, 0x00B000);
	struct cell cell = stepdown_cell(&step, &canvas, 0, 0);
	assert_int_not_equal(cell.fg, cell.bg);
	/* The halves of a cell are no text. */
	canvas_put(&canvas, 0, 0, 0x2584, 0x00FF00, 0x00B000);
	cell = stepdown_cell(&step, &canvas, 0, 0);
	assert_int_equal(cell.fg, cell.bg);
	/* On purpose the same: nothing to read. */
	canvas_put(&canvas, 0, 0, 'x', 0x00B000, 0x00B000);
	cell = stepdown_cell(&step, &canvas, 0, 0);
	assert_int_equal(cell.fg, cell.bg);
	canvas_fini(&canvas);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_moves),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_scrolling),
		cmocka_unit_test(test_nothing_behind_the_last_column_is_relied_on),
		cmocka_unit_test(test_colours),
		cmocka_unit_test(test_cut_out),
		cmocka_unit_test(test_erasing),
		cmocka_unit_test(test_repeats),
		cmocka_unit_test(test_synchronized),
		cmocka_unit_test(test_unknown_screen_is_cleared),
		cmocka_unit_test(test_unsure_widths_are_fenced),
		cmocka_unit_test(test_cursor_moves),
		cmocka_unit_test(test_256_is_nearest),
		cmocka_unit_test(test_few_colours),
		cmocka_unit_test(test_ascii),
		cmocka_unit_test(test_readable_in_few_colours),
		cmocka_unit_test(test_screen_is_canvas),
		cmocka_unit_test(test_every_capability),
		cmocka_unit_test(test_many_runs_and_colours),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
