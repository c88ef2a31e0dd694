/* Levelling: the feeder amplifies each track so that all are equally loud, before anything else sees its frames. What is
 * measured, recorded and heard is the same therefore, and the gain changes at the very frame a track begins with. Streams
 * and captures are left as they are. All of the feeder's thread.
 */
#ifndef TERMVIZ_ENGINE_LEVELLING_H
#define TERMVIZ_ENGINE_LEVELLING_H

#include <stddef.h>
#include <stdint.h>

#include "control/session.h"
#include "engine/flow.h"
#include "engine/level_gain.h"
#include "engine/measuring.h"
#include "engine/status.h"

struct levelling {
	struct session *session;
	struct status *status;
	struct measuring measuring;
	struct level_wishes wishes; /* that the gain follows, */
	uint32_t n_found;           /* and how many measurements */
	char path[PATH_MAX];        /* of the track; "": it is none to be measured */
	bool wants_measuring;       /* its tags are not enough */
	char next_path[PATH_MAX];   /* of what is to be opened after it; "": not known */
	double gain;                /* amplitude, of the next frame */
	double target_gain;         /* where it glides to, */
	double glide_per_frame;     /* by so much: less than a float of it would tell */
	bool has_begun;             /* a track of this engine's */
	float told_db;              /* in the run state, or in a mark on its way there */
};

/* `session` and `status` must outlive it. */
void levelling_init(struct levelling *levelling, struct session *session, struct status *status);
void levelling_fini(struct levelling *levelling);

/* A track begins: `track` is complete but for its gain, which is filled in. It was opened by `request`. One that an engine
 * before this one was at goes on with the gain that it had. */
void levelling_begin(struct levelling *levelling, struct track *track, const struct source_request *request);

/* What comes after it (NULL: not known), to be measured meanwhile. */
void levelling_expect(struct levelling *levelling, const char *next_path);

/* Amplifies interleaved frames of the track. Changed wishes, and what has become known of it meanwhile, let the gain
 * glide to another; then track->gain_db changes, and the run state with it. */
void levelling_apply(struct levelling *levelling, struct track *track, float *samples, size_t n_frames);

#endif
