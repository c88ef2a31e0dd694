/* Any bytes on a pipe that ffmpeg is expected at the other end of: the header it writes, tags, and sound. */
#include <fcntl.h>
#include <unistd.h>

#include "hear.h"

enum { PIPE_BYTES = 65536 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	int ends[2];
	if (n > PIPE_BYTES)
		return 0;
	require(pipe2(ends, O_CLOEXEC) == 0);
	require(n == 0 || write(ends[1], data, n) == (ssize_t)n);
	close(ends[1]);
	hear(&(struct source_request){ .fd = ends[0], .owns_fd = true, .name = "a file", .cancel_fd = -1 });
	return 0;
}
