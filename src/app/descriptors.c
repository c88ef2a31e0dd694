#include "app/descriptors.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/path.h"
#include "base/text.h"

/* -1: it names none. */
static int descriptor_of(const char *path)
{
	static const struct {
		const char *name;
		int fd;
	} names[] = { { "/dev/stdin", 0 }, { "/dev/stdout", 1 }, { "/dev/stderr", 2 } };
	static const char *const folders[] = { "/dev/fd/", "/proc/self/fd/" };
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		if (strcmp(path, names[i].name) == 0)
			return names[i].fd;
	}
	for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
		const char *number = path + strlen(folders[i]);
		if (text_begins(path, folders[i]) && *number && strlen(number) < 8
			&& number[strspn(number, "0123456789")] == '\0')
			return atoi(number);
	}
	return -1;
}

static bool check_open(int fd, const char *path, struct err *err)
{
	return fcntl(fd, F_GETFD) >= 0
		|| err_set(err, ERR_INPUT, "%s: no such descriptor is open here; name a file, or pipe into termviz -",
			path);
}

bool descriptors_take(struct operands *operands, struct err *err)
{
	int taken = -1;
	for (size_t i = 0; i < operands->n; i++) {
		const char *name = operands->items[i];
		const int fd = strcmp(name, "-") == 0 ? 0 : descriptor_of(name);
		if (fd < 0)
			continue;
		if (!check_open(fd, name, err))
			return false;
		if (taken >= 0 && fd != taken)
			return err_set(err, ERR_USAGE, "%s: only one pipe can be played; name a FIFO or a file", name);
		taken = fd;
		operands->items[i] = "-";
	}
	if (taken <= 0)
		return true;
	/* Nobody else may hold a pipe whose writer is to get its SIGPIPE. */
	if (dup2(taken, 0) == 0 && taken > 2)
		close(taken);
	return true;
}

char *descriptors_path(const char *path, const char *option, bool has_picture, struct err *err)
{
	const int fd = descriptor_of(path);
	char *name = NULL;
	if (fd < 0) {
		name = path_absolute(path);
	} else if (has_picture && isatty(fd)) {
		err_set(err, ERR_USAGE, "%s %s: that is the terminal with the picture; name a file", option, path);
		return NULL;
	} else if (!check_open(fd, path, err) || asprintf(&name, "/proc/%d/fd/%d", (int)getpid(), fd) < 0) {
		name = NULL;
	}
	if (!name && err->code == ERR_NONE)
		err_set(err, ERR_SYSTEM, "%s %s: no such folder, or too long a name", option, path);
	return name;
}
