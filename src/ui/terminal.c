#include "ui/terminal.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "ui/job.h"
#include "ui/terminal_state.h"
#include "ui/terminal_title.h"
#include "ui/tty.h"

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

/* ---- taking it and giving it back ---- */

static void ask(struct terminal *t)
{
	const struct terminal_found *found = &t->setup.found;
	const int64_t now = clock_now_ns();
	const bool asks
		= questions_append(&t->out, found->questions, found->caps.utf8) && (found->questions & QUESTION_STATUS);
	t->answers = (struct terminal_answers){ .status = ANSWER_NONE };
	pacing_init(&t->pacing, asks, now);
	if (asks)
		pacing_sent_fence(&t->pacing, PACING_STATUS, now);
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
	if (t->mouse)
		bytes_append(&t->out, TERMINAL_MOUSE_ON, strlen(TERMINAL_MOUSE_ON));
	terminal_flush(t);
}

void terminal_set_mouse(struct terminal *t, bool on)
{
	const char *bytes = on ? TERMINAL_MOUSE_ON : TERMINAL_MOUSE_OFF;
	if (t->mouse == on)
		return;
	t->mouse = on;
	if (!t->entered)
		return;
	bytes_append(&t->out, bytes, strlen(bytes));
	terminal_flush(t);
}

/* Reads no further than to the last answer's end: what has been typed behind it is the shell's. */
static void await_answers(struct terminal *t, int64_t deadline_ns)
{
	struct input_event event;
	while (pacing_outstanding(&t->pacing) > 0 && !t->lost && terminal_wait(t, POLLIN, deadline_ns)) {
		terminal_read_some(t, 1);
		while (terminal_event(t, &event))
			; /* keys typed before it are nobody's */
	}
}

static void give_back(struct terminal *t)
{
	const int64_t now = clock_now_ns();
	terminal_flush_until(t, now + TERMINAL_PATIENCE_MS / 2 * NS_PER_MS);
	/* Of a terminal that is stuck, what it has not taken is dropped, so that it hears this at least once it goes
	 * on; the ESC to come ends what was begun. */
	if (terminal_pending(t) || pacing_is_silent(&t->pacing, now))
		tcflush(t->fd, TCOFLUSH);
	t->out.n = t->n_sent = 0;
	bytes_append(&t->out, t->setup.leave, strlen(t->setup.leave));
	if (t->titled)
		bytes_append(&t->out, TERMINAL_TITLE_POP, strlen(TERMINAL_TITLE_POP));
	t->titled = false;
	terminal_flush_until(t, now + TERMINAL_PATIENCE_MS * NS_PER_MS);
	/* The user sees his shell's screen already, and what is typed is not echoed yet. */
	const int64_t longest_ns = clock_now_ns() + TERMINAL_ANSWER_MS * NS_PER_MS;
	const int64_t due_ns = pacing_due_ns(&t->pacing, now);
	if (!terminal_pending(t) && due_ns && job_in_foreground(t->fd))
		await_answers(t, due_ns < longest_ns ? due_ns : longest_ns);
	t->out.n = t->n_sent = 0;
	tty_set(t->fd, &t->before);
}

void terminal_forget_answers(struct terminal *t)
{
	pacing_init(&t->pacing, false, clock_now_ns());
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
	const int64_t now = clock_now_ns();
	terminal_flush_until(t, now + TERMINAL_PATIENCE_MS * NS_PER_MS);
	await_answers(t, now + TERMINAL_ANSWER_MS * NS_PER_MS);
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

/* ---- telling ---- */

const struct terminal_found *terminal_found(const struct terminal *t)
{
	return &t->setup.found;
}

const struct terminal_answers *terminal_answers(const struct terminal *t)
{
	return &t->answers;
}

bool terminal_lost(const struct terminal *t)
{
	return t->lost;
}

int terminal_fd(const struct terminal *t)
{
	return t->fd;
}
