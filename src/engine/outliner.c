#include "engine/outliner.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "analysis/sketch.h"
#include "base/clock.h"
#include "base/text.h"
#include "control/report.h"
#include "engine/fence.h"
#include "engine/handed.h"
#include "snapshot/run_state.h"
#include "snapshot/shared.h"

#define PROGRESS_NS (100 * NS_PER_MS)

/* One file, while it is sketched. */
struct job {
	int socket_fd;
	struct outlines *outlines;
	struct report_task task;
	struct handed file;
	struct sketch sketch;
	float *frames;
	int64_t told_ns;
};

/* Also shows that this process is alive. */
static void tell_progress(struct job *job)
{
	const int64_t now_ns = clock_now_ns();
	if (now_ns < job->told_ns + PROGRESS_NS)
		return;
	const struct report_message message = report_message_of(REPORT_PROGRESS);
	outlines_publish(job->outlines, &job->sketch.outline);
	if (report_send(job->socket_fd, &message, -1, false) == MESSAGE_GONE)
		_exit(1);
	job->told_ns = now_ns;
}

/* A pipe of ffmpeg's cannot be sought, but read. */
static bool skip(struct job *job, int64_t n_frames, struct err *err)
{
	const struct handed *file = &job->file;
	if (n_frames > 0 && file->info.seekable && file->source->seek)
		return file->source->seek(file->state, n_frames)
			|| err_set(err, ERR_INPUT, "%s: cannot be sought; the file may be damaged", job->task.name);
	while (n_frames > 0) {
		const size_t most = n_frames < SKETCH_MOST_FRAMES ? (size_t)n_frames : SKETCH_MOST_FRAMES;
		size_t n;
		const enum source_status status = handed_read(&job->file, job->frames, most, &n, err);
		if (status != SOURCE_OK)
			return status == SOURCE_END;
		n_frames -= (int64_t)n;
		tell_progress(job);
	}
	return true;
}

static bool sketch_all(struct job *job, struct err *err)
{
	while (job->sketch.n_frames < job->task.n_frames) {
		size_t n;
		const enum source_status status = handed_read(&job->file, job->frames, SKETCH_MOST_FRAMES, &n, err);
		if (status != SOURCE_OK)
			return status == SOURCE_END;
		sketch_process(&job->sketch, job->frames, n);
		tell_progress(job);
	}
	return true;
}

static bool begin(struct job *job, int fd, struct err *err)
{
	if (!handed_open(&job->file, &job->task, fd, err))
		return false;
	sketch_init(&job->sketch, job->task.queue_id, job->task.n_frames, job->file.info.n_channels);
	job->frames = calloc(SKETCH_MOST_FRAMES, job->file.info.n_channels * sizeof *job->frames);
	return job->frames || err_set(err, ERR_SYSTEM, "out of memory for %u channels", job->file.info.n_channels);
}

/* The result's findings are no more than how long it was. */
static void work_off(struct job *job, int fd)
{
	struct report_message message = report_message_of(REPORT_RESULT);
	struct report_result *result = &message.u.result;
	struct err err = { 0 };
	const bool began = begin(job, fd, &err);
	if (began && skip(job, job->task.from_frame, &err) && sketch_all(job, &err)) {
		sketch_finish(&job->sketch);
		result->findings.n_frames = job->sketch.n_frames;
		result->findings.rate_hz = job->file.info.rate_hz;
		result->findings.n_channels = job->file.info.n_channels;
	}
	if (!result->findings.n_frames && !err.code)
		err_set(&err, ERR_INPUT, "%s: there is no sound in it", job->task.name);
	text_copy(result->error, sizeof result->error, err.message);
	result->is_unknown = !began && err.code == ERR_FORMAT;
	handed_close(&job->file);
	free(job->frames);
	job->frames = NULL;
	if (began)
		outlines_publish(job->outlines, &job->sketch.outline);
	if (report_send(job->socket_fd, &message, -1, true) != MESSAGE_OK)
		_exit(1);
}

static bool prepare(struct job *job, int outlines_fd, struct err *err)
{
	size_t size;
	job->outlines = shared_map(outlines_fd, sizeof *job->outlines, true, &size, err);
	return job->outlines && outlines_check(job->outlines, size, err) && fence_raise(job->socket_fd, err);
}

static bool is_sane(const struct report_task *task)
{
	return task->raw_type < N_SAMPLE_TYPES && task->from_frame >= 0 && task->from_frame <= RUN_MAX_FRAMES
		&& task->n_frames >= 1 && task->n_frames <= RUN_MAX_FRAMES;
}

void outliner_work(int socket_fd, int outlines_fd)
{
	static struct job job; /* too large for a stack */
	struct report_message message = report_message_of(REPORT_READY);
	struct err err = { 0 };
	int fd;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	job.socket_fd = socket_fd;
	bool goes_on = prepare(&job, outlines_fd, &err);
	if (!goes_on)
		text_copy(message.u.error, sizeof message.u.error, err.message);
	goes_on = report_send(socket_fd, &message, -1, true) == MESSAGE_OK && goes_on;
	while (goes_on && report_receive(socket_fd, &message, &fd) == MESSAGE_OK) {
		if (message.type != REPORT_TASK || fd < 0 || !is_sane(&message.u.task))
			break;
		job.task = message.u.task;
		work_off(&job, fd);
	}
	_exit(0);
}
