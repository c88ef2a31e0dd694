#include "engine/signs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "base/text.h"

static void watch(int signs_fd, const char *folder)
{
	inotify_add_watch(signs_fd, folder, IN_CREATE | IN_DELETE | IN_MOVED_TO | IN_ONLYDIR);
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
	watch(signs_fd, "/dev/shm"); /* JACK's */
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

void signs_clear(int signs_fd)
{
	char events[4096];
	while (read(signs_fd, events, sizeof events) > 0)
		;
	watch_all(signs_fd);
}
