/* What a terminal is asked when it is taken, and what it answers. Pure.
 *
 * The questions go out with the bytes that take the screen, ahead of the first picture, which clears whatever a
 * terminal that knows one of them not may have shown of it. Nothing waits for the answers. */
#ifndef TERMVIZ_UI_QUESTIONS_H
#define TERMVIZ_UI_QUESTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "ui/bytes.h"
#include "ui/input.h"

/* Masks of what can be asked. */
enum {
	QUESTION_REPEAT = 1,      /* whether REP repeats: done, on a blank, and where the cursor is then (CPR) */
	QUESTION_COLOUR = 2,      /* whether a 24-bit colour that has been set is one (DECRQSS of SGR) */
	QUESTION_SYNC = 4,        /* whether it knows synchronized output (DECRQM of mode 2026) */
	QUESTION_KIND = 8,        /* what it is: secondary device attributes */
	QUESTION_NAME = 16,       /* what it is: XTVERSION */
	QUESTION_BACKGROUND = 32, /* its background colour (OSC 11) */
	QUESTION_STATUS = 64      /* that it has come so far (DSR 5); always the last, which everything answers */
};
#define QUESTIONS_ALL 127u

enum answer { ANSWER_NONE, ANSWER_NO, ANSWER_YES };

struct terminal_answers {
	enum answer repeats, truecolor, synchronized;
	enum answer light; /* whether the background is nearer to white than to black */
	bool has_kind;
	unsigned kind, version;
	char name[INPUT_TEXT]; /* as "XTerm(379)"; "": not told */
	enum answer status;    /* ANSWER_YES: all that it answers has come */
};

/* Appends the questions of a mask. Attributes must be reset; the cursor is at the begin of its row then, and what the
 * next row begins with has been erased. False if memory is short: nothing has been appended then. */
bool questions_append(struct bytes *out, unsigned questions, bool utf8);

/* Takes an event in if it is an answer; false if it is not. */
bool questions_take(struct terminal_answers *answers, const struct input_event *event);

/* Its name and version as far as told: by itself or, "" failing that, by its kind. */
void questions_name(const struct terminal_answers *answers, char *to, size_t size);

#endif
