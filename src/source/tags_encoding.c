#include "source/tags_encoding.h"

#include <iconv.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>
#include <uchardet/uchardet.h>

#include "base/encoding.h"
#include "base/text.h"

/* What is believed of uchardet's answers, and what to ask iconv for then: on Windows, where most tags were written, an
 * encoding has a few more characters than its standard. What else uchardet may say (of DOS, of old Macintoshes) is,
 * with texts as short, mostly wrong. */
struct tags_encoding {
	const char *told;
	const char *names[2]; /* the second where the first does not fit */
};

static const struct tags_encoding encodings[] = {
	{ "WINDOWS-1252", { "WINDOWS-1252", "ISO-8859-1" } }, /* also where nothing that is believed is told */
	{ "WINDOWS-1251", { "WINDOWS-1251" } },
	{ "MAC-CYRILLIC", { "WINDOWS-1251" } }, /* nearly the same for small letters, and never meant */
	{ "ISO-8859-6", { "WINDOWS-1251" } },   /* told of short words in Cyrillic; Arabic is told as Windows has it, */
	{ "ISO-8859-8", { "WINDOWS-1251" } },   /* and so is Hebrew */
	{ "KOI8-R", { "KOI8-R" } },
	{ "SHIFT_JIS", { "CP932", "SHIFT_JIS" } },
	{ "EUC-JP", { "EUC-JP" } },
	{ "GB18030", { "GB18030", "GBK" } },
	{ "BIG5", { "CP950", "BIG5" } },
	{ "UHC", { "UHC", "EUC-KR" } },
	{ "EUC-KR", { "UHC", "EUC-KR" } },
	{ "WINDOWS-1250", { "WINDOWS-1250" } },
	{ "ISO-8859-2", { "ISO-8859-2" } },
	{ "WINDOWS-1253", { "WINDOWS-1253" } },
	{ "ISO-8859-7", { "ISO-8859-7" } },
	{ "ISO-8859-5", { "ISO-8859-5" } },
	{ "ISO-8859-9", { "WINDOWS-1254", "ISO-8859-9" } },
	{ "WINDOWS-1255", { "WINDOWS-1255" } },
	{ "WINDOWS-1256", { "WINDOWS-1256" } },
	{ "TIS-620", { "WINDOWS-874", "TIS-620" } },
};
enum { N_ENCODINGS = sizeof encodings / sizeof encodings[0] };

/* Its statistics want some hundred bytes. Saying the same again helps: of artist, title and album together in the
 * encodings of China, Japan and Korea, it knows all twenty that were tried instead of sixteen; more often helps no
 * more. */
enum { TIMES = 4, MOST_ASKED = 4096 };

/* Never closed: the C library keeps what is open, and opens it again without loading anything. */
void tags_encoding_prepare(void)
{
	for (size_t i = 0; i < N_ENCODINGS; i++)
		for (size_t name = 0; name < 2 && encodings[i].names[name]; name++)
			(void)iconv_open("UTF-8", encodings[i].names[name]);
}

static const struct tags_encoding *encoding_find(const char *told)
{
	for (size_t i = 0; i < N_ENCODINGS; i++)
		if (strcasecmp(encodings[i].told, told) == 0)
			return &encodings[i];
	return &encodings[0];
}

/* In one piece: of several it takes the first one's word. */
static const struct tags_encoding *ask(const char *text)
{
	uchardet_t detector = uchardet_new();
	uchardet_handle_data(detector, text, strlen(text));
	uchardet_data_end(detector);
	const struct tags_encoding *told = encoding_find(uchardet_get_charset(detector));
	uchardet_delete(detector);
	return told;
}

const struct tags_encoding *tags_encoding_guess(const char *const *texts, size_t n)
{
	char all[MOST_ASKED] = "";
	size_t used = 0;
	for (size_t i = 0; i < n * TIMES; i++) {
		const char *text = texts[i % n];
		size_t length = strlen(text);
		if (encoding_is_utf8(text) || length + 2 > sizeof all - used)
			continue;
		memcpy(all + used, text, length);
		memcpy(all + used + length, " ", 2);
		used += length + 1;
	}
	return used ? ask(all) : NULL;
}

void tags_decode(const struct tags_encoding *encoding, const char *text, char *to, size_t size)
{
	char decoded[1024]; /* a byte becomes three at most */
	bool fits = false;
	for (size_t i = 0; encoding && !encoding_is_utf8(text) && !fits && i < 2 && encoding->names[i]; i++)
		fits = encoding_to_utf8(encoding->names[i], text, decoded, sizeof decoded);
	text_clean(to, size, fits ? decoded : text);
}
