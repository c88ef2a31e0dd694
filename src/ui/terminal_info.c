#include "ui/terminal_info.h"

#include <curses.h>
#include <term.h>

/* curses wants names it does not change as writable strings. */
static NCURSES_CONST char *name_of(const char *name)
{
	union {
		const char *given;
		NCURSES_CONST char *wanted;
	} both = { .given = name };
	return both.wanted;
}

bool terminal_info_open(const char *term, int fd, struct err *err)
{
	int outcome;
	if (setupterm(name_of(term), fd, &outcome) == OK)
		return true;
	if (outcome == 0)
		return err_set(err, ERR_SYSTEM,
			"TERM=%s: not known on this machine, or no screen; install ncurses-term or set "
			"TERM=xterm-256color",
			term);
	return err_set(
		err, ERR_SYSTEM, "TERM=%s: no terminal descriptions found; install ncurses-base or set TERMINFO", term);
}

void terminal_info_close(void)
{
	if (cur_term)
		del_curterm(cur_term);
}

const char *terminal_info_string(const char *name)
{
	const char *string = tigetstr(name_of(name));
	/* (char *)-1 is what terminfo says of a name that is no string. */
	return string && string != (const char *)-1 ? string : "";
}

int terminal_info_number(const char *name)
{
	const int number = tigetnum(name_of(name));
	return number >= 0 ? number : -1;
}

bool terminal_info_flag(const char *name)
{
	return tigetflag(name_of(name)) > 0;
}
