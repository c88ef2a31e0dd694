#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "golden.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "canvas/blocks.h"

enum { MAX_TEXT = 1 << 20 };

/* One line a row, spaces at the end left out. */
static void write_text(const struct canvas *canvas, char *to)
{
	for (int y = 0; y < canvas->rows; y++) {
		char *end = to;
		for (int x = 0; x < canvas->cols; x++) {
			const struct cell *cell = canvas_at(canvas, x, y);
			const bool is_cut_out = cell->fg == COLOUR_CUT_OUT;
			if (cell->glyph)
				to += text_encode(is_cut_out ? blocks_not_cut_out(cell->glyph) : cell->glyph, to);
			if (cell->mark)
				to += text_encode(cell->mark, to);
			if (cell->glyph && cell->glyph != ' ')
				end = to;
		}
		to = end;
		*to++ = '\n';
	}
	*to = '\0';
}

void golden_check(const struct canvas *canvas, const char *name)
{
	static char got[MAX_TEXT], expected[MAX_TEXT];
	char path[1024];
	const char *srcdir = getenv("srcdir");
	bool update = getenv("UPDATE_GOLDENS") != NULL;
	snprintf(path, sizeof path, "%s/tests/golden/%s.txt", srcdir ? srcdir : ".", name);
	write_text(canvas, got);
	FILE *file = fopen(path, update ? "w" : "r");
	if (!file)
		fail_msg("cannot open %s", path);
	if (update)
		fputs(got, file);
	else
		expected[fread(expected, 1, sizeof expected - 1, file)] = '\0';
	fclose(file);
	if (!update && strcmp(got, expected) != 0)
		fail_msg("%s is\n%s\nnot\n%s", name, got, expected);
}
