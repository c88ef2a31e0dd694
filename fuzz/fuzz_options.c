/* The command line: words (one a line) are settings within their ranges, or an error. So is the whole as the variable
 * of the environment, and the first word as a change while the program runs. */
#include "config/options.h"
#include "fuzz.h"

enum { MAX_WORDS = 64 };

static int32_t n_choices(const struct option_row *row)
{
	int32_t n = 1;
	for (const char *c = row->choices; *c; c++)
		n += *c == '|';
	return n;
}

/* What has no default is 0 where it is not set, whatever its range. */
static bool is_in_range(const struct option_row *row, double value)
{
	return (value >= row->min && value <= row->max) || (!row->fallback && value == 0);
}

static void check(const struct settings *settings)
{
	for (size_t i = 0; i < n_option_rows; i++) {
		const struct option_row *row = &option_rows[i];
		const void *member = (const char *)settings + row->offset;
		if (row->type == OPTION_INT)
			require(is_in_range(row, *(const int32_t *)member));
		else if (row->type == OPTION_NUMBER)
			require(is_in_range(row, *(const double *)member));
		else if (row->type == OPTION_CHOICE)
			require(*(const int32_t *)member >= 0 && *(const int32_t *)member < n_choices(row));
		else if (row->type == OPTION_TEXT)
			require(memchr(member, 0, (size_t)row->max) != NULL);
	}
}

static void read_environment(const char *text)
{
	struct settings settings;
	struct err err = { 0 };
	options_defaults(&settings);
	setenv("TERMVIZ_OPTIONS", text, 1);
	require(options_read_environment(&settings, "TERMVIZ_OPTIONS", &err) || err.message[0]);
	check(&settings);
}

static void read_words(char *text)
{
	char *words[MAX_WORDS + 1] = { text }; /* the first stands for the program's name */
	const char *items[MAX_WORDS];
	struct operands operands = { .items = items };
	struct settings settings;
	struct err err = { 0 };
	int n = 1;
	for (char *word = strtok(text, "\n"); word && n < MAX_WORDS; word = strtok(NULL, "\n"))
		words[n++] = word;
	options_defaults(&settings);
	require(options_parse(&settings, n, words, &operands, &err) || err.message[0]);
	require(operands.n < (size_t)n);
	check(&settings);
	options_defaults(&settings);
	err = (struct err){ 0 };
	if (n > 1 && strchr(words[1], '='))
		require(options_change(&settings, words[1], &err) || err.message[0]);
	check(&settings);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	char *text = text_of(data, n);
	read_environment(text);
	read_words(text);
	free(text);
	return 0;
}
