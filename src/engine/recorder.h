/* The recorder: hands what is heard to the recording ring (control/recording.h), each frame of a track once.
 *
 * It is where frames are taken from the stream, by the audio callback or, where no device plays, by the pacer: exactly
 * one of the two does, and who does writes. Not behind the tap: that may lose frames when the analysis is late, which a
 * picture can bear and a recording cannot. An engine that goes on for another, or for a device at another rate, comes
 * to frames a second time: a mark says so, and they are not recorded again.
 *
 * The fades that spare a device clicks are not recorded: after a pause the file goes on as if there had been none.
 */
#ifndef TERMVIZ_ENGINE_RECORDER_H
#define TERMVIZ_ENGINE_RECORDER_H

#include <stddef.h>
#include <stdint.h>

#include "control/recording.h"
#include "engine/flow.h"
#include "engine/status.h"

/* A zeroed one records nothing. */
struct recorder {
	struct recording *recording; /* NULL: there is none; outlives it */
	uint32_t rate_hz;            /* of the frames that come; 0: nothing is known of them yet */
	uint32_t track_rate_hz;
	int64_t first_frame; /* of the track, at its own rate, that `n_frames` count from */
	int64_t n_frames;    /* that have come since the mark */
	int64_t n_again;     /* of those that come next: they are recorded already */
};

/* Whoever takes frames from the stream: a mark has been reached; frames come. Real time safe. */
void recorder_mark(struct recorder *recorder, const struct mark *mark);
void recorder_frames(struct recorder *recorder, const float *stereo, size_t n_frames);

/* Tells readers how much is recorded, and the writer, if it sleeps, that there is something to write. Any thread but
 * the audio callback. */
void recorder_tell(const struct recorder *recorder, struct status *status);

#endif
