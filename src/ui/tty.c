#include "ui/tty.h"

#include <errno.h>
#include <sys/ioctl.h>

#include "canvas/canvas.h"

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
	/* A key that sends a signal must not drop answers that wait to be read, nor half a redraw. */
	settings.c_lflag |= NOFLSH;
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
