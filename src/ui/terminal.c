#include "ui/terminal.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "ui/job.h"
#include "ui/terminal_setup.h"
#include "ui/terminal_title.h"
#include "ui/tty.h"

#define MUTE_NS (2 * NS_PER_S) /* a terminal that has not answered by then never will */

/* Is it minimized? xterm's ctlseqs.ms, XTWINOPS; then DSR 5. */
#define WINDOW_QUESTION "\033[11t\033[5n"

struct terminal {
	int fd;
	struct terminal_setup setup;
	struct termios before; /* as it was when we took it */
	bool entered;
	bool titled; /* the user's title lies on the terminal's stack */
	bool lost;
	bool awaits_answer;
	int64_t asked_ns, round_trip_ns;
	struct terminal_answers answers;

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

static bool load(struct terminal *t, const struct terminal_wish *wish, struct err *err)
{
	if (!terminal_setup_load(&t->setup, t->fd, wish, err))
		return false;
	t->input.sequences = t->setup.keys;
	t->input.n_sequences = t->setup.n_keys;
	return true;
}

bool terminal_open(struct terminal *t, const struct terminal_wish *wish, struct err *err)
{
	if (!t)
		return err_set(err, ERR_SYSTEM, "cannot open the terminal: out of memory");
	if (!isatty(STDOUT_FILENO))
		return err_set(err, ERR_SYSTEM, "standard output is not a terminal; run it in one, or with --headless");
	t->fd = terminal_setup_fd(err);
	if (t->fd < 0 || !load(t, wish, err))
		return false;
	return tcgetattr(t->fd, &t->before) == 0 || err_set_sys(err, errno, "cannot read the terminal's settings");
}

bool terminal_look(struct terminal *t, const struct terminal_wish *wish, struct err *err)
{
	struct err none;
	if (!t)
		return err_set(err, ERR_SYSTEM, "cannot look at the terminal: out of memory");
	t->fd = terminal_setup_fd(&none);
	return load(t, wish, err);
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

/* ---- reading ---- */

static void read_up_to(struct terminal *t, size_t most)
{
	unsigned char bytes[INPUT_BUFFER];
	const size_t room = input_room(&t->input);
	if (room == 0 || t->lost)
		return;
	const ssize_t n = read(t->fd, bytes, most < room ? most : room);
	if (n > 0) {
		input_feed(&t->input, bytes, (size_t)n);
		t->fed_ns = clock_now_ns();
	} else if (n == 0 || (errno != EAGAIN && errno != EINTR)) {
		t->lost = true;
	}
}

void terminal_read(struct terminal *t)
{
	read_up_to(t, INPUT_BUFFER);
}

/* Whether it was an answer to us. */
static bool take_answer(struct terminal *t, const struct input_event *event)
{
	const enum colour_depth depth = t->setup.found.caps.depth;
	if (!questions_take(&t->answers, event))
		return false;
	terminal_caps_answered(&t->setup.found, &t->answers);
	if (t->setup.found.caps.depth != depth)
		terminal_redraw_all(t);
	if (event->kind == INPUT_ANSWER_STATUS && t->awaits_answer) {
		t->awaits_answer = false;
		t->round_trip_ns = clock_now_ns() - t->asked_ns;
	}
	return true;
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

/* ---- taking it and giving it back ---- */

static void ask(struct terminal *t)
{
	const struct terminal_found *found = &t->setup.found;
	const bool asked = questions_append(&t->out, found->questions, found->caps.utf8);
	t->answers = (struct terminal_answers){ .status = ANSWER_NONE };
	t->awaits_answer = asked && (found->questions & QUESTION_STATUS);
	t->asked_ns = clock_now_ns();
}

void terminal_enter(struct terminal *t)
{
	if (t->entered || t->fd < 0)
		return;
	tcgetattr(t->fd, &t->before);
	const struct termios raw = tty_raw(t->before);
	tty_set(t->fd, &raw);
	t->entered = true;
	terminal_redraw_all(t);

	bytes_append(&t->out, t->setup.enter, strlen(t->setup.enter));
	ask(t);
	/* Behind the questions: some old terminals take that of a mode (DECRQM) for a reset of all modes. */
	bytes_append(&t->out, t->setup.modes, strlen(t->setup.modes));
	terminal_flush(t);
}

/* Reads no further than to the last answer's end: what has been typed behind it is the shell's. */
static void await_answer(struct terminal *t, int64_t deadline_ns)
{
	struct input_event event;
	while (t->awaits_answer && !t->lost && wait_for(t, POLLIN, deadline_ns)) {
		read_up_to(t, 1);
		while (terminal_event(t, &event))
			; /* keys typed before it are nobody's */
	}
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
	/* The user sees his shell's screen already, and what is typed is not echoed yet. */
	if (!terminal_pending(t) && now - t->asked_ns < MUTE_NS && job_in_foreground(t->fd))
		await_answer(t, clock_now_ns() + TERMINAL_ANSWER_MS * NS_PER_MS);
	t->out.n = t->n_sent = 0;
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

bool terminal_ask(struct terminal *t)
{
	sigset_t all, old;
	if (t->fd < 0 || !job_in_foreground(t->fd) || !(t->setup.found.questions & QUESTION_STATUS)
		|| tcgetattr(t->fd, &t->before) < 0)
		return false;
	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, &old);
	const struct termios raw = tty_raw(t->before);
	tty_set(t->fd, &raw);
	ask(t);
	flush_until(t, t->asked_ns + TERMINAL_PATIENCE_MS * NS_PER_MS);
	await_answer(t, t->asked_ns + TERMINAL_ANSWER_MS * NS_PER_MS);
	tty_set(t->fd, &t->before);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	return true;
}

size_t terminal_restore_bytes(const struct terminal *t, char *bytes, size_t size)
{
	const char *title = t->setup.found.title ? TERMINAL_TITLE_POP : "";
	const size_t n = strlen(t->setup.leave), n_title = strlen(title);
	if (n + n_title > size)
		return 0;
	memcpy(bytes, t->setup.leave, n);
	memcpy(bytes + n, title, n_title);
	return n + n_title;
}

const struct termios *terminal_termios(struct terminal *t)
{
	if (!t->entered)
		tcgetattr(t->fd, &t->before);
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
	if (!encoder_encode(t->shown_known ? &t->shown : NULL, canvas, &t->setup.found.caps, &t->out))
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
	return t->setup.found.title;
}

bool terminal_set_title(struct terminal *t, const char *text)
{
	char title[TERMINAL_TITLE_BYTES];
	terminal_flush(t);
	if (!t->entered || terminal_pending(t) || !terminal_has_title(t))
		return false;
	const size_t n = terminal_title_bytes(title, text, t->setup.found.caps.utf8);
	const size_t n_push = t->titled ? 0 : strlen(TERMINAL_TITLE_PUSH);
	if (!bytes_reserve(&t->out, n_push + n))
		return false;
	bytes_append(&t->out, TERMINAL_TITLE_PUSH, n_push);
	bytes_append(&t->out, title, n);
	t->titled = true;
	terminal_flush(t);
	return true;
}

void terminal_ask_window(struct terminal *t)
{
	terminal_flush(t);
	if (!t->entered || terminal_pending(t) || !(t->setup.found.questions & QUESTION_STATUS))
		return;
	/* What everything answers behind it, to be waited for when we leave. */
	if (!bytes_append(&t->out, WINDOW_QUESTION, sizeof WINDOW_QUESTION - 1))
		return;
	t->awaits_answer = true;
	t->asked_ns = clock_now_ns();
	terminal_flush(t);
}

/* ---- telling ---- */

bool terminal_needs_redraw(const struct terminal *t)
{
	return t->entered && !t->shown_known;
}

const struct terminal_found *terminal_found(const struct terminal *t)
{
	return &t->setup.found;
}

const struct terminal_answers *terminal_answers(const struct terminal *t)
{
	return &t->answers;
}

int64_t terminal_round_trip_ns(const struct terminal *t)
{
	return t->round_trip_ns;
}

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
	return t->setup.found.glyphs;
}
