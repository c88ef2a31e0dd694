/* Any bytes as a file, to the readers of tags: what they make of it is terminated, printable and within bounds, and the
 * file stays where it was. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/text.h"
#include "source/tags_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void require(int holds)
{
	if (!holds)
		abort();
}

static void require_clean(const char *text)
{
	char again[TAGS_TEXT];
	require(memchr(text, '\0', TAGS_TEXT) != NULL);
	text_clean(again, sizeof again, text);
	require(strcmp(text, again) == 0);
}

static void require_sane(const struct source_gain *gain)
{
	require(fabsf(gain->gain_db) <= 60 && gain->peak >= 0 && gain->peak <= 1000);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct tags_reading reading = { 0 };
	struct source_tags tags;
	int fd = memfd_create("tags", MFD_CLOEXEC);
	require(fd >= 0 && write(fd, data, n) == (ssize_t)n);
	tags_read_file(fd, &reading);
	tags_finish(&reading, &tags);
	require(lseek(fd, 0, SEEK_CUR) == (off_t)n);
	require_clean(tags.title);
	require_clean(tags.artist);
	require_clean(tags.album);
	require_sane(&tags.track_gain);
	require_sane(&tags.album_gain);
	close(fd);
	return 0;
}
