#include "analysis/analyzer.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

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
_Static_assert((int)ANALYZERS_MAX <= (int)KEPT_SLOTS, "a slot for each");

static void *slot(struct kept *kept, size_t i)
{
	size_t at = 0;
	for (size_t k = 0; k < i; k++)
		at += (analyzer_table[k]->kept_bytes + KEPT_ALIGNMENT - 1) / KEPT_ALIGNMENT * KEPT_ALIGNMENT;
	assert(at + analyzer_table[i]->kept_bytes <= KEPT_BYTES);
	return kept->bytes + at;
}

/* Nothing is believed of what was measured of other channels, or by analyzers of another version. */
static void lay_out(struct kept *kept, uint32_t n_channels)
{
	uint32_t slot_bytes[KEPT_SLOTS] = { 0 };
	for (size_t i = 0; i < n_analyzers; i++)
		slot_bytes[i] = (uint32_t)analyzer_table[i]->kept_bytes;
	bool is_ours = memcmp(kept->slot_bytes, slot_bytes, sizeof slot_bytes) == 0;
	if (is_ours && kept->n_channels == n_channels)
		return;
	kept_set_running(kept, 0);
	if (!is_ours && kept->n_channels)
		memset(kept->bytes, 0, sizeof kept->bytes);
	memcpy(kept->slot_bytes, slot_bytes, sizeof slot_bytes);
	kept->n_channels = n_channels;
}

bool analyzers_init(
	void **states, struct kept *kept, uint32_t measures, const struct analyzer_format *format, struct err *err)
{
	lay_out(kept, format->n_channels);
	for (size_t i = 0; i < n_analyzers; i++)
		states[i] = NULL;
	for (size_t i = 0; i < n_analyzers; i++) {
		if (!(measures & SNAPSHOT_BIT(analyzer_table[i]->measure)))
			continue;
		states[i] = calloc(1, analyzer_table[i]->state_bytes);
		if (!states[i])
			return err_set(err, ERR_SYSTEM, "out of memory for the meters");
		if (!analyzer_table[i]->init(states[i], slot(kept, i), format, err))
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
