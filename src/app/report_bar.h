/* A progress bar, on stderr if that is a terminal. */
#ifndef TERMVIZ_APP_REPORT_BAR_H
#define TERMVIZ_APP_REPORT_BAR_H

#include <stdbool.h>
#include <stdint.h>
#include <stddef.h>

struct report_bar {
	bool wanted;
	bool shown;
	int64_t drawn_ns; /* or begun */
	int columns;      /* drawn over */
};

void report_bar_init(struct report_bar *bar);

/* Draws it if it is time to: not for what is done in a moment, and a few times a second. `n_done` counts files, with
 * parts of them. */
void report_bar_show(struct report_bar *bar, double n_done, size_t n_files);

/* The same of what has no known end: says how many bytes of it have been read. */
void report_bar_show_read(struct report_bar *bar, const char *name, double n_bytes);

/* Removes it, before something else is written, or at the end. */
void report_bar_hide(struct report_bar *bar);

#endif
