#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

__attribute__((format(printf, 4, 0))) static void fill(
	struct err *err, enum err_code code, int sys_errno, const char *format, va_list args)
{
	err->code = code;
	err->sys_errno = sys_errno;
	vsnprintf(err->message, sizeof err->message, format, args);
	if (sys_errno) {
		size_t used = strlen(err->message);
		snprintf(err->message + used, sizeof err->message - used, ": %s", strerror(sys_errno));
	}
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
