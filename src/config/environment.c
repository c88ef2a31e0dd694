/* Options from a variable of the environment, split into words as a shell would. */
#include "config/options.h"

#include <stdlib.h>
#include <string.h>

static const char blanks[] = " \t\n";

/* What a shell takes for itself after a backslash between double quotes; elsewhere there the backslash stays. */
static bool is_escaped(const char *s, char quote)
{
	return s[0] == '\\' && s[1] && quote != '\'' && (!quote || strchr("\\\"$`", s[1]));
}

/* Takes the word at `*from` out of its quotes, to `to`, which is not beyond it; terminated. Both are moved behind it.
 * False: a quote is not closed. */
static bool take_word(const char **from, char **to)
{
	char quote = '\0';
	const char *s = *from;
	for (; *s && (quote || !strchr(blanks, *s)); s++) {
		if (is_escaped(s, quote))
			*(*to)++ = *++s;
		else if (*s == quote)
			quote = '\0';
		else if (!quote && (*s == '\'' || *s == '"'))
			quote = *s;
		else
			*(*to)++ = *s;
	}
	*from = *s ? s + 1 : s; /* its place may be taken by the terminator */
	*(*to)++ = '\0';
	return !quote;
}

/* In place: `words` has room for half of the bytes, and one. */
static bool split(char *text, char **words, int *n)
{
	const char *from = text;
	char *to = text;
	while (*(from += strspn(from, blanks))) {
		words[(*n)++] = to;
		if (!take_word(&from, &to))
			return false;
	}
	return true;
}

static bool parse(struct settings *settings, char *text, char **words, const char **items, struct err *err)
{
	struct operands operands = { .items = items };
	int n = 1;
	if (!split(text, words, &n))
		return err_set(err, ERR_USAGE, "a quote is not closed");
	return options_read(settings, n, words, &operands, err)
		&& (operands.n == 0
			|| err_set(err, ERR_USAGE, "'%s' is not an option; name what to play on the command line",
				items[0]));
}

bool options_read_environment(struct settings *settings, const char *name, struct err *err)
{
	const char *value = getenv(name);
	if (!value)
		return true;
	struct err why = { 0 };
	const size_t n_most = strlen(value) / 2 + 2; /* words[0] is for a program's name */
	char *text = strdup(value), **words = calloc(n_most, sizeof *words);
	const char **items = calloc(n_most, sizeof *items);
	bool good = text && words && items ? parse(settings, text, words, items, &why)
					   : err_set(&why, ERR_SYSTEM, "out of memory for its words");
	free(items);
	free(words);
	free(text);
	return good || err_set(err, why.code, "%s: %s", name, why.message);
}
