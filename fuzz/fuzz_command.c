/* Any line as a command of --send: it can be obeyed, or an error says why not; files in it are named from "/" on. */
#include "base/url.h"
#include "control/command.h"
#include "fuzz.h"

static void check(struct command *command)
{
	struct err err = { 0 };
	require(command_is_sane(command));
	const struct command_row *row = command_find(command->verb);
	if (!command_make_absolute(command, &err))
		require(err.message[0]);
	else if (row && row->names_file && command->text[0])
		require(command->text[0] == '/' || strcmp(command->text, "-") == 0 || url_is(command->text));
	require(command_is_sane(command));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct command command;
	struct err err = { 0 };
	char *text = text_of(data, n);
	if (command_parse(&command, text, &err))
		check(&command);
	else
		require(err.code == ERR_USAGE && err.message[0]);
	free(text);
	return 0;
}
