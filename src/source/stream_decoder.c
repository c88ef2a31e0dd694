#include "source/stream_decoder.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "base/watch.h"

enum phase { PHASE_OPENING, PHASE_DECODING, PHASE_ENDED, PHASE_FAILED };

/* --------------------------------------------------------------- the thread */

static void phase_set(struct stream_decoder *d, enum phase phase)
{
	atomic_store_explicit(&d->phase, (int)phase, memory_order_release); /* pairs with phase_now() */
	eventfd_write(d->decoded_fd, 1);
}

static bool is_stopped(struct stream_decoder *d)
{
	return atomic_load_explicit(&d->stop, memory_order_acquire); /* pairs with stream_decoder_fini() */
}

static bool open_in_thread(struct stream_decoder *d)
{
	if (!d->codec->open(d->codec_state, d->read_fd, &d->info, &d->err))
		return false;
	size_t frame_bytes = d->info.n_channels * sizeof *d->chunk;
	d->chunk = calloc(STREAM_DECODER_CHUNK_FRAMES, frame_bytes);
	if (!d->chunk)
		return err_set(&d->err, ERR_SYSTEM, "out of memory for a decoder");
	return ring_init(&d->ring, frame_bytes, STREAM_DECODER_RING_FRAMES, &d->err);
}

static void *decode(void *context)
{
	struct stream_decoder *d = context;
	prctl(PR_SET_NAME, "decoder");
	watch_join(WATCH_DECODER);
	watch_begin(WATCH_DECODE_PIPE);
	bool opened = open_in_thread(d);
	phase_set(d, opened ? PHASE_DECODING : PHASE_FAILED);
	while (opened && !is_stopped(d)) {
		eventfd_t ignored;
		if (ring_writable(&d->ring) < STREAM_DECODER_CHUNK_FRAMES) {
			eventfd_read(d->room_fd, &ignored);
			continue;
		}
		size_t n = d->codec->read(d->codec_state, d->chunk, STREAM_DECODER_CHUNK_FRAMES);
		if (n == 0)
			break;
		ring_write(&d->ring, d->chunk, n);
		eventfd_write(d->decoded_fd, 1);
	}
	d->damaged = opened && d->codec->is_damaged && !is_stopped(d) && d->codec->is_damaged(d->codec_state);
	d->codec->close(d->codec_state);
	watch_end();
	if (opened)
		phase_set(d, PHASE_ENDED);
	return NULL;
}

/* --------------------------------------------------------------- the feeder's side */

static enum phase phase_now(struct stream_decoder *d)
{
	return (enum phase)atomic_load_explicit(&d->phase, memory_order_acquire); /* pairs with phase_set() */
}

static void fd_close(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

/* Moves bytes from the input into the pipe as long as there are some and it takes them. The decoder learns of the end
 * by the pipe's. */
static void pump(struct stream_decoder *d)
{
	while (d->write_fd >= 0) {
		if (d->begin == d->end) {
			d->begin = 0;
			d->end = stream_input_take(d->input, d->bytes, sizeof d->bytes, 0, 1);
		}
		if (d->end == 0) {
			if (stream_input_check(d->input, 1, false) == SOURCE_END)
				fd_close(&d->write_fd);
			return;
		}
		ssize_t n = write(d->write_fd, d->bytes + d->begin, d->end - d->begin);
		if (n <= 0)
			return;
		d->begin += (size_t)n;
		if (d->begin == d->end)
			d->begin = d->end = 0;
	}
}

/* Sleeps until the thread has something new, or bytes can be moved. False: cancelled. */
static bool sleep_until_news(struct stream_decoder *d)
{
	bool full = d->begin < d->end;
	struct pollfd p[] = {
		{ .fd = d->decoded_fd, .events = POLLIN },
		{ .fd = d->input->cancel_fd, .events = POLLIN },
		{ .fd = d->write_fd < 0 ? -1
				: full  ? d->write_fd
					: d->input->fd,
			.events = full ? POLLOUT : POLLIN | POLLRDHUP },
	};
	eventfd_t ignored;
	poll(p, sizeof p / sizeof p[0], -1);
	if (p[0].revents)
		eventfd_read(d->decoded_fd, &ignored);
	return p[1].revents == 0;
}

static bool pipe_init(struct stream_decoder *d, struct err *err)
{
	int ends[2];
	d->decoded_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	d->room_fd = eventfd(0, EFD_CLOEXEC);
	if (d->decoded_fd < 0 || d->room_fd < 0 || pipe2(ends, O_CLOEXEC) != 0)
		return err_set_sys(err, errno, "cannot prepare to decode");
	d->read_fd = ends[0];
	d->write_fd = ends[1];
	if (fcntl(d->write_fd, F_SETFL, O_NONBLOCK) != 0)
		return err_set_sys(err, errno, "cannot prepare to decode");
	return true;
}

bool stream_decoder_init(struct stream_decoder *d, struct stream_input *input, const struct codec_ops *codec,
	struct source_info *info, struct err *err)
{
	*d = (struct stream_decoder){ .input = input,
		.codec = codec,
		.info = *info,
		.decoded_fd = -1,
		.room_fd = -1,
		.read_fd = -1,
		.write_fd = -1 };
	d->codec_state = calloc(1, codec->state_bytes);
	if (!d->codec_state)
		return err_set(err, ERR_SYSTEM, "out of memory for a decoder");
	if (!pipe_init(d, err))
		return false;
	int e = pthread_create(&d->thread, NULL, decode, d);
	if (e != 0)
		return err_set_sys(err, e, "cannot start decoding");
	d->running = true;

	for (;;) {
		pump(d);
		enum phase phase = phase_now(d);
		if (phase == PHASE_FAILED) {
			*err = d->err;
			return false;
		}
		if (phase != PHASE_OPENING)
			break;
		if (!sleep_until_news(d))
			return err_set(err, ERR_GONE, "the stream: cancelled while its header was read");
	}
	*info = d->info;
	return true;
}

void stream_decoder_fini(struct stream_decoder *d)
{
	if (!d->codec)
		return;
	atomic_store_explicit(&d->stop, true, memory_order_release); /* pairs with is_stopped() */
	fd_close(&d->write_fd);                                      /* a decoder that waits for bytes meets the end */
	if (d->running) {
		eventfd_write(d->room_fd, 1);
		pthread_join(d->thread, NULL);
	}
	fd_close(&d->read_fd); /* only now: a pipe without a reader would raise SIGPIPE */
	fd_close(&d->decoded_fd);
	fd_close(&d->room_fd);
	ring_fini(&d->ring);
	free(d->chunk);
	free(d->codec_state);
	*d = (struct stream_decoder){ 0 };
}

enum source_status stream_decoder_read(struct stream_decoder *d, float *frames, size_t max_frames, size_t *n_frames)
{
	pump(d);
	enum phase phase = phase_now(d); /* before the ring: what was decoded before the end is in it then */
	*n_frames = ring_read(&d->ring, frames, max_frames);
	if (*n_frames > 0) {
		eventfd_write(d->room_fd, 1);
		return SOURCE_OK;
	}
	if (phase == PHASE_DECODING)
		return SOURCE_DRY;
	return d->damaged ? SOURCE_FAILED : SOURCE_END;
}

enum source_status stream_decoder_wait(struct stream_decoder *d)
{
	for (;;) {
		pump(d);
		enum phase phase = phase_now(d);
		if (ring_readable(&d->ring) > 0)
			return SOURCE_OK;
		if (phase != PHASE_DECODING)
			return d->damaged ? SOURCE_OK : SOURCE_END; /* read() has something to say then */
		if (!sleep_until_news(d))
			return SOURCE_CANCELLED;
	}
}
