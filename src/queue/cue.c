#include "queue/cue.h"

#include <libcue.h>
#include <stdio.h>
#include <string.h>

#define NS_PER_SECOND 1000000000LL
/* Of a CD's sectors, which cue sheets count in: IEC 60908. */
enum { SECTORS_PER_S = 75 };

static int64_t ns_of(long sectors)
{
	return sectors * NS_PER_SECOND / SECTORS_PER_S;
}

static const char *text_of(const Cdtext *texts, enum Pti which)
{
	const char *text = texts ? cdtext_get(which, texts) : NULL;
	return text ? text : "";
}

static void compose_title(char *title, size_t size, const Cd *disc, const Track *track)
{
	const Cdtext *own = track_get_cdtext(track);
	const char *name = text_of(own, PTI_TITLE), *artist = text_of(own, PTI_PERFORMER);
	if (!*artist)
		artist = text_of(cd_get_cdtext(disc), PTI_PERFORMER);
	snprintf(title, size, "%s%s%s", artist, *artist && *name ? " - " : "", name);
}

/* A track ends where the next one of its file begins: what lies between (its pause) belongs to it, so that all of the
 * file is heard. Where that is not said, it goes on to the file's end. */
static int64_t end_of(const Cd *disc, int number, const char *file)
{
	const Track *next = number < cd_get_ntrack(disc) ? cd_get_track(disc, number + 1) : NULL;
	const char *its_file = next ? track_get_filename(next) : NULL;
	const long start = its_file && strcmp(file, its_file) == 0 ? track_get_start(next) : -1;
	return start >= 0 ? ns_of(start) : -1;
}

bool cue_read(const char *sheet, const struct reading *reading)
{
	Cd *disc = cue_parse_string(sheet);
	bool more = true;
	int n_put = 0;
	for (int number = 1; disc && more && number <= cd_get_ntrack(disc); number++) {
		const Track *track = cd_get_track(disc, number);
		const char *file = track ? track_get_filename(track) : NULL;
		if (!file || !*file || track_get_mode(track) != MODE_AUDIO || track_get_start(track) < 0)
			continue;
		char title[QUEUE_PATH];
		compose_title(title, sizeof title, disc, track);
		const struct queue_item item = { .path = file,
			.title = title,
			.start_ns = ns_of(track_get_start(track)),
			.end_ns = end_of(disc, number, file) };
		if (item.end_ns >= 0 && item.end_ns <= item.start_ns)
			continue; /* the next one begins there, too, or before it */
		more = reading->put(&item, reading->context);
		n_put++;
	}
	if (disc)
		cd_delete(disc);
	return n_put > 0;
}
