/* Frequency scales: how frequencies lie along an axis, and how a range is divided into bands. */
#ifndef TERMVIZ_DSP_SCALE_H
#define TERMVIZ_DSP_SCALE_H

#include <stdbool.h>
#include <stddef.h>

/* In the order of the option's choices. */
enum scale_id {
	SCALE_ID_LOG,
	SCALE_ID_SEMITONE,
	SCALE_ID_OCTAVE_1,
	SCALE_ID_OCTAVE_2,
	SCALE_ID_OCTAVE_3,
	SCALE_ID_OCTAVE_6,
	SCALE_ID_OCTAVE_12,
	SCALE_ID_OCTAVE_24,
	SCALE_ID_LINEAR,
	SCALE_ID_MEL,
	SCALE_ID_BARK,
	N_SCALES,
};

/* The place of a frequency on a scale; only differences matter. hz > 0. */
double scale_place(enum scale_id scale, double hz);

/* The frequency at a place. */
double scale_hz(enum scale_id scale, double place);

/* Bands side by side: band b reaches from the place first + b·step to first + (b+1)·step. */
struct scale_grid {
	enum scale_id scale;
	double first, step;
	size_t n_bands;
	bool is_iec; /* the bands are those of IEC 61260-1 */
};

/* Whether the scale has bands of its own, the width of which the screen does not choose. */
bool scale_has_bands(enum scale_id scale);

/* Divides low_hz … high_hz into `n_bands` >= 1 of equal width on the scale or, where it has bands of its own, takes those
 * of them whose centres lie within; should they be more than n_bands, wider ones: a half, a quarter … as many in an
 * octave.
 *
 * Semitones, and 12 and 24 in an octave, are centred on A4 = 440 Hz; others are those of IEC 61260-1: powers of 10^0.3
 * about 1 kHz, which is a centre where an octave has an odd number of bands and an edge where it has an even one. */
void scale_grid_init(struct scale_grid *grid, enum scale_id scale, double low_hz, double high_hz, size_t n_bands);

#endif
