/* Keys and the commands they are bound to (ui/ui_commands.h): a table of what they are at first, and the one in force. */
#ifndef TERMVIZ_UI_KEYS_H
#define TERMVIZ_UI_KEYS_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "config/config.h"

enum key_group { KEYS_SOUND, KEYS_QUEUE, KEYS_PICTURE, KEYS_PROGRAM, KEYS_MOUSE, KEYS_N_GROUPS };

struct key_row {
	uint32_t key; /* as struct input_event has it */
	enum key_group group;
	const char *command; /* as it would be typed */
	const char *help;    /* short: keys that do the same are told together */
};

extern const struct key_row key_rows[];
extern const size_t n_key_rows;
extern const char *const key_group_titles[KEYS_N_GROUPS];

enum { KEYS_MOST = 128, KEY_COMMAND_BYTES = 128 };

struct keys {
	struct key_binding {
		uint32_t key;
		char command[KEY_COMMAND_BYTES];
	} bound[KEYS_MOST];
	size_t n;
};

/* Binds the keys of the table. */
void keys_init(struct keys *keys);

/* The same, and then those of the configuration. What is wrong there is left out, and added to `warnings`. */
void keys_configure(struct keys *keys, const struct config *config, struct conf_warnings *warnings);

/* Binds a key, by its name (ui/key_names.h), to a command, instead of what it was bound to; "": to nothing. False with
 * ERR_USAGE: there is no such key or command, or there are too many; nothing is changed then. */
bool keys_bind(struct keys *keys, const char *name, const char *command, struct err *err);

/* What a key is bound to; NULL: nothing. */
const char *keys_command(const struct keys *keys, uint32_t key);

/* The row that tells what it is bound to: the key's own, or that of another with this command. NULL: there is none. */
const struct key_row *key_row_of(const struct key_binding *binding);

#endif
