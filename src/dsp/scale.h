/* Frequency scales: how frequencies lie along an axis. */
#ifndef TERMVIZ_DSP_SCALE_H
#define TERMVIZ_DSP_SCALE_H

/* In the order of the option's choices. */
enum scale_id { SCALE_ID_LOG, SCALE_ID_LINEAR, SCALE_ID_MEL, SCALE_ID_BARK, N_SCALES };

/* The place of a frequency on a scale; only differences matter. hz > 0. */
double scale_place(enum scale_id scale, double hz);

/* The frequency at a place. */
double scale_hz(enum scale_id scale, double place);

#endif
