/* To and from the terminal. */
#include <errno.h>
#include <poll.h>
#include <unistd.h>

#include "base/clock.h"
#include "ui/terminal_state.h"

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

bool terminal_wait(const struct terminal *t, short events, int64_t deadline_ns)
{
	struct pollfd poll_fd = { .fd = t->fd, .events = events };
	int n;
	do
		n = poll(&poll_fd, 1, ms_until(deadline_ns));
	while (n < 0 && errno == EINTR);
	return n > 0 && (poll_fd.revents & events);
}

void terminal_flush_until(struct terminal *t, int64_t deadline_ns)
{
	terminal_flush(t);
	while (terminal_pending(t) && !t->lost && terminal_wait(t, POLLOUT, deadline_ns))
		terminal_flush(t);
}

/* ---- reading ---- */

void terminal_read_some(struct terminal *t, size_t most)
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
	terminal_read_some(t, INPUT_BUFFER);
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
	if (event->kind == INPUT_ANSWER_STATUS)
		pacing_on_answer(&t->pacing, PACING_STATUS, t->fed_ns);
	else if (event->kind == INPUT_ANSWER_DA)
		pacing_on_answer(&t->pacing, PACING_MARK, t->fed_ns);
	return true;
}

bool terminal_event(struct terminal *t, struct input_event *event)
{
	const int64_t now = clock_now_ns();
	if (now >= terminal_input_deadline_ns(t)) {
		input_expire(&t->input);
		input_drop_string(&t->input);
	}
	while (input_next(&t->input, event))
		if (!take_answer(t, event))
			return true;
	if (!input_is_in_string(&t->input))
		t->string_ns = 0;
	else if (t->string_ns == 0)
		t->string_ns = now;
	return false;
}

int64_t terminal_input_deadline_ns(const struct terminal *t)
{
	if (t->string_ns)
		return t->string_ns + INPUT_STRING_NS;
	return input_is_waiting(&t->input) ? t->fed_ns + INPUT_ESCAPE_NS : INT64_MAX;
}
