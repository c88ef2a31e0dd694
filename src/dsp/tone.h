/* Whether some sound is a test tone, and how clean: frequency, level, distortion and noise of one steady sine. */
#ifndef TERMVIZ_DSP_TONE_H
#define TERMVIZ_DSP_TONE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum {
	TONE_MIN_FRAMES = 1 << 12, /* less is not looked at */
	TONE_MAX_FRAMES = 1 << 18, /* more is of no use: 5.5 s at 48 kHz */
};

/* Levels: a full-scale sine has 0 dB. Ratios are of powers, to the fundamental alone, and end at 20 kHz. */
struct tone {
	/* More than half of the power but for DC lies in one line, and no other line within 20 dB of it is neither it
	 * nor its harmonic. If not, nothing else is known. */
	bool is_tone;
	double frequency_hz;
	double level_db;
	unsigned n_harmonics; /* that THD is of: the 2nd … 10th, as far as they lie below 20 kHz and half the rate */
	double thd_db;        /* the harmonics together, with what noise they lie in; -200 if there are none */
	double snr_db;        /* all else, DC excluded, taken to go on as it is under the lines; at most 200 */
};

/* Measures one channel: as many of `n` finite samples, from their middle, as are a power of two. Of 2^17 (2.7 s at
 * 48 kHz) it measures tones from 6 Hz up, the frequency to 0.01 Hz; of half as many, from twice that. Allocates 32 bytes
 * a sample while it works. False: out of memory. */
bool tone_measure(const float *samples, size_t n, uint32_t rate_hz, struct tone *tone, struct err *err);

#endif
