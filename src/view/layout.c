#include "view/layout.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/* --------------------------------------------------------------- text to boxes */

enum { DEEPEST = 8 };

struct parser {
	struct layout *layout;
	const char *text, *at;
	int depth;
	struct err *err;
};

static int refuse(struct parser *parser, const char *what)
{
	err_set(parser->err, ERR_USAGE, "layout '%s': %s at '%s'; write such as bars/meters or bars:3|vector",
		parser->text, what, *parser->at ? parser->at : "the end");
	return -1;
}

static void skip_blanks(struct parser *parser)
{
	while (*parser->at == ' ')
		parser->at++;
}

static int add_box(struct parser *parser, struct layout_box box)
{
	struct layout *layout = parser->layout;
	if (layout->n_boxes == LAYOUT_MOST_BOXES || (box.ops && layout->n_panes == LAYOUT_MOST_PANES))
		return refuse(parser, "more views than there is room for");
	layout->n_panes += box.kind == LAYOUT_PANE;
	layout->boxes[layout->n_boxes] = box;
	return layout->n_boxes++;
}

static int parse_view(struct parser *parser)
{
	char name[LAYOUT_TEXT] = "";
	size_t n = strcspn(parser->at, "/|():=");
	while (n && parser->at[n - 1] == ' ')
		n--;
	if (!n)
		return refuse(parser, "a view is missing");
	memcpy(name, parser->at, n);
	const struct view_ops *ops = view_find(name, parser->err);
	if (!ops)
		return -1;
	parser->at += n;
	return add_box(
		parser, (struct layout_box){ .kind = LAYOUT_PANE, .ops = ops, .weight = 1, .first = -1, .next = -1 });
}

static int parse_group(struct parser *parser, enum layout_kind kind);

static int parse_primary(struct parser *parser)
{
	if (*parser->at != '(')
		return parse_view(parser);
	if (parser->depth == DEEPEST)
		return refuse(parser, "too deep");
	parser->at++;
	parser->depth++;
	const int box = parse_group(parser, LAYOUT_STACKED);
	parser->depth--;
	if (box < 0)
		return -1;
	if (*parser->at != ')')
		return refuse(parser, "a ) is missing");
	parser->at++;
	return box;
}

/* The size that may follow on a box: ":3" or "=3". */
static bool parse_size(struct parser *parser, struct layout_box *box)
{
	const char sign = *parser->at;
	if (sign != ':' && sign != '=')
		return true;
	char *end;
	const char *digits = parser->at + 1;
	const long n = isdigit((unsigned char)*digits) ? strtol(digits, &end, 10) : 0;
	if (n < 1 || n > LAYOUT_MOST_WEIGHT) {
		refuse(parser, "a number from 1 to 1000 is missing");
		return false;
	}
	parser->at = end;
	*(sign == ':' ? &box->weight : &box->cells) = (int)n;
	return true;
}

static int parse_item(struct parser *parser, enum layout_kind kind)
{
	if (kind == LAYOUT_STACKED)
		return parse_group(parser, LAYOUT_BESIDE);
	skip_blanks(parser);
	const int box = parse_primary(parser);
	if (box < 0 || !parse_size(parser, &parser->layout->boxes[box]))
		return -1;
	skip_blanks(parser);
	return box;
}

/* One or more with this group's sign between them. A group of one is no group; its size is that of what is around it. */
static int parse_group(struct parser *parser, enum layout_kind kind)
{
	const char sign = kind == LAYOUT_STACKED ? '/' : '|';
	struct layout_box *boxes = parser->layout->boxes;
	int last = parse_item(parser, kind), group = -1;
	while (last >= 0 && *parser->at == sign) {
		if (group < 0)
			group = add_box(
				parser, (struct layout_box){ .kind = kind, .weight = 1, .first = last, .next = -1 });
		parser->at++;
		const int next = group < 0 ? -1 : parse_item(parser, kind);
		if (next < 0)
			return -1;
		boxes[last].next = next;
		last = next;
	}
	return group < 0 ? last : group;
}

bool layout_parse(struct layout *layout, const char *text, struct err *err)
{
	struct parser parser = { .layout = layout, .text = text, .at = text, .err = err };
	*layout = (struct layout){ .n_boxes = 0 };
	if (strlen(text) >= LAYOUT_TEXT)
		return err_set(err, ERR_USAGE, "layout: longer than %d characters", LAYOUT_TEXT - 1);
	layout->root = parse_group(&parser, LAYOUT_STACKED);
	if (layout->root >= 0 && *parser.at)
		layout->root = refuse(&parser, "nothing can follow");
	return layout->root >= 0;
}

struct layout layout_of(const struct view_ops *ops)
{
	return (struct layout){
		.boxes = { { .kind = LAYOUT_PANE, .ops = ops, .weight = 1, .first = -1, .next = -1 } },
		.n_boxes = 1,
		.n_panes = 1,
	};
}

/* --------------------------------------------------------------- boxes to text */

struct writer {
	char *to;
	size_t n_bytes, n;
};

static void append(struct writer *writer, const char *text)
{
	text_copy(writer->to + writer->n, writer->n_bytes - writer->n, text);
	writer->n += strlen(writer->to + writer->n);
}

static void append_size(struct writer *writer, const struct layout_box *box)
{
	char size[16] = "";
	if (box->cells)
		snprintf(size, sizeof size, "=%d", box->cells);
	else if (box->weight != 1)
		snprintf(size, sizeof size, ":%d", box->weight);
	append(writer, size);
}

static void write_box(const struct layout *layout, int at, enum layout_kind around, struct writer *writer)
{
	const struct layout_box *box = &layout->boxes[at];
	if (box->kind == LAYOUT_PANE) {
		append(writer, box->ops->name);
		append_size(writer, box);
		return;
	}
	const bool has_size = box->cells || box->weight != 1;
	const bool is_bound = box->kind == LAYOUT_BESIDE && around == LAYOUT_STACKED && !has_size;
	const bool in_brackets = around != LAYOUT_PANE && !is_bound;
	append(writer, in_brackets ? "(" : "");
	for (int child = box->first; child >= 0; child = layout->boxes[child].next) {
		write_box(layout, child, box->kind, writer);
		if (layout->boxes[child].next >= 0)
			append(writer, box->kind == LAYOUT_STACKED ? "/" : "|");
	}
	append(writer, in_brackets ? ")" : "");
	if (in_brackets)
		append_size(writer, box);
}

void layout_write(const struct layout *layout, char *to, size_t n_bytes)
{
	struct writer writer = { to, n_bytes, 0 };
	*to = '\0';
	write_box(layout, layout->root, LAYOUT_PANE, &writer);
}

/* --------------------------------------------------------------- panes */

const struct view_ops **layout_pane(struct layout *layout, int n)
{
	struct layout_box *box = layout->boxes;
	while (box->kind != LAYOUT_PANE || n-- > 0)
		box++;
	return &box->ops;
}

/* --------------------------------------------------------------- places */

/* With fewer cells a pane needs all of them, and has no line beside it. */
enum { LINE_FROM_COLS = 16, LINE_FROM_ROWS = 5 };

struct placing {
	const struct layout *layout;
	struct layout_places places;
	int n_panes;
};

/* What a group has to divide along its axis. */
struct shares {
	int weights, n_cells; /* that are left */
	bool is_exact;        /* boxes that want just so many cells get them; else their number is a weight */
	bool has_lines;
};

static struct shares count_shares(const struct layout *layout, const struct layout_box *group, int n_cells)
{
	const int line_from = group->kind == LAYOUT_STACKED ? LINE_FROM_ROWS : LINE_FROM_COLS;
	int n_boxes = 0, n_weighted = 0, exact = 0, weights = 0;
	for (int at = group->first; at >= 0; at = layout->boxes[at].next) {
		const struct layout_box *box = &layout->boxes[at];
		n_boxes++;
		n_weighted += !box->cells;
		exact += box->cells;
		weights += box->cells ? 0 : box->weight;
	}
	const int n_lines = n_boxes - 1;
	struct shares shares = { .has_lines = (n_cells - n_lines) / n_boxes >= line_from };
	shares.n_cells = n_cells - (shares.has_lines ? n_lines : 0);
	shares.is_exact = shares.n_cells - exact >= n_weighted;
	shares.n_cells -= shares.is_exact ? exact : 0;
	shares.weights = weights + (shares.is_exact ? 0 : exact);
	return shares;
}

/* A box's cells of what is left. */
static int take_share(const struct layout_box *box, struct shares *shares)
{
	if (shares->is_exact && box->cells)
		return box->cells;
	const int weight = box->cells ? box->cells : box->weight;
	const int n = (shares->n_cells * weight + shares->weights / 2) / shares->weights;
	shares->n_cells -= n;
	shares->weights -= weight;
	return n;
}

static void place_box(struct placing *placing, int at, struct region region);

static void place_group(struct placing *placing, const struct layout_box *group, struct region region)
{
	const bool stacked = group->kind == LAYOUT_STACKED;
	struct shares shares = count_shares(placing->layout, group, stacked ? region.rows : region.cols);
	for (int at = group->first; at >= 0; at = placing->layout->boxes[at].next) {
		const struct layout_box *box = &placing->layout->boxes[at];
		const int left = stacked ? region.rows : region.cols;
		const int n = box->next < 0 ? left : take_share(box, &shares); /* the last has the rest */
		const bool has_line = shares.has_lines && box->next >= 0;
		if (stacked) {
			place_box(placing, at, (struct region){ region.x, region.y, region.cols, n });
			region = (struct region){ region.x, region.y + n + has_line, region.cols, left - n - has_line };
		} else {
			place_box(placing, at, (struct region){ region.x, region.y, n, region.rows });
			region = (struct region){ region.x + n + has_line, region.y, left - n - has_line, region.rows };
		}
		if (has_line)
			placing->places.lines[placing->places.n_lines++] = stacked
				? (struct region){ region.x, region.y - 1, region.cols, 1 }
				: (struct region){ region.x - 1, region.y, 1, region.rows };
	}
}

static void place_box(struct placing *placing, int at, struct region region)
{
	const struct layout_box *box = &placing->layout->boxes[at];
	const bool has_room = region.cols > 0 && region.rows > 0;
	if (box->kind != LAYOUT_PANE)
		place_group(placing, box, region);
	else
		placing->places.panes[placing->n_panes++] = has_room ? region : (struct region){ 0 };
}

struct layout_places layout_place(const struct layout *layout, struct region region)
{
	struct placing placing = { .layout = layout };
	place_box(&placing, layout->root, region);
	return placing.places;
}
