/* What terminals answer, true or not: what is made of it is among what there is, and what the user set stays. */
#include "fuzz.h"
#include "ui/input.h"
#include "ui/questions.h"
#include "ui/terminal_caps.h"

static const struct terminal_facts facts = { .term = "xterm-256color",
	.colorterm = "",
	.colorfgbg = "",
	.no_color = "",
	.term_program = "",
	.sty = "",
	.tmux = "",
	.xterm_version = "XTerm(379)",
	.utf8 = true,
	.colors = 256,
	.setaf = "",
	.rep = "",
	.ech = "\033[%p1%dX",
	.dch = "",
	.el = "",
	.hpa = "",
	.ri = "",
	.rmam = "" };

static void learn(const struct terminal_answers *answers, enum settings_color color)
{
	const struct terminal_wish wish = { .color = color };
	struct terminal_found found = terminal_caps_find(&facts, &wish);
	const enum colour_depth before = found.caps.depth;
	terminal_caps_answered(&found, answers);
	require(found.caps.depth < N_DEPTHS && (found.questions & ~QUESTIONS_ALL) == 0);
	require(color == COLOR_AUTO || found.caps.depth == before);
	for (int i = 0; i < N_TRAITS; i++)
		require(found.how[i] <= HOW_OPTION);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct input input = { .n_sequences = 0 };
	struct terminal_answers answers = { .has_kind = false };
	struct input_event event;
	char name[INPUT_TEXT + 16];
	while (n > 0) {
		const size_t fed = input_feed(&input, data, n);
		data += fed;
		n -= fed;
		while (input_next(&input, &event))
			questions_take(&answers, &event);
	}
	questions_name(&answers, name, sizeof name);
	require_printable(name, sizeof name);
	require(answers.synchronized <= ANSWER_YES && answers.truecolor <= ANSWER_YES);
	learn(&answers, COLOR_AUTO);
	learn(&answers, COLOR_16);
	return 0;
}
