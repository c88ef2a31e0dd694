/* The option table: the single truth of each option's name, type, default, range, unit and help. --help, the manual's
 * list, --list-options and the parsing of the command line are all made from it. An option is a row in options_table.c
 * and a member of struct settings. */
#ifndef TERMVIZ_CONFIG_OPTIONS_H
#define TERMVIZ_CONFIG_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "config/settings.h"

enum option_type {
	OPTION_FLAG, /* --name, or --name=on|off */
	OPTION_INT,
	OPTION_NUMBER, /* a double, with an optional unit */
	OPTION_TIME,   /* SS[.mmm], MM:SS, HH:MM:SS as seconds */
	OPTION_CHOICE, /* one of `choices`, stored as its index */
	OPTION_LIST,   /* some of `choices`, with commas between; as a struct settings_list of their indices */
	OPTION_TEXT,
	OPTION_FILE, /* appended to the operands */
};

enum option_group {
	OPTIONS_INPUT,
	OPTIONS_PICTURE,
	OPTIONS_MEASURING,
	OPTIONS_REDRAWS,
	OPTIONS_DATA,
	OPTIONS_RUN,
	OPTIONS_INFO,
	OPTIONS_N_GROUPS
};

/* Beside its group: what is asked for this once, and is no lasting wish: not in a file (termviz.conf). None of
 * OPTIONS_INFO is one. */
enum { OPTIONS_ONCE = 8 };

struct option_row {
	const char *name; /* long name, without dashes */
	char letter;      /* short name; 0: none */
	enum option_type type;
	int group;            /* enum option_group, perhaps | OPTIONS_ONCE */
	size_t offset;        /* of its member of struct settings */
	size_t flag_offset;   /* of a bool that tells that it was given; 0: none (an argument that may be left out) */
	const char *argument; /* what help calls the argument, as "HZ"; NULL: none */
	const char *fallback; /* default, as it would be typed; NULL: zero */
	double min, max;
	const char *unit;    /* "Hz", "dB", …; NULL */
	const char *choices; /* "mono|split|mirror" */
	const char *help;    /* one line, no full stop */
};

extern const struct option_row option_rows[];
extern const size_t n_option_rows;
extern const char *const option_group_titles[OPTIONS_N_GROUPS];
extern const char *const option_group_sections[OPTIONS_N_GROUPS]; /* of a configuration file */

/* Which of the groups. */
enum option_group option_group(const struct option_row *row);

/* Whether it can be in a configuration file. */
bool option_is_lasting(const struct option_row *row);

/* Where the operands of a command line go: pointers into argv. */
struct operands {
	const char **items;
	size_t n;
};

/* Sets everything to its default. */
void options_defaults(struct settings *settings);

/* The row of a long name of `n` bytes, or of its unmistakable beginning. NULL with ERR_USAGE, naming what is similar. */
const struct option_row *options_find(const char *name, size_t n, struct err *err);

/* Whether an option's argument may be the next word; else it can only follow a "=". */
bool options_takes_next(const struct option_row *row);

/* Sets one option from text, as a command line, a key or a file would. False with ERR_USAGE: unknown, malformed
 * or out of range; the message says what would be right. */
bool options_set(struct settings *settings, const char *name, const char *value, struct err *err);

/* The same by its row. */
bool options_set_row(struct settings *settings, const struct option_row *row, const char *value, struct err *err);

/* The value as it would be typed. False: there is nothing to type, it has not been given. */
bool options_format(const struct option_row *row, const struct settings *settings, char *to, size_t size);

/* Whether both have the same value there, given or not; and takes it over. */
bool options_same(const struct option_row *row, const struct settings *a, const struct settings *b);
void options_copy(const struct option_row *row, struct settings *to, const struct settings *from);

/* The name that is most like this one of `n` bytes; NULL: none is like it. */
const struct option_row *options_nearest(const char *name, size_t n);

/* Changes one option while the program runs, as a key does: "NAME=VALUE", or "NAME=toggle" for the next of its choices
 * (after the last, the first). False as options_set(), or if it does not go with the other settings, which are then as
 * they were. Messages are of settings. */
bool options_change(struct settings *settings, const char *change, struct err *err);

/* Makes a message on an option one on the setting of its name, which has no dashes; what is to be typed in a shell, as
 * "termviz --help", keeps its own. */
void options_tell_as_setting(struct err *err);

/* Whether the settings go together, which no option by itself can see. */
bool options_check(const struct settings *settings, struct err *err);

/* Parses a command line over `settings`. `operands->items` has room for `argc` entries and receives the operands and
 * each --file, in order. False with ERR_USAGE, naming a similar option for an unknown one. */
bool options_parse(struct settings *settings, int argc, char **argv, struct operands *operands, struct err *err);

/* The same without options_check(): more is to come that may put things right. */
bool options_read(struct settings *settings, int argc, char **argv, struct operands *operands, struct err *err);

/* Reads the options in a variable of the environment, which is split at blanks; quotes and backslashes are a shell's,
 * nothing is expanded. A variable that is not set has none. False with an error that names the variable: as
 * options_read(), an operand, an open quote. Looks at the environment: not while another thread changes it. */
bool options_read_environment(struct settings *settings, const char *name, struct err *err);

/* What the table says of a value: help, choices and default in one text; and, apart, its range, "" where it has none. */
void options_describe(const struct option_row *row, char *to, size_t size);
void options_describe_range(const struct option_row *row, char *to, size_t size);

/* Writes the help text, or one line per option ("--name ARG", a tab, the help), to an array of lines via `put`. */
void options_help(void (*put)(const char *line, void *context), void *context);
void options_list(void (*put)(const char *line, void *context), void *context);

#endif
