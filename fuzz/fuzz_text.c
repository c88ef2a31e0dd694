/* Any bytes through text_clean(), beside and in place: terminated, well-formed, nothing a terminal would obey. */
#include "base/text.h"
#include "fuzz.h"

static void require_clean(const char *text)
{
	size_t left = strlen(text);
	while (left > 0) {
		uint32_t c;
		size_t taken = text_decode(text, left, &c);
		require(taken >= 1 && taken <= left);
		require(c != 0xfffd || taken == 3);
		require(c >= 0x20 && !(c >= 0x7f && c < 0xa0));
		text += taken;
		left -= taken;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	if (n < 1)
		return 0;
	/* The first byte is the room there is. */
	size_t size = data[0];
	char *from = malloc(n);
	char *to = malloc(size > 0 ? size : 1);
	require(from && to);
	memcpy(from, data + 1, n - 1);
	from[n - 1] = '\0';

	text_clean(to, size, from);
	if (size > 0)
		require_clean(to);
	double value = 0;
	text_parse_time(from, &value);
	text_parse_number(from, "Hz", &value);
	text_format_time(to, size, value);
	text_clean(from, n, from);
	require_clean(from);
	free(to);
	free(from);
	return 0;
}
