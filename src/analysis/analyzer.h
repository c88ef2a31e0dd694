/* An analyzer: one kind of measurement beside the spectrum. One file and one row of analyzer_table
 * (analysis/analyzer.c); it runs only while some reader wants it.
 *
 * Sound comes as it is heard (stereo) and, where the source has other than two channels, as the source has it.
 */
#ifndef TERMVIZ_ANALYSIS_ANALYZER_H
#define TERMVIZ_ANALYSIS_ANALYZER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "snapshot/kept.h"
#include "snapshot/snapshot.h"

struct analyzer_format {
	uint32_t rate_hz;
	uint32_t n_channels; /* of the source: 1 … SNAPSHOT_N_SOURCE_CHANNELS; more are not measured one by one */
};

/* Some sound. No bad samples (audio/clean.h); interleaved frames of format.n_channels, in the WAVE order. */
struct analyzer_block {
	const float *frames;
	size_t n_frames;
};

struct analyzer_ops {
	const char *name;
	const char *help;
	enum snapshot_measure_id measure; /* what it publishes, as readers want it */
	size_t state_bytes;               /* zeroed before init() */
	/* What adds up over the whole lies apart from the state, which it may outlive (snapshot/kept.h), and with it what
	 * of the moments before that needs; 0: nothing does. Zeroed at first: nothing was heard. It has no pointers, and
	 * must make sense after each single store. */
	size_t kept_bytes;
	/* Plans for a format, with an empty history but for what is in `kept`, which must outlive the state: another state
	 * may have left it, of any rate, and this one goes on with the next sound. Allocates all it will ever need. False:
	 * out of memory; fini() follows all the same. */
	bool (*init)(void *state, void *kept, const struct analyzer_format *format, struct err *err);
	void (*fini)(void *state); /* right after a zeroed struct, too */
	/* The sound jumps: what depends on the moments before is forgotten, what adds up over the whole is not. */
	void (*jump)(void *state);
	/* Begins again: as after init() with nothing kept. */
	void (*restart)(void *state);
	/* Takes sound in, in blocks of any size, with the same result however it is cut. No allocation, no waiting. */
	void (*process)(void *state, const struct analyzer_block *block);
	/* Writes its part of snapshot->measures, over the frames since the last call where that matters. */
	void (*publish)(void *state, struct snapshot_measures *measures);
};

enum { ANALYZERS_MAX = 16 };

extern const struct analyzer_ops *const analyzer_table[];
extern const size_t n_analyzers; /* up to ANALYZERS_MAX */

/* Makes the states of those rows whose measures are in the mask, each at its row's index; the others are NULL. What is in
 * `kept`, which must outlive them, goes on. False: out of memory; analyzers_fini() follows all the same, which is right
 * for NULLs alone, too. */
bool analyzers_init(
	void **states, struct kept *kept, uint32_t measures, const struct analyzer_format *format, struct err *err);
void analyzers_fini(void **states);

#endif
