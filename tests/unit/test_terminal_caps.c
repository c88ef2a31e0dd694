#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

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
		.no_color = "",
		.tmux = "",
		.xterm_version = "",
		.utf8 = true,
		.colors = 256,
		.setaf = SETAF_256,
		.rep = REP,
		.ech = "\033[%p1%dX",
		.el = "\033[K",
		.hpa = "\033[%i%p1%dG",
		.ri = "\033M$<5>",
		.rmam = "\033[?7l",
		.bce = true,
		.am = true,
		.xenl = true,
	};
}

static const struct terminal_wish none = { COLOR_AUTO, GLYPHS_SETTING_AUTO };

static enum colour_depth depth(const struct terminal_facts *facts, enum settings_color wish)
{
	const struct terminal_wish wishes = { wish, GLYPHS_SETTING_AUTO };
	return terminal_caps(facts, &wishes).depth;
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
	const struct terminal_wish blocks = { COLOR_AUTO, GLYPHS_SETTING_BLOCKS };
	const struct terminal_wish ascii = { COLOR_AUTO, GLYPHS_SETTING_ASCII };
	assert_int_equal(terminal_caps_glyphs(&facts, &none), GLYPHS_BLOCKS);
	assert_int_equal(terminal_caps_glyphs(&facts, &ascii), GLYPHS_ASCII);
	assert_true(terminal_caps(&facts, &ascii).utf8); /* titles may have their letters still */
	facts.utf8 = false;
	assert_int_equal(terminal_caps_glyphs(&facts, &none), GLYPHS_ASCII);
	assert_false(terminal_caps(&facts, &none).utf8);
	assert_int_equal(terminal_caps_glyphs(&facts, &blocks), GLYPHS_BLOCKS);
	assert_true(terminal_caps(&facts, &blocks).utf8);
	facts = xterm();
	facts.term = "linux";
	assert_int_equal(terminal_caps_glyphs(&facts, &none), GLYPHS_ASCII);
}

static void test_sequences(void **state)
{
	(void)state;
	struct terminal_facts facts = xterm();
	struct encoder_caps caps = terminal_caps(&facts, &none);
	assert_true(caps.column && caps.index && caps.erase_chars && caps.erase_line && caps.bce);
	assert_false(caps.corner_scrolls || caps.synchronized);
	/* What calls itself xterm may be another; the real one tells its version. */
	assert_false(caps.repeat);
	facts.xterm_version = "XTerm(379)";
	assert_true(terminal_caps(&facts, &none).repeat);
	facts.xterm_version = "";
	facts.term = "alacritty";
	assert_true(terminal_caps(&facts, &none).repeat);

	facts.rep = facts.ech = facts.el = facts.hpa = facts.ri = "";
	facts.bce = false;
	caps = terminal_caps(&facts, &none);
	assert_false(caps.repeat || caps.column || caps.index || caps.erase_chars || caps.erase_line || caps.bce);
	/* A padded form is the same; another terminal's is not. */
	facts.el = "\033[K$<3>";
	facts.hpa = "\033&a%p1%dC";
	caps = terminal_caps(&facts, &none);
	assert_true(caps.erase_line);
	assert_false(caps.column);
	/* Wraps at once and cannot be kept from it. */
	facts.xenl = false;
	assert_false(terminal_caps(&facts, &none).corner_scrolls);
	facts.rmam = "";
	assert_true(terminal_caps(&facts, &none).corner_scrolls);
}

static void test_questions(void **state)
{
	(void)state;
	struct terminal_facts facts = xterm();
	assert_true(terminal_caps_may_ask(&facts));
	facts.term = "tmux-256color";
	assert_true(terminal_caps_may_ask(&facts));
	facts.term = "linux-16color";
	assert_false(terminal_caps_may_ask(&facts));
	facts.term = "vt100";
	assert_false(terminal_caps_may_ask(&facts));
}

static void test_titles(void **state)
{
	(void)state;
	struct terminal_facts facts = xterm();
	assert_false(terminal_caps_stacks_titles(&facts));
	facts.xterm_version = "XTerm(379)";
	assert_true(terminal_caps_stacks_titles(&facts));
	facts.term = "screen.xterm-256color"; /* within it, the variable is the terminal's outside */
	assert_false(terminal_caps_stacks_titles(&facts));
	facts.term = "tmux-256color";
	assert_true(terminal_caps_stacks_titles(&facts));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_depth),
		cmocka_unit_test(test_screen_does_not_know_the_truecolor_outside),
		cmocka_unit_test(test_user_overrides),
		cmocka_unit_test(test_glyphs),
		cmocka_unit_test(test_sequences),
		cmocka_unit_test(test_questions),
		cmocka_unit_test(test_titles),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
