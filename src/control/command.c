#include "control/command.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"

#define MOST_VALUE 1e9 /* of seconds, or dB */

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

const struct command_row command_rows[] = {
	{ "play", NULL, COMMAND_PLAY, NULL, "go on after a pause" },
	{ "pause", NULL, COMMAND_PAUSE, NULL, "pause" },
	{ "toggle", NULL, COMMAND_TOGGLE, NULL, "pause, or go on" },
	{ "seek", "[+|-]TIME|N%", COMMAND_SEEK_TO, parse_seek,
		"go to a time or a percentage, or forth and back by a time" },
	{ "next", NULL, COMMAND_NEXT, NULL, "go to the next file" },
	{ "previous", NULL, COMMAND_PREVIOUS, NULL,
		"go to the file's start or, within its first 3 s, to the previous one" },
	{ "volume", "[=|+|-]DB", COMMAND_VOLUME_TO, parse_volume,
		"set the volume: by so many dB or, with =, to a level; 0 dB is as recorded" },
	{ "mute", NULL, COMMAND_MUTE, NULL, "mute, or no longer" },
	{ "reset", NULL, COMMAND_RESET, NULL, "have the meters begin again: maxima, integrated loudness, counts" },
	{ "quit", NULL, COMMAND_QUIT, NULL, "end the run" },
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
			return row->parse(command, argument, err);
		return *argument == '\0' || err_set(err, ERR_USAGE, "command '%s': takes no argument", text);
	}
	return refuse(text, err);
}

bool command_is_sane(const struct command *command)
{
	double most = command->verb == COMMAND_SEEK_PERCENT ? 100 : MOST_VALUE;
	double least = command->verb == COMMAND_SEEK_PERCENT || command->verb == COMMAND_SEEK_TO ? 0 : -MOST_VALUE;
	return command->verb < N_COMMANDS && command->value >= least && command->value <= most;
}
