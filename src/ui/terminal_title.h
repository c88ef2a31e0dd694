/* The window's title: OSC 2 and the terminal's stack of titles (xterm's ctlseqs: XTPUSHTITLE, XTPOPTITLE). Pure. */
#ifndef TERMVIZ_UI_TERMINAL_TITLE_H
#define TERMVIZ_UI_TERMINAL_TITLE_H

#include <stdbool.h>
#include <stddef.h>

/* The user's own title, put aside and brought back. */
#define TERMINAL_TITLE_PUSH "\033[22;2t"
#define TERMINAL_TITLE_POP "\033[23;2t"

/* What a title may have at most, in bytes of UTF-8; it is cut at a character. Bars of windows and lists of tabs show
 * less. */
enum { TERMINAL_TITLE_TEXT = 120, TERMINAL_TITLE_BYTES = TERMINAL_TITLE_TEXT + 8 };

/* Writes what sets the title to `text` (any bytes, terminated; made printable, and ASCII unless `utf8`); returns how
 * many bytes. */
size_t terminal_title_bytes(char to[TERMINAL_TITLE_BYTES], const char *text, bool utf8);

#endif
