#include "dsp/envelope.h"

#include <stdlib.h>
#include <string.h>

/* Binomial: players do not keep time to the step, and periods are not whole steps. */
static const float taps[ENVELOPE_TAPS] = { 1 / 16.0f, 4 / 16.0f, 6 / 16.0f, 4 / 16.0f, 1 / 16.0f };

bool envelope_init(struct envelope *envelope, size_t n_kept, double mean_steps, struct err *err)
{
	memset(envelope, 0, sizeof *envelope);
	envelope->values = calloc(2 * n_kept, sizeof *envelope->values);
	if (!envelope->values)
		return err_set(err, ERR_SYSTEM, "out of memory for an envelope of %zu steps", n_kept);
	envelope->n_kept = n_kept;
	envelope->mean_share = (float)(1 / mean_steps);
	return true;
}

void envelope_fini(struct envelope *envelope)
{
	free(envelope->values);
	memset(envelope, 0, sizeof *envelope);
}

void envelope_clear(struct envelope *envelope)
{
	memset(envelope->values, 0, 2 * envelope->n_kept * sizeof *envelope->values);
	memset(envelope->raw, 0, sizeof envelope->raw);
	envelope->mean = 0;
}

void envelope_push(struct envelope *envelope, float value)
{
	float smooth = 0;
	memmove(envelope->raw + 1, envelope->raw, (ENVELOPE_TAPS - 1) * sizeof *envelope->raw);
	envelope->raw[0] = value;
	for (size_t i = 0; i < ENVELOPE_TAPS; i++)
		smooth += taps[i] * envelope->raw[i];
	envelope->mean += envelope->mean_share * (smooth - envelope->mean);
	envelope->newest = (envelope->newest ? envelope->newest : envelope->n_kept) - 1;
	envelope->values[envelope->newest] = smooth - envelope->mean;
	envelope->values[envelope->newest + envelope->n_kept] = smooth - envelope->mean;
}

const float *envelope_values(const struct envelope *envelope)
{
	return envelope->values + envelope->newest;
}
