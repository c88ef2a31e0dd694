/* Keys and pasted bytes, of any kind: the line stays terminated, its cursor within it, and it can be drawn. */
#include "config/options.h"
#include "drawn.h"
#include "ui/input.h"
#include "ui/prompt.h"

enum { MOST_KEYS = 3000, COLS = 30 };

static uint32_t take_key(struct taken *from)
{
	static const uint32_t keys[] = { INPUT_LEFT, INPUT_RIGHT, INPUT_HOME, INPUT_END, INPUT_BACKSPACE, INPUT_DELETE,
		INPUT_CTRL('U'), INPUT_CTRL('K'), INPUT_CTRL('W'), INPUT_ENTER, INPUT_ESCAPE, '/', ' ', 0x65E5, 0x301 };
	const unsigned which = take_byte(from) % 16;
	return which < sizeof keys / sizeof keys[0] ? keys[which] : take_u32(from);
}

static void press(struct prompt *prompt, struct taken *from)
{
	const unsigned how = take_byte(from);
	if (how < 96)
		prompt_key(prompt, take_key(from));
	else if (how < 128)
		prompt_insert(prompt, "a name of a file, long enough to fill it soon", how - 96);
	else
		prompt_paste(prompt, (unsigned char)take_byte(from));
	require(memchr(prompt->text, 0, sizeof prompt->text) && prompt->cursor <= strlen(prompt->text));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static struct theme theme;
	static struct settings settings;
	const struct view_look look = { .settings = &settings, .theme = &theme };
	struct taken from = { data, n };
	struct prompt prompt = { .cursor = 0 };
	struct canvas canvas = { 0 };
	const int cols = (int)take_byte(&from) % COLS;
	require(canvas_init(&canvas, COLS, 1, NULL));
	for (int i = 0; i < MOST_KEYS && from.n > 0; i++)
		press(&prompt, &from);
	prompt_draw(&prompt, "name: ", &canvas, (struct region){ 1, 0, cols, 1 }, &look);
	require_drawn(&canvas);
	canvas_fini(&canvas);
	return 0;
}
