/* Finding the terminal and what it understands. */
#ifndef TERMVIZ_UI_TERMINAL_SETUP_H
#define TERMVIZ_UI_TERMINAL_SETUP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "canvas/blocks.h"
#include "ui/encoder.h"
#include "ui/input.h"
#include "ui/terminal_caps.h"

enum { TERMINAL_MAX_KEYS = 48, TERMINAL_KEY_BYTES = 12, TERMINAL_MAX_BYTES = 256 };

/* Clicks, the wheel and moves, in decimal numbers (xterm's ctlseqs.ms). A terminal knows some of the first three, the last
 * of which holds; one that does not know the fourth form has its reports swallowed. */
#define TERMINAL_MOUSE_ON "\033[?1000h\033[?1002h\033[?1003h\033[?1006h"
#define TERMINAL_MOUSE_OFF "\033[?1003l\033[?1002l\033[?1000l\033[?1006l"

struct terminal_setup {
	struct terminal_found found;
	/* What takes the screen, what sets its modes once all is asked, what gives it back. */
	char enter[TERMINAL_MAX_BYTES], modes[TERMINAL_MAX_BYTES], leave[TERMINAL_MAX_BYTES];
	struct input_sequence keys[TERMINAL_MAX_KEYS]; /* point into key_bytes: do not copy the struct */
	char key_bytes[TERMINAL_MAX_KEYS][TERMINAL_KEY_BYTES];
	size_t n_keys;
};

/* Opens the controlling terminal, or the one on standard output or error if there is none; -1 with `err` filled. Standard
 * output need not be a terminal. */
int terminal_setup_fd(struct err *err);

/* Reads the environment, the locale and the terminal's description. `fd` may be -1: then of no certain terminal. */
bool terminal_setup_load(struct terminal_setup *setup, int fd, const struct terminal_wish *wish, struct err *err);

#endif
