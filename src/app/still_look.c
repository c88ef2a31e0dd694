#include "app/still_look.h"

#include <langinfo.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/text.h"
#include "ui/terminal.h"
#include "ui/terminal_caps.h"

enum { FALLBACK_COLS = 80, FALLBACK_ROWS = 24 };

/* --------------------------------------------------------------- size */

/* A number of the environment, if it is one, else what there is. */
static int from_environment(const char *name, int most, int fallback)
{
	double value;
	bool good = text_parse_number(text_env(name), NULL, &value) && value >= 1 && value <= most;
	return good ? (int)value : fallback;
}

static bool find_size(struct still_look *look, const char *wish, struct err *err)
{
	struct winsize size = { .ws_col = 0 };
	int n = 0;
	if (*wish) {
		bool good = sscanf(wish, "%4dx%4d%n", &look->cols, &look->rows, &n) == 2 && !wish[n];
		return (good && look->cols >= 1 && look->cols <= CANVAS_MAX_COLS && look->rows >= 1
			       && look->rows <= CANVAS_MAX_ROWS)
			|| err_set(err, ERR_USAGE, "--size: '%s' is not a size; say 120x40, at most %dx%d", wish,
				CANVAS_MAX_COLS, CANVAS_MAX_ROWS);
	}
	look->cols = FALLBACK_COLS;
	look->rows = FALLBACK_ROWS;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 1 && size.ws_row >= 2) {
		look->cols = size.ws_col;
		look->rows = size.ws_row - 1;
	}
	look->cols = from_environment("COLUMNS", CANVAS_MAX_COLS, look->cols);
	look->rows = from_environment("LINES", CANVAS_MAX_ROWS, look->rows);
	return true;
}

/* --------------------------------------------------------------- colours and glyphs */

/* What is no terminal can do what the settings say it can. */
static struct terminal_found find_without_terminal(const struct terminal_wish *wish)
{
	const struct terminal_facts facts = { .term = "",
		.colorterm = "",
		.colorfgbg = "",
		.no_color = text_env("NO_COLOR"),
		.term_program = "",
		.sty = "",
		.tmux = "",
		.xterm_version = "",
		.utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0,
		.setaf = "",
		.rep = "",
		.ech = "",
		.dch = "",
		.el = "",
		.hpa = "",
		.ri = "",
		.rmam = "" };
	return terminal_caps_find(&facts, wish);
}

static struct terminal_found find_terminal(const struct terminal_wish *wish)
{
	struct terminal *terminal = isatty(STDOUT_FILENO) == 1 ? terminal_new() : NULL;
	struct terminal_found found = terminal && terminal_look(terminal, wish, NULL) ? *terminal_found(terminal)
										      : find_without_terminal(wish);
	terminal_free(terminal);
	return found;
}

bool still_look_find(struct still_look *look, const struct settings *settings, struct err *err)
{
	const struct terminal_wish wish = terminal_wish_of(settings);
	const struct terminal_found found = find_terminal(&wish);
	*look = (struct still_look){
		.depth = found.caps.depth, .glyphs = found.glyphs, .utf8 = found.caps.utf8, .light = found.light
	};
	return find_size(look, settings->size, err);
}
