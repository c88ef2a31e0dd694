#include "base/url.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"

#define MARK "://"

/* Bytes before the mark; 0: no URL. RFC 3986, 3.1. */
static size_t scheme_length(const char *name)
{
	size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+.-");
	return text_begins(name + n, MARK) ? n : 0;
}

static bool has_scheme(const char *name, const char *scheme)
{
	size_t n = strlen(scheme);
	return scheme_length(name) == n && strncasecmp(name, scheme, n) == 0;
}

bool url_is(const char *name)
{
	return scheme_length(name) > 0;
}

bool url_is_remote(const char *name)
{
	return has_scheme(name, "http") || has_scheme(name, "https");
}

static int hex_digit(char c)
{
	static const char digits[] = "0123456789abcdef0123456789ABCDEF";
	const char *at = c ? strchr(digits, c) : NULL;
	return at ? (int)((at - digits) % 16) : -1;
}

/* Where the path begins in a URL of a file of this machine, else NULL. RFC 8089. */
static const char *file_path(const char *name)
{
	static const char host[] = "localhost";
	if (!has_scheme(name, "file"))
		return NULL;
	const char *path = name + strlen("file" MARK);
	if (strncasecmp(path, host, strlen(host)) == 0)
		path += strlen(host);
	return *path == '/' ? path : NULL;
}

bool url_is_foreign(const char *name)
{
	return scheme_length(name) > 0 && !url_is_remote(name) && !file_path(name);
}

/* RFC 3986, 2.1. */
char *url_file_path(const char *name)
{
	const char *from = file_path(name);
	char *path = from ? strdup(from) : NULL;
	char *to = path;
	for (from = path; from && *from; to++) {
		bool escaped = *from == '%' && hex_digit(from[1]) >= 0 && hex_digit(from[2]) >= 0;
		*to = escaped ? (char)(hex_digit(from[1]) * 16 + hex_digit(from[2])) : *from;
		from += escaped ? 3 : 1;
	}
	if (to)
		*to = '\0';
	return path;
}

/* RFC 3986, 2.3: these stand for themselves, and so does what parts a path. */
static bool is_plain(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c && strchr("/-._~", c));
}

bool url_write(char *url, size_t size, const char *path)
{
	if (url_is(path))
		return text_copy(url, size, path);
	int n = snprintf(url, size, "file" MARK);
	for (; *path && n >= 0 && (size_t)n + 4 <= size; path++)
		n += snprintf(url + n, size - (size_t)n, is_plain(*path) ? "%c" : "%%%02X", (unsigned char)*path);
	return !*path;
}

void url_show(char *to, size_t size, const char *name)
{
	const char *from = name, *end = name + strlen(name);
	if (url_is_remote(name)) {
		from += scheme_length(name) + strlen(MARK);
		end = from + strcspn(from, "?#");
		const char *at = memrchr(from, '@', strcspn(from, "/?#"));
		from = at ? at + 1 : from;
	}
	snprintf(to, size, "%.*s", (int)(end - from), from);
	text_clean(to, size, to);
}
