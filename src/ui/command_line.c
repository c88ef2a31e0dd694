#include "ui/command_line.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "ui/file_name.h"
#include "ui/input.h"
#include "ui/ui_complete.h"

static void set_text(struct command_line *line, const char *text)
{
	text_copy(line->prompt.text, sizeof line->prompt.text, text);
	line->prompt.cursor = strlen(line->prompt.text);
}

void command_line_open(struct command_line *line, const char *text)
{
	line->open = true;
	line->shown = -1;
	line->n_candidates = 0;
	set_text(line, text);
}

/* --------------------------------------------------------------- what was typed before */

/* What was typed twice is remembered once. */
static void remember(struct command_line *line)
{
	char typed[PROMPT_BYTES];
	int n = 0;
	text_copy(typed, sizeof typed, line->prompt.text);
	while (n < line->n_history && strcmp(line->history[n], typed) != 0)
		n++;
	if (n == line->n_history && n < COMMAND_LINE_HISTORY)
		line->n_history++;
	if (n == COMMAND_LINE_HISTORY)
		n--;
	memmove(line->history[1], line->history[0], (size_t)n * sizeof line->history[0]);
	text_copy(line->history[0], sizeof line->history[0], typed);
}

static void go_back(struct command_line *line, int by)
{
	const int to = line->shown + by;
	if (to < -1 || to >= line->n_history)
		return;
	if (line->shown < 0)
		text_copy(line->draft, sizeof line->draft, line->prompt.text);
	line->shown = to;
	set_text(line, to < 0 ? line->draft : line->history[to]);
}

/* --------------------------------------------------------------- what could be typed */

struct gathering {
	struct command_line *line;
	const char *begin; /* what they begin with */
	size_t n;          /* bytes */
};

static void gather(const char *text, void *context)
{
	struct gathering *g = context;
	const size_t n = strlen(text) + 1;
	if (!text_begins(text, g->begin) || n > COMMAND_LINE_CANDIDATES - g->n)
		return;
	memcpy(g->line->candidates + g->n, text, n);
	g->n += n;
	g->line->n_candidates++;
}

static const char *candidate(const struct command_line *line, int n)
{
	const char *text = line->candidates;
	while (n-- > 0)
		text += strlen(text) + 1;
	return text;
}

/* How many bytes all candidates have in common. */
static size_t common_bytes(const struct command_line *line)
{
	const char *first = candidate(line, 0);
	size_t n = strlen(first);
	for (int i = 1; i < line->n_candidates; i++) {
		const char *other = candidate(line, i);
		size_t k = 0;
		while (k < n && other[k] == first[k])
			k++;
		n = k;
	}
	return n;
}

/* Puts a text in place of the word that is typed, up to the caret; what stands behind that stays. */
static void replace_word(struct command_line *line, const char *text, size_t n)
{
	struct prompt *prompt = &line->prompt;
	char before[PROMPT_BYTES];
	text_copy(before, prompt->cursor + 1, prompt->text);
	const size_t from = ui_complete_from(before);
	memmove(prompt->text + from, prompt->text + prompt->cursor, strlen(prompt->text + prompt->cursor) + 1);
	prompt->cursor = from;
	prompt_insert(prompt, text, n);
}

static void complete_file(struct command_line *line, size_t from)
{
	struct prompt name = { .cursor = line->prompt.cursor - from };
	text_copy(name.text, name.cursor + 1, line->prompt.text + from);
	file_name_complete(&name);
	replace_word(line, name.text, strlen(name.text));
}

/* What all that fit have in common, and of one alone the blank behind it. */
static void begin_completion(struct command_line *line)
{
	char typed[PROMPT_BYTES];
	text_copy(typed, line->prompt.cursor + 1, line->prompt.text);
	const size_t from = ui_complete_from(typed);
	if (ui_complete_is_file(typed)) {
		complete_file(line, from);
		return;
	}
	struct gathering gathering = { .line = line, .begin = typed + from };
	ui_complete_each(typed, gather, &gathering);
	if (line->n_candidates == 0)
		return;
	line->chosen = -1;
	replace_word(line, candidate(line, 0), common_bytes(line));
	if (line->n_candidates == 1) {
		prompt_insert(&line->prompt, " ", 1);
		line->n_candidates = 0;
	}
}

static void complete(struct command_line *line, int by)
{
	if (line->n_candidates == 0) {
		begin_completion(line);
		return;
	}
	line->chosen = line->chosen < 0 && by < 0 ? line->n_candidates - 1
						  : (line->chosen + by + line->n_candidates) % line->n_candidates;
	const char *text = candidate(line, line->chosen);
	replace_word(line, text, strlen(text));
}

/* --------------------------------------------------------------- keys */

/* Keys of this line's own; false: it is none of them. */
static bool take_own(struct command_line *line, uint32_t key)
{
	if (key == INPUT_TAB)
		complete(line, 1);
	else if (key == (INPUT_TAB | INPUT_SHIFT))
		complete(line, -1);
	else if (key == INPUT_UP || key == INPUT_CTRL('P'))
		go_back(line, 1);
	else if (key == INPUT_DOWN || key == INPUT_CTRL('N'))
		go_back(line, -1);
	else
		return false;
	return true;
}

bool command_line_key(struct command_line *line, uint32_t key)
{
	if (key != INPUT_TAB && key != (INPUT_TAB | INPUT_SHIFT))
		line->n_candidates = 0;
	if (take_own(line, key))
		return false;
	const enum prompt_answer answer = prompt_key(&line->prompt, key);
	if (answer != PROMPT_ACCEPTS && answer != PROMPT_CANCELS)
		return false;
	line->open = false;
	if (answer == PROMPT_CANCELS || line->prompt.text[strspn(line->prompt.text, " ")] == '\0')
		return false;
	remember(line);
	return true;
}

void command_line_paste(struct command_line *line, unsigned char byte)
{
	line->n_candidates = 0;
	prompt_paste(&line->prompt, byte);
}

/* --------------------------------------------------------------- the picture */

/* From the one that is chosen on, so that it is seen among the next of them. */
static void list_candidates(const struct command_line *line, char *to, size_t size)
{
	const int first = line->chosen < 0 ? 0 : line->chosen;
	size_t n = 0;
	to[0] = '\0';
	for (int i = 0; i < line->n_candidates && n + 1 < size; i++)
		n += (size_t)snprintf(
			to + n, size - n, "%s%s", i ? " " : "", candidate(line, (first + i) % line->n_candidates));
}

void command_line_draw(
	const struct command_line *line, struct canvas *canvas, struct region region, const struct view_look *look)
{
	enum { GAP = 3, CARET = 1 };
	char hint[512];
	canvas_fill_region(canvas, region, look->theme->background);
	prompt_draw(&line->prompt, ":", canvas, region, look);
	const int x = region.x + 1 + canvas_text_width(line->prompt.text) + CARET + GAP;
	if (x >= region.x + region.cols)
		return;
	if (line->n_candidates)
		list_candidates(line, hint, sizeof hint);
	else
		ui_complete_hint(line->prompt.text, hint, sizeof hint);
	canvas_text(canvas, x, region.y, region.x + region.cols - x, hint, look->theme->dim, look->theme->background);
}
