#include "base/encoding.h"

#include <errno.h>
#include <iconv.h>
#include <stdint.h>
#include <string.h>

#include "base/text.h"

bool encoding_is_utf8(const char *text)
{
	size_t left = strlen(text);
	while (left > 0) {
		uint32_t c;
		size_t n = text_decode(text, left, &c);
		if (n == 1 && (*text & 0x80))
			return false;
		text += n;
		left -= n;
	}
	return true;
}

bool encoding_to_utf8(const char *name, const char *text, char *to, size_t size)
{
	char *from = (char *)(uintptr_t)text; /* it is only read, whatever the type says */
	size_t left = strlen(text), room = size - 1;
	iconv_t converter = iconv_open("UTF-8", name);
	*to = '\0';
	if (converter == (iconv_t)-1)
		return false;
	bool fits = iconv(converter, &from, &left, &to, &room) != (size_t)-1 || errno == EINVAL;
	*to = '\0';
	iconv_close(converter);
	return fits;
}
