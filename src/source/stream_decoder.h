/* A stream that needs a decoder: bytes go from the input into a pipe, a thread of its own decodes from there into a
 * ring. So the library waits for bytes in its thread, and the feeder never does. The ring is short: a live stream is
 * not to lag behind.
 */
#ifndef TERMVIZ_SOURCE_STREAM_DECODER_H
#define TERMVIZ_SOURCE_STREAM_DECODER_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/ring.h"
#include "source/codec.h"
#include "source/source.h"
#include "source/stream_input.h"

enum { STREAM_DECODER_RING_FRAMES = 8192, STREAM_DECODER_CHUNK_FRAMES = 256, STREAM_DECODER_PUMP_BYTES = 4096 };

struct stream_decoder {
	struct stream_input *input; /* not owned */
	const struct codec_ops *codec;
	void *codec_state;
	float *chunk;            /* the thread's */
	struct ring ring;        /* of frames; the thread makes it, before it is ready */
	struct source_info info; /* the thread's until it is ready, constant thereafter */
	struct err err;
	bool damaged;      /* what was decoded is not all there should be; once it has ended */
	_Atomic int phase; /* stored by the thread (release) after all it has to show; loaded by the feeder (acquire) */
	_Atomic bool stop; /* stored by the feeder (release), loaded by the thread (acquire) */
	int decoded_fd;    /* eventfd: the thread tells the feeder of frames or a new phase */
	int room_fd;       /* eventfd: the feeder tells the thread of room in the ring */
	int read_fd, write_fd;                          /* the pipe */
	unsigned char bytes[STREAM_DECODER_PUMP_BYTES]; /* [begin, end) are on their way into the pipe */
	size_t begin, end;
	pthread_t thread;
	bool running;
};

/* Starts the thread and waits until it knows what the stream is, fills `info`. stream_decoder_fini() is right after a
 * failure (ERR_GONE: cancelled) and for a zeroed struct. */
bool stream_decoder_init(struct stream_decoder *decoder, struct stream_input *input, const struct codec_ops *codec,
	struct source_info *info, struct err *err);
void stream_decoder_fini(struct stream_decoder *decoder);

/* As source_ops has them. */
enum source_status stream_decoder_read(
	struct stream_decoder *decoder, float *frames, size_t max_frames, size_t *n_frames);
enum source_status stream_decoder_wait(struct stream_decoder *decoder);

#endif
