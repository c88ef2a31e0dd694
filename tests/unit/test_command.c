#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "control/command.h"

static void reads_each_command(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		enum command_verb verb;
		double value;
	} cases[] = {
		{ "play", COMMAND_PLAY, 0 },
		{ "pause", COMMAND_PAUSE, 0 },
		{ "Toggle", COMMAND_TOGGLE, 0 },
		{ "next", COMMAND_NEXT, 0 },
		{ "previous", COMMAND_PREVIOUS, 0 },
		{ "replaygain", COMMAND_REPLAYGAIN, -1 },
		{ "replaygain off", COMMAND_REPLAYGAIN, 0 },
		{ "replaygain Album", COMMAND_REPLAYGAIN, 2 },
		{ "normalize -16", COMMAND_NORMALIZE, -16 },
		{ "normalize -23 LUFS", COMMAND_NORMALIZE, -23 },
		{ "normalize off", COMMAND_NORMALIZE, 0 },
		{ "reset", COMMAND_RESET, 0 },
		{ "quit", COMMAND_QUIT, 0 },
		{ "output none", COMMAND_OUTPUT, 0 },
		{ "input app:mpv", COMMAND_INPUT, 0 },
		{ "seek +5", COMMAND_SEEK_BY, 5 },
		{ "seek -1:30", COMMAND_SEEK_BY, -90 },
		{ "seek 1:02:03.5", COMMAND_SEEK_TO, 3723.5 },
		{ "seek  50%", COMMAND_SEEK_PERCENT, 50 },
		{ "seek 0", COMMAND_SEEK_TO, 0 },
		{ "volume +3", COMMAND_VOLUME_BY, 3 },
		{ "volume -3 dB", COMMAND_VOLUME_BY, -3 },
		{ "volume =-12", COMMAND_VOLUME_TO, -12 },
		{ "record off", COMMAND_RECORD, 0 },
		{ "shuffle on", COMMAND_SHUFFLE, 1 },
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct command command;
		struct err err = { 0 };
		if (!command_parse(&command, cases[i].text, &err))
			fail_msg("%s: %s", cases[i].text, err.message);
		assert_int_equal(command.verb, cases[i].verb);
		assert_true(command.value == cases[i].value);
		assert_true(command_is_sane(&command));
	}
}

static void refuses_what_it_does_not_know(void **state)
{
	(void)state;
	static const char *const cases[] = { "", "stop", "pause now", "seek", "seek x", "seek 101%", "seek -5%",
		"seek %", "seek +", "seek nan", "pausee", "paus", "replaygain 1", "normalize", "normalize loud",
		"normalize 3", "normalize -71", "volume loud", "volume", "add", "save", "record", "output", "jump 0",
		"jump -1", "jump 1.5", "jump 99999999999", "remove x", "move 5", "move 5 0", "move 5 1 2", "move 51",
		"shuffle perhaps", "volume 1000000000000", "seek 999999999:00:00" };
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct command command;
		struct err err = { 0 };
		if (command_parse(&command, cases[i], &err))
			fail_msg("'%s' was taken", cases[i]);
		assert_int_equal(err.code, ERR_USAGE);
		assert_true(strlen(err.message) > 10);
	}
}

static void places_and_names_are_told(void **state)
{
	(void)state;
	struct command command;
	char text[2 * sizeof command.text] = "add ";
	assert_true(command_parse(&command, "jump 17", NULL));
	assert_int_equal(command.place, 17);
	assert_true(command_parse(&command, "move 5  1", NULL));
	assert_int_equal(command.place, 5);
	assert_true(command.value == 1);
	assert_true(command_parse(&command, "record /tmp/a b.wav", NULL));
	assert_string_equal(command.text, "/tmp/a b.wav");
	memset(text + 4, 'x', sizeof text - 5);
	assert_false(command_parse(&command, text, NULL));
	memcpy(text, "output ", 7);
	assert_false(command_parse(&command, text, NULL));
}

static void every_row_has_its_help(void **state)
{
	(void)state;
	for (size_t i = 0; i < n_command_rows; i++)
		assert_true(strlen(command_rows[i].help) > 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_each_command),
		cmocka_unit_test(refuses_what_it_does_not_know),
		cmocka_unit_test(places_and_names_are_told),
		cmocka_unit_test(every_row_has_its_help),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
