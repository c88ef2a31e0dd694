#include "view/beat.h"

#include "view/beat_state.h"
#include "view/spot.h"

/* The tempo in large digits takes so many. */
enum { LARGE_ROWS = 5, LEAST_ROWS_LARGE = 14, LEAST_COLS_LARGE = 36 };

static void init(void *state, const struct view_look *look)
{
	struct beat *beat = state;
	beat->look = *look;
	beat->n_blank = CANVAS_MAX_COLS;
}

static void fini(void *state)
{
	(void)state;
}

static int place(struct beat_part *part, int y, int rows)
{
	*part = (struct beat_part){ y, rows };
	return y + rows;
}

/* The tempo before all, then what has been, then the moment; that, only if something may flash. */
static bool layout(void *state, int cols, int rows, struct err *err)
{
	struct beat *beat = state;
	(void)err;
	const bool is_large = rows >= LEAST_ROWS_LARGE && cols >= LEAST_COLS_LARGE;
	const int gap = is_large ? 1 : 0;
	const int pulse = rows < 3 || beat->look.settings->reduced_motion ? 0 : is_large ? 2 : 1;
	beat->cols = cols < CANVAS_MAX_COLS ? cols : CANVAS_MAX_COLS;
	int y = gap + place(&beat->tempo, gap, is_large ? LARGE_ROWS : 1);
	y = place(&beat->pulse, y, pulse) + (pulse ? gap : 0);
	const int ticks = rows >= 4;
	y = place(&beat->strip, y, rows > y + ticks ? rows - y - ticks : 0);
	place(&beat->ticks, y, ticks);
	return true;
}

static uint32_t measures(const void *state)
{
	(void)state;
	return SNAPSHOT_BIT(SNAPSHOT_RHYTHM);
}

/* --------------------------------------------------------------- sound */

const struct beat_column *beat_column(const struct beat *beat, size_t age)
{
	return &beat->columns[(beat->next + CANVAS_MAX_COLS - 1 - age % CANVAS_MAX_COLS) % CANVAS_MAX_COLS];
}

static bool is_blank(const struct beat_column *column)
{
	return column->onset <= 0 && !column->is_beat;
}

static void push(struct beat *beat)
{
	beat->columns[beat->next] = beat->filling;
	beat->next = (beat->next + 1) % CANVAS_MAX_COLS;
	if (!is_blank(&beat->filling))
		beat->n_blank = 0;
	else if (beat->n_blank < CANVAS_MAX_COLS)
		beat->n_blank++;
	beat->filling = (struct beat_column){ .onset = 0 };
}

static void advance(void *state, const struct snapshot *snapshot)
{
	struct beat *beat = state;
	const bool is_measured = snapshot->head.measured & SNAPSHOT_BIT(SNAPSHOT_RHYTHM);
	const struct snapshot_rhythm before = beat->rhythm;
	beat->rhythm = is_measured ? snapshot->measures.rhythm : (struct snapshot_rhythm){ .onset = 0 };
	const struct snapshot_rhythm *now = &beat->rhythm;
	/* Before there is a tempo, beats count what nobody has seen. */
	if (now->tempo_bpm > 0 && before.tempo_bpm > 0 && now->n_beats != before.n_beats)
		beat->filling.is_beat = true;
	if (now->onset > beat->filling.onset)
		beat->filling.onset = now->onset;
	beat->filled_s += (double)snapshot->head.n_frames / (double)snapshot->head.rate_hz;
	for (; beat->filled_s >= BEAT_COLUMN_S; beat->filled_s -= BEAT_COLUMN_S)
		push(beat);
}

/* --------------------------------------------------------------- picture */

static void draw(const void *state, struct canvas *canvas, struct region region)
{
	beat_draw(state, canvas, region);
}

static bool at_rest(const void *state)
{
	const struct beat *beat = state;
	return beat->rhythm.tempo_bpm <= 0 && is_blank(&beat->filling) && (int)beat->n_blank >= beat->cols;
}

static bool has_fallen(const void *state)
{
	const struct beat *beat = state;
	return is_blank(&beat->filling) && beat->n_blank > 0;
}

static bool spot(const void *state, int x, int y, struct view_spot *spot)
{
	const struct beat *beat = state;
	const struct beat_part *strip = &beat->strip;
	if (x < 0 || x >= beat->cols || y < strip->y || y >= strip->y + strip->rows)
		return false;
	const size_t age = (size_t)(beat->cols - 1 - x);
	const struct beat_column *column = beat_column(beat, age);
	spot_begin(spot);
	spot_add(spot, "%.2f s ago  onset %.0f%%%s", (double)age * BEAT_COLUMN_S, 100 * (double)column->onset,
		column->is_beat ? "  beat" : "");
	return true;
}

const struct view_ops beat_view = {
	.name = "beat",
	.help = "the tempo, a pulse with each beat, and what has begun when",
	.state_bytes = sizeof(struct beat),
	.init = init,
	.fini = fini,
	.layout = layout,
	.measures = measures,
	.advance = advance,
	.draw = draw,
	.at_rest = at_rest,
	.has_fallen = has_fallen,
	.spot = spot,
	.stands = true,
};
