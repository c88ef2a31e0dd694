#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "config/config.h"

static char folder[64]; /* a home for one user, made for each test */

static void path_of(char *path, size_t size, const char *name)
{
	snprintf(path, size, "%s/%s", folder, name);
}

static void write_file(const char *name, const char *text)
{
	char path[256];
	path_of(path, sizeof path, name);
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static const char *read_file(const char *name)
{
	static char text[4096];
	char path[256];
	path_of(path, sizeof path, name);
	FILE *file = fopen(path, "r");
	if (!file)
		return NULL;
	text[fread(text, 1, sizeof text - 1, file)] = '\0';
	fclose(file);
	return text;
}

static int set_up(void **state)
{
	char path[256];
	(void)state;
	strcpy(folder, "/tmp/termviz-test-XXXXXX");
	if (!mkdtemp(folder))
		return -1;
	path_of(path, sizeof path, "termviz");
	mkdir(path, 0700);
	path_of(path, sizeof path, "termviz/presets");
	mkdir(path, 0700);
	setenv("XDG_CONFIG_HOME", folder, 1);
	unsetenv("TERMVIZ_OPTIONS");
	unsetenv("TERMVIZ_DATADIR");
	return 0;
}

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *at)
{
	(void)status, (void)kind, (void)at;
	return remove(path);
}

static int tear_down(void **state)
{
	(void)state;
	return nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

/* Loads all with these words on the command line, up to a NULL. */
static bool load(struct config *config, struct err *err, const char *preset, ...)
{
	static const char *items[17];
	char *argv[16] = { (char *)(size_t) "termviz" };
	struct config_sources sources = { 1, argv, items, NULL };
	va_list words;
	va_start(words, preset);
	for (char *word; (word = va_arg(words, char *)); sources.argc++)
		argv[sources.argc] = word;
	va_end(words);
	memset(err, 0, sizeof *err);
	return config_load(config, &sources, preset, err);
}

/* --------------------------------------------------------------- the file */

static void a_file_sets_by_the_names_of_options(void **state)
{
	(void)state;
	static struct config c;
	assert_true(config_read_text(&c,
		"\xEF\xBB\xBF[picture]\nfps = 30 ; a comment\n  theme = \"ember\"\r\n# fps = 10\nlow: 40 Hz\n"
		"[whatever]\npeaks = off\nchannels-shown=left,right\nmpd =\nfollow = spotify\n"
		"[keys]\nCtrl-F = freeze\n\"[\" = seek -30\n[layouts]\nmix = bars/meters\n",
		"f", NULL, NULL));
	assert_int_equal(c.warnings.n, 0);
	assert_int_equal(c.settings.fps, 30);
	assert_string_equal(c.settings.theme, "ember");
	assert_true(c.settings.low_hz == 40 && !c.settings.peaks && c.settings.channels_shown.n == 2);
	assert_true(c.settings.follows_mpd && !c.settings.mpd[0]);
	assert_true(c.settings.follows);
	assert_string_equal(c.settings.follow, "spotify");
	assert_int_equal(c.keys.n, 2);
	assert_string_equal(conf_find(&c.keys, "[")->value, "seek -30");
	assert_string_equal(conf_find(&c.keys, "Ctrl-F")->value, "freeze");
	assert_string_equal(conf_find(&c.layouts, "mix")->value, "bars/meters");
}

/* As of a shell's <(…), which is filled by and by. */
static void a_pipe_is_read_to_its_end(void **state)
{
	(void)state;
	static struct config c;
	struct err err;
	int fds[2];
	char option[64];
	assert_int_equal(pipe(fds), 0);
	const pid_t child = fork();
	if (child == 0) {
		static const char text[] = "fps = 30\n";
		close(fds[0]);
		_exit(write(fds[1], text, sizeof text - 1) != sizeof text - 1);
	}
	snprintf(option, sizeof option, "--config=/dev/fd/%d", fds[0]);
	close(fds[1]);
	assert_true(load(&c, &err, NULL, option, NULL));
	assert_int_equal(c.settings.fps, 30);
	assert_int_equal(waitpid(child, NULL, 0), child);
	close(fds[0]);
}

/* Another value than the default, as it would be typed. */
static void change(const struct option_row *row, char *to, size_t size)
{
	static struct settings settings;
	options_defaults(&settings);
	const char *member = (const char *)&settings + row->offset;
	const char *last = row->choices ? strrchr(row->choices, '|') + 1 : "";
	const bool is_last = row->fallback && strcmp(row->fallback, last) == 0;
	double number = row->type == OPTION_INT                          ? *(const int32_t *)(const void *)member
		: row->type == OPTION_NUMBER || row->type == OPTION_TIME ? *(const double *)(const void *)member
									 : 0;
	if (row->type == OPTION_FLAG)
		snprintf(to, size, "%s", *(const bool *)member ? "off" : "on");
	else if (row->choices)
		snprintf(to, size, "%.*s", is_last ? (int)strcspn(row->choices, "|") : (int)strlen(last),
			is_last ? row->choices : last);
	else if (row->type == OPTION_TEXT)
		snprintf(to, size, "%s", strcmp(row->name, "view") == 0 ? "lines" : "something");
	else
		snprintf(to, size, "%g", number + 1 <= row->max ? number + 1 : number - 1);
}

/* Whatever a command line can ask for that lasts, a file can, by the same name. */
static void each_lasting_option_is_a_key(void **state)
{
	(void)state;
	static struct config c;
	static struct settings settings, defaults;
	options_defaults(&defaults);
	for (size_t i = 0; i < n_option_rows; i++) {
		const struct option_row *row = &option_rows[i];
		char value[64], line[128];
		if (!option_is_lasting(row) || strcmp(row->name, "preset") == 0) /* which wants a file */
			continue;
		change(row, value, sizeof value);
		snprintf(line, sizeof line, "%s = %s\n", row->name, value);
		options_defaults(&settings);
		assert_true(options_set(&settings, row->name, value, NULL));
		assert_true(config_read_text(&c, line, "f", NULL, NULL));
		if (c.warnings.n || !options_same(row, &settings, &c.settings)
			|| options_same(row, &defaults, &c.settings))
			fail_msg("%s", line);
	}
}

static void what_is_wrong_is_told_by_line_and_left_out(void **state)
{
	(void)state;
	static const struct {
		const char *text, *says;
	} cases[] = {
		{ "\nfps = 500\n", "f:2: fps: '500' is not a number from 1 to 240" },
		{ "fsp = 50", "f:1: fsp: no such setting; did you mean fps?" },
		{ "bar_width = 3", "did you mean bar-width?" },
		{ "fp = 50", "f:1: fp: no such setting; did you mean fps?" },
		{ "zzzzzzz = 50", "termviz --print-config lists them" },
		{ "help = on", "f:1: help: is asked for once" },
		{ "demo = on", "f:1: demo: is asked for once" },
		{ "file = x.wav", "f:1: file: is asked for once" },
		{ "theme =", "f:1: theme: NAME is empty" },
		{ "[picture\n", "f:1: [picture: neither a [section] nor NAME = VALUE" },
		{ "fps\n", "f:1: fps: neither" },
		{ "fps = 10\nfps = 60\n", "f:2: fps: has been given before; this line is taken" },
		{ "floor = 10", "f:1: floor 10 dB and ceiling 0 dB: at least 6 dB" },
		{ "stereo = wide", "f:1: stereo: 'wide' is none of mono|split|mirror" },
		{ "preset = none", "f:1: preset 'none': not found" },
	};
	static struct config c;
	struct settings defaults;
	options_defaults(&defaults);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		assert_true(config_read_text(&c, cases[i].text, "f", NULL, NULL));
		assert_int_equal(c.warnings.n, 1);
		if (!strstr(c.warnings.texts[0], cases[i].says))
			fail_msg("'%s' does not say '%s'", c.warnings.texts[0], cases[i].says);
		for (size_t row = 0; row < n_option_rows; row++)
			assert_true(options_same(&option_rows[row], &defaults, &c.settings));
	}
}

static void a_line_that_is_too_long_is_one_line(void **state)
{
	(void)state;
	static struct config c;
	char text[1024];
	snprintf(text, sizeof text, "fps = %0300d\npeaks = off\nfsp = 1\n", 3);
	assert_true(config_read_text(&c, text, "f", NULL, NULL));
	assert_int_equal(c.warnings.n, 2);
	assert_non_null(strstr(c.warnings.texts[0], "f:1: "));
	assert_non_null(strstr(c.warnings.texts[1], "f:3: "));
	assert_true(c.settings.fps == 60 && !c.settings.peaks);
}

/* Whatever the order of lines, if they go together in the end. */
static void settings_are_judged_together(void **state)
{
	(void)state;
	static struct config c;
	assert_true(config_read_text(
		&c, "low = 20 kHz\nhigh = 30 kHz\nceiling = -90 dB\nfloor = -120 dB\n", "f", NULL, NULL));
	assert_int_equal(c.warnings.n, 0);
	assert_true(c.settings.low_hz == 20000 && c.settings.high_hz == 30000 && c.settings.ceiling_db == -90);
}

/* --------------------------------------------------------------- precedence */

static void the_later_goes_over_the_earlier(void **state)
{
	(void)state;
	static struct config c;
	struct err err;
	assert_true(load(&c, &err, NULL, NULL)); /* there is no file */
	assert_true(c.settings.fps == 60 && c.warnings.n == 0);
	write_file("termviz/termviz.conf", "fps = 10\nhold = 10\nspan = 10\n");
	setenv("TERMVIZ_OPTIONS", "--hold 20 --span 20", 1);
	assert_true(load(&c, &err, NULL, "--span", "30", NULL));
	assert_true(c.settings.fps == 10 && c.settings.hold_ms == 20 && c.settings.span_s == 30);
	assert_true(c.standing.span_s == 20);
	setenv("TERMVIZ_OPTIONS", "--config /dev/null", 1);
	assert_true(load(&c, &err, NULL, NULL));
	assert_int_equal(c.settings.fps, 60);
	assert_false(load(&c, &err, NULL, "--config", "/nonexistent", NULL));
	assert_non_null(strstr(err.message, "/nonexistent"));
}

static void a_preset_lies_beneath_what_names_it(void **state)
{
	(void)state;
	static struct config c;
	struct err err;
	write_file("termviz/presets/one.conf", "[preset]\ndescription = it\n[x]\nfps = 1\nhold = 1\nspan = 1\n");
	write_file("termviz/presets/two.conf", "hold = 2\npreset = one\n");
	write_file("termviz/termviz.conf", "fps = 10\npreset = one\n");
	assert_true(load(&c, &err, NULL, NULL));
	assert_true(c.settings.fps == 10 && c.settings.hold_ms == 1 && c.warnings.n == 0);
	assert_true(load(&c, &err, NULL, "--span=3", "--preset", "two", NULL));
	assert_true(c.settings.fps == 10 && c.settings.hold_ms == 2 && c.settings.span_s == 3);
	assert_string_equal(c.settings.preset, "two");
	assert_int_equal(c.warnings.n, 1);
	assert_non_null(strstr(c.warnings.texts[0], "two.conf:2: preset: a preset names no other"));
	assert_true(load(&c, &err, "one", "--fps=7", "--preset", "two", NULL)); /* in place of all that are named */
	assert_true(c.settings.fps == 1 && c.settings.hold_ms == 1 && c.settings.span_s == 1);
	assert_string_equal(c.named_preset, "two");
	assert_false(load(&c, &err, NULL, "--preset", "three", NULL));
	assert_non_null(strstr(err.message, "--list-presets"));
}

static bool is_bars_alone(const char *name, const char *value, struct err *err)
{
	return strcmp(name, "view") != 0 || strcmp(value, "bars") == 0 || err_set(err, ERR_USAGE, "only bars");
}

static void a_layout_is_called_by_its_name(void **state)
{
	(void)state;
	static struct config c;
	struct err err;
	assert_true(config_read_text(&c, "view = mine\n[layouts]\nmine = bars\n", "f", is_bars_alone, NULL));
	assert_int_equal(c.warnings.n, 0);
	assert_string_equal(c.settings.view, "bars");
	assert_true(config_read_text(&c, "view = mine\n[layouts]\nmine = meters\n", "f", is_bars_alone, NULL));
	assert_int_equal(c.warnings.n, 2); /* of both lines */
	assert_true(config_read_text(&c, "[layouts]\nnot_shown = meters\n", "f", is_bars_alone, NULL));
	assert_int_equal(c.warnings.n, 1);
	write_file("termviz/termviz.conf", "[layouts]\nmine = meters/bars\n");
	assert_true(load(&c, &err, NULL, "--view", "mine", NULL));
	assert_string_equal(c.settings.view, "meters/bars");
}

static void what_is_different_is_taken_over(void **state)
{
	(void)state;
	struct settings mine, before, now;
	options_defaults(&before);
	now = mine = before;
	mine.peaks = false; /* by a key */
	mine.fps = 20;
	now.fps = 30;
	now.follows = true;
	config_merge(&mine, &before, &now);
	assert_true(!mine.peaks && mine.fps == 30 && mine.follows);
}

/* --------------------------------------------------------------- printing and saving */

static void add_line(const char *line, void *context)
{
	char *text = context;
	sprintf(text + strlen(text), "%s\n", line);
}

static void what_is_printed_says_the_same(void **state)
{
	(void)state;
	static struct config c, again;
	static char text[32768];
	struct err err;
	assert_true(load(&c, &err, NULL, "--low=33.3", "--mpd", "--terminal=+sync,-rep", "--output", "a b",
		"--tilt=-2.75", "--peaks=off", "--bands=7", "--let-go=1:30.5", NULL));
	config_print(&c, add_line, text);
	assert_true(config_read_text(&again, text, "f", NULL, NULL));
	assert_int_equal(again.warnings.n, 0);
	for (size_t i = 0; i < n_option_rows; i++)
		if (!options_same(&option_rows[i], &c.settings, &again.settings))
			fail_msg("%s is not the same", option_rows[i].name);
}

static void keys_and_layouts_are_printed_too(void **state)
{
	(void)state;
	static const char lines[] = "\n[layouts]\nmine = meters/bars\n\n[keys]\n\"[\" = view mine\nq =\n";
	static struct config c;
	static char text[32768];
	assert_true(config_read_text(&c, lines, "f", NULL, NULL));
	config_print(&c, add_line, text);
	assert_string_equal(text + strlen(text) - strlen(lines), lines);
	assert_true(config_read_text(&c, "[layouts]\nbars = meters\nmeters = stats\n", "f", NULL, NULL));
	text[0] = '\0';
	config_print(&c, add_line, text);
	assert_true(config_read_text(&c, text, "f", NULL, NULL));
	assert_string_equal(c.settings.view, "meters");
}

static bool tells_a_list(const char *name, const char *value, struct err *err)
{
	(void)name, (void)value;
	return err_set(err, ERR_USAGE, "--theme: termviz --list-themes has them, and --low");
}

static void what_is_to_be_typed_keeps_its_dashes(void **state)
{
	(void)state;
	static struct config c;
	assert_true(config_read_text(&c, "theme = x\n", "f", tells_a_list, NULL));
	assert_string_equal(c.warnings.texts[0], "f:1: theme: termviz --list-themes has them, and low");
}

static void saving_changes_no_more_than_it_must(void **state)
{
	(void)state;
	static const struct {
		const char *before, *after;
	} cases[] = {
		{ "", "fps = 30\n" },
		{ "# mine\n\n[keys]\nfps = quit\n", "# mine\n\nfps = 30\n[keys]\nfps = quit\n" },
		{ "fps=60", "fps=30" },
		{ " \"fps\" = 60\n", " \"fps\" = 30\n" },
		{ "  fps : 50 ; slow\r\n", "  fps : 30 ; slow\r\n" },
		{ "fps = 30\nfsp = 1\n", "fps = 30\nfsp = 1\n" },
		{ "fps = 1\nfps = 2\n", "fps = 1\nfps = 30\n" },
		{ "[a]\npeaks = off\n\n# end\n", "[a]\npeaks = on\nfps = 30\n\n# end\n" },
		{ "output = x\nfps = 30", "#output = x\nfps = 30" },
		{ "peaks = on", "peaks = on\nfps = 30\n" },
	};
	struct settings settings;
	options_defaults(&settings);
	settings.fps = 30;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct err err = { 0 };
		char *text = config_edit(cases[i].before, "f", &settings, NULL, &err);
		if (!text)
			fail_msg("%s", err.message);
		assert_string_equal(text, cases[i].after);
		free(text);
	}
}

static void saving_keeps_the_old_file_and_a_link(void **state)
{
	(void)state;
	static struct config c;
	struct err err;
	struct stat status;
	char path[256], link_path[256];
	write_file("real.conf", "# mine\nfps = 10\n");
	path_of(path, sizeof path, "real.conf");
	path_of(link_path, sizeof link_path, "termviz/termviz.conf");
	assert_int_equal(chmod(path, 0640), 0);
	assert_int_equal(symlink(path, link_path), 0);
	assert_true(load(&c, &err, NULL, "--fps=20", NULL));
	assert_true(config_save(c.path, &c.settings, NULL, &err));
	assert_string_equal(read_file("real.conf"), "# mine\nfps = 20\n");
	assert_string_equal(read_file("real.conf~"), "# mine\nfps = 10\n");
	assert_null(read_file("real.conf.new"));
	assert_int_equal(lstat(link_path, &status), 0);
	assert_true(S_ISLNK(status.st_mode));
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0640);
}

static void saving_makes_the_folder(void **state)
{
	(void)state;
	static struct config c;
	struct err err;
	char home[256];
	path_of(home, sizeof home, "new");
	setenv("XDG_CONFIG_HOME", home, 1);
	assert_true(load(&c, &err, NULL, "--fps=20", NULL));
	assert_true(config_save(c.path, &c.settings, NULL, &err));
	assert_non_null(strstr(read_file("new/termviz/termviz.conf"), "\nfps = 20\n"));
	path_of(home, sizeof home, "a fifo");
	assert_int_equal(mkfifo(home, 0600), 0);
	assert_false(config_save(home, &c.settings, NULL, &err));
	assert_non_null(strstr(err.message, "can only be saved in a file"));
	assert_int_equal(unlink(home), 0);
	assert_false(config_save("/nonexistent/a/b/termviz.conf", &c.settings, NULL, &err));
	assert_non_null(strstr(err.message, "cannot write"));
}

/* What could not be written back as it was stays. */
static void saving_leaves_what_it_has_not_read(void **state)
{
	(void)state;
	static struct config c;
	static char long_text[70000];
	struct err err;
	struct stat status;
	char path[256];
	memset(long_text, '#', sizeof long_text - 1);
	for (size_t i = 99; i < sizeof long_text - 1; i += 100)
		long_text[i] = '\n';
	write_file("long.conf", long_text);
	path_of(path, sizeof path, "long.conf");
	assert_true(load(&c, &err, NULL, "--fps=20", NULL));
	assert_false(config_save(path, &c.settings, NULL, &err));
	assert_non_null(strstr(err.message, "64 KiB"));
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_size, sizeof long_text - 1);
	path_of(path, sizeof path, "fifo.conf");
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_false(config_save(path, &c.settings, NULL, &err));
	assert_non_null(strstr(err.message, "only be saved in a file"));
	assert_int_equal(stat(path, &status), 0);
	assert_true(S_ISFIFO(status.st_mode));
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_file_sets_by_the_names_of_options),
		TEST(a_pipe_is_read_to_its_end),
		TEST(each_lasting_option_is_a_key),
		TEST(what_is_wrong_is_told_by_line_and_left_out),
		TEST(a_line_that_is_too_long_is_one_line),
		TEST(settings_are_judged_together),
		TEST(the_later_goes_over_the_earlier),
		TEST(a_preset_lies_beneath_what_names_it),
		TEST(a_layout_is_called_by_its_name),
		TEST(what_is_different_is_taken_over),
		TEST(what_is_printed_says_the_same),
		TEST(keys_and_layouts_are_printed_too),
		TEST(what_is_to_be_typed_keeps_its_dashes),
		TEST(saving_changes_no_more_than_it_must),
		TEST(saving_keeps_the_old_file_and_a_link),
		TEST(saving_makes_the_folder),
		TEST(saving_leaves_what_it_has_not_read),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
