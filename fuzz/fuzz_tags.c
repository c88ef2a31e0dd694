/* Any bytes as a file, to the readers of tags: what they make of it is terminated, printable and within bounds, and the
 * file stays where it was. */
#include <math.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz.h"
#include "source/tags_file.h"

static void require_sane(const struct source_gain *gain)
{
	require(fabsf(gain->gain_db) <= 60 && gain->peak >= 0 && gain->peak <= 1000);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct tags_reading reading = { 0 };
	struct source_tags tags;
	int fd = memfd_create("tags", MFD_CLOEXEC);
	require(fd >= 0 && (n == 0 || write(fd, data, n) == (ssize_t)n));
	tags_read_file(fd, &reading);
	tags_finish(&reading, &tags);
	require(lseek(fd, 0, SEEK_CUR) == (off_t)n);
	require_printable(tags.title, sizeof tags.title);
	require_printable(tags.artist, sizeof tags.artist);
	require_printable(tags.album, sizeof tags.album);
	require_sane(&tags.track_gain);
	require_sane(&tags.album_gain);
	close(fd);
	return 0;
}
