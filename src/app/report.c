#include "app/report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/report_bar.h"
#include "app/report_crew.h"
#include "app/report_figures.h"
#include "app/report_files.h"
#include "app/report_format.h"
#include "base/text.h"
#include "source/ffmpeg_pipe.h"

static const struct report_format *const formats[] = {
	[REPORT_FORMAT_TEXT] = &report_text,
	[REPORT_FORMAT_JSON] = &report_json,
};

struct report_file {
	const char *name;
	bool is_stream;
	int fd;                    /* of a stream that has been gathered; else -1 */
	struct err gather_err;     /* why it has not been */
	struct ffmpeg_pipe ffmpeg; /* open if that decodes it */
	bool is_tried_again;
	bool is_done;
	struct report_result result; /* then */
};

struct report {
	const struct settings *settings;
	size_t n_files;
	struct report_file *files;
	size_t n_told;
	const struct report_format *format;
	void *format_state;
	struct report_bar bar;
	bool failed; /* one of the files, or stdout */
};

/* --------------------------------------------------------------- opened */

/* Streams are read to their ends before anything else, one after the other: they may take their time, and a signal still
 * ends us. */
static void gather_streams(struct report *report)
{
	for (size_t i = 0; i < report->n_files; i++) {
		struct report_file *file = &report->files[i];
		file->is_stream = report_file_is_stream(file->name);
		file->fd = file->is_stream ? report_file_gather(file->name, &file->gather_err) : -1;
	}
}

static int open_file(void *context, size_t index, struct report_task *task, struct err *err)
{
	struct report *report = context;
	struct report_file *file = &report->files[index];
	text_clean(task->name, sizeof task->name, strcmp(file->name, "-") == 0 ? "standard input" : file->name);
	if (!file->is_stream)
		return report_file_open(file->name, err);
	task->raw_type = (uint32_t)report->settings->format;
	task->raw_rate_hz = (uint32_t)report->settings->rate_hz;
	task->raw_n_channels = (uint32_t)report->settings->n_channels;
	int fd = file->fd;
	file->fd = -1;
	if (fd < 0)
		*err = file->gather_err;
	return fd;
}

/* What no library reads, ffmpeg may. */
static int open_file_again(void *context, size_t index, struct report_result *result)
{
	struct report *report = context;
	struct report_file *file = &report->files[index];
	struct err err = { 0 };
	if (file->is_stream || file->is_tried_again)
		return -1;
	file->is_tried_again = true;
	int fd = ffmpeg_pipe_open(&file->ffmpeg, file->name, file->name, &err);
	if (fd < 0)
		text_copy(result->error, sizeof result->error, err.message);
	return fd;
}

/* The worker has seen no more than the sound; what is wrong with it, and what it was, ffmpeg tells. */
static void close_ffmpeg(struct report_file *file)
{
	struct report_result *result = &file->result;
	struct err err;
	if (!file->ffmpeg.input)
		return;
	int status = ffmpeg_pipe_close(&file->ffmpeg);
	const struct findings *findings = &result->findings;
	double read_s = findings->n_frames > 0 ? (double)findings->n_frames / findings->rate_hz : -1;
	bool judge = result->is_unknown || !result->error[0];
	if (judge && !ffmpeg_log_judge(&file->ffmpeg.log, status, read_s, file->name, &err))
		text_copy(result->error, sizeof result->error, err.message);
	if (read_s > 0)
		ffmpeg_log_format(&file->ffmpeg.log, result->format, sizeof result->format);
}

/* --------------------------------------------------------------- told */

static void tell(struct report *report, const struct report_file *file)
{
	struct figures figures;
	const struct report_entry entry = { .name = file->name, .result = &file->result, .figures = &figures };
	if (file->result.error[0]) {
		report->failed = true;
		fprintf(stderr, "termviz: %s\n", file->result.error);
	}
	figures_of(&file->result, &figures);
	if (!report->format->put(report->format_state, &entry))
		report->failed = true;
}

/* Results are told in the order of the files, each as soon as those before it are there. */
static void keep_result(void *context, size_t index, const struct report_result *result)
{
	struct report *report = context;
	report->files[index].result = *result;
	close_ffmpeg(&report->files[index]);
	report->files[index].is_done = true;
	for (; report->n_told < report->n_files && report->files[report->n_told].is_done; report->n_told++) {
		report_bar_hide(&report->bar);
		tell(report, &report->files[report->n_told]);
	}
}

static void show_progress(void *context, double n_done)
{
	struct report *report = context;
	for (size_t i = 0; i < report->n_files; i++)
		ffmpeg_pipe_listen(&report->files[i].ffmpeg);
	report_bar_show(&report->bar, n_done, report->n_files);
}

/* --------------------------------------------------------------- the whole */

static bool check(const struct settings *settings, const struct operands *operands, struct err *err)
{
	if (settings->demo || settings->input[0] || settings->headless || settings->attach)
		return err_set(err, ERR_USAGE, "--report measures files; leave out %s",
			settings->demo               ? "--demo"
				: settings->input[0] ? "--input"
				: settings->headless ? "--headless"
						     : "--attach");
	return operands->n > 0 || err_set(err, ERR_USAGE, "--report: which FILE? name one or more");
}

static bool init(
	struct report *report, const struct settings *settings, const struct operands *operands, struct err *err)
{
	*report = (struct report){ .settings = settings,
		.n_files = operands->n,
		.files = calloc(operands->n, sizeof *report->files),
		.format = formats[settings->report_format] };
	if (!report->files)
		return err_set(err, ERR_SYSTEM, "out of memory for %zu files", operands->n);
	for (size_t i = 0; i < operands->n; i++)
		report->files[i] = (struct report_file){ .name = operands->items[i], .fd = -1 };
	report->format_state = report->format->begin(operands->n);
	return report->format_state || err_set(err, ERR_SYSTEM, "out of memory for the report");
}

static void fini(struct report *report)
{
	for (size_t i = 0; report->files && i < report->n_files; i++) {
		if (report->files[i].fd >= 0)
			close(report->files[i].fd);
		ffmpeg_pipe_close(&report->files[i].ffmpeg);
	}
	free(report->files);
}

int report_run(const struct settings *settings, const struct operands *operands, struct err *err)
{
	struct report report = { 0 };
	int signal_number = 0;
	if (!check(settings, operands, err))
		return 2;
	if (!init(&report, settings, operands, err)) {
		fini(&report);
		return 1;
	}
	gather_streams(&report);
	report_bar_init(&report.bar);
	const struct crew_work work = { .n_files = report.n_files,
		.open = open_file,
		.open_again = open_file_again,
		.done = keep_result,
		.progress = show_progress,
		.context = &report };
	bool good = crew_run(&work, &signal_number, err);
	report_bar_hide(&report.bar);
	/* Whatever there is, is told: what was asked for is a whole only with its end. */
	if (!signal_number)
		good = report.format->end(report.format_state) && good && !report.failed;
	fini(&report);
	return signal_number ? 128 + signal_number : good ? 0 : 1;
}
