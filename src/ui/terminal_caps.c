#include "ui/terminal_caps.h"

#include <stddef.h>
#include <string.h>

static bool begins(const char *s, const char *with)
{
	return strncmp(s, with, strlen(with)) == 0;
}

static bool ends(const char *s, const char *with)
{
	const size_t n = strlen(s), n_with = strlen(with);
	return n >= n_with && strcmp(s + n - n_with, with) == 0;
}

static bool is_truecolor(const struct terminal_facts *facts)
{
	if (facts->direct || ends(facts->term, "-direct"))
		return true;
	/* GNU screen hands COLORTERM on from the terminal outside and does not know such colours itself. */
	if (begins(facts->term, "screen") && !*facts->tmux)
		return false;
	return strcmp(facts->colorterm, "truecolor") == 0 || strcmp(facts->colorterm, "24bit") == 0;
}

static enum colour_depth depth_found(const struct terminal_facts *facts)
{
	/* https://no-color.org: if set and not empty. */
	if (*facts->no_color)
		return DEPTH_MONO;
	if (is_truecolor(facts))
		return DEPTH_TRUE;
	if (facts->colors >= 256)
		return DEPTH_256;
	/* The upper eight by SGR 90 … 97, as aixterm has them, and not by a bold that changes the glyphs too. */
	const bool has_bright = strstr(facts->setaf, "%t9") || strstr(facts->setaf, "%'R'%+");
	if (facts->colors >= 16 && has_bright)
		return DEPTH_16;
	return facts->colors >= 8 ? DEPTH_8 : DEPTH_MONO;
}

static enum colour_depth depth_of(const struct terminal_facts *facts, enum settings_color wish)
{
	static const enum colour_depth wished[] = {
		[COLOR_TRUECOLOR] = DEPTH_TRUE,
		[COLOR_256] = DEPTH_256,
		[COLOR_16] = DEPTH_16,
		[COLOR_8] = DEPTH_8,
		[COLOR_MONO] = DEPTH_MONO,
	};
	return wish == COLOR_AUTO ? depth_found(facts) : wished[wish];
}

/* Many terminals call themselves xterm and do not know REP (mosh's, for one); the real one says so. */
static bool knows_repeat(const struct terminal_facts *facts)
{
	return ends(facts->rep, "\033[%p2%{1}%-%db") && (!begins(facts->term, "xterm") || *facts->xterm_version);
}

struct encoder_caps terminal_caps(const struct terminal_facts *facts, const struct terminal_wish *wish)
{
	return (struct encoder_caps){
		.depth = depth_of(facts, wish->color),
		.utf8 = facts->utf8 || wish->glyphs == GLYPHS_SETTING_BLOCKS,
		.column = begins(facts->hpa, "\033[%i%p1%dG"),
		/* Who has VT100's reverse index has its VT, which is a line feed that no terminal driver touches. */
		.index = begins(facts->ri, "\033M"),
		.repeat = knows_repeat(facts),
		.erase_chars = begins(facts->ech, "\033[%p1%dX"),
		.erase_line = begins(facts->el, "\033[K"),
		.bce = facts->bce,
		.corner_scrolls = facts->am && !facts->xenl && !*facts->rmam,
	};
}

enum glyph_set terminal_caps_glyphs(const struct terminal_facts *facts, const struct terminal_wish *wish)
{
	if (wish->glyphs == GLYPHS_SETTING_AUTO)
		/* The Linux console's fonts have a full and a half block, but not the eighths. */
		return facts->utf8 && !begins(facts->term, "linux") ? GLYPHS_BLOCKS : GLYPHS_ASCII;
	return wish->glyphs == GLYPHS_SETTING_BLOCKS ? GLYPHS_BLOCKS : GLYPHS_ASCII;
}

bool terminal_caps_stacks_titles(const struct terminal_facts *facts)
{
	/* Much calls itself xterm and sets titles that it cannot bring back, as mosh does. */
	static const char *const stacking[] = { "tmux", "xterm-kitty", "foot", "alacritty", "mintty", "contour" };
	for (size_t i = 0; i < sizeof stacking / sizeof *stacking; i++)
		if (begins(facts->term, stacking[i]))
			return true;
	return begins(facts->term, "xterm") && *facts->xterm_version;
}

bool terminal_caps_may_ask(const struct terminal_facts *facts)
{
	static const char *const silent[]
		= { "linux", "vt", "ansi", "cons", "sun", "cygwin", "pcansi", "wsvt", "nsterm" };
	for (size_t i = 0; i < sizeof silent / sizeof *silent; i++)
		if (begins(facts->term, silent[i]))
			return false;
	return true;
}
