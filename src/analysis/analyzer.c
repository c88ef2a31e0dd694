#include "analysis/analyzer.h"

const struct analyzer_ops *const analyzer_table[] = {
	NULL,
};
const size_t n_analyzers = sizeof analyzer_table / sizeof analyzer_table[0] - 1;
