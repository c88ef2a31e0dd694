#include "analysis/analyzer.h"

#include <stdlib.h>

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

_Static_assert(sizeof analyzer_table / sizeof analyzer_table[0] <= ANALYZERS_MAX, "a state for each");

bool analyzers_init(void **states, uint32_t measures, const struct analyzer_format *format, struct err *err)
{
	for (size_t i = 0; i < n_analyzers; i++)
		states[i] = NULL;
	for (size_t i = 0; i < n_analyzers; i++) {
		if (!(measures & SNAPSHOT_BIT(analyzer_table[i]->measure)))
			continue;
		states[i] = calloc(1, analyzer_table[i]->state_bytes);
		if (!states[i])
			return err_set(err, ERR_SYSTEM, "out of memory for the meters");
		if (!analyzer_table[i]->init(states[i], format, err))
			return false;
	}
	return true;
}

void analyzers_fini(void **states)
{
	for (size_t i = 0; i < n_analyzers; i++) {
		if (states[i])
			analyzer_table[i]->fini(states[i]);
		free(states[i]);
		states[i] = NULL;
	}
}
