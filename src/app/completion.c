#include "app/completion.h"

#include <stdio.h>
#include <string.h>

#include "config/options.h"
#include "control/command.h"
#include "queue/folder.h"
#include "queue/reading.h"

#define SHELLS "bash|zsh|fish"

/* --------------------------------------------------------------- what is an argument */

enum values {
	VALUES_NONE, /* but on and off */
	VALUES_FREE, /* numbers, times, new names */
	VALUES_CHOICE,
	VALUES_LIST,
	VALUES_LISTED, /* by the program itself, with an option */
	VALUES_NAMED,  /* the same, or a file */
	VALUES_COMMANDS,
	VALUES_FILES,
	VALUES_SOUNDS,
	N_VALUES,
};

/* Of which option, where its row does not tell. */
struct hint {
	const char *option;
	enum values values;
	const char *detail; /* the choices with | between, or the option that lists */
};

static const struct hint hints[] = {
	{ "input", VALUES_LISTED, "list-devices" },
	{ "output", VALUES_LISTED, "list-devices" },
	{ "view", VALUES_LISTED, "list-views" },
	{ "preset", VALUES_NAMED, "list-presets" },
	{ "theme", VALUES_NAMED, "list-themes" },
	{ "name", VALUES_LISTED, "list" },
	{ "attach", VALUES_LISTED, "list" },
	{ "send", VALUES_COMMANDS, NULL },
	{ "completion", VALUES_CHOICE, SHELLS },
};

static struct hint hint_of(const struct option_row *row)
{
	static const enum values by_type[] = {
		[OPTION_FLAG] = VALUES_NONE,
		[OPTION_INT] = VALUES_FREE,
		[OPTION_NUMBER] = VALUES_FREE,
		[OPTION_TIME] = VALUES_FREE,
		[OPTION_CHOICE] = VALUES_CHOICE,
		[OPTION_LIST] = VALUES_LIST,
		[OPTION_TEXT] = VALUES_FREE,
		[OPTION_FILE] = VALUES_SOUNDS,
	};
	for (size_t i = 0; i < sizeof hints / sizeof hints[0]; i++)
		if (strcmp(hints[i].option, row->name) == 0)
			return hints[i];
	const bool is_file = row->type == OPTION_TEXT && strcmp(row->argument, "FILE") == 0;
	return (struct hint){ row->name, is_file ? VALUES_FILES : by_type[row->type], row->choices };
}

static bool is_on(const struct option_row *row)
{
	return row->type == OPTION_FLAG && strcmp(row->fallback, "on") == 0;
}

/* --------------------------------------------------------------- for any shell */

/* A text within single quotes; those of `escaped` have a backslash before them. */
static void put_quoted(const char *text, const char *escaped)
{
	for (; *text; text++) {
		if (strchr(escaped, *text))
			putchar('\\');
		if (*text == '\'' && !strchr(escaped, '\''))
			fputs("'\\''", stdout);
		else
			putchar(*text);
	}
}

/* Ends of the names that files with sound in them go by, with bars between them. */
static void put_endings(void)
{
	for (const char *const *ending = folder_endings; *ending; ending++)
		printf("%s%s", ending == folder_endings ? "" : "|", *ending);
	for (size_t i = 0; reading_ending(i); i++)
		printf("|%s", reading_ending(i));
}

/* How a shell is told of a kind of values: this, with the detail's words at '@'. */
static void put_action(const char *action, const char *detail)
{
	for (; *action; action++)
		if (*action != '@')
			putchar(*action);
		else
			for (const char *c = detail; *c; c++)
				putchar(*c == '|' ? ' ' : *c);
}

/* --------------------------------------------------------------- bash */

static const char *const bash_actions[N_VALUES] = {
	[VALUES_NONE] = "_termviz_words on off",
	[VALUES_FREE] = ":",
	[VALUES_CHOICE] = "_termviz_words @",
	[VALUES_LIST] = "_termviz_list @",
	[VALUES_LISTED] = "_termviz_listed --@",
	[VALUES_NAMED] = "_termviz_named --@",
	[VALUES_COMMANDS] = "_termviz_commands",
	[VALUES_FILES] = "_termviz_files",
	[VALUES_SOUNDS] = "_termviz_sounds",
};

static void put_bash_case(const struct option_row *row)
{
	const struct hint hint = hint_of(row);
	printf("\t--%s=", row->name);
	if (options_takes_next(row))
		printf(" | --%s", row->name);
	if (options_takes_next(row) && row->letter)
		printf(" | -%c", row->letter);
	fputs(") ", stdout);
	put_action(bash_actions[hint.values], hint.detail);
	puts(" ;;");
}

static void write_bash(void)
{
	printf("_termviz_endings='");
	put_endings();
	puts("'\n\n_termviz_options=(");
	for (size_t i = 0; i < n_option_rows; i++)
		printf("\t--%s%s\n", option_rows[i].name, is_on(&option_rows[i]) ? "=off" : "");
	puts(")\n\n_termviz_commands() {\n\t_termviz_words \\");
	for (size_t i = 0; i < n_command_rows; i++)
		printf("\t\t%s%s\n", command_rows[i].name, i + 1 < n_command_rows ? " \\" : "");
	puts("}\n\n# _termviz_value OPTION: completes its value; false if it takes none\n_termviz_value() {\n\tcase $1 "
	     "in");
	for (size_t i = 0; i < n_option_rows; i++)
		put_bash_case(&option_rows[i]);
	puts("\t*) return 1 ;;\n\tesac\n}");
}

/* --------------------------------------------------------------- zsh */

/* A blank first: nothing of _arguments' own is to go between the words. */
static const char *const zsh_actions[N_VALUES] = {
	[VALUES_NONE] = "(on off)",
	[VALUES_FREE] = " ",
	[VALUES_CHOICE] = "(@)",
	[VALUES_LIST] = "_sequence compadd - @",
	[VALUES_LISTED] = " _termviz_listed --@",
	[VALUES_NAMED] = " _termviz_named --@",
	[VALUES_COMMANDS] = "_termviz_commands",
	[VALUES_FILES] = "_files",
	[VALUES_SOUNDS] = "_termviz_sounds",
};

/* The names, as _arguments wants them: "--low=", "--attach=-" where an argument may be left out. */
static void put_zsh_names(const struct option_row *row)
{
	const char *joined = options_takes_next(row) ? "=" : row->argument || is_on(row) ? "=-" : "";
	if (!row->letter)
		printf("'--%s%s", row->name, joined);
	else if (row->type == OPTION_FILE) /* may come again */
		printf("'*'{-%c+,--%s%s}'", row->letter, row->name, joined);
	else
		printf("'(-%c --%s)'{-%c%s,--%s%s}'", row->letter, row->name, row->letter,
			options_takes_next(row) ? "+" : "", row->name, joined);
}

static void put_zsh_option(const struct option_row *row)
{
	const struct hint hint = hint_of(row);
	putchar('\t');
	put_zsh_names(row);
	putchar('[');
	put_quoted(row->help, "[]\\");
	putchar(']');
	if (row->argument || is_on(row)) {
		printf(options_takes_next(row) ? ":%s:" : "::%s:", row->name);
		put_action(zsh_actions[hint.values], hint.detail);
	}
	puts("' \\");
}

static void write_zsh(void)
{
	printf("_termviz_sounds() { _files -g '*.(#i)(");
	put_endings();
	puts(")(-.) *(-p)'; }\n\n_termviz_commands() {\n\tlocal -a commands=(");
	for (size_t i = 0; i < n_command_rows; i++) {
		printf("\t\t'%s:", command_rows[i].name);
		put_quoted(command_rows[i].help, "");
		puts("'");
	}
	puts("\t)\n\t_describe -t commands command commands\n}\n\n_arguments -s -S : \\");
	for (size_t i = 0; i < n_option_rows; i++)
		put_zsh_option(&option_rows[i]);
	puts("\t'*:sound:_termviz_sounds'");
}

/* --------------------------------------------------------------- fish */

static const char *const fish_actions[N_VALUES] = {
	[VALUES_NONE] = " -f -a 'on off'",
	[VALUES_FREE] = " -f",
	[VALUES_CHOICE] = " -f -a '@'",
	[VALUES_LIST] = " -f -a '(__termviz_list @)'",
	[VALUES_LISTED] = " -f -a '(__termviz_listed --@)'",
	[VALUES_NAMED] = " -F -a '(__termviz_listed --@)'",
	[VALUES_COMMANDS] = " -f -a '(__termviz_commands)'",
	[VALUES_FILES] = " -F",
	[VALUES_SOUNDS] = " -f -a '(__termviz_sounds)'",
};

static void put_fish_option(const struct option_row *row)
{
	const struct hint hint = hint_of(row);
	printf("complete -c termviz -l %s", row->name);
	if (row->letter)
		printf(" -s %c", row->letter);
	if (options_takes_next(row))
		fputs(" -r", stdout);
	if (row->argument || is_on(row))
		put_action(fish_actions[hint.values], hint.detail);
	fputs(" -d '", stdout);
	put_quoted(row->help, "'\\");
	puts("'");
}

static void write_fish(void)
{
	puts("\nfunction __termviz_commands\n    printf '%s\\t%s\\n' \\");
	for (size_t i = 0; i < n_command_rows; i++) {
		printf("        %s '", command_rows[i].name);
		put_quoted(command_rows[i].help, "'\\");
		puts(i + 1 < n_command_rows ? "' \\" : "'");
	}
	printf("end\n\nset -g __termviz_endings '");
	put_endings();
	puts("'\n");
	for (size_t i = 0; i < n_option_rows; i++)
		put_fish_option(&option_rows[i]);
}

/* --------------------------------------------------------------- all */

static const char bash_head[] =
#include "app/head_bash.inc"
	;
static const char zsh_head[] =
#include "app/head_zsh.inc"
	;
static const char fish_head[] =
#include "app/head_fish.inc"
	;

static const struct shell {
	const char *name;
	const char *head; /* what does not depend on our tables */
	void (*write)(void);
} shells[] = {
	{ "bash", bash_head, write_bash },
	{ "zsh", zsh_head, write_zsh },
	{ "fish", fish_head, write_fish },
};

bool completion_print(const char *shell, struct err *err)
{
	for (size_t i = 0; i < sizeof shells / sizeof shells[0]; i++) {
		if (strcmp(shells[i].name, shell) != 0)
			continue;
		fputs(shells[i].head, stdout);
		shells[i].write();
		return true;
	}
	return err_set(err, ERR_USAGE, "--completion: '%s' is none of %s", shell, SHELLS);
}
