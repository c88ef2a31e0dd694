/* Layouts as a user may write them, in rooms of any size: no two panes or lines share a cell, and what is written parses to
 * the same. */
#include "fuzz.h"
#include "view/layout.h"

enum { MOST_COLS = 64, MOST_ROWS = 64 };

static char taken[MOST_ROWS][MOST_COLS];

static void take(const struct region *region, struct region room)
{
	require(region->cols >= 0 && region->rows >= 0);
	for (int y = region->y; y < region->y + region->rows; y++)
		for (int x = region->x; x < region->x + region->cols; x++) {
			require(x >= 0 && x < room.cols && y >= 0 && y < room.rows && !taken[y][x]);
			taken[y][x] = 1;
		}
}

static void require_parted(const struct layout *layout, struct region room)
{
	const struct layout_places places = layout_place(layout, room);
	memset(taken, 0, sizeof taken);
	for (int i = 0; i < layout->n_panes; i++)
		take(&places.panes[i], room);
	for (int i = 0; i < places.n_lines; i++)
		take(&places.lines[i], room);
	for (int y = 0; y < room.rows; y++)
		for (int x = 0; x < room.cols; x++)
			require(taken[y][x]);
}

/* What is divided can be closed again, and has as many panes as before. */
static void edit(const struct layout *parsed, int pane, enum layout_kind kind, struct region room)
{
	struct layout layout = *parsed;
	struct err err;
	if (!layout_split(&layout, pane, kind, view_table[0], &err))
		return;
	require(layout.n_panes == parsed->n_panes + 1 && *layout_pane(&layout, pane + 1) == view_table[0]);
	require_parted(&layout, room);
	require(layout_close(&layout, pane + 1, &err) && layout.n_panes == parsed->n_panes);
	require(layout.n_panes == 1 || layout_close(&layout, pane, &err));
	require_parted(&layout, room);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	if (n < 2)
		return 0;
	struct layout layout, again;
	struct err err;
	char written[LAYOUT_TEXT * 2], rewritten[LAYOUT_TEXT * 2];
	char *text = text_of(data + 2, n - 2);
	if (layout_parse(&layout, text, &err)) {
		const struct region room = { 0, 0, 1 + data[0] % MOST_COLS, 1 + data[1] % MOST_ROWS };
		require_parted(&layout, room);
		edit(&layout, data[0] % layout.n_panes, data[1] % 2 ? LAYOUT_BESIDE : LAYOUT_STACKED, room);
		layout_write(&layout, written, sizeof written);
		if (strlen(written) < LAYOUT_TEXT) { /* names that were short no longer are */
			require(layout_parse(&again, written, &err));
			layout_write(&again, rewritten, sizeof rewritten);
			require(strcmp(written, rewritten) == 0);
		}
	}
	free(text);
	return 0;
}
