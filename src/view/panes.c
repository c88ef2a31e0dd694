#include "view/panes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --------------------------------------------------------------- views that come and go */

static void close_pane(struct pane *pane)
{
	if (pane->view)
		pane->ops->fini(pane->view);
	free(pane->view);
	*pane = (struct pane){ .view = NULL };
}

static bool open_pane(struct pane *pane, const struct view_ops *ops, const struct view_look *look, struct err *err)
{
	*pane = (struct pane){ .ops = ops, .view = calloc(1, ops->state_bytes) };
	if (!pane->view)
		return err_set(err, ERR_SYSTEM, "out of memory for the picture");
	ops->init(pane->view, look);
	return true;
}

bool panes_init(struct panes *panes, const struct view_look *look, const struct layout *layout, struct err *err)
{
	*panes = (struct panes){ .look = look };
	return panes_change(panes, layout, err);
}

void panes_fini(struct panes *panes)
{
	for (int i = 0; i < panes->n; i++)
		close_pane(&panes->items[i]);
	panes->n = 0;
}

/* Which of the views there are goes on in each pane of a layout; -1: none. */
static void match(const struct panes *panes, struct layout *layout, int from[LAYOUT_MOST_PANES])
{
	bool taken[LAYOUT_MOST_PANES] = { false };
	for (int i = 0; i < layout->n_panes; i++) {
		from[i] = -1;
		for (int j = 0; j < panes->n && from[i] < 0; j++)
			if (!taken[j] && panes->items[j].ops == *layout_pane(layout, i))
				from[i] = j;
		if (from[i] >= 0)
			taken[from[i]] = true;
	}
}

bool panes_change(struct panes *panes, const struct layout *layout, struct err *err)
{
	struct pane items[LAYOUT_MOST_PANES] = { { .view = NULL } };
	struct layout wanted = *layout;
	int from[LAYOUT_MOST_PANES];
	match(panes, &wanted, from);
	for (int i = 0; i < wanted.n_panes; i++) {
		if (from[i] >= 0) {
			items[i] = panes->items[from[i]];
		} else if (!open_pane(&items[i], *layout_pane(&wanted, i), panes->look, err)) {
			while (i-- > 0)
				if (from[i] < 0)
					close_pane(&items[i]);
			return false;
		}
	}
	for (int i = 0; i < wanted.n_panes; i++)
		if (from[i] >= 0)
			panes->items[from[i]].view = NULL;
	panes_fini(panes);
	memcpy(panes->items, items, sizeof items);
	panes->layout = wanted;
	panes->n = wanted.n_panes;
	panes->zoomed = false;
	if (panes->chosen >= panes->n)
		panes->chosen = 0;
	panes_keep(panes, 0); /* a picture that is gone cannot be frozen */
	return true;
}

bool panes_set_view(struct panes *panes, const struct view_ops *ops, struct err *err)
{
	struct layout layout = panes->layout;
	const bool zoomed = panes->zoomed;
	*layout_pane(&layout, panes->chosen) = ops;
	if (!panes_change(panes, &layout, err))
		return false;
	panes->zoomed = zoomed;
	return true;
}

/* --------------------------------------------------------------- places */

bool panes_lay_out(struct panes *panes, int cols, int rows, struct err *err)
{
	const struct region all = { 0, 0, cols, rows };
	bool good = true;
	panes->cols = cols;
	panes->rows = rows;
	panes->places = layout_place(&panes->layout, all);
	if (panes->zoomed) {
		panes->places = (struct layout_places){ .n_lines = 0 };
		panes->places.panes[panes->chosen] = all;
	}
	for (int i = 0; i < panes->n; i++) {
		struct pane *pane = &panes->items[i];
		pane->region = panes->places.panes[i];
		/* What is unseen keeps its size, and with it what it has to show; some size it must have. */
		if (pane->region.cols)
			good = pane->ops->layout(pane->view, pane->region.cols, pane->region.rows, err) && good;
		else if (!pane->is_laid_out)
			good = pane->ops->layout(pane->view, 1, 1, err) && good;
		pane->is_laid_out = true;
	}
	return good;
}

void panes_choose(struct panes *panes, int steps)
{
	panes->chosen = ((panes->chosen + steps) % panes->n + panes->n) % panes->n;
}

void panes_zoom(struct panes *panes)
{
	panes->zoomed = !panes->zoomed && panes->n > 1;
}

int panes_at(const struct panes *panes, int x, int y)
{
	for (int i = 0; i < panes->n; i++) {
		const struct region *region = &panes->items[i].region;
		if (x >= region->x && x < region->x + region->cols && y >= region->y && y < region->y + region->rows)
			return i;
	}
	return -1;
}

/* --------------------------------------------------------------- what they want */

uint32_t panes_channels(const struct panes *panes)
{
	uint32_t channels = 0;
	for (int i = 0; i < panes->n; i++)
		if (panes->items[i].ops->channels)
			channels |= panes->items[i].ops->channels(panes->items[i].view);
	return channels;
}

uint32_t panes_levels(const struct panes *panes)
{
	uint32_t levels = 0;
	for (int i = 0; i < panes->n; i++)
		if (panes->items[i].ops->levels)
			levels |= panes->items[i].ops->levels(panes->items[i].view);
	return levels;
}

uint32_t panes_measures(const struct panes *panes)
{
	uint32_t measures = 0;
	for (int i = 0; i < panes->n; i++)
		if (panes->items[i].ops->measures)
			measures |= panes->items[i].ops->measures(panes->items[i].view);
	return measures;
}

uint32_t panes_outline(const struct panes *panes)
{
	uint32_t any = 0;
	for (int i = 0; i < panes->n; i++)
		any |= panes->items[i].ops->outlines;
	return any;
}

bool panes_are_informed(const struct panes *panes)
{
	bool any = false;
	for (int i = 0; i < panes->n; i++)
		any = any || panes->items[i].ops->inform;
	return any;
}

/* --------------------------------------------------------------- what they take in */

void panes_inform(struct panes *panes, const struct statistics *statistics, const struct run_state *run)
{
	for (int i = 0; i < panes->n; i++)
		if (panes->items[i].ops->inform)
			panes->items[i].ops->inform(panes->items[i].view, statistics, run);
}

void panes_learn(struct panes *panes, const struct run_state *run, const struct outline *outline, bool news)
{
	for (int i = 0; i < panes->n; i++) {
		struct pane *pane = &panes->items[i];
		if (pane->ops->learn && (news || !pane->has_learnt))
			pane->ops->learn(pane->view, run, pane->ops->outlines ? outline : NULL);
		pane->has_learnt = true;
	}
}

void panes_list(struct panes *panes, const struct queue *queue, uint32_t playing, bool news)
{
	for (int i = 0; i < panes->n; i++) {
		struct pane *pane = &panes->items[i];
		if (pane->ops->list && (news || !pane->has_listed))
			pane->ops->list(pane->view, queue, playing);
		pane->has_listed = true;
	}
}

void panes_advance(struct panes *panes, const struct snapshot *snapshot, bool paused)
{
	for (int i = 0; i < panes->n; i++)
		if (!paused || !panes->items[i].ops->stands)
			panes->items[i].ops->advance(panes->items[i].view, snapshot);
}

bool panes_keep(struct panes *panes, uint32_t kept)
{
	bool any = false;
	for (int i = 0; i < panes->n; i++)
		if (panes->items[i].ops->keep) {
			panes->items[i].ops->keep(panes->items[i].view, kept);
			any = true;
		}
	panes->kept = any ? kept : 0;
	return any;
}

bool panes_cover(struct panes *panes, double from_s, double to_s)
{
	bool any = false;
	for (int i = 0; i < panes->n; i++)
		if (panes->items[i].ops->cover) {
			panes->items[i].ops->cover(panes->items[i].view, from_s, to_s);
			any = true;
		}
	return any;
}

/* --------------------------------------------------------------- what they tell */

bool panes_spot(const struct panes *panes, int x, int y, struct view_spot *spot)
{
	const int at = panes_at(panes, x, y);
	if (at < 0 || !panes->items[at].ops->spot)
		return false;
	const struct pane *pane = &panes->items[at];
	return pane->ops->spot(pane->view, x - pane->region.x, y - pane->region.y, spot);
}

double panes_floor_db(const struct panes *panes)
{
	double lowest = INFINITY;
	for (int i = 0; i < panes->n; i++) {
		const struct pane *pane = &panes->items[i];
		const double floor_db
			= pane->ops->floor_db ? pane->ops->floor_db(pane->view) : panes->look->settings->floor_db;
		lowest = fmin(lowest, floor_db);
	}
	return lowest;
}

bool panes_at_rest(const struct panes *panes, bool paused)
{
	bool all = true;
	for (int i = 0; i < panes->n; i++) {
		const struct pane *pane = &panes->items[i];
		all = all && ((paused && pane->ops->stands) || pane->ops->at_rest(pane->view));
	}
	return all;
}

bool panes_have_fallen(const struct panes *panes)
{
	bool all = true;
	for (int i = 0; i < panes->n; i++)
		all = all && panes->items[i].ops->has_fallen(panes->items[i].view);
	return all;
}

/* --------------------------------------------------------------- the picture */

static void draw_line(const struct panes *panes, struct canvas *canvas, struct region line)
{
	const struct theme *theme = panes->look->theme;
	const bool ascii = panes->look->glyphs == GLYPHS_ASCII, upright = line.rows >= line.cols;
	const uint32_t glyph = upright ? (ascii ? '|' : 0x2502) : (ascii ? '-' : 0x2500);
	for (int y = line.y; y < line.y + line.rows; y++)
		for (int x = line.x; x < line.x + line.cols; x++)
			canvas_put(canvas, x, y, glyph, theme->dim, theme->background);
}

static void draw_name(const struct pane *pane, const struct view_look *look, struct canvas *canvas, struct region at)
{
	char name[40] = "";
	strcat(strcat(strcat(name, "["), pane->ops->name), "]");
	canvas_text(canvas, at.x, at.y, at.cols, name, look->theme->alert, look->theme->background);
}

void panes_draw(const struct panes *panes, struct canvas *canvas, struct region region, bool marks_chosen)
{
	for (int i = 0; i < panes->places.n_lines; i++)
		draw_line(panes, canvas, region_within(region, panes->places.lines[i]));
	for (int i = 0; i < panes->n; i++) {
		const struct pane *pane = &panes->items[i];
		const struct region at = region_within(region, pane->region);
		if (!at.cols)
			continue;
		pane->ops->draw(pane->view, canvas, at);
		if (marks_chosen && i == panes->chosen)
			draw_name(pane, panes->look, canvas, at);
	}
}

bool panes_room_for_words(const struct panes *panes, struct region *room)
{
	int most = 0;
	for (int i = 0; i < panes->n; i++) {
		const struct region *region = &panes->items[i].region;
		if (!panes->items[i].ops->lasts && region->cols * region->rows > most) {
			most = region->cols * region->rows;
			*room = *region;
		}
	}
	return most > 0;
}
