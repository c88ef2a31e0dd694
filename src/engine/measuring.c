#include "engine/measuring.h"

#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/db.h"
#include "base/text.h"
#include "engine/errand.h"
#include "source/tags_file.h"

static const struct level_found nothing_found = { .integrated_lufs = -INFINITY, .true_peak = 1 };

void measuring_init(struct measuring *measuring, struct session *session, struct status *status)
{
	*measuring = (struct measuring){
		.progress = &session->progress, .status = status, .wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)
	};
	pthread_mutex_init(&measuring->mutex, NULL);
}

/* --------------------------------------------------------------- what is known */

static struct session_measured file_of(const struct stat *st)
{
	return (struct session_measured){ .device = st->st_dev,
		.inode = st->st_ino,
		.size = st->st_size,
		.changed_s = st->st_mtim.tv_sec,
		.changed_ns = st->st_mtim.tv_nsec };
}

static bool is_same(const struct session_measured *a, const struct session_measured *b)
{
	return a->device == b->device && a->inode == b->inode && a->size == b->size && a->changed_s == b->changed_s
		&& a->changed_ns == b->changed_ns;
}

static bool find(struct measuring *measuring, const struct stat *st, struct level_found *found)
{
	const struct session_measured file = file_of(st), *measured = measuring->progress->measured;
	bool is_known = false;
	pthread_mutex_lock(&measuring->mutex);
	for (size_t i = 0; i < SESSION_MEASURED && !is_known; i++) {
		is_known = is_same(&measured[i], &file);
		if (is_known)
			*found = (struct level_found){ measured[i].integrated_lufs, measured[i].true_peak };
	}
	pthread_mutex_unlock(&measuring->mutex);
	return is_known;
}

/* The process may die between any two stores: an entry is that of a file when the rest of it is there. */
static void keep(struct measuring *measuring, const struct stat *st, const struct level_found *found)
{
	struct session_measured file = file_of(st);
	const uint64_t inode = file.inode;
	file.inode = 0;
	file.integrated_lufs = found->integrated_lufs;
	file.true_peak = found->true_peak;
	pthread_mutex_lock(&measuring->mutex);
	uint32_t n = measuring_n_found(measuring);
	struct session_measured *place = &measuring->progress->measured[n % SESSION_MEASURED];
	place->inode = 0;
	atomic_signal_fence(memory_order_seq_cst);
	*place = file;
	atomic_signal_fence(memory_order_seq_cst);
	place->inode = inode;
	atomic_store_explicit(&measuring->progress->n_measured, n + 1, memory_order_relaxed);
	pthread_mutex_unlock(&measuring->mutex);
}

uint32_t measuring_n_found(const struct measuring *measuring)
{
	return atomic_load_explicit(&measuring->progress->n_measured, memory_order_relaxed);
}

bool measuring_find(struct measuring *measuring, const char *path, struct level_found *found)
{
	struct stat st;
	return measuring_n_found(measuring) > 0 && stat(path, &st) == 0 && find(measuring, &st, found);
}

/* --------------------------------------------------------------- one file */

/* Of one channel, two loudspeakers play the same. */
static struct level_found found_of(const struct findings *findings)
{
	const float both_lu = findings->n_channels == 1 ? db_from_power(2) : 0;
	const struct snapshot_measures *measures = &findings->measures;
	if (findings->n_frames == 0 || measures->loudness.integrated_lufs <= SNAPSHOT_NO_LEVEL)
		return nothing_found;
	struct level_found found = { .integrated_lufs = measures->loudness.integrated_lufs + both_lu };
	for (uint32_t c = 0; c < findings_n_meters(findings); c++)
		found.true_peak = fmaxf(found.true_peak, measures->meters[c].max_true_peak);
	return found;
}

static bool is_wanted(void *context)
{
	struct measuring *measuring = context;
	pthread_mutex_lock(&measuring->mutex);
	bool is_wanted = measuring->present_is_wanted && !measuring->quits;
	pthread_mutex_unlock(&measuring->mutex);
	return is_wanted;
}

static void tell_failure(struct measuring *measuring, const char *why)
{
	const char *slash = strrchr(measuring->present, '/');
	char text[512];
	snprintf(text, sizeof text, "%.200s plays as loud as it is, it could not be measured: %.200s",
		slash ? slash + 1 : measuring->present, why);
	fprintf(stderr, "%s\n", text);
	status_notice(measuring->status, text);
}

/* What is done in a moment is not told of. */
static void tell_progress(float done, void *context)
{
	struct measuring *measuring = context;
	status_set_measuring(measuring->status, true, (uint32_t)(100 * done));
}

/* One that cannot be measured is not tried again. */
static void measure(struct measuring *measuring, int fd, const struct stat *st)
{
	const struct errand errand = { .work = "report",
		.shared_fd = -1,
		.path = measuring->present,
		.fd = fd,
		.wake_fd = measuring->wake_fd,
		.is_wanted = is_wanted,
		.progresses = tell_progress,
		.context = measuring };
	struct report_result result;
	struct err err = { 0 };
	const bool good = errand_run(&errand, &result, &err);
	status_set_measuring(measuring->status, false, 0);
	if (err.code == ERR_GONE)
		return;
	if (!good)
		tell_failure(measuring, err.message);
	const struct level_found found = good ? found_of(&result.findings) : nothing_found;
	keep(measuring, st, &found);
}

static bool tags_are_enough(struct measuring *measuring, int fd)
{
	struct tags_reading reading = { 0 };
	struct source_tags tags;
	tags_read_file(fd, &reading);
	tags_finish(&reading, &tags);
	pthread_mutex_lock(&measuring->mutex);
	const struct level_wishes wishes = measuring->wishes;
	pthread_mutex_unlock(&measuring->mutex);
	return !level_wants_measuring(&wishes, &tags);
}

static void look_at_present(struct measuring *measuring)
{
	struct level_found found;
	struct stat st;
	int fd = open(measuring->present, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && !find(measuring, &st, &found)
		&& !tags_are_enough(measuring, fd))
		measure(measuring, fd, &st);
	close(fd);
}

/* --------------------------------------------------------------- the thread */

/* Takes the most urgent of what is wanted as the present one. */
static bool take_next(struct measuring *measuring)
{
	pthread_mutex_lock(&measuring->mutex);
	char *next = measuring->wanted[0][0] ? measuring->wanted[0] : measuring->wanted[1];
	text_copy(measuring->present, sizeof measuring->present, next);
	next[0] = '\0';
	bool any = measuring->present_is_wanted = measuring->present[0] != '\0';
	pthread_mutex_unlock(&measuring->mutex);
	return any;
}

static bool has_to_quit(struct measuring *measuring)
{
	pthread_mutex_lock(&measuring->mutex);
	bool quits = measuring->quits;
	pthread_mutex_unlock(&measuring->mutex);
	return quits;
}

static void *measurer(void *context)
{
	struct measuring *measuring = context;
	struct pollfd wake = { .fd = measuring->wake_fd, .events = POLLIN };
	eventfd_t ignored;
	prctl(PR_SET_NAME, "measurer");
	while (!has_to_quit(measuring)) {
		if (take_next(measuring)) {
			look_at_present(measuring);
		} else {
			poll(&wake, 1, -1);
			eventfd_read(measuring->wake_fd, &ignored);
		}
	}
	return NULL;
}

/* What is being measured goes on if it is wanted still; then it is looked at once more, and known. */
void measuring_want(
	struct measuring *measuring, const struct level_wishes *wishes, const char *const paths[MEASURING_WANTED])
{
	bool any = false;
	pthread_mutex_lock(&measuring->mutex);
	measuring->wishes = *wishes;
	measuring->present_is_wanted = false;
	for (size_t i = 0; i < MEASURING_WANTED; i++) {
		text_copy(measuring->wanted[i], PATH_MAX, paths[i] ? paths[i] : "");
		any = any || paths[i];
		if (paths[i] && strcmp(paths[i], measuring->present) == 0)
			measuring->present_is_wanted = true;
	}
	if (any && !measuring->runs && measuring->wake_fd >= 0) /* or nothing could wake it */
		measuring->runs = pthread_create(&measuring->thread, NULL, measurer, measuring) == 0;
	pthread_mutex_unlock(&measuring->mutex);
	eventfd_write(measuring->wake_fd, 1);
}

void measuring_fini(struct measuring *measuring)
{
	pthread_mutex_lock(&measuring->mutex);
	measuring->quits = true;
	pthread_mutex_unlock(&measuring->mutex);
	eventfd_write(measuring->wake_fd, 1);
	if (measuring->runs)
		pthread_join(measuring->thread, NULL);
	close(measuring->wake_fd);
	pthread_mutex_destroy(&measuring->mutex);
}
