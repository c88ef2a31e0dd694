#include "config/options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"

#define AT(member) offsetof(struct settings, member)
#define TEXT_BYTES(member) sizeof(((struct settings *)0)->member)

/* Columns: name, letter, type, group, member, given-flag, argument, default, least, most, unit, choices, help. */
const struct option_row option_rows[] = {
	{ "file", 'f', OPTION_FILE, OPTIONS_INPUT, 0, 0, "FILE", NULL, 0, 0, NULL, NULL,
		"the same as FILE without an option" },
	{ "input", 'i', OPTION_TEXT, OPTIONS_INPUT, AT(input), 0, "NAME", NULL, 0, TEXT_BYTES(input), NULL, NULL,
		"capture: monitor (what plays here; the default), mic, app:NAME, a device, a JACK client" },
	{ "output", 'o', OPTION_TEXT, OPTIONS_INPUT, AT(output), 0, "NAME", NULL, 0, TEXT_BYTES(output), NULL, NULL,
		"play on a device, on default, or on none; without this files play on the default one" },
	{ "volume", 0, OPTION_NUMBER, OPTIONS_INPUT, AT(volume_db), 0, "DB", "0 dB", -90, 12, "dB", NULL,
		"how loud to play; 0 dB is as recorded" },
	{ "demo", 0, OPTION_FLAG, OPTIONS_INPUT, AT(demo), 0, NULL, "off", 0, 0, NULL, NULL,
		"show the built-in piece of music" },
	{ "format", 0, OPTION_CHOICE, OPTIONS_INPUT, AT(format), 0, "TYPE", "s16le", 0, 0, NULL,
		"s16le|s24le|s32le|f32le|u8", "sample type of raw PCM on a pipe" },
	{ "rate", 0, OPTION_INT, OPTIONS_INPUT, AT(rate_hz), 0, "HZ", "44100", 1000, 768000, "Hz", NULL,
		"frames per second of raw PCM on a pipe" },
	{ "channels", 0, OPTION_INT, OPTIONS_INPUT, AT(n_channels), 0, "N", "2", 1, 64, NULL, NULL,
		"channels of raw PCM on a pipe" },
	{ "pace", 0, OPTION_CHOICE, OPTIONS_INPUT, AT(pace), 0, "PACE", "auto", 0, 0, NULL, "auto|live|file",
		"how a pipe's time runs: live, as it comes; file, in real time; auto, found out" },
	{ "wait", 0, OPTION_FLAG, OPTIONS_INPUT, AT(wait), 0, NULL, "off", 0, 0, NULL, NULL,
		"when a FIFO's writer has gone, wait for the next one" },
	{ "seconds", 0, OPTION_TIME, OPTIONS_INPUT, AT(seconds), 0, "N", "0", 0, 1e9, NULL, NULL,
		"end after this time (0: never)" },

	{ "view", 'v', OPTION_TEXT, OPTIONS_PICTURE, AT(view), 0, "NAME", "bars", 0, TEXT_BYTES(view), NULL, NULL,
		"what is drawn: --list-views lists the views" },
	{ "theme", 't', OPTION_TEXT, OPTIONS_PICTURE, AT(theme), 0, "NAME", "default", 0, TEXT_BYTES(theme), NULL, NULL,
		"colours: a theme's name, or the path of a theme file" },
	{ "manner", 0, OPTION_CHOICE, OPTIONS_PICTURE, AT(manner), 0, "HOW", "show", 0, 0, NULL, "measure|show",
		"measure: a grid, labels, ballistics by a standard; show: lively" },
	{ "stereo", 0, OPTION_CHOICE, OPTIONS_PICTURE, AT(stereo), 0, "HOW", "mono", 0, 0, NULL, "mono|split|mirror",
		"mono: the mix; split: left and right side by side; mirror: the same, bass in the middle" },
	{ "channels-shown", 0, OPTION_LIST, OPTIONS_PICTURE, AT(channels_shown), 0, "LIST", NULL, 0, 0, NULL,
		"left|right|mono|mid|side|1|2|3|4|5|6|7|8", "instead of --stereo: channels, with commas between" },
	{ "bar-width", 0, OPTION_INT, OPTIONS_PICTURE, AT(bar_width), 0, "N", "2", 1, 100, NULL, NULL,
		"columns of a bar" },
	{ "bar-gap", 0, OPTION_INT, OPTIONS_PICTURE, AT(bar_gap), 0, "N", "1", 0, 100, NULL, NULL,
		"columns between bars" },
	{ "peaks", 0, OPTION_FLAG, OPTIONS_PICTURE, AT(peaks), 0, NULL, "on", 0, 0, NULL, NULL, "peak marks" },
	{ "hold", 0, OPTION_NUMBER, OPTIONS_PICTURE, AT(hold_ms), 0, "MS", "1000 ms", 0, 60000, "ms", NULL,
		"how long a peak mark stands before it falls" },
	{ "labels", 0, OPTION_CHOICE, OPTIONS_PICTURE, AT(labels), 0, "WHICH", "auto", 0, 0, NULL, "auto|hz|notes|off",
		"levels and frequencies beside the picture; auto: where it measures" },
	{ "smoothing", 0, OPTION_NUMBER, OPTIONS_PICTURE, AT(smoothing), 0, "%", "0 %", 0, 100, "%", NULL,
		"how far bars pull up their neighbours, in the show manner" },
	{ "auto-gain", 0, OPTION_FLAG, OPTIONS_PICTURE, AT(auto_gain), 0, NULL, "on", 0, 0, NULL, NULL,
		"in the show manner, slowly fit the levels to the picture" },
	{ "status", 0, OPTION_FLAG, OPTIONS_PICTURE, AT(status), 0, NULL, "on", 0, 0, NULL, NULL, "the status line" },
	{ "color", 0, OPTION_CHOICE, OPTIONS_PICTURE, AT(color), 0, "DEPTH", "auto", 0, 0, NULL,
		"auto|truecolor|256|16|8|mono", "colours of the terminal" },
	{ "glyphs", 0, OPTION_CHOICE, OPTIONS_PICTURE, AT(glyphs), 0, "SET", "auto", 0, 0, NULL, "auto|blocks|ascii",
		"characters to draw with" },
	{ "scale", 0, OPTION_CHOICE, OPTIONS_PICTURE, AT(scale), 0, "SCALE", "log", 0, 0, NULL,
		"log|semitone|octave/1|octave/2|octave/3|octave/6|octave/12|octave/24|linear|mel|bark",
		"frequency axis" },
	{ "bands", 0, OPTION_INT, OPTIONS_PICTURE, AT(bands), 0, "N", "0", 0, 1000, NULL, NULL,
		"number of bands (0: as many as fit)" },
	{ "detail", 0, OPTION_CHOICE, OPTIONS_PICTURE, AT(detail), 0, "DETAIL", "normal", 0, 0, NULL, "low|normal|high",
		"bass: quick, or told apart by semitones from 110 Hz up, or from 55 Hz up" },
	{ "window", 0, OPTION_CHOICE, OPTIONS_PICTURE, AT(window), 0, "WINDOW", "hann", 0, 0, NULL,
		"hann|hamming|blackman|blackman-harris|flat-top",
		"window of the run's spectra: how a tone's skirts fall off" },
	{ "low", 0, OPTION_NUMBER, OPTIONS_PICTURE, AT(low_hz), 0, "HZ", "30 Hz", 10, 100000, "Hz", NULL,
		"lowest frequency shown" },
	{ "high", 0, OPTION_NUMBER, OPTIONS_PICTURE, AT(high_hz), 0, "HZ", "16 kHz", 20, 384000, "Hz", NULL,
		"highest frequency shown" },
	{ "floor", 0, OPTION_NUMBER, OPTIONS_PICTURE, AT(floor_db), 0, "DB", "-70 dB", -160, 40, "dB", NULL,
		"level at the foot of a bar; a full-scale sine has 0 dB" },
	{ "ceiling", 0, OPTION_NUMBER, OPTIONS_PICTURE, AT(ceiling_db), 0, "DB", "0 dB", -150, 60, "dB", NULL,
		"level at the top of a bar" },
	{ "weighting", 0, OPTION_CHOICE, OPTIONS_PICTURE, AT(weighting), 0, "CURVE", "z", 0, 0, NULL, "z|a|c|468",
		"weigh frequencies: z not at all, a and c as sound level meters, 468 as ITU-R BS.468" },
	{ "tilt", 0, OPTION_NUMBER, OPTIONS_PICTURE, AT(tilt_db), 0, "DB", "0 dB", -12, 12, "dB", NULL,
		"raise what is above 1 kHz by this much for each octave, lower what is below" },
	{ "ballistics", 0, OPTION_CHOICE, OPTIONS_PICTURE, AT(ballistics), 0, "MODE", "auto", 0, 0, NULL,
		"auto|average|peak|ppm1|ppm2|vu",
		"how bars move; auto: average where it measures, up at once and down by gravity in a show" },
	{ "attack", 0, OPTION_NUMBER, OPTIONS_PICTURE, AT(attack_ms), 0, "MS", "0 ms", 0, 10000, "ms", NULL,
		"time constant with which bars rise (0: that of the ballistics)" },
	{ "release", 0, OPTION_NUMBER, OPTIONS_PICTURE, AT(release_db_per_s), 0, "DB/S", "0 dB/s", 0, 1000, "dB/s",
		NULL, "steady speed with which bars fall (0: that of the ballistics)" },
	{ "meter", 0, OPTION_CHOICE, OPTIONS_PICTURE, AT(meter), 0, "METER", "ppm1", 0, 0, NULL, "ppm1|ppm2|vu",
		"programme meter: peak programme of IEC 60268-10, type I or II, or VU" },
	{ "target", 0, OPTION_NUMBER, OPTIONS_PICTURE, AT(target_lufs), 0, "LUFS", "-23 LUFS", -70, 0, "LUFS", NULL,
		"loudness to aim at, 0 LU on its scale" },
	{ "fps", 0, OPTION_INT, OPTIONS_PICTURE, AT(fps), 0, "N", "60", 1, 240, NULL, NULL,
		"redraws per second at most" },
	{ "delay", 0, OPTION_NUMBER, OPTIONS_PICTURE, AT(delay_ms), 0, "MS", "0 ms", -1000, 1000, "ms", NULL,
		"show the picture later (or, negative, earlier) than the sound is heard" },

	{ "name", 0, OPTION_TEXT, OPTIONS_RUN, AT(name), 0, "NAME", NULL, 0, TEXT_BYTES(name), NULL, NULL,
		"name of the run to start, or to send a command to" },
	{ "headless", 0, OPTION_FLAG, OPTIONS_RUN, AT(headless), 0, NULL, "off", 0, 0, NULL, NULL,
		"start the run without a terminal, and return" },
	{ "attach", 0, OPTION_TEXT, OPTIONS_RUN, AT(attach_name), AT(attach), "NAME", NULL, 0, TEXT_BYTES(attach_name),
		NULL, NULL, "join a run: the only one, else it must be named" },
	{ "keep", 0, OPTION_FLAG, OPTIONS_RUN, AT(keep), 0, NULL, "off", 0, 0, NULL, NULL,
		"the run goes on when the last to look at it leaves" },
	{ "send", 0, OPTION_TEXT, OPTIONS_RUN, AT(send), 0, "COMMAND", NULL, 0, TEXT_BYTES(send), NULL, NULL,
		"tell a run to play, pause, toggle, seek, next, previous, volume, mute, reset, quit" },
	{ "list", 0, OPTION_FLAG, OPTIONS_RUN, AT(list), 0, NULL, "off", 0, 0, NULL, NULL,
		"list the runs that go on, with their processes" },
	{ "log", 0, OPTION_TEXT, OPTIONS_RUN, AT(log), 0, "FILE", NULL, 0, TEXT_BYTES(log), NULL, NULL,
		"append what the run and its libraries say to a file" },
	{ "stats", 0, OPTION_TEXT, OPTIONS_RUN, AT(stats), 0, "FILE", NULL, 0, TEXT_BYTES(stats), NULL, NULL,
		"append a line of statistics to a file every second" },

	{ "report", 0, OPTION_CHOICE, OPTIONS_INFO, AT(report_format), AT(report), "AS", "text", 0, 0, NULL,
		"text|json",
		"measure whole files, as fast as it goes, and tell their loudness, levels, tempo and more" },
	{ "list-devices", 0, OPTION_FLAG, OPTIONS_INFO, AT(list_devices), 0, NULL, "off", 0, 0, NULL, NULL,
		"list what can be captured and where can be played" },
	{ "list-figures", 0, OPTION_FLAG, OPTIONS_INFO, AT(list_figures), 0, NULL, "off", 0, 0, NULL, NULL,
		"list what a report tells of each file, by its names in JSON" },
	{ "list-themes", 0, OPTION_FLAG, OPTIONS_INFO, AT(list_themes), 0, NULL, "off", 0, 0, NULL, NULL,
		"list the themes" },
	{ "list-views", 0, OPTION_FLAG, OPTIONS_INFO, AT(list_views), 0, NULL, "off", 0, 0, NULL, NULL,
		"list the views" },
	{ "list-options", 0, OPTION_FLAG, OPTIONS_INFO, AT(list_options), 0, NULL, "off", 0, 0, NULL, NULL,
		"list these options, one a line" },
	{ "help", 'h', OPTION_FLAG, OPTIONS_INFO, AT(help), 0, NULL, "off", 0, 0, NULL, NULL, "show this help" },
	{ "version", 'V', OPTION_FLAG, OPTIONS_INFO, AT(version), 0, NULL, "off", 0, 0, NULL, NULL,
		"show the version" },
};
const size_t n_option_rows = sizeof option_rows / sizeof option_rows[0];

const char *const option_group_titles[OPTIONS_N_GROUPS] = {
	[OPTIONS_INPUT] = "What is shown",
	[OPTIONS_PICTURE] = "How it is shown",
	[OPTIONS_RUN] = "Runs",
	[OPTIONS_INFO] = "Information",
};

/* --------------------------------------------------------------- setting one */

static const char *as_argument(const struct option_row *row)
{
	return row->argument ? row->argument : "on|off";
}

static bool set_flag(const struct option_row *row, void *member, const char *value, struct err *err)
{
	bool on = !value || strcmp(value, "on") == 0;
	if (!on && strcmp(value, "off") != 0)
		return err_set(err, ERR_USAGE, "--%s: '%s' is neither on nor off", row->name, value);
	*(bool *)member = on;
	return true;
}

static bool refuse_number(const struct option_row *row, const char *value, struct err *err)
{
	return err_set(err, ERR_USAGE, "--%s: '%s' is not a number%s%s from %g to %g", row->name, value,
		row->unit ? " of " : "", row->unit ? row->unit : "", row->min, row->max);
}

static bool set_int(const struct option_row *row, void *member, const char *value, struct err *err)
{
	double number;
	if (!text_parse_number(value, row->unit, &number) || number < row->min || number > row->max
		|| number != (double)(int32_t)number)
		return refuse_number(row, value, err);
	*(int32_t *)member = (int32_t)number;
	return true;
}

static bool set_number(const struct option_row *row, void *member, const char *value, struct err *err)
{
	double number;
	if (!text_parse_number(value, row->unit, &number) || number < row->min || number > row->max)
		return refuse_number(row, value, err);
	*(double *)member = number;
	return true;
}

static bool set_time(const struct option_row *row, void *member, const char *value, struct err *err)
{
	double seconds;
	if (!text_parse_time(value, &seconds) || seconds > row->max)
		return err_set(err, ERR_USAGE, "--%s: '%s' is not a time; say 90, 1:30 or 1:02:03.5", row->name, value);
	*(double *)member = seconds;
	return true;
}

static bool find_choice(const struct option_row *row, const char *value, size_t n, int32_t *found, struct err *err)
{
	int32_t index = 0;
	for (const char *choice = row->choices; choice; index++) {
		size_t length = strcspn(choice, "|");
		if (n == length && strncmp(value, choice, n) == 0) {
			*found = index;
			return true;
		}
		choice = choice[length] ? choice + length + 1 : NULL;
	}
	return err_set(err, ERR_USAGE, "--%s: '%.*s' is none of %s", row->name, (int)n, value, row->choices);
}

static bool set_choice(const struct option_row *row, void *member, const char *value, struct err *err)
{
	const char *chosen = value ? value : row->fallback; /* it may be left out */
	return find_choice(row, chosen, strlen(chosen), member, err);
}

static bool set_list(const struct option_row *row, void *member, const char *value, struct err *err)
{
	struct settings_list list = { .n = 0 };
	for (const char *item = value; item; list.n++) {
		size_t length = strcspn(item, ",");
		if (list.n == SETTINGS_LIST)
			return err_set(
				err, ERR_USAGE, "--%s: '%s' has more than %d items", row->name, value, SETTINGS_LIST);
		if (!find_choice(row, item, length, &list.items[list.n], err))
			return false;
		item = item[length] ? item + length + 1 : NULL;
	}
	*(struct settings_list *)member = list;
	return true;
}

static bool set_text(const struct option_row *row, void *member, const char *value, struct err *err)
{
	if (value && !*value)
		return err_set(err, ERR_USAGE, "--%s: %s is empty", row->name, row->argument);
	return text_copy(member, (size_t)row->max, value ? value : "")
		|| err_set(err, ERR_USAGE, "--%s: longer than %g bytes", row->name, row->max - 1);
}

static bool (*const setters[])(const struct option_row *row, void *member, const char *value, struct err *err) = {
	[OPTION_FLAG] = set_flag,
	[OPTION_INT] = set_int,
	[OPTION_NUMBER] = set_number,
	[OPTION_TIME] = set_time,
	[OPTION_CHOICE] = set_choice,
	[OPTION_LIST] = set_list,
	[OPTION_TEXT] = set_text,
};

static bool set_row(struct settings *settings, const struct option_row *row, const char *value, struct err *err)
{
	if (row->flag_offset)
		*(bool *)((char *)settings + row->flag_offset) = true;
	return setters[row->type](row, (char *)settings + row->offset, value, err);
}

void options_defaults(struct settings *settings)
{
	memset(settings, 0, sizeof *settings);
	for (size_t i = 0; i < n_option_rows; i++)
		if (option_rows[i].fallback && !option_rows[i].flag_offset)
			set_row(settings, &option_rows[i], option_rows[i].fallback, NULL);
}

/* --------------------------------------------------------------- finding one */

/* Edit distance (V. Levenshtein, 1966), of names under 32 bytes. */
static size_t distance(const char *a, size_t n_a, const char *b)
{
	size_t n_b = strlen(b), row[33];
	if (n_a > 32 || n_b > 32)
		return 99;
	for (size_t j = 0; j <= n_b; j++)
		row[j] = j;
	for (size_t i = 1; i <= n_a; i++) {
		size_t diagonal = row[0];
		row[0] = i;
		for (size_t j = 1; j <= n_b; j++) {
			size_t replaced = diagonal + (a[i - 1] != b[j - 1]);
			diagonal = row[j];
			size_t shortest = row[j] < row[j - 1] ? row[j] + 1 : row[j - 1] + 1;
			row[j] = replaced < shortest ? replaced : shortest;
		}
	}
	return row[n_b];
}

static bool refuse_name(const char *name, size_t n, struct err *err)
{
	const struct option_row *nearest = &option_rows[0];
	for (size_t i = 1; i < n_option_rows; i++)
		if (distance(name, n, option_rows[i].name) < distance(name, n, nearest->name))
			nearest = &option_rows[i];
	if (distance(name, n, nearest->name) <= 3)
		return err_set(
			err, ERR_USAGE, "--%.*s: no such option; did you mean --%s?", (int)n, name, nearest->name);
	return err_set(err, ERR_USAGE, "--%.*s: no such option; termviz --help lists them", (int)n, name);
}

/* The row of a long name or of its unmistakable beginning; NULL with `err`. */
static const struct option_row *find_name(const char *name, size_t n, struct err *err)
{
	const struct option_row *found = NULL;
	for (size_t i = 0; i < n_option_rows; i++) {
		if (n == 0 || strncmp(option_rows[i].name, name, n) != 0)
			continue;
		if (option_rows[i].name[n] == '\0')
			return &option_rows[i];
		if (found) {
			err_set(err, ERR_USAGE, "--%.*s: may be --%s or --%s", (int)n, name, found->name,
				option_rows[i].name);
			return NULL;
		}
		found = &option_rows[i];
	}
	if (!found)
		refuse_name(name, n, err);
	return found;
}

static const struct option_row *find_letter(char letter, struct err *err)
{
	for (size_t i = 0; i < n_option_rows; i++)
		if (option_rows[i].letter == letter)
			return &option_rows[i];
	err_set(err, ERR_USAGE, "-%c: no such option; termviz --help lists them", letter);
	return NULL;
}

bool options_set(struct settings *settings, const char *name, const char *value, struct err *err)
{
	const struct option_row *row = find_name(name, strlen(name), err);
	if (!row)
		return false;
	if (row->type == OPTION_FILE)
		return err_set(err, ERR_USAGE, "%s: not a setting", name);
	return set_row(settings, row, value, err);
}

/* --------------------------------------------------------------- the command line */

/* Where we are on it. */
struct cursor {
	int argc, i;
	char **argv;
	struct settings *settings;
	struct operands *operands;
};

static bool takes_next(const struct option_row *row)
{
	return row->type != OPTION_FLAG && !row->flag_offset;
}

static bool apply(struct cursor *at, const struct option_row *row, const char *value, struct err *err)
{
	if (!value && takes_next(row)) {
		if (at->i + 1 >= at->argc)
			return err_set(err, ERR_USAGE, "--%s: %s is missing", row->name, as_argument(row));
		value = at->argv[++at->i];
	}
	if (row->type != OPTION_FILE)
		return set_row(at->settings, row, value, err);
	at->operands->items[at->operands->n++] = value;
	return true;
}

static bool parse_long(struct cursor *at, const char *arg, struct err *err)
{
	size_t n = strcspn(arg, "=");
	const struct option_row *row = find_name(arg, n, err);
	return row && apply(at, row, arg[n] ? arg + n + 1 : NULL, err);
}

/* "-hV", "-tember", "-t ember" */
static bool parse_letters(struct cursor *at, const char *arg, struct err *err)
{
	for (; *arg; arg++) {
		const struct option_row *row = find_letter(*arg, err);
		if (!row)
			return false;
		if (takes_next(row))
			return apply(at, row, arg[1] ? arg + 1 : NULL, err);
		if (!apply(at, row, NULL, err))
			return false;
	}
	return true;
}

bool options_check(const struct settings *settings, struct err *err)
{
	if (settings->high_hz < settings->low_hz * 1.25)
		return err_set(err, ERR_USAGE,
			"--low %g Hz and --high %g Hz: at least a third of an octave must lie between them",
			settings->low_hz, settings->high_hz);
	if (settings->ceiling_db < settings->floor_db + 6)
		return err_set(err, ERR_USAGE, "--floor %g dB and --ceiling %g dB: at least 6 dB must lie between them",
			settings->floor_db, settings->ceiling_db);
	return true;
}

bool options_parse(struct settings *settings, int argc, char **argv, struct operands *operands, struct err *err)
{
	struct cursor at = { .argc = argc, .argv = argv, .settings = settings, .operands = operands };
	bool only_operands = false;
	operands->n = 0;
	for (at.i = 1; at.i < argc; at.i++) {
		const char *arg = argv[at.i];
		if (!only_operands && strcmp(arg, "--") == 0)
			only_operands = true;
		else if (only_operands || arg[0] != '-' || arg[1] == '\0')
			operands->items[operands->n++] = arg;
		else if (!(arg[1] == '-' ? parse_long(&at, arg + 2, err) : parse_letters(&at, arg + 1, err)))
			return false;
	}
	return options_check(settings, err);
}
