/* Any bytes as a file: opened and heard, also from its middle, or refused with a reason. The last byte tells whether it
 * may be raw sound, and of what kind. */
#include <sys/mman.h>
#include <unistd.h>

#include "hear.h"

const char *__lsan_default_suppressions(void)
{
	return HEAR_LEAKS;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	const unsigned how = n > 0 ? data[n - 1] : 0;
	const int fd = memfd_create("file", MFD_CLOEXEC);
	require(fd >= 0 && (n == 0 || write(fd, data, n) == (ssize_t)n) && lseek(fd, 0, SEEK_SET) == 0);
	struct source_request request = { .fd = fd, .owns_fd = true, .name = "a file", .cancel_fd = -1 };
	if (how % 2) {
		request.raw_type = (enum sample_type)(how / 2 % N_SAMPLE_TYPES);
		request.raw_rate_hz = 44100;
		request.raw_n_channels = 2;
	}
	hear(&request);
	return 0;
}
