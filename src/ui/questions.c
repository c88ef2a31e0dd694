#include "ui/questions.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "canvas/colour.h"

/* A no-break space: of two bytes, as blocks are of three. tmux 3.3a repeats ASCII alone. */
#define REPEATED "\xC2\xA0"
enum { COLUMN_REPEATED = 5, COLUMN_NOT_REPEATED = 2 };

enum { MODE_SYNCHRONIZED = 2026, MODE_SET = 1, MODE_ALWAYS_SET = 3 };

static const struct question {
	unsigned bit;
	const char *bytes, *ascii; /* `ascii`: NULL where it is the same */
} questions_table[] = {
	/* One row on: a position in the first row reads as a key, F3 with modifiers. And back. */
	{ QUESTION_REPEAT, "\n\r" REPEATED "\033[3b\033[6n\r\033[K\033[A", "\n\r \033[3b\033[6n\r\033[K\033[A" },
	{ QUESTION_COLOUR, "\033[48;2;1;2;3m\033P$qm\033\\\033[m", NULL },
	{ QUESTION_SYNC, "\033[?2026$p", NULL },
	{ QUESTION_KIND, "\033[>c", NULL },
	{ QUESTION_NAME, "\033[>q", NULL },
	{ QUESTION_BACKGROUND, "\033]11;?\033\\", NULL },
	{ QUESTION_STATUS, "\033[5n", NULL },
};

bool questions_append(struct bytes *out, unsigned questions, bool utf8)
{
	const size_t n = out->n;
	for (size_t i = 0; i < sizeof questions_table / sizeof *questions_table; i++) {
		const struct question *question = &questions_table[i];
		const char *bytes = utf8 || !question->ascii ? question->bytes : question->ascii;
		if ((questions & question->bit) && !bytes_append(out, bytes, strlen(bytes))) {
			out->n = n;
			return false;
		}
	}
	return true;
}

/* xterm, kitty and others write it with colons or with semicolons, with or without the colour space's place. One that
 * has taken the nearest of its palette tells that one's index. */
static bool is_truecolor(const char *sgr)
{
	static const char *const forms[] = { "48:2::1:2:3m", "48:2:1:2:3m", "48;2;1;2;3m" };
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
		if (strstr(sgr, forms[i]))
			return true;
	return false;
}

static void take_position(struct terminal_answers *answers, unsigned column)
{
	if (column == COLUMN_REPEATED)
		answers->repeats = ANSWER_YES;
	else if (column == COLUMN_NOT_REPEATED)
		answers->repeats = ANSWER_NO;
}

static void take_mode(struct terminal_answers *answers, unsigned mode, unsigned state)
{
	if (mode == MODE_SYNCHRONIZED)
		answers->synchronized = state >= MODE_SET && state <= MODE_ALWAYS_SET ? ANSWER_YES : ANSWER_NO;
}

/* Where black can be read better than white. */
static bool is_light(colour background)
{
	return colour_contrast(background, 0x000000) > colour_contrast(background, 0xFFFFFF);
}

bool questions_take(struct terminal_answers *answers, const struct input_event *event)
{
	switch (event->kind) {
	case INPUT_ANSWER_MODE: take_mode(answers, event->first, event->second); return true;
	case INPUT_ANSWER_POSITION: take_position(answers, event->second); return true;
	case INPUT_ANSWER_SETTING: answers->truecolor = is_truecolor(event->text) ? ANSWER_YES : ANSWER_NO; return true;
	case INPUT_ANSWER_BACKGROUND: answers->light = is_light(event->first) ? ANSWER_YES : ANSWER_NO; return true;
	case INPUT_ANSWER_NAME: text_copy(answers->name, sizeof answers->name, event->text); return true;
	case INPUT_ANSWER_KIND:
		answers->has_kind = true;
		answers->kind = event->first;
		answers->version = event->second;
		return true;
	case INPUT_ANSWER_STATUS: answers->status = ANSWER_YES; return true;
	case INPUT_ANSWER_DA: return true;
	default: return false;
	}
}

void questions_name(const struct terminal_answers *answers, char *to, size_t size)
{
	/* What they tell of themselves as their secondary attributes, in their sources. */
	static const struct {
		unsigned kind, version; /* `version` 0: any */
		const char *name;
	} kinds[] = {
		{ 1, 10, "mosh" },
		{ 65, 0, "VTE" },
		{ 77, 0, "mintty" },
		{ 83, 0, "screen" },
		{ 84, 0, "tmux" },
		{ 85, 0, "rxvt-unicode" },
	};
	text_copy(to, size, answers->name);
	if (answers->name[0] || !answers->has_kind)
		return;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (kinds[i].kind == answers->kind && (!kinds[i].version || kinds[i].version == answers->version))
			snprintf(to, size, "%s %u", kinds[i].name, answers->version);
}
