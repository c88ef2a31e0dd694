/* Two clocks held in step: from how full the buffer between them is, how much faster or slower to resample.
 *
 * The fill is smoothed and steered to its target by a PI controller with a time constant of some ten seconds, so slow
 * that the correction, of at most a thousandth (under 2 cents), is never heard as a change of pitch.
 */
#ifndef TERMVIZ_AUDIO_DRIFT_H
#define TERMVIZ_AUDIO_DRIFT_H

#define DRIFT_MAX 1e-3 /* of the ratio, either way */

struct drift {
	double target_s;
	double smoothed_s; /* fill */
	double integral;   /* of the ratio: what the clocks differ by, as far as it is known */
	double factor;     /* for the ratio of output to input frames, near 1 */
};

void drift_init(struct drift *drift, double target_s);

/* A new target; a buffer that had to be filled anew: the clocks' difference stays known. */
void drift_refill(struct drift *drift, double target_s);

/* The buffer holds `fill_s` seconds, `elapsed_s` after the last call. Returns the new factor: less than 1 when the buffer
 * is too full. */
double drift_steer(struct drift *drift, double fill_s, double elapsed_s);

#endif
