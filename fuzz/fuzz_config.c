/* The configuration file: any text is settings and warnings that can be shown. What is printed of them says the same, and
 * what is saved into it is what it says from then on. */
#include <stdio.h>
#include <stdlib.h>

#include "config/config.h"
#include "fuzz.h"

enum { MAX_TEXT = 1 << 16 };

struct text {
	size_t n;
	char bytes[MAX_TEXT];
};

static void put_line(const char *line, void *context)
{
	struct text *text = context;
	text->n += (size_t)snprintf(text->bytes + text->n, sizeof text->bytes - text->n, "%s\n", line);
	require(text->n < sizeof text->bytes);
}

/* Numbers may have more digits than are written. */
static bool is_exact(const struct option_row *row)
{
	return option_is_lasting(row) && row->type != OPTION_NUMBER && row->type != OPTION_TIME;
}

static void require_same(const struct settings *a, const struct settings *b)
{
	for (size_t i = 0; i < n_option_rows; i++)
		require(!is_exact(&option_rows[i]) || options_same(&option_rows[i], a, b));
}

static void check_entries(const struct conf_entries *entries)
{
	require(entries->n <= CONF_MAX_ENTRIES);
	for (size_t i = 0; i < entries->n; i++)
		require(conf_find(entries, entries->items[i].name) == &entries->items[i]);
}

static void check_printed(const struct config *config)
{
	static struct text text;
	static struct config again;
	text.n = 0;
	config_print(config, put_line, &text);
	require(config_read_text(&again, text.bytes, "printed", NULL, NULL));
	require_same(&config->settings, &again.settings);
}

static void check_saved(const char *text, const struct config *config)
{
	static struct config again;
	struct settings settings = config->settings;
	struct err err = { 0 };
	settings.fps = settings.fps % 100 + 1;
	settings.peaks = !settings.peaks;
	char *saved = config_edit(text, "fuzz", &settings, NULL, &err);
	require(saved || err.message[0]);
	if (!saved)
		return;
	require(config_read_text(&again, saved, "saved", NULL, NULL));
	require_same(&settings, &again.settings);
	free(saved);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static struct config config;
	struct err err = { 0 };
	char *text = text_of(data, n);
	require(config_read_text(&config, text, "fuzz", NULL, &err));
	require(options_check(&config.settings, &err));
	for (size_t i = 0; i < config.warnings.n && i < CONF_MAX_WARNINGS; i++)
		require_printable(config.warnings.texts[i], sizeof config.warnings.texts[i]);
	check_entries(&config.keys);
	check_entries(&config.layouts);
	check_printed(&config);
	check_saved(text, &config);
	free(text);
	return 0;
}
