#include "view/axis.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

enum {
	LEVEL_COLS = 4,       /* "-160" */
	LEAST_COLS = 24,      /* with levels beside it */
	LEAST_ROWS = 4,       /* with levels */
	LEAST_ROWS_TEXT = 6,  /* with text below it */
	LEAST_ROWS_LINE = 12, /* with a line above these */
	LEAST_ROWS_GAIN = 4,  /* with the gain written over a corner of them */
	FAR = 10,             /* blank columns around what is there only to fill a gap */
};

/* The lines' glyphs. */
static const struct line_glyphs {
	uint32_t grid, grid_across, side, side_tick, foot, foot_tick, corner;
} line_glyphs[] = {
	{ 0x2508, 0x250A, 0x2502, 0x2524, 0x2500, 0x252C, 0x2514 },
	{ '-', ':', '|', '+', '-', '+', '+' },
};

static const struct line_glyphs *lines_of(const struct view_look *look)
{
	return &line_glyphs[look->glyphs == GLYPHS_ASCII];
}

struct region axis_place(const struct settings *settings, bool stands, int cols, int rows, struct axis_room *room)
{
	const bool is_wanted = settings->labels == LABELS_AUTO ? stands || settings->manner == MANNER_MEASURE
							       : settings->labels != LABELS_OFF;
	*room = (struct axis_room){ 0 };
	cols = cols > 0 ? cols : 1;
	rows = rows > 0 ? rows : 1;
	if (is_wanted && cols >= LEAST_COLS && rows >= LEAST_ROWS)
		room->left = LEVEL_COLS + 1;
	if (is_wanted && rows >= LEAST_ROWS_TEXT)
		room->below = rows >= LEAST_ROWS_LINE ? 2 : 1;
	return (struct region){ room->left, 0, cols - room->left, rows - room->below };
}

/* --------------------------------------------------------------- levels */

/* Rows from one level to the next at least: what is low needs its few levels the closer. */
static double least_rows(int rows)
{
	return rows >= LEAST_ROWS_LINE ? 3 : 1.5;
}

static double choose_step(double range_db, int cells, double least_cells)
{
	static const double steps_db[] = { 1, 2, 5, 10, 20, 50 };
	size_t last = sizeof steps_db / sizeof steps_db[0] - 1, i = 0;
	while (i < last && steps_db[i] * cells < range_db * least_cells)
		i++;
	return steps_db[i];
}

/* In the cell of each, from the foot at 0. */
static void fit_levels(struct axis *axis, int cells, double least_cells, double floor_db, double ceiling_db)
{
	double range_db = ceiling_db - floor_db, step_db = choose_step(range_db, cells, least_cells);
	double eighths_per_db = cells * BLOCKS_PER_CELL / range_db;
	axis->n = 0;
	for (double db = ceil(floor_db / step_db) * step_db; db <= ceiling_db && axis->n < AXIS_MAX_LABELS;
		db += step_db) {
		struct axis_label *label = &axis->labels[axis->n];
		int height = (int)((db - floor_db) * eighths_per_db + 0.5); /* of a bar */
		if (height == 0)
			continue; /* the foot itself */
		label->at = (height - 1) / BLOCKS_PER_CELL;
		label->from = 0;
		snprintf(label->text, sizeof label->text, "%.0f", db + 0.0);
		axis->n++;
	}
}

void axis_fit_levels(struct axis *axis, int rows, double floor_db, double ceiling_db)
{
	fit_levels(axis, rows, least_rows(rows), floor_db, ceiling_db);
	axis_turn(axis, rows);
}

void axis_fit_levels_across(struct axis *axis, int cols, double floor_db, double ceiling_db)
{
	enum { LEAST_COLS_APART = LEVEL_COLS + 2 };
	size_t n = 0;
	int least = 0;
	fit_levels(axis, cols, LEAST_COLS_APART, floor_db, ceiling_db);
	for (size_t i = 0; i < axis->n; i++) {
		struct axis_label label = axis->labels[i];
		int width = (int)strlen(label.text), from = label.at - (width - 1) / 2;
		from = from > 0 ? from : 0;
		label.from = from < cols - width ? from : cols - width;
		if (label.from >= least) {
			axis->labels[n++] = label;
			least = label.from + width + 1;
		}
	}
	axis->n = n;
}

void axis_turn(struct axis *axis, int length)
{
	for (size_t i = 0; i < axis->n; i++) {
		struct axis_label *label = &axis->labels[i];
		label->at = length - 1 - label->at;
		label->from = length - label->from - (int)strlen(label->text);
	}
}

/* --------------------------------------------------------------- frequencies */

/* A frequency worth naming, and how far it must stay from others: the less important, the farther. */
struct candidate {
	double hz;
	int apart;   /* blank columns */
	size_t tier; /* the same for all of a kind */
	bool whole;  /* all of its tier, or none */
	char text[AXIS_TEXT];
};

/* An axis that is being labelled. */
struct ruler {
	struct axis *axis;
	int length;   /* columns or rows */
	bool upwards; /* each text takes one row, whatever its length */
	double (*place_of)(const void *context, double hz);
	const void *context;
};

static int extent(const struct ruler *ruler, const char *text)
{
	return ruler->upwards ? 1 : (int)strlen(text);
}

/* False: there is no room for it. */
static bool place(const struct ruler *ruler, double where, const struct candidate *candidate)
{
	struct axis *axis = ruler->axis;
	int at = (int)floor(where + 0.5), width = extent(ruler, candidate->text), length = ruler->length;
	if (at < 0 || at >= length)
		return true; /* it lies outside */
	if (width > length || axis->n == AXIS_MAX_LABELS)
		return false;
	if (ruler->upwards)
		at = length - 1 - at;
	int from = at - (width - 1) / 2;
	from = from < 0 ? 0 : from > length - width ? length - width : from;
	for (size_t i = 0; i < axis->n; i++) {
		const struct axis_label *other = &axis->labels[i];
		int end = other->from + extent(ruler, other->text);
		if (from < end + candidate->apart && other->from < from + width + candidate->apart)
			return false;
	}
	struct axis_label *label = &axis->labels[axis->n++];
	label->at = at;
	label->from = from;
	memcpy(label->text, candidate->text, sizeof label->text);
	return true;
}

/* 1, 2 and 5 of each decade first; the others are for scales that leave room for them. */
static bool next_hz(size_t number, struct candidate *candidate)
{
	static const struct {
		double times;
		int apart;
	} tiers[] = { { 1, 1 }, { 2, 1 }, { 5, 1 }, { 4, FAR }, { 3, FAR }, { 8, FAR }, { 6, FAR }, { 7, FAR },
		{ 9, FAR }, { 15, FAR }, { 12, FAR }, { 14, FAR }, { 16, FAR }, { 18, FAR } };
	enum { N_TIERS = sizeof tiers / sizeof tiers[0], N_DECADES = 5 };
	if (number >= N_TIERS * N_DECADES)
		return false;
	candidate->hz = tiers[number / N_DECADES].times * pow(10, 1 + (double)(number % N_DECADES));
	candidate->apart = tiers[number / N_DECADES].apart;
	candidate->tier = number / N_DECADES;
	candidate->whole = false;
	if (candidate->hz < 1000)
		snprintf(candidate->text, sizeof candidate->text, "%.0f", candidate->hz);
	else
		snprintf(candidate->text, sizeof candidate->text, "%gk", candidate->hz / 1000);
	return true;
}

/* Scientific pitch of equal temperament, A4 = 440 Hz (ISO 16): each octave's C first, then what divides it evenly, in
 * every octave or in none. */
static bool next_note(size_t number, struct candidate *candidate)
{
	static const struct {
		const char *name;
		int semitone;
		int apart;
	} tiers[] = { { "C", 0, 1 }, { "F", 5, 3 }, { "A", 9, 2 }, { "G", 7, 2 }, { "E", 4, 2 }, { "D", 2, 2 },
		{ "B", 11, 2 }, { "F#", 6, 2 }, { "C#", 1, 2 }, { "D#", 3, 2 }, { "G#", 8, 2 }, { "A#", 10, 2 } };
	enum { N_TIERS = sizeof tiers / sizeof tiers[0], N_OCTAVES = 11 };
	if (number >= N_TIERS * N_OCTAVES)
		return false;
	int octave = (int)(number % N_OCTAVES);
	candidate->hz = 440 * exp2((tiers[number / N_OCTAVES].semitone - 9) / 12.0 + octave - 4);
	candidate->apart = tiers[number / N_OCTAVES].apart;
	candidate->tier = number / N_OCTAVES;
	candidate->whole = candidate->tier > 0;
	snprintf(candidate->text, sizeof candidate->text, "%s%d", tiers[number / N_OCTAVES].name, octave);
	return true;
}

static bool (*const next_candidate[])(size_t number, struct candidate *candidate) = {
	[AXIS_HZ] = next_hz,
	[AXIS_NOTES] = next_note,
};

static void label(const struct ruler *ruler, enum axis_names names)
{
	struct axis *axis = ruler->axis;
	struct candidate candidate;
	size_t tier = 0, before = 0; /* labels before this tier's */
	bool dropped = false;
	axis->n = 0;
	for (size_t i = 0; next_candidate[names](i, &candidate); i++) {
		if (candidate.tier != tier) {
			tier = candidate.tier;
			before = axis->n;
			dropped = false;
		}
		double at = dropped ? NAN : ruler->place_of(ruler->context, candidate.hz);
		if (isfinite(at) && !place(ruler, at, &candidate) && candidate.whole) {
			axis->n = before;
			dropped = true;
		}
	}
}

void axis_fit_frequencies(struct axis *axis, int cols, enum axis_names names,
	double (*column_of)(const void *context, double hz), const void *context)
{
	label(&(struct ruler){ .axis = axis, .length = cols, .place_of = column_of, .context = context }, names);
}

void axis_fit_frequencies_upwards(struct axis *axis, int rows, enum axis_names names,
	double (*row_of)(const void *context, double hz), const void *context)
{
	const struct ruler ruler
		= { .axis = axis, .length = rows, .upwards = true, .place_of = row_of, .context = context };
	label(&ruler, names);
}

/* How --labels=auto names the frequencies of each scale. */
static const enum axis_names scale_names[] = {
	[SCALE_LOG] = AXIS_HZ,
	[SCALE_SEMITONE] = AXIS_NOTES,
	[SCALE_OCTAVE_1] = AXIS_HZ,
	[SCALE_OCTAVE_2] = AXIS_HZ,
	[SCALE_OCTAVE_3] = AXIS_HZ,
	[SCALE_OCTAVE_6] = AXIS_HZ,
	[SCALE_OCTAVE_12] = AXIS_HZ,
	[SCALE_OCTAVE_24] = AXIS_HZ,
	[SCALE_LINEAR] = AXIS_HZ,
	[SCALE_MEL] = AXIS_HZ,
	[SCALE_BARK] = AXIS_HZ,
};

enum axis_names axis_names_of(const struct settings *settings)
{
	return settings->labels == LABELS_AUTO     ? scale_names[settings->scale]
		: settings->labels == LABELS_NOTES ? AXIS_NOTES
						   : AXIS_HZ;
}

const char *axis_unit(enum axis_names names)
{
	static const char *const units[] = { [AXIS_HZ] = "Hz", [AXIS_NOTES] = "" };
	return units[names];
}

/* --------------------------------------------------------------- drawing */

static void put(const struct view_look *look, struct canvas *canvas, int x, int y, uint32_t glyph)
{
	canvas_put(canvas, x, y, glyph, look->theme->dim, look->theme->background);
}

static void put_text(const struct view_look *look, struct canvas *canvas, int x, int y, const char *text)
{
	canvas_text(canvas, x, y, AXIS_TEXT, text, look->theme->dim, look->theme->background);
}

void axis_draw_grid(const struct axis *levels, const struct view_look *look, struct canvas *canvas, struct region plot)
{
	for (size_t i = 0; i < levels->n; i++)
		for (int x = 0; x < plot.cols; x++)
			put(look, canvas, plot.x + x, plot.y + levels->labels[i].at, lines_of(look)->grid);
}

void axis_draw_grid_across(
	const struct axis *levels, const struct view_look *look, struct canvas *canvas, struct region plot)
{
	for (size_t i = 0; i < levels->n; i++)
		for (int y = 0; y < plot.rows; y++)
			put(look, canvas, plot.x + levels->labels[i].at, plot.y + y, lines_of(look)->grid_across);
}

void axis_draw_beside(const struct axis *axis, const struct view_look *look, struct canvas *canvas, struct region plot,
	struct axis_room room)
{
	const struct line_glyphs *glyphs = lines_of(look);
	if (room.left == 0)
		return;
	for (int y = 0; y < plot.rows; y++)
		put(look, canvas, plot.x - 1, plot.y + y, glyphs->side);
	for (size_t i = 0; i < axis->n; i++) {
		const struct axis_label *label = &axis->labels[i];
		put_text(look, canvas, plot.x - 1 - (int)strlen(label->text), plot.y + label->at, label->text);
		put(look, canvas, plot.x - 1, plot.y + label->at, glyphs->side_tick);
	}
}

/* The line, and the axes' units in the corner. */
void axis_draw_foot(const char *unit_beside, const char *unit_below, const struct view_look *look,
	struct canvas *canvas, struct region plot, struct axis_room room)
{
	const struct line_glyphs *glyphs = lines_of(look);
	int foot = plot.y + plot.rows;
	if (room.below && room.left)
		put_text(look, canvas, plot.x - 1 - (int)strlen(unit_below), foot + room.below - 1, unit_below);
	if (room.below < 2)
		return;
	for (int x = 0; x < plot.cols; x++)
		put(look, canvas, plot.x + x, foot, glyphs->foot);
	if (room.left == 0)
		return;
	put(look, canvas, plot.x - 1, foot, glyphs->corner);
	put_text(look, canvas, plot.x - 1 - (int)strlen(unit_beside), foot, unit_beside);
}

void axis_draw_below(const struct axis *axis, const struct view_look *look, struct canvas *canvas, struct region plot,
	struct axis_room room)
{
	for (size_t i = 0; room.below > 0 && i < axis->n; i++) {
		const struct axis_label *label = &axis->labels[i];
		if (room.below > 1)
			put(look, canvas, plot.x + label->at, plot.y + plot.rows, lines_of(look)->foot_tick);
		put_text(look, canvas, plot.x + label->from, plot.y + plot.rows + room.below - 1, label->text);
	}
}

void axis_draw_name(const char *name, enum blocks_side foot, const struct view_look *look, struct canvas *canvas,
	struct region part)
{
	if (!name || part.rows < 2 || look->settings->labels == LABELS_OFF)
		return;
	const int cols = (int)strlen(name);
	const int x = foot == BLOCKS_LEFT && cols < part.cols ? part.x + part.cols - cols : part.x;
	const int y = foot == BLOCKS_BELOW ? part.y : part.y + part.rows - 1;
	canvas_text(canvas, x, y, part.cols, name, look->theme->dim, look->theme->background);
}

void axis_draw_gain(
	float gain_db, enum blocks_side foot, const struct view_look *look, struct canvas *canvas, struct region plot)
{
	char text[AXIS_TEXT];
	const int shown_db = (int)lrintf(gain_db);
	if (shown_db == 0 || plot.rows < LEAST_ROWS_GAIN || look->settings->labels == LABELS_OFF)
		return;
	const int cols = snprintf(text, sizeof text, "%+d dB", shown_db);
	const int x = foot == BLOCKS_RIGHT ? plot.x : plot.x + plot.cols - cols;
	const int y = foot == BLOCKS_ABOVE ? plot.y + plot.rows - 1 : plot.y;
	if (cols <= plot.cols)
		put_text(look, canvas, x, y, text);
}
