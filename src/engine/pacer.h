/* The pacer: drives the analysis, and keeps time where there is no device to do it.
 *
 * While a device plays, its callback is the clock: the pacer analyses what comes through the player's tap, and watches
 * that it comes (engine/changeover.h). Otherwise it takes the stream's frames when their moment has come, analyses them
 * and publishes. Sound that is pushed through a pipe is paced in real time until the pipe runs dry once; from then on the
 * pipe itself is the clock (a live stream), and what comes is shown as it comes. While nothing sounds it gives the
 * analysis silence, so that pictures fall, until all readers sleep: then it sleeps as well, without a timer.
 */
#ifndef TERMVIZ_ENGINE_PACER_H
#define TERMVIZ_ENGINE_PACER_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "analysis/analysis.h"
#include "base/err.h"
#include "control/message.h"
#include "control/quality.h"
#include "engine/changeover.h"
#include "engine/outlining.h"
#include "engine/output.h"
#include "engine/player.h"
#include "engine/status.h"
#include "engine/stream.h"

enum { PACER_BLOCK_FLOATS = 4096 };

struct pacer {
	struct stream *stream;
	struct session *session;
	struct status *status;
	struct snapshot_counters *counters;
	struct kept *kept;
	struct outlining *outlining; /* is told what is heard; NULL: nobody is */

	pthread_t thread;
	pthread_mutex_t mutex; /* the main thread's wishes: */
	pthread_cond_t changed;
	bool poked;
	bool paused;
	bool restarts_measures; /* what is measured since the beginning is to begin again */
	bool ends;              /* the run is to end now, whatever is left to play */
	struct message_watch watch;
	struct track heard; /* the track whose frames are shown now */

	/* Arrivals are worth a wake from this many frames on; 0: none is. Pairs with the load in pacer_arrived(). */
	_Atomic size_t wanted_frames;
	_Atomic bool live; /* the stream is its own clock: its feeder does what is due when something arrives */

	struct player player;
	struct output output;
	struct changeover changeover;
	bool on_device; /* the player's callback is the clock */

	pthread_mutex_t step_mutex; /* all below: the pacer's thread and, in a live stream, the feeder */
	struct quality quality;
	struct analysis analysis;
	struct flow *flow; /* what it reads: the stream's or, with a device, the tap's */
	bool began;        /* a first mark was reached */
	bool fresh;        /* nothing has been taken since the last one, which jumped */
	bool ended;        /* the last one was */
	bool told_end;     /* and the keeper told */
	int64_t end_ns;    /* when the last one is heard; 0: it has not been reached */
	uint32_t rate_hz;
	int64_t position_frame;
	int64_t n_again;       /* so many frames come that have been measured */
	int64_t anchor_ns;     /* when the first of `paced_frames` was due; 0: time has to be taken anew */
	int64_t paced_frames;  /* taken since the anchor */
	int64_t last_sound_ns; /* when frames were last taken */
	size_t turn_frames;    /* taken in this turn (engine/strain.h) */
	int64_t silence_ns;    /* up to when silence has been given; 0: sound is coming */
	/* What is analysed next: stereo frames and, behind them, as many of the source's own channels, if it has more. */
	float block[PACER_BLOCK_FLOATS];
};

/* Prepares; all pointers must outlive the pacer, which lives as long as the process: a foreign library that is stuck in
 * the feeder could not be waited for. */
bool pacer_init(struct pacer *pacer, struct stream *stream, struct session *session, struct status *status,
	struct snapshot_ring *ring, struct kept *kept, struct err *err);
/* What is heard goes there, too; it outlives the pacer. Before pacer_start(). */
void pacer_set_recording(struct pacer *pacer, struct recording *recording);
/* After stream_start(). */
bool pacer_start(struct pacer *pacer, struct err *err);

/* From the feeder: there are new frames or marks. Returns whether their arrival is what time is kept by. `pacer` is
 * untyped to serve as a callback. */
bool pacer_arrived(void *pacer);

/* From the main thread: */
void pacer_set_paused(struct pacer *pacer, bool paused);
bool pacer_is_paused(struct pacer *pacer);
void pacer_set_watch(struct pacer *pacer, const struct message_watch *watch);
void pacer_set_volume(struct pacer *pacer, float factor);
void pacer_restart_measures(struct pacer *pacer);
void pacer_end(struct pacer *pacer);

/* Has what is heard fade out, because the process is about to end; returns how long it takes to be heard. */
int64_t pacer_hush(struct pacer *pacer);

/* The track that is heard now; false: none yet. Any thread. */
bool pacer_heard(struct pacer *pacer, struct track *track);

#endif
