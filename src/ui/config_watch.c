#include "ui/config_watch.h"

#include <limits.h>
#include <stdalign.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/path.h"
#include "base/text.h"

/* A file that is gone may only have made room for its successor; that its folder is removed is told unasked. */
#define EVENTS (IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVE_SELF | IN_ONLYDIR)
/* Another folder is there, or one that was watched is not any more where it was. */
#define FOLDER_EVENTS (IN_ISDIR | IN_IGNORED | IN_MOVE_SELF)

/* Of a folder that is not there the nearest above it tells when it is made. */
static void await(const struct config_watch *watch, const char *folder)
{
	char above[PATH_MAX], path[PATH_MAX];
	text_copy(above, sizeof above, folder);
	do {
		text_copy(path, sizeof path, above);
		path_folder(path, above, sizeof above);
	} while (inotify_add_watch(watch->fd, above, IN_CREATE | EVENTS | IN_MASK_ADD) < 0 && strcmp(path, above) != 0);
}

static void add(const struct config_watch *watch, const char *path, char *name, size_t size)
{
	char folder[PATH_MAX];
	const char *slash = strrchr(path, '/');
	path_folder(path, folder, sizeof folder);
	if (!text_copy(name, size, slash ? slash + 1 : path)
		|| inotify_add_watch(watch->fd, folder, EVENTS | IN_MASK_ADD) >= 0)
		return;
	await(watch, folder);
	inotify_add_watch(watch->fd, folder, EVENTS | IN_MASK_ADD); /* it may have been made meanwhile */
}

void config_watch_open(struct config_watch *watch, const char *path)
{
	char target[PATH_MAX];
	struct stat status;
	*watch = (struct config_watch){ .fd = -1, .path = path };
	if (!*path || (stat(path, &status) == 0 && !S_ISREG(status.st_mode))) /* /dev/null is written to all the time */
		return;
	watch->fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	if (watch->fd < 0)
		return;
	add(watch, path, watch->name, sizeof watch->name);
	if (realpath(path, target))
		add(watch, target, watch->target, sizeof watch->target);
}

void config_watch_close(struct config_watch *watch)
{
	if (watch->fd >= 0)
		close(watch->fd);
	watch->fd = -1;
}

/* Of what there was no room to tell it may be one. */
static bool tells_of_file(const struct config_watch *watch, const struct inotify_event *event)
{
	return (event->mask & IN_Q_OVERFLOW)
		|| (event->len && (strcmp(event->name, watch->name) == 0 || strcmp(event->name, watch->target) == 0));
}

/* From the beginning, for folders are others now. What was written before they were watched is not told of any more. */
static bool renew(struct config_watch *watch)
{
	config_watch_close(watch);
	config_watch_open(watch, watch->path);
	return access(watch->path, F_OK) == 0;
}

bool config_watch_take(struct config_watch *watch)
{
	alignas(struct inotify_event) char bytes[4096];
	bool written = false, has_other_folders = false;
	ssize_t n;
	while (watch->fd >= 0 && (n = read(watch->fd, bytes, sizeof bytes)) > 0)
		for (const char *at = bytes; at < bytes + n;) {
			const struct inotify_event *event = (const void *)at;
			written = written || tells_of_file(watch, event);
			has_other_folders = has_other_folders || (event->mask & FOLDER_EVENTS);
			at += sizeof *event + event->len;
		}
	return has_other_folders ? renew(watch) : written;
}
