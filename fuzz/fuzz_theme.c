/* Theme files: any text is a theme or an error with a line number. */
#include "config/theme.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct theme theme;
	struct err err = { 0 };
	char *text = text_of(data, n);
	if (theme_parse(&theme, text, "fuzz", &err)) {
		require(theme.n_gradient >= 1 && theme.n_gradient <= THEME_MAX_STOPS);
		require(theme.n_heat >= 1 && theme.n_heat <= THEME_MAX_STOPS);
		require_printable(theme.name, sizeof theme.name);
		require_printable(theme.description, sizeof theme.description);
	} else {
		require(err.message[0]);
	}
	free(text);
	return 0;
}
