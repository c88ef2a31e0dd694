/* A stream: the queue's tracks one after the other as one flow, decoded ahead by a feeder thread. */
#ifndef TERMVIZ_ENGINE_STREAM_H
#define TERMVIZ_ENGINE_STREAM_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "control/recording.h"
#include "control/session.h"
#include "engine/flow.h"
#include "engine/intake.h"
#include "engine/levelling.h"
#include "engine/status.h"
#include "queue/queue.h"
#include "snapshot/ring.h"
#include "snapshot/run_state.h"
#include "source/source.h"

enum { STREAM_RING_FRAMES = 1 << 18 }; /* at 96 kHz what intake.c wants ahead, and what is kept of what was heard */

enum stream_request_kind {
	STREAM_NOTHING,
	STREAM_SEEK, /* to a frame of the track that is heard */
	STREAM_AGAIN, /* the same, for an output of another rate: nobody has asked to hear it again. Never in the way of another */
	STREAM_TRACK, /* to the start of a track, by its id in the queue */
	STREAM_INPUT, /* capture something else: `move` */
	STREAM_LOOK,  /* the queue has changed: is there more to play? Never in the way of another request */
	STREAM_QUIT,
};

/* A wish to capture something else. */
struct stream_move {
	uint32_t token; /* of the command, for status_answer() */
	char name[SESSION_NAME];
};

struct stream {
	struct flow flow;                /* its reader is elsewhere */
	_Atomic bool dry;                /* the feeder waits for a live source that has nothing now */
	_Atomic uint32_t output_rate_hz; /* of a device that takes no other; 0: any. Set by stream_set_output() */
	_Atomic bool output_known;       /* set with it: a live source that is played waits for that */
	/* Readers look on these beats (base/clock.h): what a live source has is to be there just before. 0: nobody
	 * looks. Set by the pacer. */
	_Atomic uint32_t looks_per_s;

	const struct recording *recording; /* NULL: none can be */
	_Atomic bool unseen;               /* nobody looks at what is captured, nor wants anything of it */
	_Atomic bool let_go; /* what was captured is closed until it is wanted again; see engine/capturing.h */

	/* the rest is the feeder's, but for the request */
	struct session *session;
	const struct queue *queue; /* NULL: one input, or the demo */
	struct status *status;
	struct snapshot_counters *counters;
	int sound_fd;                   /* -1: none */
	int cancel_fd;                  /* eventfd, readable while there is a request: interrupts whoever waits */
	int room_fd;                    /* eventfd, readable once a reader that was paused goes on */
	bool (*arrived)(void *context); /* tells the reader of new frames and marks; true: these are its clock */
	void *context;
	pthread_t thread;
	bool running;
	pthread_mutex_t mutex;
	enum stream_request_kind request;
	int64_t target;
	struct stream_move move;

	const struct source_ops *ops; /* NULL: no track is open */
	void *source;
	struct track track;
	struct levelling levelling;
	bool looked_ahead;       /* what comes next has been told to it, */
	uint32_t ahead_sequence; /* as of this order of the queue */
	struct intake intake;
	float *samples;
	uint32_t id;               /* in the queue: the track that is, or was last, decoded; QUEUE_NOTHING: none yet */
	bool chosen;               /* it is to be opened, instead of what follows it */
	uint32_t fifo_id;          /* one that was a FIFO when it was last looked at; QUEUE_NOTHING: none was */
	unsigned n_failures;       /* of tracks, one after the other */
	int64_t n_left;            /* frames of the track that are still to be read; -1: as many as there are */
	int64_t resume_frame;      /* where to begin in the next track to be opened */
	uint64_t jumped_at;        /* in the flow, the last time: what lies before it is about to be dropped */
	uint32_t jumped_id;        /* to this track, */
	int64_t jumped_to;         /* and this frame of it */
	double start_s;            /* where to begin in the first track of the run */
	bool misses_resumed;       /* what was to be resumed is not in the queue, which has been told */
	bool begins_run;           /* nothing has been opened yet, by any engine */
	bool resumes;              /* goes on with what an engine before this one has decoded; set by stream_start() */
	bool jumps;                /* and then what is still to be heard of another is void */
	bool again;                /* and it has been heard: its mark says so */
	bool ended;                /* or more is still to come: */
	_Atomic bool awaits_queue; /* wants a STREAM_LOOK when it has changed */
	bool told_ready;
	bool captured;         /* something, in this engine */
	int64_t unwanted_ns;   /* since when what is captured is; 0: it is wanted */
	bool told_bad;         /* of samples that are none, in this track */
	unsigned n_rests;      /* since a live source last had something */
	unsigned n_room_waits; /* since there was room */
};

/* Prepares to play the queue (NULL: the input or the demo that the session names). `held`: memory for the flow, which
 * outlives the engine (control/held.h); NULL: of its own. All that is handed over must outlive the stream. */
bool stream_init(struct stream *stream, struct session *session, const struct queue *queue, struct status *status,
	struct snapshot_counters *counters, int sound_fd, void *held, struct err *err);

/* Begins from where the progress stands: what is held of an engine before this one is to be heard first. `arrived` is
 * called from the feeder's thread. */
bool stream_start(struct stream *stream, bool (*arrived)(void *context), void *context, struct err *err);
void stream_fini(struct stream *stream);

/* Asks the feeder for something (`target`: a frame, or an id); it forgets an earlier request not yet begun. Any
 * thread but the audio callback. */
void stream_ask(struct stream *stream, enum stream_request_kind request, int64_t target);

/* Where a track stands in the queue, from 0, and how many there are; 0 of 0 where there is no queue. Any thread but the
 * audio callback. */
void stream_place(const struct stream *stream, uint32_t id, uint32_t *place, uint32_t *n);

/* The queue has changed. Any thread but the audio callback. */
void stream_look(struct stream *stream);

/* The reader is no longer paused: there will be room. Interrupts nothing else. Any thread but the audio callback. */
void stream_wake(struct stream *stream);

/* The device that plays takes frames of this rate only (0: of any rate, or there is none). Holds from the next seek on,
 * for which a live source's is as good as any. Any thread. */
void stream_set_output(struct stream *stream, uint32_t rate_hz);

/* For engine/opening.c, on the feeder's thread: whether there is a request; sleeps until there is one, at most `ms`
 * (negative: without end); pushes a mark, waiting for room; closes the track, if one is open. */
bool stream_is_asked(struct stream *stream);
void stream_wait(const struct stream *stream, int ms);
void stream_push_mark(struct stream *stream, struct mark mark);
void stream_close_track(struct stream *stream);

/* For engine/stream.c, on the same thread: does what is asked, if anything is. False: to quit. */
bool stream_obey(struct stream *stream);

#endif
