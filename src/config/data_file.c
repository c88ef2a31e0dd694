#include "config/data_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"

enum { MAX_FILE_BYTES = 64 * 1024, N_FOLDERS = 3, MAX_NAMES = 256, PIPE_PATIENCE_MS = 5000 };

/* --------------------------------------------------------------- folders */

bool data_file_user_folder(char *to, size_t size)
{
	const char *config = text_env("XDG_CONFIG_HOME"), *home = text_env("HOME");
	if (config[0] == '/')
		return snprintf(to, size, "%s/termviz", config) < (int)size;
	return home[0] == '/' && snprintf(to, size, "%s/.config/termviz", home) < (int)size;
}

/* The user's own first; "" where there is none. */
static void find_folders(const struct data_file_kind *kind, char folders[N_FOLDERS][PATH_MAX])
{
	const char *data = text_env("TERMVIZ_DATADIR");
	char user[PATH_MAX - 64];
	memset(folders, 0, N_FOLDERS * sizeof folders[0]);
	if (data_file_user_folder(user, sizeof user))
		snprintf(folders[0], PATH_MAX, "%s/%s", user, kind->folder);
	if (*data)
		snprintf(folders[1], PATH_MAX, "%s/%s", data, kind->folder);
	snprintf(folders[2], PATH_MAX, "%s/%s", PKGDATADIR, kind->folder);
}

void data_file_folders(
	const struct data_file_kind *kind, void (*each)(const char *folder, void *context), void *context)
{
	char folders[N_FOLDERS][PATH_MAX];
	find_folders(kind, folders);
	for (int i = 0; i < N_FOLDERS; i++)
		if (folders[i][0])
			each(folders[i], context);
}

/* --------------------------------------------------------------- one file */

/* A pipe, as a shell makes of <(…), is filled by somebody else; false with errno: not in time. */
static bool is_filled(int fd)
{
	struct pollfd waits = { .fd = fd, .events = POLLIN };
	const int n = poll(&waits, 1, PIPE_PATIENCE_MS);
	if (n == 0)
		errno = ETIMEDOUT;
	return n > 0;
}

/* Up to `size` bytes; -1 with errno. */
static ssize_t read_all(int fd, char *to, size_t size)
{
	size_t n = 0;
	ssize_t got = 1;
	while (n < size && got != 0) {
		got = read(fd, to + n, size - n);
		if (got < 0 && (errno != EAGAIN || !is_filled(fd)))
			return -1;
		n += got > 0 ? (size_t)got : 0;
	}
	return (ssize_t)n;
}

char *data_file_read(const struct data_file_kind *kind, const char *path, struct err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	char *text = fd >= 0 ? calloc(1, MAX_FILE_BYTES + 1) : NULL;
	ssize_t n = text ? read_all(fd, text, MAX_FILE_BYTES) : -1;
	int e = errno;
	if (fd >= 0)
		close(fd);
	if (n < 0) {
		free(text);
		text = NULL;
		err_set_sys(err, e, "cannot read the %s %s", kind->what, path);
	}
	return text;
}

static bool name_is_good(const char *name)
{
	return *name && *name != '.' && !strchr(name, '/') && strlen(name) < DATA_FILE_NAME;
}

bool data_file_find(const struct data_file_kind *kind, const char *name, char *path, size_t size)
{
	char folders[N_FOLDERS][PATH_MAX];
	find_folders(kind, folders);
	for (int i = 0; i < N_FOLDERS && name_is_good(name); i++)
		if (folders[i][0] && snprintf(path, size, "%s/%s%s", folders[i], name, kind->suffix) < (int)size
			&& access(path, F_OK) == 0)
			return true;
	return false;
}

bool data_file_not_found(const struct data_file_kind *kind, const char *name, struct err *err)
{
	char folders[N_FOLDERS][PATH_MAX];
	find_folders(kind, folders);
	return err_set(err, ERR_USAGE, "%s '%s': not found in %s or %s; termviz --list-%ss shows those there are",
		kind->what, name, folders[0], folders[1][0] ? folders[1] : folders[2], kind->what);
}

/* --------------------------------------------------------------- the list */

struct names {
	char items[MAX_NAMES][DATA_FILE_NAME];
	size_t n;
};

static void add_name(struct names *names, const char *name, size_t length)
{
	for (size_t i = 0; i < names->n; i++)
		if (strlen(names->items[i]) == length && strncmp(names->items[i], name, length) == 0)
			return;
	if (names->n < MAX_NAMES)
		snprintf(names->items[names->n++], sizeof names->items[0], "%.*s", (int)length, name);
}

/* Not those that are hidden: editors put theirs beside what they edit. */
static void add_folder(struct names *names, const char *folder, const char *suffix)
{
	DIR *dir = *folder ? opendir(folder) : NULL;
	const size_t n_suffix = strlen(suffix);
	for (struct dirent *entry; dir && (entry = readdir(dir));) {
		const char *name = entry->d_name;
		const size_t n = strlen(name);
		if (*name != '.' && n > n_suffix && n - n_suffix < DATA_FILE_NAME
			&& strcmp(name + n - n_suffix, suffix) == 0)
			add_name(names, name, n - n_suffix);
	}
	if (dir)
		closedir(dir);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(a, b);
}

void data_file_list(const struct data_file_kind *kind, const char *const built_in[],
	void (*each)(const char *name, void *context), void *context)
{
	char folders[N_FOLDERS][PATH_MAX];
	struct names *names = calloc(1, sizeof *names);
	if (!names)
		return;
	find_folders(kind, folders);
	for (; built_in && *built_in; built_in++)
		add_name(names, *built_in, strlen(*built_in));
	for (int i = 0; i < N_FOLDERS; i++)
		add_folder(names, folders[i], kind->suffix);
	qsort(names->items, names->n, sizeof names->items[0], by_name);
	for (size_t i = 0; i < names->n; i++)
		each(names->items[i], context);
	free(names);
}
