/* What is typed on the command line, or bound to a key: names of keys that are known are written so that they are read
 * back, a line is refused or understood, and what completes it leaves it a line. */
#include "drawn.h"
#include "ui/command_line.h"
#include "ui/input.h"
#include "ui/key_names.h"
#include "ui/keys.h"
#include "ui/ui_complete.h"

enum { MOST_BYTES = 512, COLS = 60 };

static void name(const char *text)
{
	char written[KEY_NAME_BYTES];
	uint32_t key, again;
	if (!key_parse(&key, text, NULL))
		return;
	key_format(written, key);
	require(key_parse(&again, written, NULL) && again == key);
}

/* A line's first word as a key, what follows as its command. */
static void bind(const char *text)
{
	static struct keys keys;
	char word[MOST_BYTES];
	const size_t n = strcspn(text, " ");
	keys_init(&keys);
	memcpy(word, text, n);
	word[n] = '\0';
	keys_bind(&keys, word, text + n + (text[n] == ' '), NULL);
	require(keys.n <= KEYS_MOST && keys.n + 1 >= n_key_rows);
	for (size_t i = 0; i < keys.n; i++)
		require(keys.bound[i].command[0] && memchr(keys.bound[i].command, 0, KEY_COMMAND_BYTES));
}

static void type(const char *text, size_t n)
{
	static struct command_line line;
	static struct theme theme;
	static struct settings settings;
	const struct view_look look = { .settings = &settings, .theme = &theme };
	struct canvas canvas = { 0 };
	command_line_open(&line, "");
	for (size_t i = 0; i < n; i++) {
		const unsigned char c = (unsigned char)text[i];
		static const uint32_t keys[] = { INPUT_TAB, INPUT_TAB | INPUT_SHIFT, INPUT_UP, INPUT_DOWN, INPUT_LEFT,
			INPUT_HOME, INPUT_BACKSPACE, INPUT_ENTER };
		command_line_key(&line, c < sizeof keys / sizeof keys[0] ? keys[c] : c);
		if (!line.open)
			command_line_open(&line, "");
		require(line.prompt.cursor <= strlen(line.prompt.text) && line.n_history <= COMMAND_LINE_HISTORY);
	}
	require(canvas_init(&canvas, COLS, 1, NULL));
	command_line_draw(&line, &canvas, (struct region){ 0, 0, COLS, 1 }, &look);
	require_drawn(&canvas);
	canvas_fini(&canvas);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	char text[MOST_BYTES];
	n = n < sizeof text ? n : sizeof text - 1;
	memcpy(text, data, n);
	text[n] = '\0';
	name(text);
	ui_command_check(text, NULL);
	bind(text);
	type(text, n);
	return 0;
}
