#include "ui/terminal_caps.h"

#include <stddef.h>
#include <string.h>

#include "base/text.h"

static bool ends(const char *s, const char *with)
{
	const size_t n = strlen(s), n_with = strlen(with);
	return n >= n_with && strcmp(s + n - n_with, with) == 0;
}

static bool is_one_of(const char *s, const char *const *beginnings, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (text_begins(s, beginnings[i]))
			return true;
	return false;
}

/* GNU screen's TERM is tmux's, too, where that has been told nothing better; and either hands on the variable of the
 * other. */
static bool is_screen(const struct terminal_facts *facts)
{
	return text_begins(facts->term, "screen") && (!*facts->tmux || *facts->sty);
}

/* ---- colours and glyphs ---- */

static bool is_truecolor_by_environment(const struct terminal_facts *facts)
{
	/* GNU screen hands COLORTERM on from the terminal outside and does not know such colours itself. */
	return !is_screen(facts)
		&& (strcmp(facts->colorterm, "truecolor") == 0 || strcmp(facts->colorterm, "24bit") == 0);
}

static enum colour_depth depth_by_terminfo(const struct terminal_facts *facts)
{
	if (facts->direct || ends(facts->term, "-direct"))
		return DEPTH_TRUE;
	if (facts->colors >= 256)
		return DEPTH_256;
	/* The upper eight by SGR 90 … 97, as aixterm has them, and not by a bold that changes the glyphs too. */
	const bool has_bright = strstr(facts->setaf, "%t9") || strstr(facts->setaf, "%'R'%+");
	if (facts->colors >= 16 && has_bright)
		return DEPTH_16;
	return facts->colors >= 8 ? DEPTH_8 : DEPTH_MONO;
}

static enum terminal_how find_depth(
	const struct terminal_facts *facts, enum settings_color wish, enum colour_depth *depth)
{
	static const enum colour_depth wished[] = {
		[COLOR_TRUECOLOR] = DEPTH_TRUE,
		[COLOR_256] = DEPTH_256,
		[COLOR_16] = DEPTH_16,
		[COLOR_8] = DEPTH_8,
		[COLOR_MONO] = DEPTH_MONO,
	};
	/* https://no-color.org: if set and not empty. */
	const bool no_color = *facts->no_color != '\0';
	*depth = depth_by_terminfo(facts);
	if (wish != COLOR_AUTO) {
		*depth = wished[wish];
		return HOW_OPTION;
	}
	if (!no_color && (*depth == DEPTH_TRUE || !is_truecolor_by_environment(facts)))
		return HOW_TERMINFO;
	*depth = no_color ? DEPTH_MONO : DEPTH_TRUE;
	return HOW_ENVIRONMENT;
}

static enum terminal_how find_glyphs(
	const struct terminal_facts *facts, enum settings_glyphs wish, enum glyph_set *glyphs)
{
	if (wish != GLYPHS_SETTING_AUTO) {
		*glyphs = (enum glyph_set)(wish - GLYPHS_SETTING_FIRST);
		return HOW_OPTION;
	}
	*glyphs = GLYPHS_ASCII;
	if (!facts->utf8)
		return HOW_LOCALE;
	/* The Linux console's fonts have a full and a half block, but not the eighths. */
	if (text_begins(facts->term, "linux"))
		return HOW_TERM;
	*glyphs = GLYPHS_BLOCKS;
	return HOW_LOCALE;
}

/* ---- the rest ---- */

/* Many terminals call themselves xterm and do not know REP (mosh's, for one); the real one says so. */
static bool knows_repeat(const struct terminal_facts *facts)
{
	return ends(facts->rep, "\033[%p2%{1}%-%db") && (!text_begins(facts->term, "xterm") || *facts->xterm_version);
}

/* Whether this kind of terminal is known to keep a stack of titles: then the title the user has can be brought back.
 * Much calls itself xterm and sets titles that it cannot bring back, as mosh does. */
static bool stacks_titles(const struct terminal_facts *facts)
{
	static const char *const stacking[] = { "tmux", "xterm-kitty", "foot", "alacritty", "mintty", "contour" };
	return is_one_of(facts->term, stacking, sizeof stacking / sizeof *stacking)
		|| (text_begins(facts->term, "xterm") && *facts->xterm_version);
}

/* The same by the names they answer with. WezTerm and others take the sequences and do nothing. */
static bool stacks_titles_by_name(const char *name)
{
	static const char *const stacking[]
		= { "XTerm(", "kitty(", "foot(", "VTE(", "tmux ", "mintty ", "contour ", "iTerm2 " };
	return is_one_of(name, stacking, sizeof stacking / sizeof *stacking);
}

/* rxvt, Konsole and others tell their colours as "FOREGROUND;BACKGROUND", or with something between, by their indices. */
static bool is_light_by_environment(const struct terminal_facts *facts)
{
	return ends(facts->colorfgbg, ";7") || ends(facts->colorfgbg, ";15");
}

/* What does no harm. Old consoles, and macOS's Terminal, show a part of what they do not know; screen passes a control
 * string on to the terminal outside, whose answer would come when nobody waits for it any longer. */
static unsigned may_be_asked(const struct terminal_facts *facts)
{
	static const char *const silent[] = { "ansi", "cons", "sun", "cygwin", "pcansi", "wsvt", "nsterm" };
	static const char *const plain[] = { "linux", "vt" };
	if (is_one_of(facts->term, silent, sizeof silent / sizeof *silent))
		return 0;
	if (is_one_of(facts->term, plain, sizeof plain / sizeof *plain))
		return QUESTION_STATUS;
	if (strcmp(facts->term_program, "Apple_Terminal") == 0)
		return QUESTION_REPEAT | QUESTION_KIND | QUESTION_BACKGROUND | QUESTION_STATUS;
	if (text_begins(facts->term, "screen"))
		return QUESTIONS_ALL & ~(unsigned)(QUESTION_COLOUR | QUESTION_BACKGROUND);
	return QUESTIONS_ALL;
}

static size_t offset_of(enum terminal_trait trait)
{
	static const size_t offsets[N_TRAITS] = {
		[TRAIT_SYNC] = offsetof(struct terminal_found, caps.synchronized),
		[TRAIT_REP] = offsetof(struct terminal_found, caps.repeat),
		[TRAIT_ECH] = offsetof(struct terminal_found, caps.erase_chars),
		[TRAIT_BCE] = offsetof(struct terminal_found, caps.bce),
		[TRAIT_TITLE] = offsetof(struct terminal_found, title),
		[TRAIT_ANSWERS] = offsetof(struct terminal_found, answers),
		[TRAIT_LIGHT] = offsetof(struct terminal_found, light),
	};
	return offsets[trait];
}

bool terminal_caps_has(const struct terminal_found *found, enum terminal_trait trait)
{
	return *(const bool *)((const char *)found + offset_of(trait));
}

static void set(struct terminal_found *found, enum terminal_trait trait, bool has, enum terminal_how how)
{
	*(bool *)((char *)found + offset_of(trait)) = has;
	found->how[trait] = how;
}

/* --terminal's list: of each trait a "+" and a "-", in turn. */
static void obey(struct terminal_found *found, const struct settings_list *wishes)
{
	for (int i = 0; i < wishes->n; i++) {
		const enum terminal_trait trait = TRAIT_SYNC + (enum terminal_trait)(wishes->items[i] / 2);
		set(found, trait, wishes->items[i] % 2 == 0, HOW_OPTION);
	}
	if (found->how[TRAIT_ANSWERS] == HOW_OPTION)
		found->questions = found->answers ? QUESTIONS_ALL : 0;
}

/* Who wishes for such glyphs knows that the terminal has them, whatever the locale says. */
static bool is_beyond_ascii(enum settings_glyphs wish)
{
	return wish != GLYPHS_SETTING_AUTO && wish - GLYPHS_SETTING_FIRST != GLYPHS_ASCII;
}

struct terminal_wish terminal_wish_of(const struct settings *settings)
{
	return (struct terminal_wish){ .color = (enum settings_color)settings->color,
		.glyphs = (enum settings_glyphs)settings->glyphs,
		.traits = settings->terminal };
}

struct terminal_found terminal_caps_find(const struct terminal_facts *facts, const struct terminal_wish *wish)
{
	struct terminal_found found = {
		.caps = {
			.utf8 = facts->utf8 || is_beyond_ascii(wish->glyphs),
			.column = text_begins(facts->hpa, "\033[%i%p1%dG"),
			/* Who has VT100's reverse index has its VT, a line feed that no terminal driver touches. */
			.index = text_begins(facts->ri, "\033M"),
			.repeat = knows_repeat(facts),
			.erase_chars = text_begins(facts->ech, "\033[%p1%dX"),
			.delete_chars = text_begins(facts->dch, "\033[%p1%dP"),
			.erase_line = text_begins(facts->el, "\033[K"),
			.bce = facts->bce,
			.corner_scrolls = facts->am && !facts->xenl && !*facts->rmam,
		},
		.title = stacks_titles(facts),
		.light = is_light_by_environment(facts),
		.questions = may_be_asked(facts),
		.how = { [TRAIT_REP] = HOW_TERMINFO, [TRAIT_ECH] = HOW_TERMINFO, [TRAIT_BCE] = HOW_TERMINFO,
			[TRAIT_TITLE] = HOW_TERM, [TRAIT_ANSWERS] = HOW_TERM,
			[TRAIT_LIGHT] = *facts->colorfgbg ? HOW_ENVIRONMENT : HOW_ASSUMED },
	};
	found.answers = found.questions != 0;
	found.how[TRAIT_COLOR] = find_depth(facts, wish->color, &found.caps.depth);
	found.how[TRAIT_GLYPHS] = find_glyphs(facts, wish->glyphs, &found.glyphs);
	obey(&found, &wish->traits);
	return found;
}

/* ---- answers ---- */

static void learn(struct terminal_found *found, enum terminal_trait trait, enum answer answer)
{
	if (answer != ANSWER_NONE && found->how[trait] != HOW_OPTION)
		set(found, trait, answer == ANSWER_YES, HOW_ANSWER);
}

void terminal_caps_answered(struct terminal_found *found, const struct terminal_answers *answers)
{
	learn(found, TRAIT_SYNC, answers->synchronized);
	learn(found, TRAIT_REP, answers->repeats);
	learn(found, TRAIT_TITLE, stacks_titles_by_name(answers->name) ? ANSWER_YES : ANSWER_NONE);
	learn(found, TRAIT_ANSWERS, answers->status);
	learn(found, TRAIT_LIGHT, answers->light);
	/* What the environment says is either as good, or that no colours are wanted. A no proves little: some answer
	 * so for want of knowing the question. */
	if (answers->truecolor == ANSWER_YES && found->how[TRAIT_COLOR] < HOW_ENVIRONMENT) {
		found->caps.depth = DEPTH_TRUE;
		found->how[TRAIT_COLOR] = HOW_ANSWER;
	}
}
