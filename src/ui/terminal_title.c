#include "ui/terminal_title.h"

#include <string.h>

#include "base/text.h"

/* Each character that is not of ASCII becomes one '?'. */
static void step_down(char *text)
{
	char *to = text;
	for (const char *from = text; *from; from++)
		if (((unsigned char)*from & 0xC0) != 0x80)
			*to++ = (unsigned char)*from < 0x80 ? *from : '?';
	*to = '\0';
}

size_t terminal_title_bytes(char to[TERMINAL_TITLE_BYTES], const char *text, bool utf8)
{
	static const char begin[] = "\033]2;", end[] = "\033\\";
	char clean[TERMINAL_TITLE_TEXT + 1];
	char *p = to;
	text_clean(clean, sizeof clean, text);
	if (!utf8)
		step_down(clean);
	p = (char *)mempcpy(p, begin, sizeof begin - 1);
	p = (char *)mempcpy(p, clean, strlen(clean));
	p = (char *)mempcpy(p, end, sizeof end - 1);
	return (size_t)(p - to);
}
