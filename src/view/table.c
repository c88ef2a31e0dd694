#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "view/bars.h"
#include "view/beat.h"
#include "view/circular.h"
#include "view/lines.h"
#include "view/meters.h"
#include "view/overview.h"
#include "view/phase.h"
#include "view/queue_view.h"
#include "view/spectrogram.h"
#include "view/stats.h"
#include "view/vectorscope.h"
#include "view/view.h"
#include "view/waveform.h"

const struct view_ops *const view_table[] = {
	&bars_view,
	&circular_view,
	&lines_view,
	&meters_view,
	&phase_view,
	&spectrogram_view,
	&overview_view,
	&beat_view,
	&waveform_view,
	&vectorscope_view,
	&queue_view,
	&stats_view,
};
const size_t n_views = sizeof view_table / sizeof view_table[0];

/* How many views' names begin so; the last of them. */
static size_t count_beginning(const char *beginning, const struct view_ops **found)
{
	size_t n = 0;
	for (size_t i = 0; i < n_views; i++)
		if (text_begins(view_table[i]->name, beginning)) {
			*found = view_table[i];
			n++;
		}
	return n;
}

const struct view_ops *view_find(const char *name, struct err *err)
{
	char known[256] = "";
	const struct view_ops *found;
	for (size_t i = 0; i < n_views; i++) {
		size_t used = strlen(known);
		if (strcmp(view_table[i]->name, name) == 0)
			return view_table[i];
		snprintf(known + used, sizeof known - used, "%s%s", i ? ", " : "", view_table[i]->name);
	}
	if (*name && count_beginning(name, &found) == 1)
		return found;
	err_set(err, ERR_USAGE, "view '%s': not known; there are %s", name, known);
	return NULL;
}

const struct view_ops *view_after(const struct view_ops *ops, int steps)
{
	int n = (int)n_views, at = 0;
	while (at + 1 < n && view_table[at] != ops)
		at++;
	return view_table[((at + steps) % n + n) % n];
}
