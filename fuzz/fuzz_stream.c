/* Any bytes on a pipe, to the stream source: it opens them or says why not, ends, and never gives more than whole
 * frames. The last byte tells how raw sound is to be read. */
#include <fcntl.h>
#include <unistd.h>

#include "hear.h"

const char *__lsan_default_suppressions(void)
{
	return HEAR_LEAKS;
}

enum { PIPE_BYTES = 65536 };

/* A pipe with all of `data` in it, and no writer any more. */
static int pipe_filled(const uint8_t *data, size_t n)
{
	int ends[2];
	require(pipe2(ends, O_CLOEXEC) == 0);
	require(n == 0 || write(ends[1], data, n) == (ssize_t)n);
	close(ends[1]);
	return ends[0];
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	if (n > PIPE_BYTES)
		return 0;
	const unsigned how = n > 0 ? data[n - 1] : 0;
	const struct source_request request = { .fd = pipe_filled(data, n),
		.cancel_fd = -1,
		.raw_type = (enum sample_type)(how % N_SAMPLE_TYPES),
		.raw_rate_hz = 44100,
		.raw_n_channels = 1 + how / N_SAMPLE_TYPES % 8 };
	hear(&request);
	close(request.fd);
	return 0;
}
