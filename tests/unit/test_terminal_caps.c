#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "ui/terminal_caps.h"

/* Strings as ncurses 6.4's descriptions have them. */
#define SETAF_8 "\033[3%p1%dm"
#define SETAF_256 "\033[%?%p1%{8}%<%t3%p1%d%e%p1%{16}%<%t9%p1%{8}%-%d%e38;5;%p1%d%;m"
#define SETAF_XTERM_16 "\033[%?%p1%{8}%<%t%p1%{30}%+%e%p1%'R'%+%;%dm"
#define SETAF_LINUX_16 "\033[3%p1%{8}%m%d%?%p1%{7}%>%t;1%e;22%;m"
#define REP "%p1%c\033[%p2%{1}%-%db"

static struct terminal_facts xterm(void)
{
	return (struct terminal_facts){
		.term = "xterm-256color",
		.colorterm = "",
		.colorfgbg = "",
		.no_color = "",
		.term_program = "",
		.sty = "",
		.tmux = "",
		.xterm_version = "",
		.utf8 = true,
		.colors = 256,
		.setaf = SETAF_256,
		.rep = REP,
		.ech = "\033[%p1%dX",
		.dch = "\033[%p1%dP",
		.el = "\033[K",
		.hpa = "\033[%i%p1%dG",
		.ri = "\033M$<5>",
		.rmam = "\033[?7l",
		.bce = true,
		.am = true,
		.xenl = true,
	};
}

static const struct terminal_wish none = { .color = COLOR_AUTO };

static struct terminal_found find(const struct terminal_facts *facts)
{
	return terminal_caps_find(facts, &none);
}

static enum colour_depth depth(const struct terminal_facts *facts, enum settings_color wish)
{
	const struct terminal_wish wishes = { .color = wish };
	return terminal_caps_find(facts, &wishes).caps.depth;
}

static void test_depth(void **state)
{
	(void)state;
	struct terminal_facts facts = xterm();
	assert_int_equal(depth(&facts, COLOR_AUTO), DEPTH_256);
	facts.colorterm = "truecolor";
	assert_int_equal(depth(&facts, COLOR_AUTO), DEPTH_TRUE);
	facts.colorterm = "24bit";
	assert_int_equal(depth(&facts, COLOR_AUTO), DEPTH_TRUE);
	facts.colorterm = "yes";
	assert_int_equal(depth(&facts, COLOR_AUTO), DEPTH_256);
	facts.term = "xterm-direct";
	assert_int_equal(depth(&facts, COLOR_AUTO), DEPTH_TRUE);
	facts = xterm();
	facts.direct = true;
	assert_int_equal(depth(&facts, COLOR_AUTO), DEPTH_TRUE);

	facts = xterm();
	facts.colors = 16;
	facts.setaf = SETAF_XTERM_16;
	assert_int_equal(depth(&facts, COLOR_AUTO), DEPTH_16);
	facts.setaf = SETAF_LINUX_16; /* by bold: that is not for us */
	assert_int_equal(depth(&facts, COLOR_AUTO), DEPTH_8);
	facts.colors = 8;
	facts.setaf = SETAF_8;
	assert_int_equal(depth(&facts, COLOR_AUTO), DEPTH_8);
	facts.colors = -1;
	assert_int_equal(depth(&facts, COLOR_AUTO), DEPTH_MONO);
}

static void test_screen_does_not_know_the_truecolor_outside(void **state)
{
	(void)state;
	struct terminal_facts facts = xterm();
	facts.term = "screen-256color";
	facts.colorterm = "truecolor";
	assert_int_equal(depth(&facts, COLOR_AUTO), DEPTH_256);
	facts.tmux = "/tmp/tmux-1000/default,1,0";
	assert_int_equal(depth(&facts, COLOR_AUTO), DEPTH_TRUE);
	facts.sty = "1234.pts-0.host"; /* one within the other */
	assert_int_equal(depth(&facts, COLOR_AUTO), DEPTH_256);
}

static void test_user_overrides(void **state)
{
	(void)state;
	struct terminal_facts facts = xterm();
	facts.colorterm = "truecolor";
	facts.no_color = "1";
	assert_int_equal(depth(&facts, COLOR_AUTO), DEPTH_MONO);
	assert_int_equal(depth(&facts, COLOR_TRUECOLOR), DEPTH_TRUE);
	assert_int_equal(depth(&facts, COLOR_256), DEPTH_256);
	facts.no_color = "";
	assert_int_equal(depth(&facts, COLOR_16), DEPTH_16);
	assert_int_equal(depth(&facts, COLOR_8), DEPTH_8);
	assert_int_equal(depth(&facts, COLOR_MONO), DEPTH_MONO);
}

static void test_glyphs(void **state)
{
	(void)state;
	struct terminal_facts facts = xterm();
	const struct terminal_wish blocks = { .glyphs = GLYPHS_SETTING_FIRST + GLYPHS_BLOCKS };
	const struct terminal_wish ascii = { .glyphs = GLYPHS_SETTING_FIRST + GLYPHS_ASCII };
	assert_int_equal(find(&facts).glyphs, GLYPHS_BLOCKS);
	assert_int_equal(terminal_caps_find(&facts, &ascii).glyphs, GLYPHS_ASCII);
	assert_true(terminal_caps_find(&facts, &ascii).caps.utf8); /* titles may have their letters still */
	facts.utf8 = false;
	assert_int_equal(find(&facts).glyphs, GLYPHS_ASCII);
	assert_false(find(&facts).caps.utf8);
	assert_int_equal(terminal_caps_find(&facts, &blocks).glyphs, GLYPHS_BLOCKS);
	assert_true(terminal_caps_find(&facts, &blocks).caps.utf8);
	facts = xterm();
	facts.term = "linux";
	assert_int_equal(find(&facts).glyphs, GLYPHS_ASCII);
}

static void test_sequences(void **state)
{
	(void)state;
	struct terminal_facts facts = xterm();
	struct encoder_caps caps = find(&facts).caps;
	assert_true(caps.column && caps.index && caps.erase_chars && caps.delete_chars && caps.erase_line && caps.bce);
	assert_false(caps.corner_scrolls || caps.synchronized);
	/* What calls itself xterm may be another; the real one tells its version. */
	assert_false(caps.repeat);
	facts.xterm_version = "XTerm(379)";
	assert_true(find(&facts).caps.repeat);
	facts.xterm_version = "";
	facts.term = "alacritty";
	assert_true(find(&facts).caps.repeat);

	facts.rep = facts.ech = facts.dch = facts.el = facts.hpa = facts.ri = "";
	facts.bce = false;
	caps = find(&facts).caps;
	assert_false(caps.repeat || caps.column || caps.index || caps.erase_chars || caps.delete_chars
		|| caps.erase_line || caps.bce);
	/* A padded form is the same; another terminal's is not. */
	facts.el = "\033[K$<3>";
	facts.hpa = "\033&a%p1%dC";
	caps = find(&facts).caps;
	assert_true(caps.erase_line);
	assert_false(caps.column);
	/* Wraps at once and cannot be kept from it. */
	facts.xenl = false;
	assert_false(find(&facts).caps.corner_scrolls);
	facts.rmam = "";
	assert_true(find(&facts).caps.corner_scrolls);
}

static unsigned questions(const char *term)
{
	struct terminal_facts facts = xterm();
	facts.term = term;
	return find(&facts).questions;
}

static void test_questions_that_would_be_shown_are_not_asked(void **state)
{
	(void)state;
	struct terminal_facts facts = xterm();
	assert_int_equal(questions("xterm-256color"), QUESTIONS_ALL);
	assert_int_equal(questions("tmux-256color"), QUESTIONS_ALL);
	assert_int_equal(questions("linux-16color"), QUESTION_STATUS);
	assert_int_equal(questions("vt100"), QUESTION_STATUS);
	assert_int_equal(questions("sun-color"), 0);
	/* GNU screen hands control strings on. */
	assert_int_equal(
		questions("screen-256color"), QUESTIONS_ALL & ~(unsigned)(QUESTION_COLOUR | QUESTION_BACKGROUND));
	facts.term_program = "Apple_Terminal";
	assert_int_equal(find(&facts).questions & (QUESTION_COLOUR | QUESTION_SYNC | QUESTION_NAME), 0);
	assert_true(find(&facts).answers);
}

static void test_titles(void **state)
{
	(void)state;
	struct terminal_facts facts = xterm();
	assert_false(find(&facts).title);
	facts.xterm_version = "XTerm(379)";
	assert_true(find(&facts).title);
	facts.term = "screen.xterm-256color"; /* within it, the variable is the terminal's outside */
	assert_false(find(&facts).title);
	facts.term = "tmux-256color";
	assert_true(find(&facts).title);
}

static void test_how_it_is_known(void **state)
{
	(void)state;
	struct terminal_facts facts = xterm();
	struct terminal_found found = find(&facts);
	assert_int_equal(found.how[TRAIT_COLOR], HOW_TERMINFO);
	assert_int_equal(found.how[TRAIT_GLYPHS], HOW_LOCALE);
	assert_int_equal(found.how[TRAIT_SYNC], HOW_ASSUMED);
	facts.colorterm = "truecolor";
	assert_int_equal(find(&facts).how[TRAIT_COLOR], HOW_ENVIRONMENT);
	facts.direct = true;
	assert_int_equal(find(&facts).how[TRAIT_COLOR], HOW_TERMINFO);
	facts.no_color = "1";
	assert_int_equal(find(&facts).how[TRAIT_COLOR], HOW_ENVIRONMENT);
	facts.term = "linux";
	assert_int_equal(find(&facts).how[TRAIT_GLYPHS], HOW_TERM);
	const struct terminal_wish wish = { .color = COLOR_16, .glyphs = GLYPHS_SETTING_FIRST + GLYPHS_BLOCKS };
	found = terminal_caps_find(&facts, &wish);
	assert_int_equal(found.how[TRAIT_COLOR], HOW_OPTION);
	assert_int_equal(found.how[TRAIT_GLYPHS], HOW_OPTION);
}

static void test_answers_improve_it(void **state)
{
	(void)state;
	struct terminal_facts facts = xterm();
	struct terminal_found found = find(&facts);
	const struct terminal_answers none_yet = { .status = ANSWER_NONE };
	struct terminal_found as_before;
	memcpy(&as_before, &found, sizeof found); /* with its padding */
	terminal_caps_answered(&found, &none_yet);
	assert_memory_equal(&found, &as_before, sizeof found);

	const struct terminal_answers yes = { .repeats = ANSWER_YES,
		.truecolor = ANSWER_YES,
		.synchronized = ANSWER_YES,
		.name = "foot(1.16.2)",
		.status = ANSWER_YES };
	terminal_caps_answered(&found, &yes);
	assert_int_equal(found.caps.depth, DEPTH_TRUE);
	assert_true(found.caps.synchronized && found.caps.repeat && found.title);
	assert_int_equal(found.how[TRAIT_COLOR], HOW_ANSWER);
	assert_int_equal(found.how[TRAIT_REP], HOW_ANSWER);
	assert_int_equal(found.how[TRAIT_TITLE], HOW_ANSWER);

	const struct terminal_answers no
		= { .repeats = ANSWER_NO, .truecolor = ANSWER_NO, .synchronized = ANSWER_NO, .name = "WezTerm 2024" };
	facts.term = "alacritty";
	facts.colorterm = "truecolor";
	found = find(&facts);
	assert_true(found.caps.repeat);
	terminal_caps_answered(&found, &no);
	assert_false(found.caps.synchronized || found.caps.repeat);
	assert_int_equal(found.caps.depth, DEPTH_TRUE); /* the question may have been what it does not know */
}

static void test_answers_do_not_change_what_the_user_set(void **state)
{
	(void)state;
	struct terminal_facts facts = xterm();
	const struct terminal_answers yes
		= { .repeats = ANSWER_YES, .truecolor = ANSWER_YES, .synchronized = ANSWER_YES, .name = "XTerm(379)" };
	/* -sync, -rep, -ech, +bce, -title, in the order of the option's choices */
	const struct terminal_wish wish = { .color = COLOR_256, .traits = { 5, { 1, 3, 5, 6, 9 } } };
	facts.bce = false;
	struct terminal_found found = terminal_caps_find(&facts, &wish);
	terminal_caps_answered(&found, &yes);
	assert_int_equal(found.caps.depth, DEPTH_256);
	assert_false(found.caps.synchronized || found.caps.repeat || found.caps.erase_chars || found.title);
	assert_true(found.caps.bce);
	assert_int_equal(found.how[TRAIT_BCE], HOW_OPTION);

	facts.no_color = "1";
	found = find(&facts);
	terminal_caps_answered(&found, &yes);
	assert_int_equal(found.caps.depth, DEPTH_MONO);
}

static void test_nothing_is_asked_where_the_user_says_so(void **state)
{
	(void)state;
	struct terminal_facts facts = xterm();
	const struct terminal_wish quiet = { .traits = { 1, { 11 } } }, asking = { .traits = { 2, { 11, 10 } } };
	assert_int_equal(terminal_caps_find(&facts, &quiet).questions, 0);
	facts.term = "sun";
	assert_int_equal(terminal_caps_find(&facts, &asking).questions, QUESTIONS_ALL);
}

static bool is_light(const char *colorfgbg, enum answer answer)
{
	struct terminal_facts facts = xterm();
	facts.colorfgbg = colorfgbg;
	struct terminal_found found = find(&facts);
	terminal_caps_answered(&found, &(struct terminal_answers){ .light = answer });
	return found.light;
}

static void test_background(void **state)
{
	(void)state;
	assert_false(is_light("", ANSWER_NONE));
	assert_false(is_light("15;0", ANSWER_NONE));
	assert_false(is_light("7;default;0", ANSWER_NONE));
	assert_true(is_light("0;15", ANSWER_NONE));
	assert_true(is_light("0;default;7", ANSWER_NONE));
	/* The terminal knows better, the user best. */
	assert_false(is_light("0;15", ANSWER_NO));
	assert_true(is_light("15;0", ANSWER_YES));
	const struct terminal_facts facts = xterm();
	const struct terminal_wish dark = { .traits = { .n = 1, .items = { 2 * (TRAIT_LIGHT - TRAIT_SYNC) + 1 } } };
	struct terminal_found found = terminal_caps_find(&facts, &dark);
	terminal_caps_answered(&found, &(struct terminal_answers){ .light = ANSWER_YES });
	assert_false(found.light);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_depth),
		cmocka_unit_test(test_screen_does_not_know_the_truecolor_outside),
		cmocka_unit_test(test_user_overrides),
		cmocka_unit_test(test_glyphs),
		cmocka_unit_test(test_sequences),
		cmocka_unit_test(test_background),
		cmocka_unit_test(test_questions_that_would_be_shown_are_not_asked),
		cmocka_unit_test(test_titles),
		cmocka_unit_test(test_how_it_is_known),
		cmocka_unit_test(test_answers_improve_it),
		cmocka_unit_test(test_answers_do_not_change_what_the_user_set),
		cmocka_unit_test(test_nothing_is_asked_where_the_user_says_so),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
