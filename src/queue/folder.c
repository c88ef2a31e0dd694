#include "queue/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "queue/natural.h"

enum { MAX_DEPTH = 32 };

/* What libsndfile or ffmpeg can read, by the names that files of music go by; films are played when they are named. */
const char *const folder_endings[] = { "flac", "mp3", "ogg", "oga", "opus", "wav", "m4a", "aac", "wma", "aif", "aiff",
	"aifc", "ape", "wv", "mka", "mpc", "alac", "au", "snd", "caf", "w64", "rf64", "mp2", "m4b", "tta", "dsf", "dff",
	"ac3", "dts", "tak", "spx", "voc", "weba", NULL };

struct name {
	char *text;
	bool is_folder;
};

struct names {
	struct name *items;
	size_t n, n_room;
};

static bool is_sound(const char *name)
{
	const char *dot = strrchr(name, '.');
	for (const char *const *ending = folder_endings; dot && *ending; ending++)
		if (strcasecmp(dot + 1, *ending) == 0)
			return true;
	return false;
}

/* Most file systems say what an entry is; of the rest it is asked, but for links that are named as sound is: there may be
 * thousands, and the first is waited for. */
static bool look(int folder_fd, const struct dirent *entry, bool *is_folder)
{
	struct stat st;
	*is_folder = entry->d_type == DT_DIR;
	if (entry->d_type == DT_DIR || entry->d_type == DT_REG || (entry->d_type == DT_LNK && is_sound(entry->d_name)))
		return true;
	if ((entry->d_type != DT_LNK && entry->d_type != DT_UNKNOWN) || fstatat(folder_fd, entry->d_name, &st, 0) != 0)
		return false;
	*is_folder = S_ISDIR(st.st_mode);
	return S_ISDIR(st.st_mode) || S_ISREG(st.st_mode);
}

static bool add(struct names *names, const char *text, bool is_folder)
{
	if (names->n == names->n_room) {
		size_t n_room = names->n_room ? 2 * names->n_room : 64;
		struct name *items = realloc(names->items, n_room * sizeof *items);
		if (!items)
			return false;
		names->items = items;
		names->n_room = n_room;
	}
	char *copy = strdup(text);
	if (copy)
		names->items[names->n++] = (struct name){ copy, is_folder };
	return copy != NULL;
}

static int by_name(const void *a, const void *b)
{
	return natural_compare(((const struct name *)a)->text, ((const struct name *)b)->text);
}

static void list(DIR *folder, struct names *names)
{
	const struct dirent *entry;
	bool is_folder;
	while ((entry = readdir(folder))) {
		if (entry->d_name[0] == '.' || (entry->d_type == DT_REG && !is_sound(entry->d_name)))
			continue;
		if (look(dirfd(folder), entry, &is_folder) && (is_folder || is_sound(entry->d_name))
			&& !add(names, entry->d_name, is_folder))
			break;
	}
	if (names->n)
		qsort(names->items, names->n, sizeof *names->items, by_name);
}

/* A folder and those that it lies in: a link to one of them would go round and round. */
struct path {
	const struct path *up;
	dev_t device;
	ino_t inode;
	int depth;
};

static bool is_below_itself(const struct path *path)
{
	for (const struct path *up = path->up; up; up = up->up)
		if (up->device == path->device && up->inode == path->inode)
			return true;
	return false;
}

static bool walk(const char *path, const struct path *up, const struct reading *reading);

static bool put(const char *folder, const struct name *name, const struct path *here, const struct reading *reading)
{
	char path[QUEUE_PATH];
	int n = snprintf(path, sizeof path, "%s%s%s", folder, folder[strlen(folder) - 1] == '/' ? "" : "/", name->text);
	if (n < 0 || (size_t)n >= sizeof path)
		return true;
	if (name->is_folder)
		return walk(path, here, reading);
	const struct queue_item item = { .path = path, .title = "", .end_ns = -1 };
	return reading->put(&item, reading->context);
}

/* False: no more is wanted. */
static bool walk(const char *path, const struct path *up, const struct reading *reading)
{
	struct path here = { .up = up, .depth = up ? up->depth + 1 : 0 };
	struct names names = { 0 };
	struct stat st;
	DIR *folder = here.depth < MAX_DEPTH ? opendir(path) : NULL;
	if (!folder)
		return true;
	if (fstat(dirfd(folder), &st) == 0) {
		here.device = st.st_dev;
		here.inode = st.st_ino;
		if (!is_below_itself(&here))
			list(folder, &names);
	}
	closedir(folder);
	bool more = true;
	for (size_t i = 0; i < names.n; i++) {
		more = more && put(path, &names.items[i], &here, reading);
		free(names.items[i].text);
	}
	free(names.items);
	return more;
}

bool folder_read(const char *path, const struct reading *reading, struct err *err)
{
	if (access(path, R_OK | X_OK) != 0)
		return err_set(err, ERR_INPUT, "%s: cannot be read: %s", path, strerror(errno));
	walk(path, NULL, reading);
	return true;
}
