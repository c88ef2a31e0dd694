#include "engine/signs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "base/text.h"

/* JACK's servers leave files there; so do others, browsers all the time. */
#define SHARED "/dev/shm"

/* Returns the number by which events name the folder, the same each time; -1: it is not there. */
static int watch(int signs_fd, const char *folder)
{
	return inotify_add_watch(signs_fd, folder, IN_CREATE | IN_DELETE | IN_MOVED_TO | IN_ONLYDIR);
}

/* As libpulse has it: a socket's path behind "unix:", or the path alone. */
static void watch_folder_of(int signs_fd, const char *server)
{
	char folder[512];
	const char *path = text_begins(server, "unix:") ? server + strlen("unix:") : server;
	const char *slash = strrchr(path, '/');
	if (*path != '/' || (size_t)(slash - path) >= sizeof folder)
		return;
	memcpy(folder, path, (size_t)(slash - path));
	folder[slash - path] = '\0';
	watch(signs_fd, folder);
}

/* One that is watched already stays so. */
static void watch_all(int signs_fd)
{
	const char *runtime = getenv("XDG_RUNTIME_DIR"), *pulse = getenv("PULSE_SERVER");
	char folder[512];
	watch(signs_fd, "/dev/snd");
	watch(signs_fd, SHARED);
	if (runtime) {
		watch(signs_fd, runtime); /* PipeWire's */
		snprintf(folder, sizeof folder, "%s/pulse", runtime);
		watch(signs_fd, folder);
	}
	if (pulse)
		watch_folder_of(signs_fd, pulse);
}

int signs_open(void)
{
	int signs_fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	if (signs_fd >= 0)
		watch_all(signs_fd);
	return signs_fd;
}

static bool is_sign(const struct inotify_event *event, int shared)
{
	return event->wd != shared || !event->len || strstr(event->name, "jack");
}

bool signs_clear(int signs_fd)
{
	_Alignas(struct inotify_event) char events[4096];
	const int shared = watch(signs_fd, SHARED);
	bool any = false;
	for (ssize_t n; (n = read(signs_fd, events, sizeof events)) > 0;) {
		for (const char *at = events; at < events + n;) {
			const struct inotify_event *event = (const void *)at;
			any = any || is_sign(event, shared);
			at += sizeof *event + event->len;
		}
	}
	watch_all(signs_fd);
	return any;
}
