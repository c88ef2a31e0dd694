/* The settings and the size of a terminal's line, termios(3). */
#ifndef TERMVIZ_UI_TTY_H
#define TERMVIZ_UI_TTY_H

#include <stdbool.h>
#include <termios.h>

/* In the background the settings are another's, and not ours to read or change: as the kernel would, this stops the
 * process until the user wants it. */
void tty_await_foreground(int fd);
bool tty_in_foreground(int fd);

/* Keys one by one and unechoed, but Ctrl-C and Ctrl-Z are signals still. */
struct termios tty_raw(struct termios settings);

void tty_set(int fd, const struct termios *settings);

/* In cells, 1 … CANVAS_MAX_*; 80 × 24 where it does not tell. */
void tty_size(int fd, int *cols, int *rows);

#endif
