#include "keeper/appended.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

int appended_open(const char *path)
{
	struct stat st;
	const bool is_fifo = stat(path, &st) == 0 && S_ISFIFO(st.st_mode);
	/* fifo(7): opened both ways it needs no reader, and who writes gets no SIGPIPE. */
	const int access = is_fifo ? O_RDWR : O_WRONLY;
	return open(path, access | O_NONBLOCK | O_CREAT | O_APPEND | O_CLOEXEC | O_NOCTTY, 0600);
}

bool appended_write(int fd, const char *bytes, size_t n)
{
	const ssize_t written = write(fd, bytes, n);
	return written == (ssize_t)n || (written < 0 && errno == EAGAIN);
}
