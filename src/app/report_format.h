/* How a report is written: on stdout, file after file. */
#ifndef TERMVIZ_APP_REPORT_FORMAT_H
#define TERMVIZ_APP_REPORT_FORMAT_H

#include <stdbool.h>
#include <stddef.h>

#include "app/report_figures.h"

struct report_entry {
	const char *name; /* as it was given: any bytes */
	const struct report_result *result;
	const struct figures *figures;
};

struct report_format {
	/* Returns what the others get as `state`, to be freed by end(); NULL: out of memory. */
	void *(*begin)(size_t n_files);
	bool (*put)(void *state, const struct report_entry *entry);
	bool (*end)(void *state);
};

extern const struct report_format report_text; /* app/report_text.c */
extern const struct report_format report_json; /* app/report_json.c */

#endif
