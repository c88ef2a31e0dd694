/* What ui/terminal*.c share: the terminal itself, and its bytes. */
#ifndef TERMVIZ_UI_TERMINAL_STATE_H
#define TERMVIZ_UI_TERMINAL_STATE_H

#include "ui/bytes.h"
#include "ui/questions.h"
#include "ui/terminal.h"
#include "ui/terminal_setup.h"

struct terminal {
	int fd;
	struct terminal_setup setup;
	struct termios before; /* as it was when we took it */
	bool entered;
	bool mouse;  /* is to be told of */
	bool titled; /* the user's title lies on the terminal's stack */
	bool lost;
	struct terminal_answers answers;

	struct canvas shown; /* what the terminal shows once all is written */
	bool shown_known;
	struct bytes out;
	size_t n_sent; /* of `out` */
	struct pacing pacing;

	struct input input;
	int64_t fed_ns;    /* when something was read last */
	int64_t string_ns; /* when a control string began that has not ended; 0: none */
};

/* terminal_bytes.c. Whether the terminal becomes ready for `events` in time. */
bool terminal_wait(const struct terminal *t, short events, int64_t deadline_ns);

/* Writes what is pending, as far as the terminal takes it in time. */
void terminal_flush_until(struct terminal *t, int64_t deadline_ns);

/* Reads at most so many bytes, without waiting. */
void terminal_read_some(struct terminal *t, size_t most);

/* terminal_draw.c. Appends a question that the pacing counts, DSR 5 or another; false if memory is short. */
bool terminal_put_fence(struct terminal *t, enum pacing_kind kind);

#endif
