/* A row of bars as numbers from 0 at the floor to the range at the ceiling: as text, each with a semicolon behind it and
 * a newline at last, or packed. Bars are in the order in which they would stand in the picture. */
#include <math.h>

#include "data/data.h"

static void put_ascii(struct line *line, unsigned value)
{
	line_number(line, value, 0);
	line_text(line, ";");
}

static void put_u8(struct line *line, unsigned value)
{
	const unsigned char byte = (unsigned char)value;
	line_put(line, &byte, 1);
}

static void put_u16le(struct line *line, unsigned value)
{
	const unsigned char bytes[] = { (unsigned char)value, (unsigned char)(value >> 8) };
	line_put(line, bytes, sizeof bytes);
}

static const struct raw_type {
	unsigned range; /* where none is given */
	void (*put)(struct line *line, unsigned value);
	const char *end; /* of a row */
} types[] = {
	[DATA_TYPE_ASCII] = { 1000, put_ascii, "\n" },
	[DATA_TYPE_U8] = { 255, put_u8, "" },
	[DATA_TYPE_U16LE] = { 65535, put_u16le, "" },
};

static void put(const struct data *data, const struct data_moment *moment, struct line *line)
{
	const struct settings *settings = data->settings;
	const struct raw_type *type = &types[settings->data_type];
	const unsigned range = settings->data_range ? (unsigned)settings->data_range : type->range;
	const float floor_db = (float)settings->floor_db, ceiling_db = (float)settings->ceiling_db;
	(void)moment;
	for (size_t f = 0; f < data->n_fields; f++)
		for (size_t i = 0; i < data->n_bands; i++) {
			const struct data_field *field = &data->fields[f];
			const size_t band = field->reversed ? data->n_bands - 1 - i : i;
			const float share = (data_band_db(data, field, band) - floor_db) / (ceiling_db - floor_db);
			type->put(line, (unsigned)lrintf(fminf(share, 1) * (float)range));
		}
	line_text(line, type->end);
}

const struct data_format data_raw = { .has_bands = true, .has_gain = true, .put = put };
