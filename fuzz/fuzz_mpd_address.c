/* Any address of MPD: what it is taken apart into lies within it. */
#include "companion/mpd_address.h"
#include "fuzz.h"

static void require_within(const struct mpd_address *address, const char *part)
{
	require(!part || (part >= address->text && part < address->text + sizeof address->text));
	require(!part || memchr(part, 0, (size_t)(address->text + sizeof address->text - part)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct mpd_address address;
	char *text = text_of(data, n);
	mpd_address_parse(&address, text);
	require_within(&address, address.host);
	require_within(&address, address.password);
	require(!address.host || *address.host);
	free(text);
	return 0;
}
