/* Tells when the configuration file has been written, be it in place or, as editors do, as another file of its name. */
#ifndef TERMVIZ_UI_CONFIG_WATCH_H
#define TERMVIZ_UI_CONFIG_WATCH_H

#include <stdbool.h>

struct config_watch {
	int fd; /* can be read when something has happened; -1: nothing can be told */
	const char *path;
	char name[64];   /* of the file, without its folders */
	char target[64]; /* the same of what it is a link to */
};

/* Watches the folder of `path`, which stays the caller's, and, where the file is a link, that of what it leads to; not
 * what is no file, as /dev/null, which others write to all the time. A folder may be removed and come back.
 * config_watch_close() is right after a zeroed struct with `fd` -1, too. */
void config_watch_open(struct config_watch *watch, const char *path);
void config_watch_close(struct config_watch *watch);

/* Takes what has happened; returns whether the file has been written. Never waits. */
bool config_watch_take(struct config_watch *watch);

#endif
