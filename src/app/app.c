#include "app/app.h"

#include <fcntl.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/completion.h"
#include "app/configuring.h"
#include "app/descriptors.h"
#include "app/devices.h"
#include "app/info.h"
#include "app/launch.h"
#include "app/process.h"
#include "app/remote.h"
#include "app/report.h"
#include "app/report_figures.h"
#include "app/standing.h"
#include "app/still.h"
#include "app/tee.h"
#include "base/confine.h"
#include "config/config.h"
#include "config/theme.h"
#include "control/place.h"
#include "keeper/scanner.h"
#include "ui/job.h"
#include "ui/key_names.h"
#include "ui/keys.h"
#include "ui/teller.h"
#include "ui/ui.h"
#include "view/layout.h"

/* --------------------------------------------------------------- told and done */

static void put_line(const char *line, void *context)
{
	(void)context;
	puts(line);
}

static void put_theme(const struct theme *theme, const struct err *wrong, void *context)
{
	(void)context;
	if (theme)
		printf("%s\t%s\n", theme->name, theme->description);
	else
		fprintf(stderr, "termviz: %s\n", wrong->message);
}

static bool do_help(const struct config *config, struct err *err)
{
	(void)config, (void)err;
	options_help(put_line, NULL);
	return true;
}

static bool do_version(const struct config *config, struct err *err)
{
	(void)config, (void)err;
	puts("termviz " PACKAGE_VERSION);
	return true;
}

static bool do_list_options(const struct config *config, struct err *err)
{
	(void)config, (void)err;
	options_list(put_line, NULL);
	return true;
}

static bool do_list_devices(const struct config *config, struct err *err)
{
	(void)config;
	return devices_print(err);
}

static bool do_list_figures(const struct config *config, struct err *err)
{
	(void)config, (void)err;
	figures_list(put_line, NULL);
	return true;
}

static bool do_list_themes(const struct config *config, struct err *err)
{
	(void)config, (void)err;
	theme_list(put_theme, NULL);
	return true;
}

static bool do_list_views(const struct config *config, struct err *err)
{
	const struct conf_entries *layouts = &config->layouts;
	(void)err;
	for (size_t i = 0; i < n_views; i++)
		printf("%s\t%s\n", view_table[i]->name, view_table[i]->help);
	for (size_t i = 0; i < layouts->n; i++)
		printf("%s\t%s\n", layouts->items[i].name, layouts->items[i].value);
	return true;
}

static bool do_list_keys(const struct config *config, struct err *err)
{
	(void)config, (void)err;
	for (size_t i = 0; i < n_key_rows; i++) {
		char name[KEY_NAME_BYTES];
		key_format(name, key_rows[i].key);
		printf("%s\t%s\t%s\n", name, key_rows[i].command, key_rows[i].help);
	}
	return true;
}

static bool do_completion(const struct config *config, struct err *err)
{
	return completion_print(config->settings.completion, err);
}

static bool do_list(const struct config *config, struct err *err)
{
	(void)config;
	return remote_list(err);
}

static bool do_send(const struct config *config, struct err *err)
{
	return remote_send(config->settings.name, config->settings.send, err);
}

/* Options that ask for something to be told or done instead of a picture. */
static const struct task {
	size_t wanted; /* offset of a member of struct settings whose first byte tells */
	bool (*run)(const struct config *config, struct err *err);
} tasks[] = {
	{ offsetof(struct settings, help), do_help },
	{ offsetof(struct settings, version), do_version },
	{ offsetof(struct settings, info), info_print },
	{ offsetof(struct settings, list_options), do_list_options },
	{ offsetof(struct settings, list_devices), do_list_devices },
	{ offsetof(struct settings, list_figures), do_list_figures },
	{ offsetof(struct settings, list_presets), configuring_list_presets },
	{ offsetof(struct settings, list_themes), do_list_themes },
	{ offsetof(struct settings, list_views), do_list_views },
	{ offsetof(struct settings, list_keys), do_list_keys },
	{ offsetof(struct settings, completion), do_completion },
	{ offsetof(struct settings, list), do_list },
	{ offsetof(struct settings, send), do_send },
	{ offsetof(struct settings, print_config), configuring_print },
	{ offsetof(struct settings, save_config), configuring_save },
};

static const struct task *find_task(const struct settings *settings)
{
	for (size_t i = 0; i < sizeof tasks / sizeof tasks[0]; i++)
		if (((const char *)settings)[tasks[i].wanted])
			return &tasks[i];
	return NULL;
}

/* --------------------------------------------------------------- runs */

static int status_of(const struct err *err)
{
	return err->code == ERR_USAGE ? 2 : 1;
}

static int run_headless(const struct settings *settings, const struct operands *operands, struct err *err)
{
	int fd = launch(settings, operands, err);
	return fd >= 0 && remote_wait_ready(fd, err) ? 0 : status_of(err);
}

/* What is asked for. */
struct wish {
	const struct settings *settings; /* those of `config`, without what gives way */
	struct config *config;
	const struct config_sources *sources;
};

/* A run to look at: one that goes on, or a new one. */
static int open_run(const struct settings *settings, const struct operands *operands, struct err *err)
{
	return settings->attach ? place_connect(settings->attach_name, err) : launch(settings, operands, err);
}

/* The terminal has been given back by then. */
static void tell_recording(void)
{
	fputs("termviz: the rest of the recording is still being written\n", stderr);
}

static int show(
	const struct wish *wish, const struct theme *theme, struct terminal *terminal, struct tee *tee, struct err *err)
{
	const struct settings *settings = wish->settings;
	const struct operands *operands = &wish->config->operands;
	if (settings->tee && !tee_start(tee, settings, err))
		return status_of(err);
	int fd = open_run(settings, operands, err);
	const struct ui_config config = { .settings = settings,
		.config = wish->config,
		.sources = wish->sources,
		.theme = theme,
		.terminal = terminal,
		.keeper_fd = fd,
		.alarm_fd = tee->alarm_fd,
		.played_out = &tee->played_out,
		.waits_for_recording = tell_recording,
		.holds_pipeline = !settings->attach && launch_uses_stdin(operands) };
	int status = fd >= 0 ? ui_run(&config, err) : status_of(err);
	if (fd >= 0)
		close(fd);
	return status;
}

/* Who redirects the output of a program that draws has something else in mind. */
static bool check_output(const struct settings *settings, struct err *err)
{
	return settings->tee || isatty(STDOUT_FILENO)
		|| err_set(err, ERR_SYSTEM, "standard output is not a terminal; run it in one, or with --headless");
}

/* The terminal is looked at before a run is started: nothing is begun that cannot be shown. */
static int run_in_terminal(const struct wish *wanted, struct err *err)
{
	const struct settings *settings = wanted->settings;
	const struct operands *operands = &wanted->config->operands;
	struct theme theme;
	struct terminal *terminal = terminal_new();
	const struct terminal_wish wish = terminal_wish_of(settings);
	struct tee tee = TEE_NONE;
	int status;
	if (!settings->attach && !launch_check(settings, operands, err))
		status = status_of(err);
	else if (!theme_load(&theme, theme_resolve(settings->theme, false), err) || !check_output(settings, err)
		|| !terminal_open(terminal, &wish, err)
		/* A job that is started in the background is not heard before it is seen. */
		|| !job_await_foreground(terminal_fd(terminal), err))
		status = status_of(err);
	else
		status = show(wanted, &theme, terminal, &tee, err);
	terminal_free(terminal);
	return tee_finish(&tee, status, err);
}

static int run_data(const struct settings *settings, const struct operands *operands, struct err *err)
{
	struct teller_config config = { .settings = settings, .follows = settings->attach };
	if (settings->headless) {
		err_set(err, ERR_USAGE, "--data needs no terminal and runs to the end; leave --headless out");
		return 2;
	}
	if (!process_has_output()) {
		err_set(err, ERR_SYSTEM, "standard output is closed; --data writes to it");
		return 1;
	}
	config.keeper_fd = open_run(settings, operands, err);
	return config.keeper_fd >= 0 ? teller_run(&config, err) : status_of(err);
}

static int refuse_surplus(const struct settings *settings, const struct operands *operands, struct err *err)
{
	err_set(err, ERR_USAGE, "'%s' goes with a picture, not with what was asked for; leave it out",
		settings->attach ? "--attach" : operands->items[0]);
	return 2;
}

/* A run that is joined plays already, and is joined to be looked at. */
static bool attach_check(const struct settings *settings, const struct operands *operands, struct err *err)
{
	const char *surplus = operands->n ? operands->items[0]
		: settings->demo          ? "--demo"
		: settings->input[0]      ? "--input"
		: settings->headless      ? "--headless"
		: settings->record[0]     ? "--record"
					  : NULL;
	return !surplus || err_set(err, ERR_USAGE, "--attach joins a run that goes on; leave out '%s'", surplus);
}

static int run_wish(const struct wish *wish, struct err *err)
{
	const struct settings *settings = wish->settings;
	const struct operands *operands = &wish->config->operands;
	const bool in_terminal = !settings->still && !settings->report && !settings->data && !settings->headless;
	if (!descriptors_take(&wish->config->operands, err) || !tee_check(settings, operands, err))
		return status_of(err);
	if (!in_terminal) /* else the picture tells */
		configuring_warn(wish->config);
	if (settings->still)
		return still_run(settings, operands, err);
	if (settings->report)
		return report_run(settings, operands, err);
	if (settings->attach && !attach_check(settings, operands, err))
		return 2;
	if (!layout_parse(&(struct layout){ .n_boxes = 0 }, settings->view, err))
		return 2;
	if (settings->data)
		return run_data(settings, operands, err);
	return settings->headless ? run_headless(settings, operands, err) : run_in_terminal(wish, err);
}

static int run(struct config *config, const struct config_sources *sources, struct err *err)
{
	struct settings settings = config->settings;
	standing_give_way(&settings, &config->standing, &config->operands);
	const struct wish wish = { &settings, config, sources };
	const struct task *task = find_task(&settings);
	if (task && (config->operands.n || settings.attach))
		return refuse_surplus(&settings, &config->operands, err);
	if (task)
		return task->run(config, err) ? 0 : status_of(err);
	return run_wish(&wish, err);
}

static int run_command_line(int argc, char **argv)
{
	struct err err = { 0 };
	struct config *config = calloc(1, sizeof *config);
	const char **items = calloc((size_t)argc + 1, sizeof *items);
	const struct config_sources sources = { argc, argv, items, configuring_check };
	int status = 2;
	if (config && items && config_load(config, &sources, NULL, &err))
		status = run(config, &sources, &err);
	else if (err.code != ERR_USAGE)
		status = 1;
	free(items);
	free(config);
	if (err.message[0])
		fprintf(stderr, "termviz: %s\n", err.message);
	if (fflush(stdout) == 0 && !ferror(stdout))
		return status;
	fprintf(stderr,
		"termviz: standard output: not all could be written; is the disk full, or the output closed?\n");
	return status ? status : 1;
}

int app_main(int argc, char **argv)
{
	struct err err = { 0 };
	process_begin();
	if (!confine_check_rights(&err)) {
		fprintf(stderr, "termviz: %s\n", err.message);
		return 1;
	}
	setlocale(LC_CTYPE, "");
	if (argc > 1 && strcmp(argv[1], ROLE_KEEPER) == 0)
		return launched(argc, argv);
	if (argc > 1 && strcmp(argv[1], ROLE_SCANNER) == 0)
		return scanner_run();
	if (argc > 1 && strcmp(argv[1], ROLE_FORWARDER) == 0)
		return tee_forwards();
	return process_end(run_command_line(argc, argv));
}
