#include "ui/terminal_setup.h"

#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "ui/terminal_info.h"

int terminal_setup_fd(struct err *err)
{
	const int flags = O_RDWR | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
	char name[256];

	int fd = open("/dev/tty", flags);
	/* A terminal without a session, as some containers have it. */
	for (int at = STDOUT_FILENO; fd < 0 && at <= STDERR_FILENO; at++)
		if (ttyname_r(at, name, sizeof name) == 0)
			fd = open(name, flags);
	if (fd < 0)
		err_set_sys(err, errno, "cannot open the terminal");
	return fd;
}

/* Appends a terminfo string without its padding, "$<…>": no terminal of today needs the time. */
static void append(char *to, const char *string)
{
	size_t n = strlen(to);
	while (*string && n + 1 < TERMINAL_MAX_BYTES) {
		const char *end = string[0] == '$' && string[1] == '<' ? strchr(string, '>') : NULL;
		if (end) {
			string = end + 1;
			continue;
		}
		to[n++] = *string++;
	}
	to[n] = '\0';
}

/* Descriptions often change the cursor's shape as well; it is to be left as the user has it. */
static void append_cursor(char *to, const char *string, const char *plain)
{
	append(to, strstr(string, plain) ? plain : string);
}

static void make_strings(struct terminal_setup *setup)
{
	const char *smcup = terminal_info_string("smcup");
	const bool has_screen = *smcup && *terminal_info_string("rmcup");

	if (has_screen)
		append(setup->enter, smcup);

	append_cursor(setup->modes, terminal_info_string("civis"), "\033[?25l");
	append(setup->modes, terminal_info_string("rmam"));
	append(setup->modes, "\033[?2004h\033[?1004h");

	/* The end of a synchronized redraw, lest one that was cut short hold the screen. */
	if (setup->found.caps.synchronized || (setup->found.questions & QUESTION_SYNC))
		append(setup->leave, "\033[?2026l");
	append(setup->leave, "\033[m" TERMINAL_MOUSE_OFF "\033[?1004l\033[?2004l");
	append(setup->leave, terminal_info_string("smam"));
	/* Without a screen of our own nothing can be brought back; mosh, and screen as it comes, have none, whatever
	 * their descriptions say. */
	append(setup->leave, "\033[H\033[J");
	if (has_screen)
		append(setup->leave, terminal_info_string("rmcup"));
	append_cursor(setup->leave, terminal_info_string("cnorm"), "\033[?25h");
}

struct key_name {
	const char *name;
	uint32_t key;
};

static const struct key_name key_names[] = {
	{ "kcuu1", INPUT_UP },
	{ "kcud1", INPUT_DOWN },
	{ "kcuf1", INPUT_RIGHT },
	{ "kcub1", INPUT_LEFT },
	{ "khome", INPUT_HOME },
	{ "kend", INPUT_END },
	{ "kich1", INPUT_INSERT },
	{ "kdch1", INPUT_DELETE },
	{ "kpp", INPUT_PAGE_UP },
	{ "knp", INPUT_PAGE_DOWN },
	{ "kb2", INPUT_BEGIN },
	{ "kent", INPUT_ENTER },
	{ "kcbt", INPUT_TAB | INPUT_SHIFT },
	{ "kLFT", INPUT_LEFT | INPUT_SHIFT },
	{ "kRIT", INPUT_RIGHT | INPUT_SHIFT },
	{ "kf1", INPUT_F1 },
	{ "kf2", INPUT_F1 + 1 },
	{ "kf3", INPUT_F1 + 2 },
	{ "kf4", INPUT_F1 + 3 },
	{ "kf5", INPUT_F1 + 4 },
	{ "kf6", INPUT_F1 + 5 },
	{ "kf7", INPUT_F1 + 6 },
	{ "kf8", INPUT_F1 + 7 },
	{ "kf9", INPUT_F1 + 8 },
	{ "kf10", INPUT_F1 + 9 },
	{ "kf11", INPUT_F1 + 10 },
	{ "kf12", INPUT_F1 + 11 },
};

/* Only sequences, ESC and more: a single byte is told by what it is. */
static void make_keys(struct terminal_setup *setup)
{
	for (size_t i = 0; i < sizeof key_names / sizeof *key_names; i++) {
		const char *bytes = terminal_info_string(key_names[i].name);
		const size_t n = strlen(bytes);
		if (n < 2 || n >= TERMINAL_KEY_BYTES || bytes[0] != '\033')
			continue;
		memcpy(setup->key_bytes[setup->n_keys], bytes, n + 1);
		setup->keys[setup->n_keys]
			= (struct input_sequence){ setup->key_bytes[setup->n_keys], key_names[i].key };
		setup->n_keys++;
	}
}

static struct terminal_facts find_facts(const char *term)
{
	return (struct terminal_facts){
		.term = term,
		.colorterm = text_env("COLORTERM"),
		.colorfgbg = text_env("COLORFGBG"),
		.no_color = text_env("NO_COLOR"),
		.term_program = text_env("TERM_PROGRAM"),
		.sty = text_env("STY"),
		.tmux = text_env("TMUX"),
		.xterm_version = text_env("XTERM_VERSION"),
		.utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0,
		.colors = terminal_info_number("colors"),
		.direct = terminal_info_flag("RGB") || terminal_info_flag("Tc") || terminal_info_number("RGB") > 0,
		.setaf = terminal_info_string("setaf"),
		.rep = terminal_info_string("rep"),
		.ech = terminal_info_string("ech"),
		.dch = terminal_info_string("dch"),
		.el = terminal_info_string("el"),
		.hpa = terminal_info_string("hpa"),
		.ri = terminal_info_string("ri"),
		.rmam = terminal_info_string("rmam"),
		.bce = terminal_info_flag("bce"),
		.am = terminal_info_flag("am"),
		.xenl = terminal_info_flag("xenl"),
	};
}

bool terminal_setup_load(struct terminal_setup *setup, int fd, const struct terminal_wish *wish, struct err *err)
{
	static const char ansi_cup[] = "\033[%i%p1%d;%p2%dH";
	const char *term = text_env("TERM");
	*setup = (struct terminal_setup){ 0 };

	if (!*term)
		return err_set(
			err, ERR_SYSTEM, "TERM is not set; set it to your terminal's kind, as TERM=xterm-256color");
	if (!terminal_info_open(term, fd, err))
		return false;
	const bool can_place = strncmp(terminal_info_string("cup"), ansi_cup, sizeof ansi_cup - 1) == 0;
	if (can_place) {
		const struct terminal_facts facts = find_facts(term);
		setup->found = terminal_caps_find(&facts, wish);
		make_strings(setup);
		make_keys(setup);
	}
	terminal_info_close();
	if (!can_place)
		return err_set(err, ERR_SYSTEM,
			"TERM=%s: cannot place the cursor as ANSI terminals do; set TERM to your terminal's kind, as "
			"TERM=xterm-256color",
			term);
	return true;
}
