#include "analysis/analyzer.h"

#include "analysis/rows.h"

const struct analyzer_ops *const analyzer_table[] = {
	&analyzer_levels,
	&analyzer_true_peak,
	&analyzer_programme,
	&analyzer_loudness,
	&analyzer_stereo,
	&analyzer_rhythm,
};
const size_t n_analyzers = sizeof analyzer_table / sizeof analyzer_table[0];
