#include "ui/keys.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "ui/input.h"
#include "ui/key_names.h"
#include "ui/ui_commands.h"

#define TO_A_PART "to 0 %, 10 %, to 90 %"

const struct key_row key_rows[] = {
	{ ' ', KEYS_SOUND, "toggle", "pause, or go on" },
	{ INPUT_LEFT, KEYS_SOUND, "seek -5", "5 seconds back, on" },
	{ INPUT_RIGHT, KEYS_SOUND, "seek +5", "5 seconds back, on" },
	{ '[', KEYS_SOUND, "seek -60", "a minute back, on" },
	{ ']', KEYS_SOUND, "seek +60", "a minute back, on" },
	{ '0', KEYS_SOUND, "seek 0%", TO_A_PART },
	{ '1', KEYS_SOUND, "seek 10%", TO_A_PART },
	{ '2', KEYS_SOUND, "seek 20%", TO_A_PART },
	{ '3', KEYS_SOUND, "seek 30%", TO_A_PART },
	{ '4', KEYS_SOUND, "seek 40%", TO_A_PART },
	{ '5', KEYS_SOUND, "seek 50%", TO_A_PART },
	{ '6', KEYS_SOUND, "seek 60%", TO_A_PART },
	{ '7', KEYS_SOUND, "seek 70%", TO_A_PART },
	{ '8', KEYS_SOUND, "seek 80%", TO_A_PART },
	{ '9', KEYS_SOUND, "seek 90%", TO_A_PART },
	{ '+', KEYS_SOUND, "volume +1", "louder, quieter by 1 dB" },
	{ '-', KEYS_SOUND, "volume -1", "louder, quieter by 1 dB" },
	{ 'M', KEYS_SOUND, "mute", "mute, or no longer" },
	{ 'o', KEYS_SOUND, "output next", "next output device" },
	{ 'n', KEYS_QUEUE, "next", "next, previous file" },
	{ 'p', KEYS_QUEUE, "previous", "next, previous file" },
	{ 'Q', KEYS_QUEUE, "queue", "show the queue" },
	{ 'L', KEYS_QUEUE, "loop", "loop: track, queue, off" },
	{ 'S', KEYS_QUEUE, "shuffle", "shuffle, or in order" },
	{ 'v', KEYS_PICTURE, "view next", "next, previous view" },
	{ 'V', KEYS_PICTURE, "view previous", "next, previous view" },
	{ INPUT_TAB, KEYS_PICTURE, "pane next", "choose the next pane" },
	{ 'z', KEYS_PICTURE, "zoom", "zoom it, or no longer" },
	{ 't', KEYS_PICTURE, "theme next", "next, previous theme" },
	{ 'T', KEYS_PICTURE, "theme previous", "next, previous theme" },
	{ 'm', KEYS_PICTURE, "manner=toggle", "measure, or show" },
	{ 'f', KEYS_PICTURE, "freeze", "freeze, or go on" },
	{ 'x', KEYS_PICTURE, "maximum", "keep maxima, or not" },
	{ 'R', KEYS_PICTURE, "reset", "the meters begin again" },
	{ 's', KEYS_PICTURE, "status=toggle", "status line on, off" },
	{ INPUT_CTRL('L'), KEYS_PICTURE, "redraw", "draw the screen anew" },
	{ '?', KEYS_PROGRAM, "help", "this help" },
	{ ':', KEYS_PROGRAM, "command", "type a command" },
	{ 'P', KEYS_PROGRAM, "preset next", "next preset" },
	{ 'r', KEYS_PROGRAM, "reload", "read the files again" },
	{ 'd', KEYS_PROGRAM, "detach", "leave the run going on" },
	{ 'q', KEYS_PROGRAM, "quit", "quit, or leave" },
	{ INPUT_WHEEL_UP, KEYS_MOUSE, "volume +1", "louder, quieter" },
	{ INPUT_WHEEL_DOWN, KEYS_MOUSE, "volume -1", "louder, quieter" },
};
const size_t n_key_rows = sizeof key_rows / sizeof key_rows[0];

const char *const key_group_titles[KEYS_N_GROUPS] = {
	[KEYS_SOUND] = "Sound",
	[KEYS_QUEUE] = "Queue",
	[KEYS_PICTURE] = "Picture",
	[KEYS_PROGRAM] = "Program",
	[KEYS_MOUSE] = "Mouse",
};

/* Where the key is bound; keys->n: nowhere. */
static size_t find(const struct keys *keys, uint32_t key)
{
	size_t i = 0;
	while (i < keys->n && keys->bound[i].key != key)
		i++;
	return i;
}

static void bind(struct keys *keys, uint32_t key, const char *command)
{
	const size_t at = find(keys, key);
	if (at == keys->n)
		keys->n++;
	keys->bound[at].key = key;
	text_copy(keys->bound[at].command, KEY_COMMAND_BYTES, command);
}

static void unbind(struct keys *keys, uint32_t key)
{
	const size_t at = find(keys, key);
	if (at == keys->n)
		return;
	keys->n--;
	memmove(&keys->bound[at], &keys->bound[at + 1], (keys->n - at) * sizeof keys->bound[0]);
}

void keys_init(struct keys *keys)
{
	keys->n = 0;
	for (size_t i = 0; i < n_key_rows; i++)
		bind(keys, key_rows[i].key, key_rows[i].command);
}

/* The terminal makes signals of these: none of them would ever come. */
static bool is_signal(uint32_t key)
{
	return key == INPUT_CTRL('C') || key == INPUT_CTRL('Z') || key == INPUT_CTRL('\\');
}

bool keys_bind(struct keys *keys, const char *name, const char *command, struct err *err)
{
	uint32_t key;
	if (!key_parse(&key, name, err))
		return false;
	if (is_signal(key))
		return err_set(err, ERR_USAGE, "key %s: the terminal makes a signal of it; bind another", name);
	if (!*command) {
		unbind(keys, key);
		return true;
	}
	if (strlen(command) >= KEY_COMMAND_BYTES)
		return err_set(err, ERR_USAGE, "key %s: this command is too long", name);
	if (!ui_command_check(command, err))
		return false;
	if (find(keys, key) == KEYS_MOST)
		return err_set(err, ERR_USAGE, "key %s: no more than %d keys can be bound", name, KEYS_MOST);
	bind(keys, key, command);
	return true;
}

/* A name that a layout has in the configuration means nothing to who judges commands. */
static bool bind_entry(
	struct keys *keys, const struct conf_entry *entry, const struct conf_entries *layouts, struct err *err)
{
	static const char view[] = "view ";
	const struct conf_entry *layout
		= text_begins(entry->value, view) ? conf_find(layouts, entry->value + strlen(view)) : NULL;
	char command[sizeof view + CONF_VALUE];
	snprintf(command, sizeof command, "%s%s", layout ? view : "", layout ? layout->value : entry->value);
	return keys_bind(keys, entry->name, command, err);
}

void keys_configure(struct keys *keys, const struct config *config, struct conf_warnings *warnings)
{
	keys_init(keys);
	for (size_t i = 0; i < config->keys.n; i++) {
		const struct conf_entry *entry = &config->keys.items[i];
		struct err err;
		if (!bind_entry(keys, entry, &config->layouts, &err))
			conf_warn(warnings, config->path, entry->line, "%s", err.message);
	}
}

const char *keys_command(const struct keys *keys, uint32_t key)
{
	const size_t at = find(keys, key);
	return at < keys->n ? keys->bound[at].command : NULL;
}

const struct key_row *key_row_of(const struct key_binding *binding)
{
	const struct key_row *found = NULL;
	for (size_t i = 0; i < n_key_rows; i++) {
		const struct key_row *row = &key_rows[i];
		if (strcmp(row->command, binding->command) == 0 && (!found || row->key == binding->key))
			found = row;
	}
	return found;
}
