#include "ui/tty.h"

#include <errno.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "canvas/canvas.h"

enum { MAX_STOPS = 100 };

bool tty_in_foreground(int fd)
{
	return tcgetpgrp(fd) == getpgrp();
}

void tty_await_foreground(int fd)
{
	/* A group that nobody can continue does not stop; it shall not spin either. */
	for (int i = 0; i < MAX_STOPS; i++) {
		const pid_t group = tcgetpgrp(fd);
		if (group < 0 || group == getpgrp())
			return;
		kill(0, SIGTTOU);
	}
}

void tty_set(int fd, const struct termios *settings)
{
	/* At once: waiting for the output to drain could take for ever. */
	while (tcsetattr(fd, TCSANOW, settings) < 0 && errno == EINTR)
		;
}

struct termios tty_raw(struct termios settings)
{
	/* ISIG stays, and output processing: no byte we send depends on it. */
	settings.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ECHONL | IEXTEN);
	settings.c_iflag &= ~(tcflag_t)(IXON | IXOFF | ICRNL | INLCR | IGNCR | ISTRIP | PARMRK);
	settings.c_oflag &= ~(tcflag_t)(OLCUC | OCRNL | ONOCR | ONLRET);
	settings.c_cc[VMIN] = 1;
	settings.c_cc[VTIME] = 0;
	return settings;
}

void tty_size(int fd, int *cols, int *rows)
{
	struct winsize size = { 0 };
	ioctl(fd, TIOCGWINSZ, &size);
	*cols = size.ws_col ? size.ws_col : 80;
	*rows = size.ws_row ? size.ws_row : 24;
	*cols = *cols < CANVAS_MAX_COLS ? *cols : CANVAS_MAX_COLS;
	*rows = *rows < CANVAS_MAX_ROWS ? *rows : CANVAS_MAX_ROWS;
}
