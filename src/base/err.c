#include "base/err.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

enum {
	WHOLE_BYTES = PATH_MAX + 512, /* a name, and what is said of it */
	TAIL_BYTES = 200,             /* what stays of the end of a message that is too long: why, and what to do */
};

/* Whether a character goes on there. */
static bool is_within(const char *s)
{
	return ((unsigned char)*s & 0xC0) == 0x80;
}

/* Copies a message; of one that is too long, the middle is left out, where names are. */
static void copy_shortened(char *to, size_t size, const char *whole)
{
	static const char gap[] = "...";
	const size_t n = strlen(whole);
	if (n < size) {
		memcpy(to, whole, n + 1);
		return;
	}
	const char *tail = whole + n - TAIL_BYTES;
	while (is_within(tail))
		tail++;
	size_t n_head = size - sizeof gap - strlen(tail);
	while (n_head > 0 && is_within(whole + n_head))
		n_head--;
	snprintf(to, size, "%.*s%s%s", (int)n_head, whole, gap, tail);
}

__attribute__((format(printf, 4, 0))) static void fill(
	struct err *err, enum err_code code, int sys_errno, const char *format, va_list args)
{
	char whole[WHOLE_BYTES];
	err->code = code;
	err->sys_errno = sys_errno;
	vsnprintf(whole, sizeof whole, format, args);
	if (sys_errno) {
		size_t used = strlen(whole);
		snprintf(whole + used, sizeof whole - used, ": %s", strerror(sys_errno));
	}
	copy_shortened(err->message, sizeof err->message, whole);
	text_clean(err->message, sizeof err->message, err->message);
}

bool err_set(struct err *err, enum err_code code, const char *format, ...)
{
	if (err) {
		va_list args;
		va_start(args, format);
		fill(err, code, 0, format, args);
		va_end(args);
	}
	return false;
}

bool err_set_sys(struct err *err, int sys_errno, const char *format, ...)
{
	if (err) {
		va_list args;
		va_start(args, format);
		fill(err, ERR_SYSTEM, sys_errno, format, args);
		va_end(args);
	}
	return false;
}
