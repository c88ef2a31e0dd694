#include "app/report_files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/report_bar.h"
#include "base/url.h"

static bool is_stdin(const char *name)
{
	return strcmp(name, "-") == 0;
}

bool report_file_is_stream(const char *name)
{
	struct stat st;
	return is_stdin(name) || (stat(name, &st) == 0 && S_ISFIFO(st.st_mode));
}

static int refuse(const char *name, int error, struct err *err)
{
	if (error == ENOENT && url_is(name))
		err_set(err, ERR_INPUT, "%s: a URL can be played, not measured or drawn; name a file", name);
	else if (error == ENOENT)
		err_set(err, ERR_INPUT, "%s: no such file; check the name", name);
	else
		err_set(err, ERR_INPUT, "%s: cannot be opened: %s", name, strerror(error));
	return -1;
}

/* --------------------------------------------------------------- streams */

/* A FIFO that nobody has opened for writing ends at once, instead of being waited for. */
static int open_stream(const char *name, struct err *err)
{
	if (!is_stdin(name)) {
		int fd = open(name, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
		return fd >= 0 && fcntl(fd, F_SETFL, 0) == 0 ? fd : refuse(name, errno, err);
	}
	if (isatty(STDIN_FILENO)) {
		err_set(err, ERR_INPUT, "standard input is a terminal; pipe sound into it");
		return -1;
	}
	int fd = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0);
	return fd >= 0 ? fd : refuse(name, errno, err);
}

static bool copy_all(int from, int to, const char *name, struct report_bar *bar, struct err *err)
{
	char bytes[1 << 16];
	ssize_t n;
	off_t total = 0;
	while ((n = read(from, bytes, sizeof bytes)) > 0 || (n < 0 && errno == EINTR)) {
		for (ssize_t done = 0, written; done < n; done += written) {
			written = write(to, bytes + done, (size_t)(n - done));
			if (written < 0)
				return err_set_sys(err, errno, "%s: no room for a temporary copy", name);
		}
		total += n > 0 ? n : 0;
		report_bar_show_read(bar, name, (double)total);
	}
	if (n < 0)
		return err_set_sys(err, errno, "%s: cannot be read", name);
	return total > 0
		|| err_set(err, ERR_INPUT, "%s: nothing came through the pipe; does what writes into it work?", name);
}

int report_file_gather(const char *name, struct err *err)
{
	const char *called = is_stdin(name) ? "standard input" : name;
	int from = open_stream(name, err);
	if (from < 0)
		return -1;
	FILE *copy = tmpfile();
	int to = copy ? fcntl(fileno(copy), F_DUPFD_CLOEXEC, 0) : -1;
	if (to < 0)
		err_set_sys(err, errno, "%s: no temporary file can be made", called);
	struct report_bar bar;
	report_bar_init(&bar);
	bool good = to >= 0 && copy_all(from, to, called, &bar, err);
	report_bar_hide(&bar);
	if (copy)
		fclose(copy);
	close(from);
	if (good && lseek(to, 0, SEEK_SET) == 0)
		return to;
	if (to >= 0)
		close(to);
	return -1;
}

/* --------------------------------------------------------------- files */

int report_file_open(const char *name, struct err *err)
{
	struct stat st;
	if (stat(name, &st) != 0)
		return refuse(name, errno, err);
	if (!S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode)) {
		err_set(err, ERR_INPUT, "%s: is a device, not a file; name a sound file", name);
		return -1;
	}
	int fd = open(name, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return refuse(name, errno, err);
	posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
	return fd;
}
