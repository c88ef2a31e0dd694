/* The output: a device kept open for the player, on a thread of its own, because every call to it may take long or
 * never return.
 *
 * A device that is lost, or whose server has stopped, is looked for by a rescue (engine/rescue.h).
 */
#ifndef TERMVIZ_ENGINE_OUTPUT_H
#define TERMVIZ_ENGINE_OUTPUT_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "control/session.h"
#include "engine/player.h"
#include "engine/rescue.h"
#include "engine/status.h"
#include "sink/speaker.h"

enum output_state {
	OUTPUT_CLOSED,  /* nothing was ordered yet */
	OUTPUT_OPENING, /* or opened anew, at another rate */
	OUTPUT_READY,   /* open, to be started when there is something to play */
	OUTPUT_RUNNING, /* its callback comes */
	OUTPUT_LOST,
};

/* A wish to play on another device. */
struct output_move {
	uint32_t token; /* of the command, for status_answer() */
	char name[SESSION_NAME];
};

struct output {
	struct player *player;
	struct session *session;
	struct status *status;
	void (*changed)(void *context); /* tells of a new state */
	void *context;

	_Atomic enum output_state state;
	_Atomic int64_t ordered_ns; /* when the device was last ordered */

	pthread_t thread;
	bool started;
	pthread_mutex_t mutex;
	pthread_cond_t is_ordered;
	uint32_t wanted_rate_hz; /* 0: none ordered, or to be closed */
	bool starts;             /* the device, once it is ready */
	bool reorders;           /* open it anew, even if at the same rate */
	bool moves;              /* to another device; `moving` until that is answered: */
	bool moving;
	struct output_move move;
	double latency_s; /* 0: the device's own idea */

	_Atomic bool stands_by; /* another engine plays */

	struct speaker speakers[2]; /* its thread's own, as the next: the one that plays, and one to move to */
	struct speaker *speaker;
	int64_t looked_ns; /* by output_look(), as the rest: the last time */
	int64_t awake_ns;  /* since when it has looked without a break */
	uint64_t n_xruns_seen;
	int64_t xrun_ns;

	_Atomic bool stalls;        /* seen by output_look() */
	_Atomic int64_t latency_ns; /* as the device says */
	struct rescue rescue;
};

/* Whether the run wants a track of that kind to be heard at all. */
bool output_plays(const struct session *session, enum run_source_kind kind);

/* The device to play on, as device_find() takes it. */
const char *output_name(const struct session *session);

/* Prepares. All pointers must outlive the process's threads: none is ever waited for. `changed` is called from the
 * output's threads. */
void output_init(struct output *output, struct player *player, struct session *session, struct status *status,
	void (*changed)(void *context), void *context);

/* For an engine that is to go on at once should the one that plays die: makes the audio libraries ready, until
 * output_take_over(). The main thread. */
void output_stand_by(struct output *output);
void output_take_over(struct output *output);

/* Has the device opened at `rate_hz`, if it is not already, or at its own rate. The thread of output_look(). */
void output_order(struct output *output, uint32_t rate_hz);

/* Has a device that is ready started: the first it is given should be sound. The thread of
 * output_look(). */
void output_play(struct output *output);

/* Moves to the device of that name, "none" for none, "next" for the next there is, from now on and for the engines to
 * come; what plays goes on where it is. A device that cannot be opened leaves the one there is playing. Answers with
 * status_answer() once that is known. The main thread. */
void output_move(struct output *output, const char *name, uint32_t token);

/* Has the device closed; output_order() opens it again. Any thread. */
void output_close(struct output *output);

/* Makes the audio libraries ready, which takes a tenth of a second, before it is known at which rate to open. False: there
 * is no thread for it. Any thread. */
bool output_prepare(struct output *output);

/* What there is now; a device whose callbacks stay away, or that does not open in time, counts as lost. One thread,
 * which may lock; cheap. */
enum output_state output_look(struct output *output);

/* The device's latency as it said. Any thread. */
int64_t output_latency_ns(const struct output *output);

#endif
