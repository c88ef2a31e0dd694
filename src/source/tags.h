/* What is written in a file about its sound: names, and how loud it is.
 *
 * Whoever reads tags puts them as they come, by the names that Vorbis comments have for them, and finishes when there
 * are no more: only all texts of a file together tell how they are encoded. */
#ifndef TERMVIZ_SOURCE_TAGS_H
#define TERMVIZ_SOURCE_TAGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TAGS_TEXT = 256 };

/* By how much to amplify so that a track, or its album, gets to the loudness of ReplayGain 2: -18 LUFS. */
struct source_gain {
	bool is_given;
	float gain_db;
	float peak; /* amplitude of the highest sample; 0: not given */
};

/* Zeroed: nothing is known. */
struct source_tags {
	char title[TAGS_TEXT]; /* printable UTF-8, "": none; so the others */
	char artist[TAGS_TEXT];
	char album[TAGS_TEXT];
	uint32_t track_number; /* 0: none */
	struct source_gain track_gain;
	struct source_gain album_gain;
};

/* Tags that are being read. Zeroed to begin with; owns nothing. */
struct tags_reading {
	char title[TAGS_TEXT]; /* as they came, terminated */
	char artist[TAGS_TEXT];
	char album[TAGS_TEXT];
	struct source_tags tags; /* all the others */
};

/* Takes a tag, in any encoding; of several with the same name the first counts. Unknown names ("ENCODER") and values
 * that make no sense are passed over. `value` has `n` bytes; what follows a NUL in it does not count. */
void tags_put(struct tags_reading *reading, const char *name, const char *value, size_t n);

/* As tags_put(), of a terminated value; NULL: there is none. */
void tags_put_text(struct tags_reading *reading, const char *name, const char *value);

/* As tags_put(), of a Vorbis comment: "NAME=value" in `n` bytes. */
void tags_put_comment(struct tags_reading *reading, const char *comment, size_t n);

/* All have been put: fills `tags`. */
void tags_finish(const struct tags_reading *reading, struct source_tags *tags);

/* "artist - title" or what there is of it. */
void tags_whole_title(const struct source_tags *tags, char *to, size_t size);

#endif
