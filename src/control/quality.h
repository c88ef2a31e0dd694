/* Whether the machine keeps up with its work, and what is left out where it does not.
 *
 * Work comes in turns: a redraw, a piece of sound to be analysed. Each has its time, and the load of a turn is how much
 * of it has passed, for whatever reason, when the turn is done: beyond 1 it was late, and others were missed. Where many
 * are missed the quality goes down by a step (enum run_quality) each second. It goes up by a step when there has been
 * room for a while; a step up that did not hold makes the next one wait twice as long.
 *
 * Engine and UIs judge each for itself, and a UI goes by the worse of the two. The sound goes down no step, nor does what
 * adds up over a track.
 *
 * Pure: times are given, in nanoseconds, and do not go back. Of one thread. */
#ifndef TERMVIZ_CONTROL_QUALITY_H
#define TERMVIZ_CONTROL_QUALITY_H

#include <stdbool.h>
#include <stdint.h>

#include "snapshot/run_state.h"

/* Zeroed it is ready: full quality. All but `step` is private. */
struct quality {
	uint32_t step;     /* enum run_quality */
	int64_t second_ns; /* turns are counted from here: */
	unsigned n_turns, n_late, n_missed, n_tight;
	int64_t roomy_since_ns; /* 0: there is no room */
	int64_t raised_ns;      /* the latest step up; 0: there is none that holds */
	int64_t patience_ns;    /* room for so long makes the next one; 0: none was tried in vain */
};

/* A turn is done. Returns whether the step has changed. */
bool quality_turn(struct quality *quality, double load, int64_t now_ns);

/* What is left at a step: of so many redraws per second, and of a mask of measures. */
int quality_redraws_per_s(uint32_t step, int redraws_per_s);
uint32_t quality_measures(uint32_t step, uint32_t measures);

/* Whether the spectrum is to be renewed seldom. */
bool quality_is_coarse(uint32_t step);

#endif
