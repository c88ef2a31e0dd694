#include "ui/terminal.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "ui/terminal_setup.h"
#include "ui/terminal_title.h"
#include "ui/tty.h"

/* "Do you know mode 2026?", and behind it one that everything answers: then no other answer is under way. */
#define QUESTION "\033[?2026$p\033[5n"

enum { MODE_SYNCHRONIZED = 2026, DECRQM_SET = 1, DECRQM_ALWAYS_SET = 3 };

#define MUTE_NS (2 * NS_PER_S) /* a terminal that has not answered by then never will */

struct terminal {
	int fd;
	struct terminal_setup setup;
	struct termios before; /* as it was when we took it */
	bool entered;
	bool titled; /* the user's title lies on the terminal's stack */
	bool lost;
	bool awaits_answer;
	int64_t asked_ns;

	struct canvas shown; /* what the terminal shows once all is written */
	bool shown_known;
	struct bytes out;
	size_t n_sent; /* of `out` */

	struct input input;
	int64_t fed_ns; /* when something was read last */
};

/* ---- opening and closing ---- */

struct terminal *terminal_new(void)
{
	struct terminal *t = calloc(1, sizeof *t);
	if (t)
		t->fd = -1;
	return t;
}

void terminal_free(struct terminal *t)
{
	if (!t)
		return;
	terminal_leave(t);
	if (t->fd >= 0)
		close(t->fd);
	canvas_fini(&t->shown);
	bytes_fini(&t->out);
	free(t);
}

bool terminal_open(struct terminal *t, const struct terminal_wish *wish, struct err *err)
{
	if (!t)
		return err_set(err, ERR_SYSTEM, "cannot open the terminal: out of memory");
	t->fd = terminal_setup_fd(err);
	if (t->fd < 0 || !terminal_setup_load(&t->setup, t->fd, wish, err))
		return false;
	t->input.sequences = t->setup.keys;
	t->input.n_sequences = t->setup.n_keys;
	return tcgetattr(t->fd, &t->before) == 0 || err_set_sys(err, errno, "cannot read the terminal's settings");
}

/* ---- writing ---- */

bool terminal_pending(const struct terminal *t)
{
	return t->n_sent < t->out.n;
}

void terminal_flush(struct terminal *t)
{
	if (!terminal_pending(t) || t->lost)
		return;
	ssize_t n;
	do
		n = write(t->fd, t->out.data + t->n_sent, t->out.n - t->n_sent);
	while (n < 0 && errno == EINTR);
	if (n < 0) {
		t->lost = errno != EAGAIN;
		return;
	}
	t->n_sent += (size_t)n;
	if (t->n_sent == t->out.n)
		t->out.n = t->n_sent = 0;
}

static int ms_until(int64_t deadline_ns)
{
	const int64_t left = deadline_ns - clock_now_ns();
	return left > 0 ? (int)((left + NS_PER_MS - 1) / NS_PER_MS) : 0;
}

/* Whether the terminal becomes ready for `events` in time. */
static bool wait_for(const struct terminal *t, short events, int64_t deadline_ns)
{
	struct pollfd poll_fd = { .fd = t->fd, .events = events };
	int n;
	do
		n = poll(&poll_fd, 1, ms_until(deadline_ns));
	while (n < 0 && errno == EINTR);
	return n > 0 && (poll_fd.revents & events);
}

static void flush_until(struct terminal *t, int64_t deadline_ns)
{
	terminal_flush(t);
	while (terminal_pending(t) && !t->lost && wait_for(t, POLLOUT, deadline_ns))
		terminal_flush(t);
}

/* ---- taking it and giving it back ---- */

void terminal_enter(struct terminal *t)
{
	if (t->entered || t->fd < 0)
		return;
	tty_await_foreground(t->fd);
	tcgetattr(t->fd, &t->before);
	const struct termios raw = tty_raw(t->before);
	tty_set(t->fd, &raw);
	t->entered = true;
	terminal_redraw_all(t);

	bytes_append(&t->out, t->setup.enter, strlen(t->setup.enter));
	t->awaits_answer = t->setup.may_ask && bytes_append(&t->out, QUESTION, sizeof QUESTION - 1);
	t->asked_ns = clock_now_ns();
	terminal_flush(t);
}

static void await_answer(struct terminal *t, int64_t deadline_ns)
{
	struct input_event event;
	if (clock_now_ns() - t->asked_ns > MUTE_NS)
		return;
	while (t->awaits_answer && !t->lost && wait_for(t, POLLIN, deadline_ns)) {
		terminal_read(t);
		while (terminal_event(t, &event))
			; /* keys typed now are nobody's */
	}
	if (t->awaits_answer)
		tcflush(t->fd, TCIFLUSH);
	t->awaits_answer = false;
}

static void give_back(struct terminal *t)
{
	const int64_t now = clock_now_ns();
	flush_until(t, now + TERMINAL_PATIENCE_MS / 2 * NS_PER_MS);
	/* Of a terminal that is stuck, what it has not taken is dropped, so that it hears this at least once it goes
	 * on; the ESC to come ends what was begun. */
	if (terminal_pending(t))
		tcflush(t->fd, TCOFLUSH);
	t->out.n = t->n_sent = 0;
	bytes_append(&t->out, t->setup.leave, strlen(t->setup.leave));
	if (t->titled)
		bytes_append(&t->out, TERMINAL_TITLE_POP, strlen(TERMINAL_TITLE_POP));
	t->titled = false;
	flush_until(t, now + TERMINAL_PATIENCE_MS * NS_PER_MS);
	t->out.n = t->n_sent = 0;
	await_answer(t, now + TERMINAL_PATIENCE_MS * NS_PER_MS);
	tty_set(t->fd, &t->before);
}

/* From the background, too, where SIGTTOU would stop us. */
void terminal_leave(struct terminal *t)
{
	sigset_t ttou, old;
	if (!t->entered)
		return;
	t->entered = false;
	sigemptyset(&ttou);
	sigaddset(&ttou, SIGTTOU);
	pthread_sigmask(SIG_BLOCK, &ttou, &old);
	give_back(t);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
}

size_t terminal_restore_bytes(const struct terminal *t, char *bytes, size_t size)
{
	const char *title = t->setup.has_title ? TERMINAL_TITLE_POP : "";
	const size_t n = strlen(t->setup.leave), n_title = strlen(title);
	if (n + n_title > size)
		return 0;
	memcpy(bytes, t->setup.leave, n);
	memcpy(bytes + n, title, n_title);
	return n + n_title;
}

const struct termios *terminal_termios(struct terminal *t)
{
	if (!t->entered) {
		tty_await_foreground(t->fd);
		tcgetattr(t->fd, &t->before);
	}
	return &t->before;
}

void terminal_size(const struct terminal *t, int *cols, int *rows)
{
	tty_size(t->fd, cols, rows);
}

/* ---- drawing ---- */

static bool fit_shown(struct terminal *t, const struct canvas *canvas)
{
	if (t->shown.cells && t->shown.cols == canvas->cols && t->shown.rows == canvas->rows)
		return true;
	t->shown_known = false;
	return canvas_resize(&t->shown, canvas->cols, canvas->rows, NULL);
}

bool terminal_draw(struct terminal *t, struct canvas *canvas)
{
	terminal_flush(t);
	if (terminal_pending(t) || !t->entered || !fit_shown(t, canvas))
		return false;
	if (!encoder_encode(t->shown_known ? &t->shown : NULL, canvas, &t->setup.caps, &t->out))
		return false;
	if (!terminal_pending(t))
		return true;
	canvas_swap(&t->shown, canvas);
	t->shown_known = true;
	terminal_flush(t);
	return true;
}

void terminal_redraw_all(struct terminal *t)
{
	t->shown_known = false;
}

/* ---- the window's title ---- */

bool terminal_has_title(const struct terminal *t)
{
	return t->setup.has_title;
}

bool terminal_set_title(struct terminal *t, const char *text)
{
	char title[TERMINAL_TITLE_BYTES];
	terminal_flush(t);
	if (!t->entered || terminal_pending(t) || !terminal_has_title(t))
		return false;
	const size_t n = terminal_title_bytes(title, text, t->setup.caps.utf8);
	const size_t n_push = t->titled ? 0 : strlen(TERMINAL_TITLE_PUSH);
	if (!bytes_reserve(&t->out, n_push + n))
		return false;
	bytes_append(&t->out, TERMINAL_TITLE_PUSH, n_push);
	bytes_append(&t->out, title, n);
	t->titled = true;
	terminal_flush(t);
	return true;
}

/* ---- reading ---- */

void terminal_read(struct terminal *t)
{
	unsigned char bytes[INPUT_BUFFER];
	const size_t room = input_room(&t->input);
	if (room == 0 || t->lost)
		return;
	const ssize_t n = read(t->fd, bytes, room);
	if (n > 0) {
		input_feed(&t->input, bytes, (size_t)n);
		t->fed_ns = clock_now_ns();
	} else if (n == 0 || (errno != EAGAIN && errno != EINTR)) {
		t->lost = true;
	}
}

/* Whether it was an answer to us. */
static bool take_answer(struct terminal *t, const struct input_event *event)
{
	if (event->kind == INPUT_ANSWER_DECRQM && event->mode == MODE_SYNCHRONIZED)
		t->setup.caps.synchronized = event->value >= DECRQM_SET && event->value <= DECRQM_ALWAYS_SET;
	if (event->kind == INPUT_ANSWER_STATUS)
		t->awaits_answer = false;
	return event->kind == INPUT_ANSWER_DECRQM || event->kind == INPUT_ANSWER_STATUS
		|| event->kind == INPUT_ANSWER_DA;
}

bool terminal_event(struct terminal *t, struct input_event *event)
{
	if (clock_now_ns() >= terminal_input_deadline_ns(t))
		input_expire(&t->input);
	while (input_next(&t->input, event))
		if (!take_answer(t, event))
			return true;
	return false;
}

int64_t terminal_input_deadline_ns(const struct terminal *t)
{
	return input_is_waiting(&t->input) ? t->fed_ns + INPUT_ESCAPE_NS : INT64_MAX;
}

/* ---- telling ---- */

bool terminal_lost(const struct terminal *t)
{
	return t->lost;
}

int terminal_fd(const struct terminal *t)
{
	return t->fd;
}

enum glyph_set terminal_glyphs(const struct terminal *t)
{
	return t->setup.glyphs;
}
