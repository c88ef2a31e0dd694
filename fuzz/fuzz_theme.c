/* Theme files: any text is a theme or an error with a line number. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "config/theme.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct theme theme;
	struct err err = { 0 };
	char *text = calloc(1, size + 1);
	if (!text)
		return 0;
	memcpy(text, data, size);
	if (theme_parse(&theme, text, "fuzz", &err) ? theme.n_gradient < 1 || theme.n_gradient > THEME_MAX_STOPS
						    : !err.message[0])
		abort();
	free(text);
	return 0;
}
