/* The user's terminal: taken, drawn on, read, and given back as it was. Of one thread. Nothing here waits longer than
 * TERMINAL_PATIENCE_MS, however stuck the terminal is, except for answers: TERMINAL_ANSWER_MS. */
#ifndef TERMVIZ_UI_TERMINAL_H
#define TERMVIZ_UI_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <termios.h>

#include "base/err.h"
#include "canvas/blocks.h"
#include "canvas/canvas.h"
#include "ui/encoder.h"
#include "ui/input.h"
#include "ui/pacing.h"
#include "ui/terminal_caps.h"

/* Three times the round trip of a link by satellite is the most that is waited for answers. */
enum { TERMINAL_PATIENCE_MS = 100, TERMINAL_ANSWER_MS = 2000 };

struct terminal;

/* NULL if memory is short. terminal_free() leaves and closes first; right after NULL, too. */
struct terminal *terminal_new(void);
void terminal_free(struct terminal *t);

/* Opens the controlling terminal anew (a description of its own, non-blocking, close-on-exec) and finds out what it can
 * do. Fails if there is no terminal, TERM is not set or not known, or the terminal cannot place the cursor.
 * Nothing is changed or written yet. Wants setlocale() to have been called. */
bool terminal_open(struct terminal *t, const struct terminal_wish *wish, struct err *err);

/* To tell about it, not to draw: standard output need not be a terminal, nor need there be one; then only what the
 * environment and the terminal's description say is known. Fails as terminal_open() does for the rest. */
bool terminal_look(struct terminal *t, const struct terminal_wish *wish, struct err *err);

/* Asks a terminal that has been looked at, where the cursor is (at the begin of a line, nothing below it) and is again
 * afterwards, and waits for its answers, TERMINAL_ANSWER_MS at most. False if it may not be asked: there is none, it is
 * another's as we are in the background, or it would show the questions. */
bool terminal_ask(struct terminal *t);

/* Takes the terminal: keys come one by one and unechoed (but Ctrl-C and Ctrl-Z are signals still), alternate screen, no
 * cursor, no wrap, pastes marked; asks what it can do. The screen is unknown afterwards. For the foreground alone
 * (ui/job.h). */
void terminal_enter(struct terminal *t);

/* Gives it back as terminal_enter() found it. Answers under way are waited for, the screen being the shell's already,
 * so that they do not land on its prompt: a second longer than they are due, up to TERMINAL_ANSWER_MS; of a terminal
 * that has not answered yet, if it was asked within the last two seconds. What is typed behind the last of them is left
 * to the shell. Nothing if it was not taken. */
void terminal_leave(struct terminal *t);

/* Answers that are still to come are waited for no longer: another program has got them. */
void terminal_forget_answers(struct terminal *t);

/* How another process gives the terminal back: writes the bytes (none if `size` is too small) and returns how many; and
 * the settings to restore, which are those from before terminal_enter() (if that is still to come, those of now). */
size_t terminal_restore_bytes(const struct terminal *t, char *bytes, size_t size);
const struct termios *terminal_termios(struct terminal *t);

/* Whether the window has a title that can be set and given back. It may turn out so only when the terminal has
 * answered; from then on terminal_restore_bytes() gives the title back, too: who was told them before is to be told
 * anew before the first title is set. */
bool terminal_has_title(const struct terminal *t);

/* Sets the window's title to `text` (any bytes, terminated; made printable and cut if long). The first time the user's
 * own is put aside, for terminal_leave(). False if nothing has been done, as the terminal is not taken, or busy with
 * what was written before (try again later), or has no title. */
bool terminal_set_title(struct terminal *t, const char *text);

/* Asks whether the window is minimized: INPUT_ANSWER_WINDOW tells. Nothing where the terminal has not answered before,
 * or is busy. */
void terminal_ask_window(struct terminal *t);

/* Its size in cells, 1 … CANVAS_MAX_*; 80 × 24 where it does not tell. */
void terminal_size(const struct terminal *t, int *cols, int *rows);

/* Whether the mouse is to be told of, from the next terminal_enter() on, and at once if the terminal is taken. */
void terminal_set_mouse(struct terminal *t, bool on);

/* Holds redraws to so many bytes per second (0: no limit). */
void terminal_set_limit(struct terminal *t, double bytes_per_s);

/* Whether it can take a redraw now, by ui/pacing.h; a terminal that is busy with what was written before is like a link
 * that is. */
enum pacing_verdict terminal_has_room(struct terminal *t);

/* Shows a canvas, if terminal_has_room(): encodes it against the one last shown and writes it, all at once if the
 * terminal takes it. What it showed before may then be on the canvas: all of it is to be drawn anew. False if memory is
 * short, or there was no room. */
bool terminal_draw(struct terminal *t, struct canvas *canvas);

/* Whether bytes wait for the terminal to take them; then poll for POLLOUT and call terminal_flush(). */
bool terminal_pending(const struct terminal *t);
void terminal_flush(struct terminal *t);

/* Forgets what is on the screen: the next redraw sends all of it. After a resize, on Ctrl-L. */
void terminal_redraw_all(struct terminal *t);

/* Whether the whole screen waits to be drawn: it is not known what is on it, or an answer has brought more colours. */
bool terminal_needs_redraw(const struct terminal *t);

/* How it takes its redraws. */
struct pacing_figures terminal_figures(const struct terminal *t);

/* Reads what has come (on POLLIN, POLLHUP, POLLERR); then terminal_event() until it returns false. Answers to our own
 * questions it keeps to itself. */
void terminal_read(struct terminal *t);
bool terminal_event(struct terminal *t, struct input_event *event);

/* When to call terminal_event() even if nothing comes: a lone ESC becomes a key then. INT64_MAX: never. */
int64_t terminal_input_deadline_ns(const struct terminal *t);

/* It has hung up, or writing to it fails. */
bool terminal_lost(const struct terminal *t);

int terminal_fd(const struct terminal *t); /* to poll; -1 before terminal_open() */

/* What it can do, and what of that it has answered itself, so far. */
const struct terminal_found *terminal_found(const struct terminal *t);
const struct terminal_answers *terminal_answers(const struct terminal *t);

#endif
