/* The sink that is heard: an output device, through a PortAudio callback. */
#ifndef TERMVIZ_SINK_SPEAKER_H
#define TERMVIZ_SINK_SPEAKER_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/* What it calls, on the audio thread: must neither lock, allocate, nor call the system. */
struct speaker_calls {
	/* Fill `n_frames` of interleaved stereo, the first of which is heard at `heard_ns`. `missed`: the device has
	 * run out of sound since the last call. */
	void (*process)(void *context, float *stereo, size_t n_frames, int64_t heard_ns, bool missed);
	/* No more calls will come: the device or its server is gone. Not when closed. */
	void (*finished)(void *context);
	void *context;
};

enum { SPEAKER_MAX_BLOCK_FRAMES = 8192 };

/* Zeroed: closed. */
struct speaker {
	void *stream; /* PaStream */
	struct speaker_calls calls;
	int n_channels;       /* 1 or 2 */
	_Atomic bool closing; /* whoever ends the stream tells the thread that sees its end */
	bool can_grow;        /* its buffer can be made larger; JACK's is the server's */
	double latency_s;
	uint32_t rate_hz;
	char name[128]; /* of the device, printable */
	float mono[2 * SPEAKER_MAX_BLOCK_FRAMES];
};

/* Opens the device that `name` means (device/device.h), at `rate_hz` or, where it cannot do that, at its
 * own: see speaker->rate_hz. `latency_s` is how much it should buffer; 0: its own idea. May take long, or hang. Fails
 * with ERR_INPUT when no device takes it. */
bool speaker_open(struct speaker *speaker, const char *name, uint32_t rate_hz, double latency_s,
	const struct speaker_calls *calls, struct err *err);

/* Starts an open device: from now on it calls. May take long, or hang. */
bool speaker_start(struct speaker *speaker, struct err *err);

/* Right after a zeroed struct, too. Hangs where the server is stopped. */
void speaker_close(struct speaker *speaker);

#endif
