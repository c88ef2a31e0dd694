#include "ui/status.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/db.h"
#include "base/text.h"

/* What the line says of each phase: a sign, its ASCII stand-in, and words for an empty screen. */
static const struct {
	const char *sign, *ascii_sign, *why;
} phases[] = {
	[RUN_STARTING] = { "…", ".", "starting" },
	[RUN_WAITING] = { "…", "~", "waiting for sound" },
	[RUN_PLAYING] = { "▶", ">", "silence" },
	[RUN_PAUSED] = { "⏸", "=", "paused" },
	[RUN_DRAINING] = { "■", "#", "the end" },
};

#define FROZEN "frozen"

struct part {
	char text[64];
};

/* In seconds; negative: not known. */
static double length_of(const struct run_state *state)
{
	if (state->followed.phase != RUN_FOLLOWED_NONE)
		return (double)state->followed.length_ns / NS_PER_S;
	return state->rate_hz ? (double)state->length_frames / state->rate_hz : -1;
}

static void format_times(struct part *part, const struct status_line *line)
{
	const struct run_state *state = line->state;
	char position[16], length[16];
	double length_s = length_of(state);
	bool followed = state->followed.phase != RUN_FOLLOWED_NONE;
	if (followed ? line->position_s < 0 : state->live || !state->rate_hz)
		return;
	text_format_time(position, sizeof position, line->position_s);
	text_format_time(length, sizeof length, length_s);
	if (length_s >= 0)
		snprintf(part->text, sizeof part->text, "%s / %s", position, length);
	else
		text_copy(part->text, sizeof part->text, position);
}

static void format_format(struct part *part, const struct run_state *state)
{
	if (state->rate_hz)
		snprintf(part->text, sizeof part->text, "%g kHz %.40s", state->rate_hz / 1000.0, state->format);
}

/* What is still being read makes it longer. */
static void format_queue(struct part *part, const struct status_line *line, enum glyph_set glyphs)
{
	const struct run_state *state = line->state;
	const char *more = !line->n_unread ? "" : glyphs == GLYPHS_ASCII ? "..." : "…";
	if (state->queue_length > 1 || line->n_unread)
		snprintf(
			part->text, sizeof part->text, "%u of %u%s", state->queue_index + 1, state->queue_length, more);
}

/* How it goes on, where that is not simply to the end. */
static void format_order(struct part *part, const struct status_line *line)
{
	static const char *const loops[]
		= { [QUEUE_LOOP_OFF] = "", [QUEUE_LOOP_TRACK] = "loop track", [QUEUE_LOOP_QUEUE] = "loop" };
	const char *loop = loops[line->loop], *order = line->shuffled ? "shuffle" : "";
	snprintf(part->text, sizeof part->text, "%s%s%s", loop, *loop && *order ? " " : "", order);
}

static void format_level(struct part *part, const struct status_line *line)
{
	if (!line->state->rate_hz)
		return;
	if (line->level_db <= DB_SILENCE)
		text_copy(part->text, sizeof part->text, "silence");
	else
		snprintf(part->text, sizeof part->text, "%5.1f dB", (double)line->level_db);
}

/* What is heard of it, where that is not simply all. */
static void format_output(struct part *part, const struct run_state *state)
{
	if (state->output == RUN_OUTPUT_LOST)
		text_copy(part->text, sizeof part->text, "no sound");
	else if (state->output == RUN_OUTPUT_PLAYING && state->muted)
		text_copy(part->text, sizeof part->text, "muted");
	else if (state->output == RUN_OUTPUT_PLAYING && fabsf(state->volume_db) >= 0.05f)
		snprintf(part->text, sizeof part->text, "vol %+.3g dB", (double)state->volume_db);
}

static void format_gain(struct part *part, const struct run_state *state)
{
	if (state->measuring)
		snprintf(part->text, sizeof part->text, "measuring loudness %u%%", state->measured_percent);
	else if (fabsf(state->gain_db) >= 0.05f)
		snprintf(part->text, sizeof part->text, "gain %+.1f dB", (double)state->gain_db);
}

/* What is left out where the machine cannot keep up. */
static void format_quality(struct part *part, const struct status_line *line)
{
	if (line->quality >= RUN_QUALITY_COARSE)
		snprintf(part->text, sizeof part->text, "slow machine: %s",
			line->quality == RUN_QUALITY_COARSE ? "less detail" : "fewer meters");
	else if (line->quality != RUN_QUALITY_FULL)
		snprintf(part->text, sizeof part->text, "slow machine: %d/s", line->fps);
}

/* The parts at the right, most important last: the front ones go first when the line is short. */
enum { N_PARTS = 9 };

static void format_parts(struct part parts[N_PARTS], const struct status_line *line, enum glyph_set glyphs)
{
	memset(parts, 0, N_PARTS * sizeof *parts);
	if (line->redraws_per_s)
		snprintf(parts[0].text, sizeof parts[0].text, "%u/s%s%.20s", line->redraws_per_s,
			line->held_by ? " " : "", line->held_by ? line->held_by : "");
	format_gain(&parts[1], line->state);
	format_format(&parts[2], line->state);
	format_order(&parts[3], line);
	format_queue(&parts[4], line, glyphs);
	format_level(&parts[5], line);
	format_times(&parts[6], line);
	format_quality(&parts[7], line);
	format_output(&parts[8], line->state);
}

/* Beside a player it is the player's. */
static uint32_t phase_of(const struct run_state *state)
{
	static const uint32_t followed[] = {
		[RUN_FOLLOWED_STOPPED] = RUN_DRAINING,
		[RUN_FOLLOWED_PAUSED] = RUN_PAUSED,
		[RUN_FOLLOWED_PLAYING] = RUN_PLAYING,
	};
	return state->followed.phase == RUN_FOLLOWED_NONE ? state->phase : followed[state->followed.phase];
}

static const char *sign_of(const struct view_look *look, uint32_t phase)
{
	return look->glyphs == GLYPHS_ASCII ? phases[phase].ascii_sign : phases[phase].sign;
}

/* With a mark of its own: where there are no colours it might be taken for a title. */
static void draw_notice(struct canvas *canvas, struct region region, const struct view_look *look, const char *notice)
{
	const char *mark = look->glyphs == GLYPHS_ASCII ? "* " : "» ";
	const colour fg = look->theme->alert, bg = look->theme->background;
	const int cols = canvas_text(canvas, region.x, region.y, region.cols, mark, fg, bg);
	canvas_text(canvas, region.x + cols, region.y, region.cols - cols, notice, fg, bg);
}

/* Returns how many columns it took. */
static int draw_recording(
	struct canvas *canvas, struct region region, const struct view_look *look, const struct run_state *state)
{
	char text[32], time[16];
	if (!state->recording)
		return 0;
	text_format_time(time, sizeof time, state->recorded_s);
	snprintf(text, sizeof text, "%sREC %s ", look->glyphs == GLYPHS_ASCII ? "" : "● ", time);
	return canvas_text(canvas, region.x, region.y, region.cols, text, look->theme->alert, look->theme->background);
}

void status_draw(
	struct canvas *canvas, struct region region, const struct view_look *look, const struct status_line *line)
{
	enum { GAP = 2, LEAST_TITLE = 12 };
	const struct theme *theme = look->theme;
	struct part parts[N_PARTS];
	int x = region.x, end = region.x + region.cols;
	canvas_fill_region(canvas, region, theme->background);
	x += canvas_text(
		canvas, x, region.y, end - x, sign_of(look, phase_of(line->state)), theme->dim, theme->background);
	x++;
	if (line->notice) {
		draw_notice(canvas, (struct region){ x, region.y, end - x, 1 }, look, line->notice);
		return;
	}
	x += draw_recording(canvas, (struct region){ x, region.y, end - x, 1 }, look, line->state);
	if (line->frozen)
		x += canvas_text(canvas, x, region.y, end - x, FROZEN " ", theme->alert, theme->background);
	if (line->spot)
		x += GAP + canvas_text(canvas, x, region.y, end - x, line->spot, theme->peak, theme->background);
	format_parts(parts, line, look->glyphs);
	int title_cols = canvas_text_width(line->state->title);
	int least = title_cols < LEAST_TITLE ? title_cols : LEAST_TITLE;
	for (int i = N_PARTS - 1; i >= 0; i--) {
		int cols = canvas_text_width(parts[i].text);
		if (cols == 0)
			continue;
		if (end - cols - GAP < x + least)
			break;
		end -= cols;
		canvas_text(canvas, end, region.y, cols, parts[i].text, theme->dim, theme->background);
		end -= GAP;
	}
	canvas_text(canvas, x, region.y, end - x, line->state->title, theme->text, theme->background);
}

/* How many bytes of a text go on a row, at least a character; it is broken behind a blank, if there is one. */
static size_t bytes_of_row(const char *text, int cols)
{
	const size_t length = strlen(text);
	size_t n = 0, n_words = 0;
	int used = 0;
	while (n < length) {
		uint32_t code;
		const size_t taken = text_decode(text + n, length - n, &code);
		used += canvas_glyph_width(code);
		if (used > cols && code != ' ')
			return n_words ? n_words : n ? n : taken;
		n += taken;
		if (code == ' ')
			n_words = n;
	}
	return n;
}

void status_draw_long_notice(
	struct canvas *canvas, struct region region, const struct view_look *look, const char *notice)
{
	enum { SIGN_COLS = 2 };
	const struct theme *theme = look->theme;
	int n_rows = 0;
	if (canvas_text_width(notice) <= region.cols - SIGN_COLS)
		return;
	for (const char *rest = notice; *rest && n_rows < region.rows; rest += bytes_of_row(rest, region.cols))
		n_rows++;
	struct region row = { region.x, region.y + region.rows - n_rows, region.cols, 1 };
	for (const char *rest = notice; n_rows-- > 0; row.y++) {
		char text[sizeof((struct run_state *)0)->notice];
		const size_t n = bytes_of_row(rest, row.cols);
		snprintf(text, sizeof text, "%.*s", (int)n, rest);
		canvas_fill_region(canvas, row, theme->background);
		canvas_text(canvas, row.x, row.y, row.cols, text, theme->alert, theme->background);
		rest += n;
	}
}

/* In the middle: the corners are the views' own. */
void status_draw_frozen(struct canvas *canvas, struct region region, const struct view_look *look)
{
	int cols = canvas_text_width(FROZEN);
	int x = cols < region.cols ? (region.cols - cols) / 2 : 0;
	canvas_text(
		canvas, region.x + x, region.y, region.cols - x, FROZEN, look->theme->alert, look->theme->background);
}

/* Above the pointer, and as near as there is room. */
void status_draw_spot(
	struct canvas *canvas, struct region region, const struct view_look *look, int x, int y, const char *text)
{
	const int cols = canvas_text_width(text), right = region.cols - cols;
	const int at = x + 1 < right ? x + 1 : right > 0 ? right : 0;
	canvas_text(canvas, region.x + at, region.y + (y > 0 ? y - 1 : y), region.cols - at, text, look->theme->peak,
		look->theme->background);
}

void status_draw_why_empty(
	struct canvas *canvas, struct region region, const struct view_look *look, const struct status_line *line)
{
	const struct run_state *state = line->state;
	char text[384], padded[sizeof text + 2];
	const char *why = phases[state->phase].why, *shown = padded;
	if (state->phase == RUN_WAITING && state->title[0])
		snprintf(text, sizeof text, "%s: %s", why, state->title);
	else if (state->phase == RUN_STARTING && line->n_unread)
		text_copy(text, sizeof text, "reading what is to be played");
	else
		text_copy(text, sizeof text, why);
	snprintf(padded, sizeof padded, " %s ", text); /* off the line that may run through the middle */
	if (canvas_text_width(padded) > region.cols)
		shown = text;
	int cols = canvas_text_width(shown);
	int x = cols < region.cols ? (region.cols - cols) / 2 : 0;
	canvas_text(canvas, region.x + x, region.y + region.rows / 2, region.cols, shown, look->theme->dim,
		look->theme->background);
}
