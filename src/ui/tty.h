/* The settings and the size of a terminal's line, termios(3). */
#ifndef TERMVIZ_UI_TTY_H
#define TERMVIZ_UI_TTY_H

#include <termios.h>

/* Keys one by one and unechoed, but Ctrl-C and Ctrl-Z are signals still. */
struct termios tty_raw(struct termios settings);

void tty_set(int fd, const struct termios *settings);

/* In cells, 1 … CANVAS_MAX_*; 80 × 24 where it does not tell. */
void tty_size(int fd, int *cols, int *rows);

#endif
