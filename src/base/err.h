/* What went wrong, in one line a user can act on.
 *
 * Set-up code returns `bool` and, on false, has filled the caller's `struct err`. Only app/ prints it.
 * The message reads "what: why; what to do" and never contains control characters or a newline.
 */
#ifndef TERMVIZ_BASE_ERR_H
#define TERMVIZ_BASE_ERR_H

#include <stdbool.h>

enum err_code {
	ERR_NONE = 0,
	ERR_USAGE,   /* the command line is wrong: exit status 2 */
	ERR_SYSTEM,  /* the system refused something; `sys_errno` says what */
	ERR_INPUT,   /* a file, stream or theme is missing, malformed or of no use */
	ERR_FORMAT,  /* an input of a kind that is not known here; another source may know it */
	ERR_VERSION, /* the other side is another version of termviz, or not termviz */
	ERR_GONE,    /* the run, the terminal or the other process is no longer there */
};

struct err {
	enum err_code code;
	int sys_errno;     /* 0 where no system call was at fault */
	char message[512]; /* UTF-8, always terminated */
};

/* Fills `err` with a formatted message. Always returns false, so that a failing function can `return err_set(…)`.
 * Unprintable bytes of the result are replaced by '?'; of a message that is too long the middle is left out. `err` may
 * be NULL: then nothing is kept. Any thread. */
bool err_set(struct err *err, enum err_code code, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* As err_set() with ERR_SYSTEM; appends ": " and the text of `sys_errno`, which it also keeps. */
bool err_set_sys(struct err *err, int sys_errno, const char *format, ...) __attribute__((format(printf, 3, 4)));

#endif
