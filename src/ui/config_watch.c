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

/* A file that is gone may only have made room for its successor. */
#define EVENTS (IN_CLOSE_WRITE | IN_MOVED_TO | IN_ONLYDIR)

static void add(const struct config_watch *watch, const char *path, char *name, size_t size)
{
	char folder[PATH_MAX];
	const char *slash = strrchr(path, '/');
	path_folder(path, folder, sizeof folder);
	if (text_copy(name, size, slash ? slash + 1 : path))
		inotify_add_watch(watch->fd, folder, EVENTS);
}

void config_watch_open(struct config_watch *watch, const char *path)
{
	char target[PATH_MAX];
	struct stat status;
	*watch = (struct config_watch){ .fd = -1 };
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

bool config_watch_take(const struct config_watch *watch)
{
	alignas(struct inotify_event) char bytes[4096];
	bool written = false;
	ssize_t n;
	while (watch->fd >= 0 && (n = read(watch->fd, bytes, sizeof bytes)) > 0)
		for (const char *at = bytes; at < bytes + n;) {
			const struct inotify_event *event = (const void *)at;
			written = written || tells_of_file(watch, event);
			at += sizeof *event + event->len;
		}
	return written;
}
