/* Layouts with a pane more, or less. */
#include "view/layout.h"

/* Boxes in the order of the text again, and without those that nothing leads to. */
static bool tidy(struct layout *layout, const struct layout *edited, struct err *err)
{
	char text[LAYOUT_TEXT + 1]; /* what is too long for a layout is too long for its parser */
	layout_write(edited, text, sizeof text);
	return layout_parse(layout, text, err);
}

static int box_of_pane(const struct layout *layout, int n)
{
	int at = 0;
	while (layout->boxes[at].kind != LAYOUT_PANE || n-- > 0)
		at++;
	return at;
}

/* The link that leads to a box; NULL: it is the root. */
static int *link_to(struct layout *layout, int box, int *group)
{
	for (*group = 0; *group < layout->n_boxes; (*group)++) {
		int *link = &layout->boxes[*group].first;
		while (*link >= 0 && *link != box)
			link = &layout->boxes[*link].next;
		if (*link == box)
			return link;
	}
	return NULL;
}

/* The pane's box becomes the group, with the size that it has, of two new ones. */
bool layout_split(struct layout *layout, int n, enum layout_kind kind, const struct view_ops *ops, struct err *err)
{
	struct layout edited = *layout;
	const int at = box_of_pane(layout, n), first = edited.n_boxes, second = first + 1;
	if (second >= LAYOUT_MOST_BOXES || edited.n_panes == LAYOUT_MOST_PANES)
		return err_set(err, ERR_USAGE, "there are %d panes, and cannot be more", edited.n_panes);
	struct layout_box *box = &edited.boxes[at];
	edited.boxes[first]
		= (struct layout_box){ .kind = LAYOUT_PANE, .ops = box->ops, .weight = 1, .first = -1, .next = second };
	edited.boxes[second]
		= (struct layout_box){ .kind = LAYOUT_PANE, .ops = ops, .weight = 1, .first = -1, .next = -1 };
	box->kind = kind;
	box->first = first;
	edited.n_boxes += 2;
	return tidy(layout, &edited, err);
}

/* A group of which one is left is that one, with the group's size. */
bool layout_close(struct layout *layout, int n, struct err *err)
{
	struct layout edited = *layout;
	const int at = box_of_pane(layout, n);
	int group;
	int *link = link_to(&edited, at, &group);
	if (!link)
		return err_set(err, ERR_USAGE, "the only pane cannot be closed");
	*link = edited.boxes[at].next;
	struct layout_box *around = &edited.boxes[group];
	const struct layout_box last = edited.boxes[around->first];
	if (last.next < 0) {
		around->kind = last.kind;
		around->ops = last.ops;
		around->first = last.first;
	}
	return tidy(layout, &edited, err);
}
