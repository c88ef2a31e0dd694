/* encode COLS ROWS FILE: what the pictures of a recorded terminal would take through our encoder. FILE holds the bytes
 * of each picture behind their number (a native uint32). Each is played to libvterm; the step from the screen before to
 * the screen after is then encoded, and by the plainest diff of cells beside it. Printed as JSON: bytes in all, without
 * the first picture, and the mean area that bars fill, in cells. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vterm.h>

#include "canvas/blocks.h"
#include "canvas/canvas.h"
#include "ui/csi.h"
#include "ui/encoder.h"
#include "unit/repeats.h"

struct studio {
	VTerm *vterm;
	VTermScreen *screen;
	enum colour_depth depth; /* the deepest seen so far */
	struct canvas was, is;
	unsigned n_pictures;
	size_t n_recorded, n_encoded, n_diff; /* bytes */
	double lit_cells;
};

static enum colour_depth depth_of(const VTermColor *c)
{
	return VTERM_COLOR_IS_RGB(c) ? DEPTH_TRUE : c->indexed.idx < 16 ? DEPTH_16 : DEPTH_256;
}

static colour taken(struct studio *s, VTermColor c)
{
	if (VTERM_COLOR_IS_DEFAULT_FG(&c) || VTERM_COLOR_IS_DEFAULT_BG(&c))
		return COLOUR_DEFAULT;
	if (depth_of(&c) > s->depth)
		s->depth = depth_of(&c);
	vterm_screen_convert_color_to_rgb(s->screen, &c);
	return colour_rgb(c.rgb.red, c.rgb.green, c.rgb.blue);
}

/* The part of a cell that is filled: by a block, or by a background where there is a blank. */
static double lit(const struct cell *cell)
{
	if (cell->glyph == ' ')
		return cell->bg != COLOUR_DEFAULT;
	for (int n = 1; n <= BLOCKS_PER_CELL; n++)
		if (cell->glyph == blocks_lower(GLYPHS_BLOCKS, n))
			return (double)n / BLOCKS_PER_CELL;
	return 0;
}

static void take_screen(struct studio *s)
{
	VTermScreenCell cell;
	for (int y = 0; y < s->is.rows; y++)
		for (int x = 0; x < s->is.cols; x++) {
			vterm_screen_get_cell(s->screen, (VTermPos){ .row = y, .col = x }, &cell);
			const uint32_t glyph = cell.chars[0] ? cell.chars[0] : ' ';
			canvas_put(&s->is, x, y, glyph, taken(s, cell.fg), taken(s, cell.bg));
			s->lit_cells += lit(canvas_at(&s->is, x, y));
		}
}

static void put_plain_colour(char **p, colour c, unsigned base, enum colour_depth depth)
{
	*(*p)++ = ';';
	const unsigned of_16 = c < 8 ? base + c : base + 60 + c - 8;
	put_number(p, c == COLOUR_DEFAULT ? base + 9 : depth == DEPTH_16 ? of_16 : base + 8);
	if (c == COLOUR_DEFAULT || depth == DEPTH_16)
		return;
	put_bytes(p, depth == DEPTH_TRUE ? ";2" : ";5", 2);
	for (int shift = depth == DEPTH_TRUE ? 16 : 0; shift >= 0; shift -= 8) {
		*(*p)++ = ';';
		put_number(p, c >> shift & 255);
	}
}

/* Each changed cell in reading order: the cursor addressed where it is not there anyhow, colours where they are others,
 * the glyph. */
static size_t plain_diff(const struct studio *s)
{
	char bytes[128]; /* of one cell */
	struct stepdown step;
	size_t total = 0;
	int at_x = -1, at_y = -1;
	colour fg = COLOUR_DEFAULT, bg = COLOUR_DEFAULT;
	stepdown_init(&step, s->depth, true);
	for (int i = 0; i < s->is.cols * s->is.rows; i++) {
		const int x = i % s->is.cols, y = i / s->is.cols;
		if (memcmp(canvas_at(&s->is, x, y), canvas_at(&s->was, x, y), sizeof(struct cell)) == 0)
			continue;
		const struct cell cell = stepdown_cell(&step, &s->is, x, y);
		char *p = bytes;
		if (x != at_x || y != at_y)
			p += sprintf(p, "\033[%d;%dH", y + 1, x + 1);
		if ((cell.glyph != ' ' && cell.fg != fg) || cell.bg != bg) {
			fg = cell.fg;
			bg = cell.bg;
			put_bytes(&p, "\033[", 2);
			put_plain_colour(&p, fg, 30, s->depth);
			put_plain_colour(&p, bg, 40, s->depth);
			*p++ = 'm';
		}
		p += text_encode(cell.glyph, p);
		total += (size_t)(p - bytes);
		at_x = x + 1;
		at_y = y;
	}
	return total;
}

static bool take_picture(struct studio *s, const char *bytes, size_t n)
{
	struct bytes plain = { 0 }, out = { 0 };
	if (!expand_repeats(bytes, n, &plain))
		return false;
	vterm_input_write(s->vterm, plain.data, plain.n);
	bytes_fini(&plain);
	take_screen(s);

	/* As xterm does. */
	const struct encoder_caps caps = {
		.depth = s->depth,
		.utf8 = true,
		.column = true,
		.index = true,
		.repeat = true,
		.erase_chars = true,
		.delete_chars = true,
		.erase_line = true,
		.bce = true,
	};
	if (s->n_pictures++ > 0) {
		if (!encoder_encode(&s->was, &s->is, &caps, &out))
			return false;
		s->n_recorded += n;
		s->n_encoded += out.n;
		s->n_diff += plain_diff(s);
		bytes_fini(&out);
	}
	canvas_swap(&s->was, &s->is); /* all cells of a picture are put anew */
	return true;
}

static bool take_all(struct studio *s, FILE *file)
{
	uint32_t n;
	while (fread(&n, sizeof n, 1, file) == 1) {
		char *bytes = malloc(n);
		const bool taken_in = bytes && fread(bytes, 1, n, file) == n && take_picture(s, bytes, n);
		free(bytes);
		if (!taken_in)
			return false;
	}
	return s->n_pictures > 1;
}

int main(int argc, char **argv)
{
	struct studio s = { .depth = DEPTH_16 };
	FILE *file = argc == 4 ? fopen(argv[3], "rb") : NULL;
	if (!file) {
		fprintf(stderr, "usage: bench/encode COLS ROWS FILE\n");
		return 2;
	}
	const int cols = atoi(argv[1]), rows = atoi(argv[2]);
	s.vterm = vterm_new(rows, cols);
	vterm_set_utf8(s.vterm, 1);
	s.screen = vterm_obtain_screen(s.vterm);
	vterm_screen_reset(s.screen, 1);
	if (!canvas_init(&s.was, cols, rows, NULL) || !canvas_init(&s.is, cols, rows, NULL) || !take_all(&s, file)) {
		fprintf(stderr, "bench/encode: %s: no recording, or memory is short\n", argv[3]);
		return 1;
	}
	printf("{\"pictures\": %u, \"recorded\": %zu, \"encoded\": %zu, \"diff\": %zu, \"lit\": %.1f}\n", s.n_pictures,
		s.n_recorded, s.n_encoded, s.n_diff, s.lit_cells / s.n_pictures);
	canvas_fini(&s.was);
	canvas_fini(&s.is);
	vterm_free(s.vterm);
	return fclose(file) != 0;
}
