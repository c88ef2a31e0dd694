/* What file and stream have in common about libsndfile. */
#ifndef TERMVIZ_SOURCE_SNDFILE_H
#define TERMVIZ_SOURCE_SNDFILE_H

#include <sndfile.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "source/chunks.h"
#include "source/source.h"

/* As sf_open_fd(), but `fd` stays open whatever happens, until its owner closes it: sf_open_fd() itself closes it when
 * it fails, asked or not. */
SNDFILE *sndfile_open(int fd, SF_INFO *sf);

/* A container of chunks as libsndfile is to see it. Zeroed to begin with; owns nothing. */
struct sndfile_view {
	struct chunks_reduced shape;
	int fd;
	sf_count_t n_bytes, position; /* of the header and of the sound */
};

/* Where libsndfile looks for a file's kind: behind ID3v2 tags, as it takes them. */
uint64_t sndfile_begin(int fd);

/* Opens what view->shape says of `fd`, which must stay open; `view` must stay where it is. */
SNDFILE *sndfile_open_view(struct sndfile_view *view, int fd, SF_INFO *sf);

/* Whether the rest of the program can deal with it; if not, `err` begins with `what`. */
bool sndfile_check(uint32_t rate_hz, uint32_t n_channels, const char *what, struct err *err);

/* Checks and fills rate, channels, format, tags and title ("": none); `reading` has those tags that are known already,
 * which come before libsndfile's. Length and seekability stay as they are. */
bool sndfile_describe(SNDFILE *sound, const SF_INFO *sf, struct tags_reading *reading, const char *what,
	struct source_info *info, struct err *err);

/* As "FLAC 24", of libsndfile's SF_INFO.format. */
void sndfile_format_text(int format, char *to, size_t size);

/* Ogg Vorbis and Opus have their own order of channels: turns it into that of WAVE. Leaves other formats alone. */
void sndfile_reorder(int format, uint32_t n_channels, float *frames, size_t n_frames);

/* Why sf_open…() has just failed, in libsndfile's words without the full stop; "" if they mean nothing here. */
void sndfile_reason(char *to, size_t size);

#endif
