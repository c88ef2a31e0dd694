#include "keeper/log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/text.h"
#include "keeper/appended.h"

bool log_open(struct log *log, const char *path, struct err *err)
{
	*log = (struct log){ .fd = -1 };
	if (!path || !*path)
		return true;
	log->fd = appended_open(path);
	return log->fd >= 0 || err_set_sys(err, errno, "cannot write the log to %s", path);
}

void log_close(struct log *log)
{
	if (log->fd >= 0)
		close(log->fd);
	*log = (struct log){ .fd = -1 };
}

/* A log that cannot be written any more (a full disk) must not end the run: then it is given up. */
static void write_file(struct log *log, const char *bytes, size_t n)
{
	if (log->fd >= 0 && !appended_write(log->fd, bytes, n)) {
		close(log->fd);
		log->fd = -1;
	}
}

static void end_line(struct log *log)
{
	log->line[log->n_line] = '\0';
	if (log->n_line)
		text_clean(log->last, sizeof log->last, log->line);
	log->n_line = 0;
}

void log_bytes(struct log *log, const char *bytes, size_t n)
{
	write_file(log, bytes, n);
	for (size_t i = 0; i < n; i++) {
		if (bytes[i] == '\n')
			end_line(log);
		else if (log->n_line < LOG_LINE - 1)
			log->line[log->n_line++] = bytes[i] ? bytes[i] : '?';
	}
}

void log_line(struct log *log, const char *format, ...)
{
	char text[2 * LOG_LINE];
	time_t now = time(NULL);
	struct tm utc;
	gmtime_r(&now, &utc);
	size_t n = strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ ", &utc);
	va_list args;
	va_start(args, format);
	vsnprintf(text + n, sizeof text - n - 1, format, args);
	va_end(args);
	n = strlen(text);
	text[n++] = '\n';
	write_file(log, text, n);
}
