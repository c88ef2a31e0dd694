#include "engine/outlining.h"

#include <fcntl.h>
#include <limits.h>
#include <math.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "engine/errand.h"
#include "snapshot/shared.h"

void outlining_init(struct outlining *outlining, struct outlines *outlines, const struct session_request *request,
	const struct queue *queue, int sound_fd, struct status *status)
{
	*outlining = (struct outlining){ .outlines = outlines,
		.drawn_fd = -1,
		.queue = queue,
		.request = request,
		.sound_fd = sound_fd,
		.status = status,
		.wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK) };
	pthread_mutex_init(&outlining->mutex, NULL);
}

/* --------------------------------------------------------------- one file */

static bool is_same(const struct outlining_wish *a, const struct outlining_wish *b)
{
	return a->queue_id == b->queue_id && a->from_frame == b->from_frame && a->n_frames == b->n_frames;
}

static bool is_wanted(void *context)
{
	struct outlining *outlining = context;
	pthread_mutex_lock(&outlining->mutex);
	const bool is_wanted
		= outlining->is_wanted && !outlining->quits && is_same(&outlining->heard, &outlining->present);
	pthread_mutex_unlock(&outlining->mutex);
	return is_wanted;
}

static void publish(struct outlining *outlining)
{
	outlines_publish(outlining->outlines, &outlining->outline);
	status_wake(outlining->status, INFINITY);
}

/* What the worker says it is of has to be that. */
static void take_over(float done, void *context)
{
	(void)done; /* the outline itself says so */
	struct outlining *outlining = context;
	const struct outlining_wish *present = &outlining->present;
	const struct outline *newest = &outlining->newest;
	if (!outlines_read(outlining->drawn, present->queue_id, &outlining->newest)
		|| newest->n_frames != present->n_frames || newest->n_done < outlining->outline.n_done)
		return;
	outlining->outline = *newest;
	publish(outlining);
}

static bool prepare(struct outlining *outlining)
{
	size_t size;
	if (outlining->drawn)
		return true;
	if (outlining->drawn_fd < 0)
		outlining->drawn_fd = shared_create("termviz-outline", sizeof *outlining->drawn, NULL);
	if (outlining->drawn_fd >= 0)
		outlining->drawn = shared_map(outlining->drawn_fd, sizeof *outlining->drawn, true, &size, NULL);
	if (outlining->drawn)
		outlines_init(outlining->drawn);
	return outlining->drawn;
}

static int open_file(const struct outlining *outlining, char path[PATH_MAX])
{
	struct queue_item item;
	if (!outlining->queue || !queue_item(outlining->queue, outlining->present.queue_id, &item))
		return -1;
	snprintf(path, PATH_MAX, "%s", item.path);
	if (strcmp(path, "-") == 0)
		snprintf(path, PATH_MAX, "/proc/self/fd/%d", outlining->sound_fd);
	return open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
}

static bool run(struct outlining *outlining, struct err *err)
{
	char path[PATH_MAX];
	const int fd = prepare(outlining) ? open_file(outlining, path) : -1;
	if (fd < 0)
		return err_set(err, ERR_INPUT, "it cannot be read once more");
	const struct errand errand = { .work = "outline",
		.shared_fd = outlining->drawn_fd,
		.path = path,
		.fd = fd,
		.task = { .raw_type = outlining->request->raw_type,
			.raw_rate_hz = outlining->request->raw_rate_hz,
			.raw_n_channels = outlining->request->raw_n_channels,
			.queue_id = outlining->present.queue_id,
			.from_frame = outlining->present.from_frame,
			.n_frames = outlining->present.n_frames },
		.wake_fd = outlining->wake_fd,
		.is_wanted = is_wanted,
		.progresses = take_over,
		.context = outlining };
	struct report_result result;
	bool good = errand_run(&errand, &result, err);
	close(fd);
	if (good && result.error[0])
		good = err_set(err, ERR_INPUT, "%s", result.error);
	return good;
}

/* What was drawn of one that fails stays, and is not tried again. */
static void draw(struct outlining *outlining)
{
	const struct outlining_wish *present = &outlining->present;
	struct outline *outline = &outlining->outline;
	struct err err = { 0 };
	if (!outlines_read(outlining->outlines, present->queue_id, outline) || outline->n_frames != present->n_frames)
		*outline = (struct outline){ .queue_id = present->queue_id,
			.phase = OUTLINE_GROWING,
			.n_parts = 1,
			.n_frames = present->n_frames };
	publish(outlining);
	const bool good = run(outlining, &err);
	if (err.code == ERR_GONE)
		return;
	if (outlining->drawn)
		take_over(1, outlining);
	if (outline->phase == OUTLINE_COMPLETE)
		return;
	if (!good)
		fprintf(stderr, "no whole outline of what plays: %s\n", err.message);
	outline->phase = OUTLINE_FAILED;
	publish(outlining);
}

/* --------------------------------------------------------------- the thread */

static bool is_done(const struct outlining *outlining, const struct outlining_wish *wish)
{
	static _Thread_local struct outline outline;
	return outlines_read(outlining->outlines, wish->queue_id, &outline) && outline.n_frames == wish->n_frames
		&& outline.phase != OUTLINE_GROWING;
}

static bool take_next(struct outlining *outlining)
{
	pthread_mutex_lock(&outlining->mutex);
	outlining->present = outlining->heard;
	const bool any = outlining->is_wanted && outlining->heard.n_frames > 0;
	pthread_mutex_unlock(&outlining->mutex);
	return any && !is_done(outlining, &outlining->present);
}

static bool has_to_quit(struct outlining *outlining)
{
	pthread_mutex_lock(&outlining->mutex);
	const bool quits = outlining->quits;
	pthread_mutex_unlock(&outlining->mutex);
	return quits;
}

static void *outline_wanted(void *context)
{
	struct outlining *outlining = context;
	struct pollfd wake = { .fd = outlining->wake_fd, .events = POLLIN };
	eventfd_t ignored;
	prctl(PR_SET_NAME, "outliner");
	while (!has_to_quit(outlining)) {
		if (take_next(outlining)) {
			draw(outlining);
		} else {
			poll(&wake, 1, -1);
			eventfd_read(outlining->wake_fd, &ignored);
		}
	}
	return NULL;
}

/* There is no thread before there is something for it to do, or if nothing could wake it. Ends what is between a lock of
 * the mutex and this. */
static void change_done(struct outlining *outlining)
{
	if (outlining->is_wanted && outlining->heard.n_frames > 0 && !outlining->runs && outlining->wake_fd >= 0)
		outlining->runs = pthread_create(&outlining->thread, NULL, outline_wanted, outlining) == 0;
	pthread_mutex_unlock(&outlining->mutex);
	eventfd_write(outlining->wake_fd, 1);
}

void outlining_want(struct outlining *outlining, bool is_wanted)
{
	pthread_mutex_lock(&outlining->mutex);
	outlining->is_wanted = is_wanted;
	change_done(outlining);
}

void outlining_hear(struct outlining *outlining, const struct track *track)
{
	const bool is_file
		= track->kind == RUN_SOURCE_FILE && track->info.n_frames > 0 && track->info.n_frames <= RUN_MAX_FRAMES;
	pthread_mutex_lock(&outlining->mutex);
	outlining->heard = (struct outlining_wish){ .queue_id = track->queue_id,
		.from_frame = track->offset_frames,
		.n_frames = is_file ? track->info.n_frames : 0 };
	change_done(outlining);
}

void outlining_fini(struct outlining *outlining)
{
	pthread_mutex_lock(&outlining->mutex);
	outlining->quits = true;
	pthread_mutex_unlock(&outlining->mutex);
	eventfd_write(outlining->wake_fd, 1);
	if (outlining->runs)
		pthread_join(outlining->thread, NULL);
	shared_unmap(outlining->drawn, sizeof *outlining->drawn);
	if (outlining->drawn_fd >= 0)
		close(outlining->drawn_fd);
	close(outlining->wake_fd);
	pthread_mutex_destroy(&outlining->mutex);
}
