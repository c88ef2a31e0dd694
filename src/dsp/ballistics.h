/* How readings move: up, down, and their peak marks, which are held first; and the largest there has been.
 *
 * All advance by the sound's own time, so that the picture does not depend on how often it is drawn. Levels are powers:
 * averages are of power, not of decibels. Bursts shorter than what is measured at a time cannot be told apart here.
 */
#ifndef TERMVIZ_DSP_BALLISTICS_H
#define TERMVIZ_DSP_BALLISTICS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/* A way to move. Without any release or gravity a reading falls as it rises, by the time constant: an average. */
struct ballistics_motion {
	float attack_s;          /* time constant of the rise; 0: at once */
	float release_db_per_s;  /* speed of the fall, at its beginning */
	float gravity_db_per_s2; /* how much faster it gets; 0: a steady fall */
};

enum ballistics_mode {
	BALLISTICS_AVERAGE,
	BALLISTICS_PEAK,
	BALLISTICS_PPM1,
	BALLISTICS_PPM2,
	BALLISTICS_VU,
	BALLISTICS_GRAVITY,
	N_BALLISTICS
};

struct ballistics_row {
	const char *name;
	struct ballistics_motion motion;
};

extern const struct ballistics_row ballistics_rows[N_BALLISTICS];

struct ballistics {
	size_t n;
	float *level;   /* shown power */
	float *peak;    /* power of the peak mark */
	float *maximum; /* the largest level while it is kept; else 0 */
	bool keeps_maximum;
	struct ballistics_motion motion;
	float hold_s;

	float *held_s;            /* how long the mark has stood */
	float *fall;              /* by this each is multiplied when it falls next */
	float seconds;            /* what the factors below are for */
	float rise;               /* share of the way up that is gone at once */
	float first_fall, faster; /* a fall's first factor, and the factor from each to the next */
	float mark_fall;
};

/* `n` readings, all at 0. ballistics_fini() is right after a zeroed struct, too. */
bool ballistics_init(
	struct ballistics *ballistics, size_t n, const struct ballistics_motion *motion, float hold_s, struct err *err);
void ballistics_fini(struct ballistics *ballistics);

/* Goes on from the readings of another, of any number on the same axis: what is new reads the largest of what was in
 * its place. */
void ballistics_take_over(struct ballistics *ballistics, const struct ballistics *from);

/* Keeps the largest level of each from now on, or no longer. */
void ballistics_keep_maximum(struct ballistics *ballistics, bool on);

/* Takes in the powers measured over the last `seconds`; cheap while these stay the same. Real time safe. */
void ballistics_advance(struct ballistics *ballistics, const float *power, float seconds);

#endif
