#include "engine/report.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "analysis/survey.h"
#include "base/clock.h"
#include "base/text.h"
#include "control/report.h"
#include "engine/fence.h"
#include "engine/handed.h"
#include "source/tags_encoding.h"

enum { BLOCK_FRAMES = 8192 };

#define PROGRESS_NS (100 * NS_PER_MS)

/* One file, while it is measured. */
struct job {
	int socket_fd;
	struct handed file;
	struct survey survey;
	float *frames; /* a block */
	int64_t told_ns;
};

static bool init_survey(struct job *job, struct err *err)
{
	job->frames = calloc(BLOCK_FRAMES, job->file.info.n_channels * sizeof *job->frames);
	if (!job->frames)
		return err_set(err, ERR_SYSTEM, "out of memory for %u channels", job->file.info.n_channels);
	return survey_init(
		&job->survey, job->file.info.rate_hz, job->file.info.n_channels, job->file.info.n_frames, err);
}

static void fini(struct job *job)
{
	handed_close(&job->file);
	free(job->frames);
	survey_fini(&job->survey);
}

/* Also shows that this process is alive. A length that is not known, or was a lie, shows no more than that. */
static void tell_progress(struct job *job)
{
	int64_t now_ns = clock_now_ns();
	if (now_ns < job->told_ns + PROGRESS_NS)
		return;
	struct report_message message = report_message_of(REPORT_PROGRESS);
	if (job->file.info.n_frames > 0 && job->survey.n_frames <= job->file.info.n_frames)
		message.u.progress = (float)((double)job->survey.n_frames / (double)job->file.info.n_frames);
	if (report_send(job->socket_fd, &message, -1, false) == MESSAGE_GONE)
		_exit(1);
	job->told_ns = now_ns;
}

/* Measures to the end, or as far as the file is good. */
static bool measure(struct job *job, struct err *err)
{
	for (;;) {
		size_t n_frames = 0;
		enum source_status status = handed_read(&job->file, job->frames, BLOCK_FRAMES, &n_frames, err);
		if (status != SOURCE_OK)
			return status == SOURCE_END;
		survey_process(&job->survey, job->frames, n_frames);
		tell_progress(job);
	}
}

static void work_off(int socket_fd, const struct report_task *task, int fd)
{
	struct job job = { .socket_fd = socket_fd, .told_ns = clock_now_ns() };
	struct report_message message = report_message_of(REPORT_RESULT);
	struct report_result *result = &message.u.result;
	struct err err = { 0 };
	bool began = handed_open(&job.file, task, fd, &err) && init_survey(&job, &err);
	bool good = began && measure(&job, &err);
	if (began)
		survey_finish(&job.survey, &result->findings);
	if (good && result->findings.n_frames == 0)
		good = err_set(&err, ERR_INPUT, "%s: there is no sound in it; name another file", task->name);
	if (!good)
		text_copy(result->error, sizeof result->error, err.message);
	result->is_unknown = !began && err.code == ERR_FORMAT;
	text_copy(result->format, sizeof result->format, job.file.info.format);
	text_copy(result->title, sizeof result->title, job.file.info.title);
	fini(&job);
	if (report_send(socket_fd, &message, -1, true) != MESSAGE_OK)
		_exit(1);
}

void report_work(int socket_fd)
{
	struct report_message message = report_message_of(REPORT_READY);
	struct err err = { 0 };
	int fd;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	tags_encoding_prepare();
	bool fenced = fence_raise(socket_fd, &err);
	if (!fenced)
		text_copy(message.u.error, sizeof message.u.error, err.message);
	bool goes_on = report_send(socket_fd, &message, -1, true) == MESSAGE_OK && fenced;
	while (goes_on && report_receive(socket_fd, &message, &fd) == MESSAGE_OK) {
		if (message.type != REPORT_TASK || fd < 0 || message.u.task.raw_type >= N_SAMPLE_TYPES)
			break;
		const struct report_task task = message.u.task;
		work_off(socket_fd, &task, fd);
	}
	_exit(0);
}
