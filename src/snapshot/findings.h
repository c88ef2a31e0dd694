/* What has been found out about a whole file: the layout in which the process that measures passes it on.
 *
 * As in a snapshot: fixed-width numbers in the machine's order, no pointers. */
#ifndef TERMVIZ_SNAPSHOT_FINDINGS_H
#define TERMVIZ_SNAPSHOT_FINDINGS_H

#include "snapshot/snapshot.h"

enum { FINDINGS_MAX_BANDS = 31 };

/* What a test tone tells of what it went through. */
struct findings_tone {
	float frequency_hz; /* 0: it is no test tone, and nothing below is valid */
	float thd_db;       /* harmonics against the tone; SNAPSHOT_NO_LEVEL: none */
	float snr_db;       /* the tone against all else */
	float reserved;
};

struct findings {
	int64_t n_frames; /* measured; 0: there was nothing to measure, and nothing below is valid */
	uint32_t rate_hz;
	uint32_t n_channels;               /* of the file; the first SNAPSHOT_N_SOURCE_CHANNELS of them were measured */
	uint64_t n_bad_samples;            /* not finite or absurdly large; counted as 0 */
	uint32_t measured;                 /* mask of SNAPSHOT_BIT()s: what of `measures` is valid */
	uint32_t n_bands;                  /* 0 … FINDINGS_MAX_BANDS */
	struct snapshot_measures measures; /* at its end */
	float band_db[FINDINGS_MAX_BANDS]; /* third octaves from 20 Hz up (dsp/third_octave.h) */
	float reserved;
	struct findings_tone tone;
};

/* How many of its channels were measured. */
uint32_t findings_n_meters(const struct findings *findings);

/* Whether they obey the bounds stated above and all numbers are finite: what a reader checks before it believes. */
bool findings_are_sane(const struct findings *findings);

#endif
