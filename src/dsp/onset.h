/* Where notes and drums begin: how much louder each band of the spectrum is than it was in the moments before.
 *
 * Works in steps of ONSET_STEP_MS, whatever the rate. Steady sound, however it beats, trembles or glides, has none.
 */
#ifndef TERMVIZ_DSP_ONSET_H
#define TERMVIZ_DSP_ONSET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct fft;

#define ONSET_STEP_MS 6.0

enum {
	ONSET_MAX_BANDS = 40,
	ONSET_N_PAST = 13, /* steps that a rise is measured against: 78 ms */
};

struct onset_band {
	size_t first_bin;
	size_t end_bin; /* the one after its last */
};

struct onset {
	size_t step_frames; /* of one step */
	double step_s;      /* exactly */
	double delay_s;     /* how long after a sound's beginning its step ends, about */
	struct fft *fft;
	float *samples; /* of one window, the newest last */
	float *power;   /* of its bins */
	struct onset_band bands[ONSET_MAX_BANDS];
	size_t n_bands;
	size_t n_bass_bands;                       /* the first of them */
	float past[ONSET_N_PAST][ONSET_MAX_BANDS]; /* powers of the bands, in turn */
	size_t next_past;
	float loudest; /* power of all bands, the largest of late */
};

/* Plans for a rate; before, there was silence. Allocates all it will ever need. onset_fini() is right after a zeroed
 * struct and after a failure, too. */
bool onset_init(struct onset *onset, uint32_t rate_hz, struct err *err);
void onset_fini(struct onset *onset);

/* Before, there was silence. */
void onset_clear(struct onset *onset);

/* What begins in a step; 0 if nothing does. */
struct onset_strength {
	float all;  /* nepers, summed over bands: some 10 for a drum in music, up to the number of bands */
	float bass; /* rise of the bass's amplitude, the loudest of late being 1 */
};

/* Takes in the next `step_frames` samples. Real time safe. */
struct onset_strength onset_step(struct onset *onset, const float *samples);

#endif
