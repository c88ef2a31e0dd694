/* For ears and for eyes that read slowly: one sentence a second, in words, without signs that a screen reader would leave
 * out. The title is said when it changes. */
#include <math.h>
#include <string.h>

#include "base/text.h"
#include "data/data.h"

enum { TIME_BYTES = 32 };

static const char *const phases[] = { [RUN_STARTING] = "Starting",
	[RUN_WAITING] = "Waiting for sound",
	[RUN_PLAYING] = "Playing",
	[RUN_PAUSED] = "Paused",
	[RUN_DRAINING] = "Ended" };

static void put_time(struct line *line, const char *before, double seconds)
{
	char text[TIME_BYTES];
	if (!isfinite(seconds))
		return;
	text_format_time(text, sizeof text, seconds);
	line_printf(line, "%s%s", before, text);
}

static void put_level(struct line *line, const char *before, double level, const char *unit)
{
	if (!isfinite(level))
		return;
	line_printf(line, ", %s %s", before, level < 0 ? "minus " : "");
	line_number(line, fabs(level), 1);
	line_printf(line, " %s", unit);
}

static double value_of(const struct data *data, const char *name)
{
	for (size_t i = 0; i < DATA_N_FIGURES; i++)
		if (strcmp(data_figures[i].name, name) == 0)
			return data_figure_value(&data_figures[i], &data->now);
	return NAN;
}

/* A device that is lost is told by a notice. */
static bool has_new_trouble(const struct data *data)
{
	const bool *alerts = data->stats.alerts;
	return data->stats_are_new && alerts[STATS_VERDICT] && !alerts[STATS_DEVICE] && !data->told_trouble;
}

static void put(const struct data *data, const struct data_moment *moment, struct line *line)
{
	const struct run_state *state = moment->state;
	const bool measured = data->now.measured & SNAPSHOT_BIT(SNAPSHOT_LEVELS);
	const double peak_dbfs = value_of(data, "now_peak_dbfs");
	if (moment->title_is_new && state->title[0])
		line_printf(line, "%s. ", state->title);
	line_text(line, phases[state->phase]);
	if (state->phase == RUN_PLAYING || state->phase == RUN_PAUSED) {
		put_time(line, ", ", moment->position_s);
		if (isfinite(moment->position_s))
			put_time(line, " of ", data_length_s(state));
	}
	if (state->phase == RUN_PLAYING && measured && !(peak_dbfs >= data->settings->floor_db)) {
		line_text(line, ", silence");
	} else if (state->phase == RUN_PLAYING) {
		put_level(line, "peak", peak_dbfs, "dB");
		put_level(line, "loudness", value_of(data, "short_term_lufs"), "LUFS");
	}
	line_text(line, ".");
	if (moment->notice[0])
		line_printf(line, " Notice: %s.", moment->notice);
	if (has_new_trouble(data))
		line_printf(line, " %s", data->stats.verdict);
	line_text(line, "\n");
}

const struct data_format data_text = { .measures = SNAPSHOT_BIT(SNAPSHOT_LEVELS) | SNAPSHOT_BIT(SNAPSHOT_LOUDNESS),
	.wants_statistics = true,
	.lines_per_s = 1,
	.put = put };
