/* A line of text that is typed: pure, of keys and pasted bytes. What is typed is UTF-8; pasted names of files may be any
 * bytes but control characters, each that is no part of a character then counts as one.
 */
#ifndef TERMVIZ_UI_PROMPT_H
#define TERMVIZ_UI_PROMPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "canvas/canvas.h"
#include "view/view.h"

enum { PROMPT_BYTES = 1024 };

/* Zeroed it is empty. */
struct prompt {
	char text[PROMPT_BYTES]; /* terminated */
	size_t cursor;           /* the byte that the next character goes before */
	bool line_ended;         /* in a paste: there is a blank if another follows */
};

enum prompt_answer {
	PROMPT_IGNORES, /* the key means nothing here */
	PROMPT_TAKES,
	PROMPT_ACCEPTS, /* Enter */
	PROMPT_CANCELS, /* Escape; Backspace where there is nothing */
};

enum prompt_answer prompt_key(struct prompt *prompt, uint32_t key);

/* One byte of a paste; between two lines there is a blank. What there is no room for is left out, here as of what is
 * typed. */
void prompt_paste(struct prompt *prompt, unsigned char byte);

/* Inserts a text at the cursor; false: there is no room for it, and nothing is. */
bool prompt_insert(struct prompt *prompt, const char *text, size_t n);

/* Draws label, text and caret into a region of one row. Of a long text the part around the caret is shown; the label
 * makes room first. */
void prompt_draw(const struct prompt *prompt, const char *label, struct canvas *canvas, struct region region,
	const struct view_look *look);

#endif
