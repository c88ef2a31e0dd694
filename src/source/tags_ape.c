/* APEv2, at the end of an MP3: where ReplayGain is written to most. */
#include <string.h>

#include "source/tags_file.h"

enum {
	FOOTER_BYTES = 32,
	MAX_ITEMS = 1000,
	MAX_KEY_BYTES = 64,
	MAX_VALUE_BYTES = 1024,
	IS_HEADER = 0x20000000, /* bits of the flags */
	KIND_BITS = 0x6,        /* 0: text */
};

/* Puts the item at `at`, if it is a text, and returns where the next one is; 0: nothing sensible is there. */
static off_t put_item(int fd, off_t at, off_t end, struct tags_reading *reading)
{
	unsigned char item[8 + MAX_KEY_BYTES];
	char value[MAX_VALUE_BYTES];
	size_t got = tags_bytes(fd, at, item, end - at < (off_t)sizeof item ? (size_t)(end - at) : sizeof item);
	const unsigned char *key_end = got > 8 ? memchr(item + 8, '\0', got - 8) : NULL;
	if (!key_end)
		return 0;
	size_t n = tags_le32(item);
	off_t value_at = at + (key_end + 1 - item);
	if ((off_t)n > end - value_at)
		return 0;
	if ((tags_le32(item + 4) & KIND_BITS) == 0)
		tags_put(reading, (const char *)item + 8, value,
			tags_bytes(fd, value_at, value, n < sizeof value ? n : sizeof value));
	return value_at + (off_t)n;
}

void tags_read_ape(int fd, off_t end, struct tags_reading *reading)
{
	unsigned char footer[FOOTER_BYTES];
	if (end < FOOTER_BYTES || tags_bytes(fd, end - FOOTER_BYTES, footer, sizeof footer) != sizeof footer
		|| memcmp(footer, "APETAGEX", 8) != 0 || (tags_le32(footer + 20) & IS_HEADER))
		return;
	off_t bytes = (off_t)tags_le32(footer + 12); /* of items and footer */
	size_t n_items = tags_le32(footer + 16);
	off_t at = end - bytes;
	if (bytes < FOOTER_BYTES || at < 0)
		return;
	for (size_t i = 0; i < n_items && i < MAX_ITEMS && at > 0; i++)
		at = put_item(fd, at, end - FOOTER_BYTES, reading);
}
