#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "app/report_format.h"
#include "base/text.h"

/* All that a double tells; values are rounded before. */
enum { SIGNIFICANT_DIGITS = 15, TEXT_BYTES = 4096 };

/* Valid UTF-8 as it is; in anything else malformed bytes are replaced. */
static json_t *text_value(const char *text)
{
	char clean[TEXT_BYTES];
	json_t *value = json_string(text);
	if (value)
		return value;
	text_clean(clean, sizeof clean, text);
	return json_string(clean);
}

static json_t *text_or_null(const char *text)
{
	return text[0] ? text_value(text) : json_null();
}

/* To six decimals: more would only be noise. */
static double rounded(double value)
{
	return round(value * 1e6) / 1e6;
}

/* Counts stay whole, whatever their size. */
static json_t *number(const struct figure *figure, bool is_count)
{
	if (!figure->exists)
		return json_null();
	return is_count ? json_integer((json_int_t)figure->value) : json_real(rounded(figure->value));
}

static json_t *per_channel(const struct figures *figures, const struct figure_row *row)
{
	json_t *array = json_array();
	for (size_t c = 0; c < figures->n_meters; c++)
		json_array_append_new(array, number(&figure_per_channel_at(figures, row)->of[c], row->decimals == 0));
	return array;
}

static json_t *third_octaves(const struct figures *figures)
{
	json_t *array = json_array();
	for (size_t i = 0; i < figures->n_bands; i++) {
		const struct third_octave_band *band = &figures->bands[i];
		json_array_append_new(array,
			json_pack("{s:f, s:f, s:f, s:f, s:o}", "nominal_hz", band->nominal_hz, "centre_hz",
				rounded(band->centre_hz), "low_hz", rounded(band->low_hz), "high_hz",
				rounded(band->high_hz), "level_db", number(&figures->band_db[i], false)));
	}
	return array;
}

static json_t *file_object(const struct report_entry *entry)
{
	json_t *object = json_object();
	json_object_set_new(object, "name", text_value(entry->name));
	json_object_set_new(object, "error", text_or_null(entry->result->error));
	json_object_set_new(object, "format", text_or_null(entry->result->format));
	json_object_set_new(object, "title", text_or_null(entry->result->title));
	for (size_t i = 0; i < n_figure_rows; i++) {
		const struct figure_row *row = &figure_rows[i];
		json_object_set_new(object, row->key,
			row->group == FIGURES_CHANNELS ? per_channel(entry->figures, row)
						       : number(figure_at(entry->figures, row), row->decimals == 0));
	}
	json_object_set_new(object, "third_octaves", third_octaves(entry->figures));
	return object;
}

static void *json_begin(size_t n_files)
{
	(void)n_files;
	return json_pack("{s:s, s:[]}", "termviz", PACKAGE_VERSION, "files");
}

static bool json_put(void *state, const struct report_entry *entry)
{
	return json_array_append_new(json_object_get(state, "files"), file_object(entry)) == 0;
}

static bool json_end(void *state)
{
	int status = json_dumpf(state, stdout, JSON_INDENT(1) | JSON_REAL_PRECISION(SIGNIFICANT_DIGITS));
	json_decref(state);
	return status == 0 && putchar('\n') != EOF;
}

const struct report_format report_json = { .begin = json_begin, .put = json_put, .end = json_end };
