#include "control/command.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/path.h"
#include "base/text.h"
#include "control/session.h"

#define MOST_VALUE 1e9 /* of seconds, or dB */

enum { MOST_PLACE = 1 << 24 };

static bool parse_seek(struct command *command, const char *text, struct err *err)
{
	double seconds;
	size_t n = strlen(text);
	if ((text[0] == '+' || text[0] == '-') && text_parse_time(text + 1, &seconds)) {
		command->verb = COMMAND_SEEK_BY;
		command->value = text[0] == '-' ? -seconds : seconds;
		return true;
	}
	if (n > 1 && text[n - 1] == '%') {
		command->verb = COMMAND_SEEK_PERCENT;
		if (text_parse_number(text, "%", &command->value) && command->value >= 0 && command->value <= 100)
			return true;
	} else if (text_parse_time(text, &command->value)) {
		return true;
	}
	return err_set(err, ERR_USAGE, "seek '%s': not a place; say +5, -5, 1:30 or 50%%", text);
}

static bool parse_volume(struct command *command, const char *text, struct err *err)
{
	bool relative = text[0] == '+' || text[0] == '-';
	if (!text_parse_number(text + (text[0] == '='), "dB", &command->value))
		return err_set(err, ERR_USAGE, "volume '%s': not a level; say +3, -3 or =-12", text);
	command->verb = relative ? COMMAND_VOLUME_BY : COMMAND_VOLUME_TO;
	return true;
}

static bool parse_text(struct command *command, const char *text, struct err *err)
{
	if (!*text)
		return err_set(err, ERR_USAGE, "the name of a file is missing");
	return text_copy(command->text, sizeof command->text, text)
		|| err_set(err, ERR_USAGE, "'%.40s…': this name is too long", text);
}

static bool parse_record(struct command *command, const char *text, struct err *err)
{
	return strcasecmp(text, "off") == 0 || parse_text(command, text, err);
}

static bool parse_device(struct command *command, const char *text, struct err *err)
{
	if (!*text)
		return err_set(err, ERR_USAGE, "say which device: termviz --list-devices lists them");
	return text_copy(command->text, SESSION_NAME, text)
		|| err_set(err, ERR_USAGE, "'%.40s…': this name is too long", text);
}

static bool parse_place(const char *text, char **end, uint32_t *place)
{
	unsigned long number = strtoul(text, end, 10);
	bool good = text[0] >= '0' && text[0] <= '9' && number > 0 && number <= MOST_PLACE;
	*place = good ? (uint32_t)number : 0;
	return good;
}

static bool parse_item(struct command *command, const char *text, struct err *err)
{
	char *end;
	return (parse_place(text, &end, &command->place) && !*end)
		|| err_set(err, ERR_USAGE, "'%s': not a place in the queue; say 1 for the first", text);
}

static bool parse_move(struct command *command, const char *text, struct err *err)
{
	char *end;
	uint32_t to = 0;
	bool good = parse_place(text, &end, &command->place) && *end == ' '
		&& parse_place(end + strspn(end, " "), &end, &to) && !*end;
	command->value = to;
	return good || err_set(err, ERR_USAGE, "move '%s': say from which place to which, as 5 1", text);
}

/* One of some words, "" for the first of them, as -1, 0, 1 … */
static bool parse_word(struct command *command, const char *text, const char *const *words, struct err *err)
{
	char known[64] = "";
	for (int i = 0; words[i]; i++) {
		if (strcasecmp(text, words[i]) == 0 || (!*text && i == 0)) {
			command->value = i - 1;
			return true;
		}
		size_t used = strlen(known);
		snprintf(known + used, sizeof known - used, "%s%s", i ? ", " : "", words[i]);
	}
	return err_set(err, ERR_USAGE, "'%s': not known; there are %s", text, known);
}

static bool parse_loop(struct command *command, const char *text, struct err *err)
{
	static const char *const words[] = { "next", "off", "track", "queue", NULL };
	return parse_word(command, text, words, err);
}

static bool parse_shuffle(struct command *command, const char *text, struct err *err)
{
	static const char *const words[] = { "toggle", "off", "on", NULL };
	return parse_word(command, text, words, err);
}

static bool parse_replaygain(struct command *command, const char *text, struct err *err)
{
	static const char *const words[] = { "next", "off", "track", "album", NULL };
	return parse_word(command, text, words, err);
}

static bool parse_normalize(struct command *command, const char *text, struct err *err)
{
	return strcasecmp(text, "off") == 0
		|| (text_parse_number(text, "LUFS", &command->value) && command_is_sane(command))
		|| err_set(err, ERR_USAGE, "normalize '%s': not a loudness; say -18, or off", text);
}

const struct command_row command_rows[] = {
	{ "play", NULL, COMMAND_PLAY, NULL, false, "go on after a pause" },
	{ "pause", NULL, COMMAND_PAUSE, NULL, false, "pause" },
	{ "toggle", NULL, COMMAND_TOGGLE, NULL, false, "pause, or go on" },
	{ "seek", "[+|-]TIME|N%", COMMAND_SEEK_TO, parse_seek, false,
		"go to a time or a percentage, or forth and back by a time" },
	{ "next", NULL, COMMAND_NEXT, NULL, false, "go to the next file" },
	{ "previous", NULL, COMMAND_PREVIOUS, NULL, false,
		"go to the file's start or, within its first 3 s, to the previous one" },
	{ "jump", "N", COMMAND_JUMP, parse_item, false, "go to the N-th of the queue" },
	{ "volume", "[=|+|-]DB", COMMAND_VOLUME_TO, parse_volume, false,
		"set the volume: by so many dB or, with =, to a level; 0 dB is as recorded" },
	{ "mute", NULL, COMMAND_MUTE, NULL, false, "mute, or no longer" },
	{ "replaygain", "[off|track|album]", COMMAND_REPLAYGAIN, parse_replaygain, false,
		"follow the gains in files' tags, of each track or of albums; without a word: the next of these" },
	{ "normalize", "LUFS|off", COMMAND_NORMALIZE, parse_normalize, false,
		"play files at this loudness, or as recorded" },
	{ "loop", "[off|track|queue]", COMMAND_LOOP, parse_loop, false,
		"play the track or the queue again and again; without a word: the next of these" },
	{ "shuffle", "[on|off]", COMMAND_SHUFFLE, parse_shuffle, false, "play in a random order, or no longer" },
	{ "add", "FILE", COMMAND_ADD, parse_text, true, "append a file, a folder, a playlist or a URL to the queue" },
	{ "remove", "N", COMMAND_REMOVE, parse_item, false, "take the N-th out of the queue" },
	{ "move", "N M", COMMAND_MOVE, parse_move, false, "move the N-th of the queue to the place M" },
	{ "clear", NULL, COMMAND_CLEAR, NULL, false, "take all out of the queue" },
	{ "save", "FILE", COMMAND_SAVE, parse_text, true, "write the queue as a playlist, FILE.m3u8" },
	{ "record", "FILE|off", COMMAND_RECORD, parse_record, true,
		"write what is heard to a new FILE.wav, .flac or .ogg, or no longer; then the file is closed" },
	{ "output", "NAME|default|none|next", COMMAND_OUTPUT, parse_device, false,
		"play on another device, or on none" },
	{ "input", "NAME", COMMAND_INPUT, parse_device, false, "in a run that captures: capture something else" },
	{ "reset", NULL, COMMAND_RESET, NULL, false,
		"have the meters begin again: maxima, integrated loudness, counts" },
	{ "quit", NULL, COMMAND_QUIT, NULL, false, "end the run" },
};
const size_t n_command_rows = sizeof command_rows / sizeof command_rows[0];

static bool refuse(const char *text, struct err *err)
{
	char known[256] = "";
	for (size_t i = 0; i < n_command_rows; i++) {
		size_t used = strlen(known);
		snprintf(known + used, sizeof known - used, "%s%s", i ? ", " : "", command_rows[i].name);
	}
	return err_set(err, ERR_USAGE, "command '%s': not known; there are %s", text, known);
}

const struct command_row *command_find(uint32_t verb)
{
	for (size_t i = 0; i < n_command_rows; i++)
		if (command_rows[i].verb == verb)
			return &command_rows[i];
	return NULL;
}

const struct command_row *command_named(const char *name)
{
	for (size_t i = 0; i < n_command_rows; i++)
		if (strcasecmp(command_rows[i].name, name) == 0)
			return &command_rows[i];
	return NULL;
}

bool command_parse(struct command *command, const char *text, struct err *err)
{
	*command = (struct command){ 0 };
	size_t n = strcspn(text, " ");
	const char *argument = text + n + strspn(text + n, " ");
	for (size_t i = 0; i < n_command_rows; i++) {
		const struct command_row *row = &command_rows[i];
		if (strlen(row->name) != n || strncasecmp(text, row->name, n) != 0)
			continue;
		command->verb = row->verb;
		if (row->parse)
			return row->parse(command, argument, err)
				&& (command_is_sane(command)
					|| err_set(err, ERR_USAGE, "command '%s': this number is too large", text));
		return *argument == '\0' || err_set(err, ERR_USAGE, "command '%s': takes no argument", text);
	}
	return refuse(text, err);
}

bool command_make_absolute(struct command *command, struct err *err)
{
	const struct command_row *row = command_find(command->verb);
	if (!row || !row->names_file || !command->text[0])
		return true;
	char *path = path_absolute(command->text);
	bool good = path && text_copy(command->text, sizeof command->text, path);
	free(path);
	return good || err_set(err, ERR_USAGE, "'%.40s…': this name is too long", command->text);
}

/* Values that are not just anything finite. */
static const struct {
	enum command_verb verb;
	double least, most;
} bounds[] = {
	{ COMMAND_SEEK_TO, 0, MOST_VALUE },
	{ COMMAND_SEEK_PERCENT, 0, 100 },
	{ COMMAND_REPLAYGAIN, -1, SESSION_REPLAYGAIN_ALBUM },
	{ COMMAND_NORMALIZE, SESSION_LEAST_LUFS, 0 },
};

bool command_is_sane(const struct command *command)
{
	double least = -MOST_VALUE, most = MOST_VALUE;
	for (size_t i = 0; i < sizeof bounds / sizeof bounds[0]; i++) {
		if (bounds[i].verb == command->verb) {
			least = bounds[i].least;
			most = bounds[i].most;
		}
	}
	return command->verb < N_COMMANDS && memchr(command->text, 0, COMMAND_TEXT) && command->value >= least
		&& command->value <= most;
}
