/* Third-octave levels of a whole sound: its power, averaged over its time and its channels, in the bands of
 * IEC 61260-1:2014 (base ten). A full-scale sine on all channels reads 0 dB. */
#ifndef TERMVIZ_DSP_THIRD_OCTAVE_H
#define TERMVIZ_DSP_THIRD_OCTAVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum { THIRD_OCTAVE_N_BANDS = 31 }; /* 20 Hz … 20 kHz */

struct third_octave_band {
	double nominal_hz; /* its name */
	double centre_hz;  /* exact: 1000 · 10^(n/10) */
	double low_hz;     /* edges: a twentieth of a decade to either side */
	double high_hz;
};

struct third_octave {
	struct fft *fft;
	uint32_t rate_hz;
	size_t n_channels;
	size_t window_frames; /* of one spectrum */
	size_t hop_frames;    /* a spectrum is taken this often */
	float *history;       /* the newest window_frames of each channel, one channel after the other */
	size_t n_new;         /* frames in it since the last spectrum */
	uint64_t n_frames;
	float *power;      /* bins of one spectrum */
	double *sum_power; /* of all spectra of all channels */
};

/* The band of an index, 0 … THIRD_OCTAVE_N_BANDS-1, as far as the rate reaches: an upper edge beyond half the rate is
 * put there. */
struct third_octave_band third_octave_band(size_t index, uint32_t rate_hz);

/* How many bands have their centre below half the rate: those of the indices below this number. */
size_t third_octave_n_bands(uint32_t rate_hz);

/* All memory it will ever need; false: out of memory. third_octave_fini() is right after a zeroed struct, too. */
bool third_octave_init(struct third_octave *third_octave, uint32_t rate_hz, size_t n_channels, struct err *err);
void third_octave_fini(struct third_octave *third_octave);

/* Takes in interleaved, finite frames of n_channels, in blocks of any size. */
void third_octave_process(struct third_octave *third_octave, const float *frames, size_t n_frames);

/* Ends the sound and writes the levels of third_octave_n_bands() bands; DB_SILENCE where there is nothing. Once. */
void third_octave_finish(struct third_octave *third_octave, float *level_db);

#endif
