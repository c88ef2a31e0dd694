/* A sound file that is being written, stereo: WAV of float samples (RF64 beyond 4 GB), FLAC of 24 bits, Ogg Vorbis.
 *
 * Whatever happens to its writer, what is on the disk can be read: the header of a WAV file is kept up to date, FLAC
 * and Ogg are written block by block. Where the disk is full, what does not fit in whole is taken back.
 */
#ifndef TERMVIZ_WRITER_SOUND_FILE_H
#define TERMVIZ_WRITER_SOUND_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"
#include "control/recording.h"

struct sound_file {
	const char *path; /* the caller's */
	enum recording_kind kind;
	void *sound; /* owned; NULL: not open */
	int fd;      /* owned while `sound` is there */
	uint32_t rate_hz;
	uint64_t n_frames;
	bool failed;
	off_t whole_bytes; /* the file's length when all was well with it */
};

/* Creates it; refuses where there is one. sound_file_close() is right after a zeroed struct and a failure, too. */
bool sound_file_open(struct sound_file *file, const char *path, uint32_t rate_hz, struct err *err);

/* After a failure it is of no more use than to be closed. */
bool sound_file_write(struct sound_file *file, const float *stereo, size_t n_frames, struct err *err);

/* What has been written is there after a power failure, too: waits for the disk. */
bool sound_file_sync(struct sound_file *file, struct err *err);

bool sound_file_close(struct sound_file *file, struct err *err);

#endif
