#include "app/info.h"

#include <langinfo.h>
#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/text.h"
#include "config/theme.h"
#include "ui/terminal.h"

/* Text from outside is made printable. */
static void put(const char *name, const char *value, const char *how)
{
	char clean[512];
	text_clean(clean, sizeof clean, value);
	printf(*how ? "%s\t%s (%s)\n" : "%s\t%s\n", name, clean, how);
}

/* --------------------------------------------------------------- what it can do */

static const char *const how_texts[] = {
	[HOW_ASSUMED] = "it has not told",
	[HOW_TERM] = "by TERM",
	[HOW_TERMINFO] = "terminfo",
	[HOW_LOCALE] = "locale",
	[HOW_ENVIRONMENT] = "environment",
	[HOW_ANSWER] = "answer",
	[HOW_OPTION] = "option",
};

static const char *const depth_texts[N_DEPTHS] = {
	[DEPTH_MONO] = "none, shapes alone tell",
	[DEPTH_8] = "8, the nearest to each",
	[DEPTH_16] = "16, the nearest to each",
	[DEPTH_256] = "256, the nearest to each",
	[DEPTH_TRUE] = "24 bit, all of them",
};

static void put_picture(const struct terminal_found *found)
{
	static const char *const texts[] = {
		[GLYPHS_BLOCKS] = "blocks, an eighth of a row as the smallest step; curves in braille",
		[GLYPHS_HALF] = "half blocks, two steps in a row",
		[GLYPHS_BRAILLE] = "braille, four steps in a row",
		[GLYPHS_ASCII] = "ascii, four steps in a row",
	};
	put("color", depth_texts[found->caps.depth], how_texts[found->how[TRAIT_COLOR]]);
	put("glyphs", texts[found->glyphs], how_texts[found->how[TRAIT_GLYPHS]]);
}

static const struct trait_row {
	enum terminal_trait trait;
	const char *name; /* as --terminal has it */
	const char *yes, *no;
} trait_rows[] = {
	{ TRAIT_SYNC, "sync", "yes, each redraw appears as a whole", "no" },
	{ TRAIT_REP, "rep", "yes, runs of one character are sent short", "no" },
	{ TRAIT_ECH, "ech", "yes, runs of blanks are sent short", "no" },
	{ TRAIT_BCE, "bce", "yes, blanks may be erased in any colour", "no" },
	{ TRAIT_LIGHT, "light", "yes, the background is", "no, the background is dark" },
	{ TRAIT_TITLE, "title", "yes, the window's is set and given back", "no, it is not known to give it back" },
};

static void put_traits(const struct terminal_found *found)
{
	for (size_t i = 0; i < sizeof trait_rows / sizeof trait_rows[0]; i++) {
		const struct trait_row *row = &trait_rows[i];
		put(row->name, terminal_caps_has(found, row->trait) ? row->yes : row->no,
			how_texts[found->how[row->trait]]);
	}
}

/* --------------------------------------------------------------- who answers */

static void put_answers(const struct terminal *terminal, bool asked)
{
	const int64_t round_trip_ns = terminal_figures(terminal).round_trip_ns;
	char text[128];
	if (!asked && !terminal_found(terminal)->answers)
		put("answers", "not asked", how_texts[terminal_found(terminal)->how[TRAIT_ANSWERS]]);
	else if (!asked)
		put("answers", "not asked", terminal_fd(terminal) < 0 ? "no terminal here" : "in the background");
	else if (round_trip_ns == 0)
		put("answers", "none came", "");
	else {
		snprintf(text, sizeof text, "yes, after %.1f ms", (double)round_trip_ns / NS_PER_MS);
		put("answers", text, how_texts[HOW_ANSWER]);
	}
}

#define ANSWERS_ITSELF "answers for itself: the link behind it is not measured, --max-kbps limits what is sent; "

/* Known by the name it answers with, else by TERM and a variable of the environment. */
static const struct multiplexer {
	const char *name, *term, *variable;
	const char *meaning;
} multiplexers[] = {
	{ "tmux", "tmux", "TMUX",
		ANSWERS_ITSELF "passes synchronized output on from 3.4; shows 24-bit colours where its option "
			       "terminal-features gives the terminal RGB" },
	{ "screen", "screen", "STY",
		ANSWERS_ITSELF "up to 4.9 it knows neither synchronized output nor 24-bit colours" },
	{ "mosh", "", "", ANSWERS_ITSELF "draws by itself, as often as the network lets it" },
};

static const struct multiplexer *find_by_name(const char *name)
{
	for (size_t i = 0; i < sizeof multiplexers / sizeof multiplexers[0]; i++)
		if (text_begins(name, multiplexers[i].name))
			return &multiplexers[i];
	return NULL;
}

static const struct multiplexer *find_by_environment(void)
{
	for (size_t i = 0; i < sizeof multiplexers / sizeof multiplexers[0]; i++) {
		const struct multiplexer *m = &multiplexers[i];
		if ((*m->term && text_begins(text_env("TERM"), m->term)) || *text_env(m->variable))
			return m;
	}
	return NULL;
}

static void put_multiplexer(const char *name)
{
	const struct multiplexer *multiplexer = *name ? find_by_name(name) : find_by_environment();
	char text[512];
	if (!multiplexer) {
		put("multiplexer", "none seen", "");
		return;
	}
	snprintf(text, sizeof text, "%s: %s", multiplexer->name, multiplexer->meaning);
	put("multiplexer", text, how_texts[*name ? HOW_ANSWER : HOW_ENVIRONMENT]);
}

static void put_name(const char *name)
{
	if (*name)
		put("terminal", name, how_texts[HOW_ANSWER]);
	else
		put("terminal", "unknown", how_texts[HOW_ASSUMED]);
}

/* --------------------------------------------------------------- all of it */

static void put_size(const struct terminal *terminal)
{
	int cols, rows;
	char text[32];
	if (terminal_fd(terminal) < 0)
		return;
	terminal_size(terminal, &cols, &rows);
	snprintf(text, sizeof text, "%d columns, %d rows", cols, rows);
	put("size", text, "");
}

static void put_terminal(struct terminal *terminal)
{
	const bool asked = terminal_ask(terminal);
	char name[INPUT_TEXT];
	questions_name(terminal_answers(terminal), name, sizeof name);
	put_name(name);
	put_multiplexer(name);
	put_answers(terminal, asked);
	put_picture(terminal_found(terminal));
	put_traits(terminal_found(terminal));
	put_size(terminal);
}

static void put_folder(const char *folder, void *context)
{
	(void)context;
	put("themes", folder, access(folder, R_OK) == 0 ? "" : "not there");
}

bool info_print(const struct config *config, struct err *err)
{
	const struct terminal_wish wish = terminal_wish_of(&config->settings);
	struct terminal *terminal = terminal_new();
	struct err none;
	if (!terminal)
		return err_set(err, ERR_SYSTEM, "cannot look at the terminal: out of memory");
	put("version", PACKAGE_VERSION, "");
	put("TERM", *text_env("TERM") ? text_env("TERM") : "not set", "");
	put("locale", nl_langinfo(CODESET), "");
	if (terminal_look(terminal, &wish, &none))
		put_terminal(terminal);
	else
		put("terminal", none.message, "");
	put("configuration", *config->path ? config->path : "no home for one",
		access(config->path, R_OK) == 0 ? "" : "not there");
	theme_folders(put_folder, NULL);
	terminal_free(terminal);
	return true;
}
