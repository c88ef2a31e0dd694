#include "app/report_bar.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/text.h"

enum { BAR_COLUMNS = 40 };

#define REDRAW_NS (150 * NS_PER_MS)

void report_bar_init(struct report_bar *bar)
{
	*bar = (struct report_bar){ .wanted = isatty(STDERR_FILENO) == 1, .drawn_ns = clock_now_ns() };
}

static bool is_time(struct report_bar *bar)
{
	int64_t now_ns = clock_now_ns();
	if (!bar->wanted || now_ns < bar->drawn_ns + REDRAW_NS)
		return false;
	bar->drawn_ns = now_ns;
	return bar->shown = true;
}

void report_bar_show(struct report_bar *bar, double n_done, size_t n_files)
{
	if (!is_time(bar))
		return;
	char filled[BAR_COLUMNS + 1];
	double part = n_done / (double)n_files;
	size_t n = (size_t)(part * BAR_COLUMNS);
	memset(filled, '#', n);
	filled[n] = '\0';
	bar->columns = fprintf(stderr, "\r[%-*s] %3.0f %%", BAR_COLUMNS, filled, part * 100) - 1;
	if (n_files > 1)
		bar->columns += fprintf(stderr, ", %zu of %zu files", (size_t)n_done, n_files);
	fflush(stderr);
}

void report_bar_show_read(struct report_bar *bar, const char *name, double n_bytes)
{
	if (!is_time(bar))
		return;
	char shown[40];
	text_clean(shown, sizeof shown, name);
	bar->columns = fprintf(stderr, "\r%s: %.1f MB read", shown, n_bytes / 1e6) - 1;
	fflush(stderr);
}

/* With spaces: that needs no knowledge of the terminal. */
void report_bar_hide(struct report_bar *bar)
{
	if (!bar->shown)
		return;
	fprintf(stderr, "\r%*s\r", bar->columns, "");
	fflush(stderr);
	bar->shown = false;
}
