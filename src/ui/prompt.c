#include "ui/prompt.h"

#include <string.h>

#include "base/text.h"
#include "ui/input.h"

/* --------------------------------------------------------------- characters */

/* How many bytes from `at` on are one character with the marks that combine with it. */
static size_t character_bytes(const struct prompt *prompt, size_t at)
{
	const size_t n = strlen(prompt->text);
	const size_t begin = at;
	uint32_t c;
	if (at < n)
		at += text_decode(prompt->text + at, n - at, &c);
	while (at < n) {
		const size_t more = text_decode(prompt->text + at, n - at, &c);
		if (canvas_glyph_width(c) > 0)
			break;
		at += more;
	}
	return at - begin;
}

/* Where the character before `at` begins. Bytes that are no UTF-8 can only be told apart from the front. */
static size_t character_before(const struct prompt *prompt, size_t at)
{
	size_t before = 0;
	for (size_t next = 0; next < at; next += character_bytes(prompt, next))
		before = next;
	return before;
}

static void cut(struct prompt *prompt, size_t from, size_t to)
{
	memmove(prompt->text + from, prompt->text + to, strlen(prompt->text + to) + 1);
	prompt->cursor = from;
}

bool prompt_insert(struct prompt *prompt, const char *text, size_t n)
{
	const size_t length = strlen(prompt->text);
	if (n >= PROMPT_BYTES - length)
		return false;
	memmove(prompt->text + prompt->cursor + n, prompt->text + prompt->cursor, length - prompt->cursor + 1);
	memcpy(prompt->text + prompt->cursor, text, n);
	prompt->cursor += n;
	return true;
}

/* --------------------------------------------------------------- keys */

static void go_left(struct prompt *prompt)
{
	prompt->cursor = character_before(prompt, prompt->cursor);
}

static void go_right(struct prompt *prompt)
{
	prompt->cursor += character_bytes(prompt, prompt->cursor);
}

static void go_home(struct prompt *prompt)
{
	prompt->cursor = 0;
}

static void go_end(struct prompt *prompt)
{
	prompt->cursor = strlen(prompt->text);
}

static void rub_out(struct prompt *prompt)
{
	cut(prompt, character_before(prompt, prompt->cursor), prompt->cursor);
}

static void delete (struct prompt *prompt)
{
	cut(prompt, prompt->cursor, prompt->cursor + character_bytes(prompt, prompt->cursor));
}

static void cut_before(struct prompt *prompt)
{
	cut(prompt, 0, prompt->cursor);
}

static void cut_after(struct prompt *prompt)
{
	prompt->text[prompt->cursor] = '\0';
}

static bool ends_word(char c)
{
	return c == ' ' || c == '/';
}

/* Words end at spaces, and so that names of files can be shortened folder by folder, at slashes. */
static void cut_word(struct prompt *prompt)
{
	size_t from = prompt->cursor;
	while (from > 0 && ends_word(prompt->text[from - 1]))
		from--;
	while (from > 0 && !ends_word(prompt->text[from - 1]))
		from--;
	cut(prompt, from, prompt->cursor);
}

static const struct edit {
	uint32_t key;
	void (*edit)(struct prompt *prompt);
} edits[] = {
	{ INPUT_LEFT, go_left },
	{ INPUT_CTRL('B'), go_left },
	{ INPUT_RIGHT, go_right },
	{ INPUT_CTRL('F'), go_right },
	{ INPUT_HOME, go_home },
	{ INPUT_CTRL('A'), go_home },
	{ INPUT_END, go_end },
	{ INPUT_CTRL('E'), go_end },
	{ INPUT_BACKSPACE, rub_out },
	{ INPUT_DELETE, delete },
	{ INPUT_CTRL('D'), delete },
	{ INPUT_CTRL('U'), cut_before },
	{ INPUT_CTRL('K'), cut_after },
	{ INPUT_CTRL('W'), cut_word },
};

static bool is_character(uint32_t key)
{
	return key < INPUT_UP && canvas_glyph_is_printable(key);
}

enum prompt_answer prompt_key(struct prompt *prompt, uint32_t key)
{
	char bytes[4];
	prompt->line_ended = false;
	if (key == INPUT_ENTER)
		return PROMPT_ACCEPTS;
	if (key == INPUT_ESCAPE || (key == INPUT_BACKSPACE && !prompt->text[0]))
		return PROMPT_CANCELS;
	for (size_t i = 0; i < sizeof edits / sizeof edits[0]; i++)
		if (edits[i].key == key) {
			edits[i].edit(prompt);
			return PROMPT_TAKES;
		}
	if (!is_character(key))
		return PROMPT_IGNORES;
	prompt_insert(prompt, bytes, text_encode(key, bytes));
	return PROMPT_TAKES;
}

/* Lines are parted by one blank, however many ends of lines there are; the last one's end is none of the text. */
void prompt_paste(struct prompt *prompt, unsigned char byte)
{
	const char c = (char)byte;
	const bool is_text = byte >= 0x20 && byte != 0x7F;
	if (is_text && prompt->line_ended && prompt->cursor > 0)
		prompt_insert(prompt, " ", 1);
	if (is_text)
		prompt_insert(prompt, &c, 1);
	prompt->line_ended = !is_text && (prompt->line_ended || byte == '\r' || byte == '\n');
}

/* --------------------------------------------------------------- the picture */

/* The columns that the bytes before `end` take, from the first column that is shown on. */
static int columns_before(const struct prompt *prompt, size_t from, size_t end)
{
	char before[PROMPT_BYTES];
	memcpy(before, prompt->text + from, end - from);
	before[end - from] = '\0';
	return canvas_text_width(before);
}

/* The first byte that is shown, so that the caret still is. */
static size_t first_shown(const struct prompt *prompt, int cols)
{
	size_t from = 0;
	while (from < prompt->cursor && columns_before(prompt, from, prompt->cursor) >= cols)
		from += character_bytes(prompt, from);
	return from;
}

void prompt_draw(const struct prompt *prompt, const char *label, struct canvas *canvas, struct region region,
	const struct view_look *look)
{
	enum { LEAST_TEXT = 8 };
	const struct theme *theme = look->theme;
	const char *caret = look->glyphs == GLYPHS_ASCII ? "|" : "▏";
	const int end = region.x + region.cols;
	int x = region.x;
	if (canvas_text_width(label) + LEAST_TEXT <= region.cols)
		x += canvas_text(canvas, x, region.y, end - x, label, theme->dim, theme->background);
	const size_t from = first_shown(prompt, end - x);
	char before[PROMPT_BYTES];
	text_copy(before, prompt->cursor - from + 1, prompt->text + from);
	x += canvas_text(canvas, x, region.y, end - x, before, theme->text, theme->background);
	x += canvas_text(canvas, x, region.y, end - x, caret, theme->alert, theme->background);
	canvas_text(canvas, x, region.y, end - x, prompt->text + prompt->cursor, theme->text, theme->background);
}
