/* What is shown in the terminal's window, and as its title. */
#include <string.h>

#include "base/clock.h"
#include "ui/terminal_state.h"
#include "ui/terminal_title.h"

/* Is it minimized? xterm's ctlseqs.ms, XTWINOPS. */
#define WINDOW_QUESTION "\033[11t"

/* ---- drawing ---- */

static bool fit_shown(struct terminal *t, const struct canvas *canvas)
{
	if (t->shown.cells && t->shown.cols == canvas->cols && t->shown.rows == canvas->rows)
		return true;
	t->shown_known = false;
	return canvas_resize(&t->shown, canvas->cols, canvas->rows, NULL);
}

void terminal_set_limit(struct terminal *t, double bytes_per_s)
{
	pacing_set_limit(&t->pacing, bytes_per_s);
}

bool terminal_put_fence(struct terminal *t, enum pacing_kind kind)
{
	static const char *const questions[PACING_N_KINDS] = { [PACING_STATUS] = "\033[5n", [PACING_MARK] = "\033[c" };
	if (!bytes_append(&t->out, questions[kind], strlen(questions[kind])))
		return false;
	pacing_sent_fence(&t->pacing, kind, clock_now_ns());
	return true;
}

enum pacing_verdict terminal_has_room(struct terminal *t)
{
	const int64_t now = clock_now_ns();
	terminal_flush(t);
	if (terminal_pending(t))
		return PACING_HELD_BY_LINK;
	if (pacing_wants_measure(&t->pacing, now)) {
		terminal_put_fence(t, pacing_next_kind(&t->pacing, now));
		terminal_flush(t);
	}
	return pacing_ask(&t->pacing, now);
}

bool terminal_draw(struct terminal *t, struct canvas *canvas)
{
	if (terminal_pending(t) || !t->entered || !fit_shown(t, canvas))
		return false;
	if (!encoder_encode(t->shown_known ? &t->shown : NULL, canvas, &t->setup.found.caps, &t->out)) {
		t->shown_known = false;
		return false;
	}
	if (!terminal_pending(t))
		return true;
	const int64_t now = clock_now_ns();
	pacing_sent(&t->pacing, t->out.n, now);
	if (pacing_wants_fence(&t->pacing, now))
		terminal_put_fence(t, pacing_next_kind(&t->pacing, now));
	canvas_swap(&t->shown, canvas);
	t->shown_known = true;
	terminal_flush(t);
	return true;
}

struct pacing_figures terminal_figures(const struct terminal *t)
{
	return pacing_figures(&t->pacing);
}

void terminal_redraw_all(struct terminal *t)
{
	t->shown_known = false;
}

bool terminal_needs_redraw(const struct terminal *t)
{
	return t->entered && !t->shown_known;
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
	/* One that has never answered is not to keep us waiting when we leave. */
	if (!t->entered || terminal_pending(t) || t->answers.status != ANSWER_YES)
		return;
	/* What everything answers behind it, to be waited for when we leave. */
	if (!bytes_append(&t->out, WINDOW_QUESTION, sizeof WINDOW_QUESTION - 1))
		return;
	terminal_put_fence(t, PACING_STATUS);
	terminal_flush(t);
}
