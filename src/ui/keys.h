/* The key table: what each key does. The manual's list is checked against it by a test. */
#ifndef TERMVIZ_UI_KEYS_H
#define TERMVIZ_UI_KEYS_H

#include <stddef.h>
#include <stdint.h>

enum key_action {
	KEY_SENDS, /* `command` to the run */
	KEY_QUITS, /* leaves; the last one to leave ends the run */
	KEY_DETACHES,
	KEY_SETS,    /* a setting of this UI, as options_change() has it */
	KEY_FREEZES, /* the picture, or goes on with the present */
	KEY_MAXIMUM, /* is kept, or no longer */
	KEY_NEXT_VIEW,
	KEY_PREVIOUS_VIEW,
	KEY_NEXT_PANE,
	KEY_ZOOMS,
	KEY_SHOWS_QUEUE,
	KEY_RELOADS, /* what lies in files */
	KEY_REDRAWS,
};

struct key_row {
	uint32_t key;     /* as struct input_event has it */
	const char *name; /* as a user would say it */
	enum key_action action;
	const char *command; /* of KEY_SENDS, as --send has it; of KEY_SETS, "NAME=VALUE" or "NAME=toggle" */
	const char *help;
};

extern const struct key_row key_rows[];
extern const size_t n_key_rows;

/* The row of a key; NULL: it does nothing. */
const struct key_row *key_find(uint32_t key);

#endif
