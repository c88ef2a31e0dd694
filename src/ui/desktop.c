#include "ui/desktop.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"

#define TITLE_NS NS_PER_S /* taskbars and loggers follow titles, and some terminals redraw all */

void desktop_begin(struct desktop *desktop)
{
	desktop->attention.unfocused = desktop->attention.hidden = false;
	desktop->titled = false;
	desktop->title_due_ns = 0;
}

static void show_title(struct desktop *desktop, const char *track_title, int64_t now_ns)
{
	char title[sizeof desktop->track_title + sizeof " - termviz"];
	if (!terminal_has_title(desktop->terminal))
		return;
	desktop->title_waits = !desktop->titled || strcmp(track_title, desktop->track_title) != 0;
	if (!desktop->title_waits || now_ns < desktop->title_due_ns)
		return;
	/* The keeper is to know of it first: perhaps only an answer has told that there is a title to give back. */
	if (!desktop->titled)
		joined_tell_terminal(desktop->joined, desktop->terminal, true);
	desktop->title_due_ns = now_ns + TITLE_NS;
	snprintf(title, sizeof title, "%s%stermviz", track_title, *track_title ? " - " : "");
	if (!terminal_set_title(desktop->terminal, title))
		return;
	text_copy(desktop->track_title, sizeof desktop->track_title, track_title);
	desktop->titled = true;
	desktop->title_waits = false;
}

void desktop_step(struct desktop *desktop, const char *track_title, int64_t now_ns)
{
	show_title(desktop, track_title, now_ns);
	if (attention_asks(&desktop->attention, now_ns))
		terminal_ask_window(desktop->terminal);
}

int64_t desktop_due_ns(const struct desktop *desktop)
{
	const int64_t due_ns = attention_due_ns(&desktop->attention);
	return desktop->title_waits && desktop->title_due_ns < due_ns ? desktop->title_due_ns : due_ns;
}
