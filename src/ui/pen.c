#include "ui/pen.h"

#include <string.h>

#include "base/text.h"
#include "ui/csi.h"

enum {
	UNKNOWN = CURSOR_UNKNOWN,
	MAX_GAP = CURSOR_MAX_MOVE, /* no longer gap can be cheaper to overwrite than to jump */
};

/* ---- characters ---- */

static void put_character(char **p, uint32_t code_point)
{
	if (code_point < 0x80)
		*(*p)++ = (char)code_point;
	else
		*p += text_encode(code_point, *p);
}

static size_t character_length(uint32_t code_point)
{
	return code_point < 0x80 ? 1 : code_point < 0x800 ? 2 : code_point < 0x10000 ? 3 : 4;
}

/* ---- the cursor ---- */

static void set_cursor(struct pen *pen, int x, int y)
{
	/* Behind the last column terminals differ: some wrap, some wait, some stay. */
	const bool known = x < pen->canvas->cols;
	pen->cursor = (struct cursor){ known ? x : UNKNOWN, known ? y : UNKNOWN };
}

/* How many bytes it takes to write the cells between the cursor's column and x in row y as they are to be; 0: cannot be
 * done with the colours set, or is longer than `most`. */
static size_t gap_length(const struct pen *pen, int x, int y, size_t most)
{
	size_t n = 0;
	for (int i = pen->cursor.x; i < x; i++) {
		const struct cell cell = stepdown_cell(pen->step, pen->canvas, i, y);
		if (cell.mark != 0 || !stepdown_is_sure(cell.glyph) || cell.bg != pen->bg)
			return 0;
		if (cell.fg != pen->fg && (cell.glyph != ' ' || pen->fg == COLOUR_CUT_OUT))
			return 0;
		n += character_length(cell.glyph);
		if (n > most)
			return 0;
	}
	return n;
}

static void put_gap(struct pen *pen, int x, int y)
{
	for (int i = pen->cursor.x; i < x; i++)
		put_character(&pen->p, stepdown_cell(pen->step, pen->canvas, i, y).glyph);
}

static void go_to(struct pen *pen, int x, int y)
{
	char move[CURSOR_MAX_MOVE], down[CURSOR_MAX_MOVE];
	const struct cursor from = pen->cursor, to = { x, y };
	const struct cursor_caps caps = { .column = pen->caps->column, .index = pen->caps->index };
	const size_t n = cursor_move(move, from, to, caps);
	if (n > 0 && from.x != UNKNOWN && x > from.x && x - from.x <= MAX_GAP) {
		const size_t n_down = cursor_move(down, from, (struct cursor){ from.x, y }, caps);
		const size_t gap = n_down < n ? gap_length(pen, x, y, n - n_down - 1) : 0;
		if (gap > 0) {
			put_bytes(&pen->p, down, n_down);
			put_gap(pen, x, y);
			set_cursor(pen, x, y);
			return;
		}
	}
	put_bytes(&pen->p, move, n);
	set_cursor(pen, x, y);
}

/* ---- colours ---- */

static void put_colour(char **p, colour value, enum colour_depth depth, unsigned base)
{
	const colour index = value % 256;
	if (value == COLOUR_DEFAULT) {
		put_number(p, base + 9);
	} else if (depth == DEPTH_TRUE && colour_is_rgb(value)) {
		put_number(p, base + 8);
		put_bytes(p, ";2;", 3);
		put_number(p, value >> 16);
		*(*p)++ = ';';
		put_number(p, value >> 8 & 255);
		*(*p)++ = ';';
		put_number(p, value & 255);
	} else if (index >= N_COLOURS_OWN) {
		put_number(p, base + 8);
		put_bytes(p, ";5;", 3);
		put_number(p, index);
	} else {
		put_number(p, index < 8 ? base + index : base + 60 + index - 8);
	}
}

/* What is cut out is drawn in reverse video, which only a reset ends. */
static void set_colours(struct pen *pen, colour fg, colour bg)
{
	if (pen->fg == COLOUR_CUT_OUT && fg != COLOUR_CUT_OUT) {
		put_bytes(&pen->p, "\033[m", 3);
		pen->fg = pen->bg = COLOUR_DEFAULT;
	}
	if (fg == pen->fg && bg == pen->bg)
		return;
	put_bytes(&pen->p, "\033[", 2);
	if (fg == COLOUR_CUT_OUT) {
		if (pen->fg != COLOUR_CUT_OUT)
			put_bytes(&pen->p, "0;7;", 4);
		put_colour(&pen->p, bg, pen->caps->depth, 30);
	} else if (fg != COLOUR_DEFAULT || bg != COLOUR_DEFAULT) { /* else a reset is the shortest */
		if (fg != pen->fg)
			put_colour(&pen->p, fg, pen->caps->depth, 30);
		if (fg != pen->fg && bg != pen->bg)
			*pen->p++ = ';';
		if (bg != pen->bg)
			put_colour(&pen->p, bg, pen->caps->depth, 40);
	}
	*pen->p++ = 'm';
	pen->fg = fg;
	pen->bg = bg;
}

/* ---- runs ---- */

bool pen_may_erase(const struct encoder_caps *caps, colour bg)
{
	return bg == COLOUR_DEFAULT || caps->bce;
}

static void put_glyphs(struct pen *pen, const struct run *run)
{
	const struct cell *cell = &run->cell;
	const int n = run->end - run->x;
	const size_t length = character_length(cell->glyph);
	const bool repeats = pen->caps->repeat && n > 1 && csi_length(n - 1) < length * (size_t)(n - 1);
	const int written = repeats ? 1 : n;
	set_colours(pen, cell->fg, cell->bg);
	for (int i = 0; i < written; i++)
		put_character(&pen->p, cell->glyph);
	if (cell->mark)
		put_character(&pen->p, cell->mark);
	if (repeats)
		put_csi(&pen->p, n - 1, 'b');
	set_cursor(pen, run->end, run->y);
}

static void put_blanks(struct pen *pen, const struct run *run)
{
	const int n = run->end - run->x;
	const bool may_erase = pen->caps->erase_chars && pen_may_erase(pen->caps, run->cell.bg);
	set_colours(pen, pen->fg == COLOUR_CUT_OUT ? COLOUR_DEFAULT : pen->fg, run->cell.bg);
	if (run->kind == RUN_REST) {
		put_bytes(&pen->p, "\033[K", PEN_BYTES_REST);
	} else if (may_erase && csi_length(n) < (size_t)n) {
		put_csi(&pen->p, n, 'X');
	} else {
		memset(pen->p, ' ', (size_t)n);
		pen->p += n;
		set_cursor(pen, run->end, run->y);
	}
}

/* Its cells are blanked before, for a terminal that gives it fewer columns; those behind it follow as other runs, for one
 * that gives it more; and the cursor is addressed anew. */
static void put_unsure(struct pen *pen, const struct run *run)
{
	const struct cell *cell = &run->cell;
	const int width = canvas_glyph_width(cell->glyph);
	set_colours(pen, cell->fg, cell->bg);
	memset(pen->p, ' ', (size_t)width);
	pen->p += width;
	set_cursor(pen, run->x + width, run->y);
	go_to(pen, run->x, run->y);
	put_character(&pen->p, cell->glyph);
	if (cell->mark)
		put_character(&pen->p, cell->mark);
	pen->cursor = (struct cursor){ UNKNOWN, run->x + width < pen->canvas->cols ? run->y : UNKNOWN };
}

void pen_run(struct pen *pen, const struct run *run)
{
	static void (*const put[])(struct pen *, const struct run *) = {
		[RUN_GLYPHS] = put_glyphs,
		[RUN_BLANKS] = put_blanks,
		[RUN_REST] = put_blanks,
		[RUN_UNSURE] = put_unsure,
	};
	go_to(pen, run->x, run->y);
	put[run->kind](pen, run);
}
