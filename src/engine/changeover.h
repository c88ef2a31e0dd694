/* From the timer to the device as a clock, and back, without a jump in position.
 *
 * A run starts on the timer, so that the first picture does not wait for a device, and changes over when the device
 * runs: a file that has just begun then begins again, to be heard from its start. A device that is lost or stalls hands
 * back to the timer, which goes on in silence. A long pause lets go of the device; then it is opened again before time goes
 * on.
 */
#ifndef TERMVIZ_ENGINE_CHANGEOVER_H
#define TERMVIZ_ENGINE_CHANGEOVER_H

#include <stdbool.h>
#include <stdint.h>

struct pacer;

struct changeover {
	bool joined;         /* the device has played something in this engine */
	int64_t began_ns;    /* when the run's first track began, on the timer */
	int64_t start_frame; /* where */
	uint32_t ordered_hz; /* rate that the output was last ordered for */
	uint32_t asked_hz;   /* the feeder was asked to deliver this rate from here on; 0: nothing is asked */
	bool asked_to_rewind;
	int64_t paused_ns; /* since when; 0: it is not */
	bool returns;      /* the device was let go of in a pause: time stands still until it is back */
};

/* Changes over where it can or must. For the pacer alone, with its step_mutex held, after its first mark and after each
 * passage of marks. */
void changeover_step(struct pacer *pacer, bool paused, int64_t now_ns);

/* Whether what was paused waits for its device to be opened again. */
bool changeover_holds(const struct pacer *pacer);

/* The feeder has done what it was asked for, or something else: a mark came. */
void changeover_on_mark(struct pacer *pacer);

/* Whether the feeder was asked for something whose mark is to be seen at once, and has not come yet. */
bool changeover_waits_for_mark(const struct pacer *pacer);

/* How often the tap must be looked at for its snapshots to be there before they are heard. */
int64_t changeover_tick_ns(const struct pacer *pacer);

#endif
