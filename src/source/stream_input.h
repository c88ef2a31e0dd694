/* The bytes of a pipe, socket or character device: looked at first, then handed on, without ever waiting unasked.
 *
 * The descriptor is never made non-blocking: that would hold for everyone who shares it. What is read is counted
 * beforehand (FIONREAD) instead; where that is not to be had (/dev/zero), poll() has to do.
 */
#ifndef TERMVIZ_SOURCE_STREAM_INPUT_H
#define TERMVIZ_SOURCE_STREAM_INPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "source/source.h"

enum { STREAM_HEAD_MAX_BYTES = 1 << 20 };

struct stream_input {
	int fd;
	int owned_fd; /* -1: `fd` is the caller's */
	int edge_fd;  /* epoll, made when it is needed first; else -1 */
	int cancel_fd;
	bool awaits_writer; /* of a FIFO: one that is removed while it is empty ends, as its next writer makes another */
	bool countable;     /* FIONREAD works */
	bool ended;         /* a read has returned 0 */
	unsigned char *head; /* what has been looked at and not handed on: [head_begin, head_end) */
	size_t head_begin, head_end, head_capacity;
};

/* Opens request->path, or takes request->fd. A FIFO is opened whether or not it has a writer yet. Never blocks.
 * stream_input_fini() is right after a failure and after a struct that was only initialised. */
bool stream_input_init(struct stream_input *input, const struct source_request *request, struct err *err);
void stream_input_fini(struct stream_input *input);

/* A FIFO whose writer has gone is opened again, for the next. */
bool stream_input_reopen(struct stream_input *input, const char *path, struct err *err);

/* Whether `n_bytes` > 0 more can be taken. Waits for them if `block`: then SOURCE_DRY is not returned; SOURCE_END if
 * there will never be so many. */
enum source_status stream_input_check(struct stream_input *input, size_t n_bytes, bool block);

/* Waits until at least `n_bytes` (at most STREAM_HEAD_MAX_BYTES) lie in `head`. They are taken off the pipe in whole
 * multiples of `unit`, so that another process could go on there. SOURCE_FAILED: too many, or no memory. */
enum source_status stream_input_look(struct stream_input *input, size_t n_bytes, size_t unit);

/* Waits until what lies in `head` is a whole multiple of `unit`, and takes no more than that off the pipe. SOURCE_END: it
 * ends before. */
enum source_status stream_input_align(struct stream_input *input, size_t unit);

/* Takes what is there without waiting, at most `max_bytes`; returns how many. Off the pipe it takes only so many that
 * `phase` plus all taken is a multiple of `unit` (1: any). A device that cannot count may break that rule. */
size_t stream_input_take(struct stream_input *input, unsigned char *to, size_t max_bytes, size_t phase, size_t unit);

#endif
