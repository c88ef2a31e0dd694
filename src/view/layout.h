/* A layout: which views share the screen, and how. A text such as
 *
 *     bars                    one view
 *     bars/meters             one above the other
 *     spectrogram:3|vector    side by side, the first three times as wide
 *     (bars|lines)/beat=3     parentheses group; the beat has just three rows
 *
 * "|" binds more closely than "/". A view is named by its name or an unmistakable beginning of it.
 */
#ifndef TERMVIZ_VIEW_LAYOUT_H
#define TERMVIZ_VIEW_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "canvas/canvas.h"
#include "view/view.h"

enum {
	LAYOUT_MOST_PANES = 16,
	LAYOUT_MOST_BOXES = 2 * LAYOUT_MOST_PANES, /* panes, and groups of two and more */
	LAYOUT_MOST_WEIGHT = 1000,
	LAYOUT_TEXT = 256,
};

enum layout_kind { LAYOUT_PANE, LAYOUT_STACKED, LAYOUT_BESIDE };

struct layout_box {
	enum layout_kind kind;
	const struct view_ops *ops; /* of a pane */
	int weight;                 /* its share of the group's cells is this to the sum of all weights, */
	int cells;                  /* unless it is to have just so many, where there is room for that; 0: by weight */
	int first, next;            /* boxes: the first within a group; the next in the same group; -1: none */
};

struct layout {
	struct layout_box boxes[LAYOUT_MOST_BOXES];
	int n_boxes;
	int root;
	int n_panes;
};

/* Where all is. A pane for which there is no room has a size of 0. */
struct layout_places {
	struct region panes[LAYOUT_MOST_PANES]; /* in the order in which the text names them */
	struct region lines[LAYOUT_MOST_BOXES]; /* between panes: one cell wide, or high */
	int n_lines;
};

/* Parses a text. False with ERR_USAGE: what is wrong, and where. A fuzz target. */
bool layout_parse(struct layout *layout, const char *text, struct err *err);

/* Writes the text that parses to it. */
void layout_write(const struct layout *layout, char *to, size_t n_bytes);

/* Of one view. */
struct layout layout_of(const struct view_ops *ops);

/* The view of the n-th pane: 0 … n_panes - 1. */
const struct view_ops **layout_pane(struct layout *layout, int n);

/* Divides the n-th pane in two, stacked or beside each other, the second one with that view; or closes it. False with
 * ERR_USAGE: there are too many, or no other. */
bool layout_split(struct layout *layout, int n, enum layout_kind kind, const struct view_ops *ops, struct err *err);
bool layout_close(struct layout *layout, int n, struct err *err);

/* Divides a region among the panes. */
struct layout_places layout_place(const struct layout *layout, struct region region);

#endif
