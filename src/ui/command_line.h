/* The line that commands are typed on: text, what was typed before, and what completes it. No clock, no descriptor. */
#ifndef TERMVIZ_UI_COMMAND_LINE_H
#define TERMVIZ_UI_COMMAND_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ui/prompt.h"

enum { COMMAND_LINE_HISTORY = 32, COMMAND_LINE_CANDIDATES = 4096 };

/* Zeroed it is closed, and remembers nothing. */
struct command_line {
	bool open;
	struct prompt prompt;

	char history[COMMAND_LINE_HISTORY][PROMPT_BYTES]; /* the latest first */
	int n_history;
	int shown;                /* which of them was fetched; -1: none */
	char draft[PROMPT_BYTES]; /* what had been typed before one was */

	/* While Tab goes through what could be typed: */
	char candidates[COMMAND_LINE_CANDIDATES]; /* terminated each */
	int n_candidates;                         /* 0: it does not */
	int chosen;                               /* -1: what they have in common */
};

/* Opens it with a text to begin with. */
void command_line_open(struct command_line *line, const char *text);

/* Takes a key. True: what was typed is to be obeyed, it is history[0]; the line is closed. */
bool command_line_key(struct command_line *line, uint32_t key);

/* Takes a byte of a paste. */
void command_line_paste(struct command_line *line, unsigned char byte);

/* Draws it into a region of one row; where there is room, what could follow. */
void command_line_draw(
	const struct command_line *line, struct canvas *canvas, struct region region, const struct view_look *look);

#endif
