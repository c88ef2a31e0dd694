/* What the ear makes of a level at a frequency: the weighting curves of sound level and noise meters. */
#ifndef TERMVIZ_DSP_WEIGHTING_H
#define TERMVIZ_DSP_WEIGHTING_H

/* In the order of the option's choices. */
enum weighting_id { WEIGHTING_ID_Z, WEIGHTING_ID_A, WEIGHTING_ID_C, WEIGHTING_ID_468, N_WEIGHTINGS };

/* The curve at a frequency, in dB; 0 at 1 kHz. Finite for any hz. */
double weighting_db(enum weighting_id weighting, double hz);

#endif
