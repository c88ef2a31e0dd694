/* A table (RFC 4180, but lines end as elsewhere here): a line of names, then lines of numbers. What there is not is
 * empty. What each channel has for itself is left out, because the number of channels may change. */
#include <math.h>

#include "data/data.h"

static void begin(const struct data *data, struct line *line)
{
	line_text(line, "time_s,position_s,length_s,phase,title");
	for (size_t i = 0; i < DATA_N_FIGURES; i++)
		if (!data_figures[i].per_channel)
			line_printf(line, ",%s", data_figures[i].name);
	for (size_t f = 0; f < data->n_fields; f++)
		for (size_t b = 0; b < data->n_bands; b++) {
			line_printf(line, ",%s_", data_channel_name(data->fields[f].channel));
			line_number(line, data_hz(data, (double)b + 0.5), 1);
			line_text(line, "_hz_db");
		}
	line_text(line, "\n");
}

static void put_text(struct line *line, const char *text)
{
	line_text(line, ",\"");
	for (; *text; text++) {
		if (*text == '"')
			line_text(line, "\"");
		line_put(line, text, 1);
	}
	line_text(line, "\"");
}

static void put_number(struct line *line, double value, int decimals)
{
	line_text(line, ",");
	if (isfinite(value))
		line_number(line, value, decimals);
}

static void put(const struct data *data, const struct data_moment *moment, struct line *line)
{
	line_number(line, moment->time_s, 3);
	put_number(line, moment->position_s, 3);
	put_number(line, data_length_s(moment->state), 3);
	line_printf(line, ",%s", data_phase_names[moment->state->phase]);
	put_text(line, moment->state->title);
	for (size_t i = 0; i < DATA_N_FIGURES; i++)
		if (!data_figures[i].per_channel)
			put_number(line, data_figure_value(&data_figures[i], &data->now), data_figures[i].decimals);
	for (size_t f = 0; f < data->n_fields; f++)
		for (size_t b = 0; b < data->n_bands; b++)
			put_number(line, (double)data_band_db(data, &data->fields[f], b), 1);
	line_text(line, "\n");
}

const struct data_format data_csv = { .measures = SNAPSHOT_ALL_MEASURES & ~SNAPSHOT_BIT(SNAPSHOT_PROGRAMME),
	.has_bands = true,
	.begin = begin,
	.put = put };
