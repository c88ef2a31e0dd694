#include "engine/still.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "analysis/analysis.h"
#include "audio/downmix.h"
#include "base/clock.h"
#include "base/text.h"
#include "control/still.h"
#include "engine/fence.h"
#include "engine/handed.h"
#include "snapshot/shared.h"

enum { BLOCK_FRAMES = 2048 };

#define ALIVE_NS NS_PER_S

/* A file, while it is heard. */
struct job {
	int socket_fd;
	struct snapshot_ring *ring;
	struct report_task task;
	int fd; /* the file once more: to begin again, unless */
	bool is_pipe;
	struct handed file;
	struct downmix downmix;
	struct analysis analysis;
	struct kept kept; /* by `analysis` */
	float *frames;    /* a block, of the source's channels */
	float stereo[2 * BLOCK_FRAMES];
	int64_t position_frame; /* of what is read next; at first, or: */
	bool is_over;           /* there is no more, or none can be read */
	int64_t told_ns;        /* when it last said something */
};

static void tell(struct job *job, const struct still_message *message)
{
	job->told_ns = clock_now_ns();
	if (still_send(job->socket_fd, message, -1) != MESSAGE_OK)
		_exit(1);
}

static void tell_alive(struct job *job)
{
	if (clock_now_ns() < job->told_ns + ALIVE_NS)
		return;
	const struct still_message message = still_message_of(STILL_ALIVE);
	tell(job, &message);
}

/* --------------------------------------------------------------- the file */

static bool open_file(struct job *job, struct err *err)
{
	int fd = fcntl(job->fd, F_DUPFD_CLOEXEC, 0);
	handed_close(&job->file);
	job->is_pipe = fd >= 0 && lseek(fd, 0, SEEK_SET) < 0 && errno == ESPIPE;
	if (fd < 0 || (!job->is_pipe && lseek(fd, 0, SEEK_SET) != 0)) {
		if (fd >= 0)
			close(fd);
		return err_set(err, ERR_INPUT, "%s: cannot be read from its beginning", job->task.name);
	}
	return handed_open(&job->file, &job->task, fd, err);
}

/* Reads on, and drops what it reads, up to a frame or the end. */
static bool skip(struct job *job, int64_t to_frame, struct err *err)
{
	while (job->position_frame < to_frame) {
		int64_t left = to_frame - job->position_frame;
		size_t n, most = left < BLOCK_FRAMES ? (size_t)left : BLOCK_FRAMES;
		enum source_status status = handed_read(&job->file, job->frames, most, &n, err);
		if (status == SOURCE_END)
			return true;
		if (status != SOURCE_OK)
			return false;
		job->position_frame += (int64_t)n;
		tell_alive(job);
	}
	return true;
}

/* A length that no header tells is counted; but for a pipe's, which can be read only once. */
static bool find_length(struct job *job, int64_t *n_frames, struct err *err)
{
	*n_frames = job->is_pipe ? 0 : job->file.info.n_frames;
	if (*n_frames < 0) {
		if (!skip(job, INT64_MAX, err) || !open_file(job, err))
			return false;
		*n_frames = job->position_frame;
		job->position_frame = 0;
	}
	return *n_frames > 0 || job->is_pipe
		|| err_set(err, ERR_INPUT, "%s: there is no sound in it; name another file", job->task.name);
}

static bool begin(struct job *job, struct still_info *info, struct err *err)
{
	if (!open_file(job, err))
		return false;
	job->frames = calloc(BLOCK_FRAMES, job->file.info.n_channels * sizeof *job->frames);
	if (!job->frames)
		return err_set(err, ERR_SYSTEM, "out of memory for %u channels", job->file.info.n_channels);
	if (!find_length(job, &info->n_frames, err))
		return false;
	info->rate_hz = job->file.info.rate_hz;
	downmix_init(&job->downmix, job->file.info.n_channels);
	return analysis_start(&job->analysis, job->file.info.rate_hz, job->file.info.n_channels, err);
}

/* --------------------------------------------------------------- what is heard */

static bool go_to(struct job *job, int64_t frame, struct err *err)
{
	const struct source_ops *source = job->file.source;
	if (frame == 0 || !job->file.info.seekable || !source->seek)
		return skip(job, frame, err);
	job->position_frame = frame;
	return source->seek(job->file.state, frame)
		|| err_set(err, ERR_INPUT, "%s: cannot be sought; the file may be damaged", job->task.name);
}

/* Of more channels than are analysed by themselves the first, in place. */
static void keep_first(float *samples, uint32_t n_channels, uint32_t n_kept, size_t n_frames)
{
	for (size_t i = 1; i < n_frames && n_kept < n_channels; i++)
		memmove(samples + n_kept * i, samples + n_channels * i, n_kept * sizeof *samples);
}

static size_t analyse(struct job *job, size_t n_frames)
{
	uint32_t n_channels = job->file.info.n_channels, n_own = job->analysis.format.n_channels;
	downmix_process(&job->downmix, job->frames, n_frames, job->stereo);
	keep_first(job->frames, n_channels, n_own, n_frames);
	const struct analysis_block block = { .stereo = job->stereo,
		.source = n_own > 2 ? job->frames : NULL,
		.n_frames = n_frames,
		.position_frame = job->position_frame };
	job->position_frame += (int64_t)n_frames;
	return analysis_process(&job->analysis, &block);
}

/* Silence fills the last snapshot up. */
static void finish(struct job *job)
{
	memset(job->frames, 0, BLOCK_FRAMES * job->file.info.n_channels * sizeof *job->frames);
	while (job->analysis.n_frames > 0) {
		size_t n = job->analysis.snapshot_frames - job->analysis.n_frames;
		analyse(job, n < BLOCK_FRAMES ? n : BLOCK_FRAMES);
	}
	job->is_over = true;
}

/* Publishes a part, as far as there is one. */
static bool publish_part(struct job *job, const struct still_go *go, struct err *err)
{
	analysis_set_wish(&job->analysis, &(struct spectrum_wish){ .channels = go->channels, .levels = go->levels });
	analysis_set_measures(&job->analysis, go->measures);
	for (size_t n_published = 0; n_published < STILL_PART_SNAPSHOTS && !job->is_over;) {
		size_t n, room = (STILL_PART_SNAPSHOTS - n_published) * job->analysis.snapshot_frames;
		size_t most = room < BLOCK_FRAMES ? room : BLOCK_FRAMES;
		enum source_status status = handed_read(&job->file, job->frames, most, &n, err);
		if (status == SOURCE_OK)
			n_published += analyse(job, n);
		if (status != SOURCE_OK || job->position_frame >= go->until_frame)
			finish(job);
		if (status != SOURCE_OK && status != SOURCE_END)
			return false;
	}
	return true;
}

/* --------------------------------------------------------------- the task */

static void hear(struct job *job, struct err *err)
{
	struct still_message message = still_message_of(STILL_INFO);
	bool good = begin(job, &message.u.info, err), has_begun = false;
	if (good)
		tell(job, &message);
	while (good && !job->is_over) {
		if (still_receive(job->socket_fd, &message, NULL) != MESSAGE_OK || message.type != STILL_GO)
			_exit(0);
		const struct still_go go = message.u.go;
		good = (has_begun || go_to(job, go.from_frame, err)) && publish_part(job, &go, err);
		has_begun = true;
		message = still_message_of(STILL_PART);
		if (good && !job->is_over)
			tell(job, &message);
	}
}

static void work_off(struct job *job, const struct still_task *task, int fd)
{
	struct err err = { 0 };
	job->task = task->file;
	job->fd = fd;
	if (analysis_init(&job->analysis, job->ring, &job->kept, (enum window_id)task->window, &err))
		hear(job, &err);
	struct still_message message = still_message_of(err.code == ERR_FORMAT ? STILL_UNKNOWN : STILL_END);
	text_copy(message.u.error, sizeof message.u.error, err.message);
	tell(job, &message);
}

static bool prepare(struct job *job, int ring_fd, struct err *err)
{
	size_t size;
	job->ring = shared_map(ring_fd, sizeof *job->ring, true, &size, err);
	return job->ring && snapshot_ring_check(job->ring, size, err) && fence_raise(job->socket_fd, err);
}

void still_work(int socket_fd, int ring_fd)
{
	static struct job job;
	struct still_message message = still_message_of(STILL_READY);
	struct err err = { 0 };
	int fd;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	job.socket_fd = socket_fd;
	bool good = prepare(&job, ring_fd, &err);
	if (!good)
		text_copy(message.u.error, sizeof message.u.error, err.message);
	tell(&job, &message);
	if (good && still_receive(socket_fd, &message, &fd) == MESSAGE_OK && message.type == STILL_TASK && fd >= 0
		&& message.u.task.file.raw_type < N_SAMPLE_TYPES && message.u.task.window < N_WINDOWS)
		work_off(&job, &message.u.task, fd);
	_exit(0);
}
