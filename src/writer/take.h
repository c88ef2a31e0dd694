/* A take: one recording, from the ring to its file. The file is made with the first sound, at the rate that has; sound
 * of another rate is converted to it.
 */
#ifndef TERMVIZ_WRITER_TAKE_H
#define TERMVIZ_WRITER_TAKE_H

#include <stdbool.h>
#include <stdint.h>

#include "audio/resample.h"
#include "base/err.h"
#include "control/recording.h"
#include "writer/sound_file.h"

struct take {
	struct recording *recording;
	struct sound_file file;
	struct resampler resampler; /* without a converter: not needed now */
	uint32_t rate_hz;           /* of the sound that comes; 0: none has come */
	uint64_t at;                /* in the ring: of the next frame */
	bool told_lost;
};

/* Begins where a writer before this one has stopped. `path` and `recording` must outlive the take. */
void take_init(struct take *take, struct recording *recording, const char *path);

/* Writes what is in the ring. `*any`: there was something. False with `err`: the file takes no more. */
bool take_work(struct take *take, bool *any, struct err *err);

/* Writes what is held back, and closes the file, also after a failure. False with `err`: not all that was heard is in
 * it. */
bool take_end(struct take *take, struct err *err);

/* Whether sound has been lost, because there was no room in the ring, for the first time. */
bool take_has_lost(struct take *take);

#endif
