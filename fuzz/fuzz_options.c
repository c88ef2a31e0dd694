/* The command line: words (one a line) are settings within their ranges, or an error. So is the whole as the variable
 * of the environment, and the first word as a command of --send. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "config/options.h"
#include "control/command.h"

enum { MAX_WORDS = 64 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *words[MAX_WORDS + 1] = { NULL }, program[] = "termviz";
	const char *items[MAX_WORDS];
	struct operands operands = { .items = items };
	struct settings settings;
	struct command command;
	struct err err = { 0 };
	char *text = calloc(1, size + 1);
	int n = 1;
	if (!text)
		return 0;
	memcpy(text, data, size);
	options_defaults(&settings);
	setenv("TERMVIZ_OPTIONS", text, 1);
	if (!options_read_environment(&settings, "TERMVIZ_OPTIONS", &err) && !err.message[0])
		abort();
	words[0] = program;
	for (char *word = strtok(text, "\n"); word && n < MAX_WORDS; word = strtok(NULL, "\n"))
		words[n++] = word;
	options_defaults(&settings);
	if (!options_parse(&settings, n, words, &operands, &err) && !err.message[0])
		abort();
	if (settings.fps < 1 || settings.fps > 240 || settings.bar_width < 1 || settings.rate_hz < 1000)
		abort();
	if (n > 1 && command_parse(&command, words[1], &err) && !command_is_sane(&command))
		abort();
	free(text);
	return 0;
}
