/* The figures that lines of data have: one table. Those of the whole have the names that a report gives them. */
#ifndef TERMVIZ_DATA_FIGURES_H
#define TERMVIZ_DATA_FIGURES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "snapshot/snapshot.h"

enum data_figure_kind {
	DATA_PLAIN,
	DATA_COUNT,
	DATA_UNLESS_ZERO, /* which stands for none, */
	DATA_UNLESS_NEGATIVE,
	DATA_LEVEL, /* in dB or LUFS; SNAPSHOT_NO_LEVEL: none */
	DATA_RANGE, /* of loudness */
	/* Of the meters, in dB: */
	DATA_AMPLITUDE,
	DATA_POWER,
	/* and their sum: */
	DATA_METERS_COUNT,
};

struct data_figure {
	const char *name; /* with its unit */
	uint32_t measures;
	enum data_figure_kind kind;
	size_t offset; /* in struct snapshot_measures, or of the meters' kinds in struct snapshot_meter */
	int decimals;
	bool per_channel; /* each channel's own; else of the meters the largest */
};

/* Those of the moment first: they stand still in silence, which the others may still be averaged with. */
extern const struct data_figure data_figures[];
enum { DATA_N_MOMENTARY = 11, DATA_N_FIGURES = 23 };

/* What is measured, as far as it is known. */
struct data_measured {
	struct snapshot_measures measures;
	uint32_t measured; /* mask of SNAPSHOT_BIT()s of snapshot_measure_id; 0: nothing yet */
	uint32_t n_channels;
};

/* A figure of the whole, or of one channel; NaN where there is none. */
double data_figure_value(const struct data_figure *figure, const struct data_measured *from);
double data_figure_of_channel(const struct data_figure *figure, const struct data_measured *from, uint32_t channel);

#endif
