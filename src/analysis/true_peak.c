/* True peak of each channel: the largest magnitude of the sound between its samples, ITU-R BS.1770-5, annex 2. */
#include <math.h>

#include "analysis/rows.h"
#include "base/larger.h"
#include "dsp/oversample.h"
#include "dsp/vec4.h"

_Static_assert((int)SNAPSHOT_N_SOURCE_CHANNELS <= (int)OVERSAMPLE_MAX_CHANNELS, "all channels are oversampled");

struct kept_true_peak {
	float max_peak[SNAPSHOT_N_SOURCE_CHANNELS];
};

struct true_peak {
	struct kept_true_peak *kept;
	struct oversampler oversampler;
	float peak[SNAPSHOT_N_SOURCE_CHANNELS]; /* since it was last published */
};

static void true_peak_jump(void *state)
{
	struct true_peak *true_peak = state;
	oversampler_clear(&true_peak->oversampler);
	for (uint32_t c = 0; c < SNAPSHOT_N_SOURCE_CHANNELS; c++)
		true_peak->peak[c] = 0;
}

static void true_peak_restart(void *state)
{
	struct true_peak *true_peak = state;
	true_peak_jump(true_peak);
	for (uint32_t c = 0; c < SNAPSHOT_N_SOURCE_CHANNELS; c++)
		true_peak->kept->max_peak[c] = 0;
}

static bool true_peak_init(void *state, void *kept, const struct analyzer_format *format, struct err *err)
{
	struct true_peak *true_peak = state;
	(void)err;
	true_peak->kept = kept;
	oversampler_init(&true_peak->oversampler, format->rate_hz, format->n_channels);
	return true;
}

static void true_peak_fini(void *state)
{
	(void)state;
}

/* The samples count at once, so that this is never below the plain peak; what lies between them, a few frames later. */
static void measure_samples(struct true_peak *true_peak, const struct analyzer_block *block)
{
	size_t n_channels = true_peak->oversampler.n_channels;
	for (size_t c = 0; c < n_channels; c++) {
		float peak = true_peak->peak[c];
		for (size_t i = 0; i < block->n_frames; i++)
			peak = larger(peak, fabsf(block->frames[i * n_channels + c]));
		true_peak->peak[c] = peak;
	}
}

static void measure_group(struct true_peak *true_peak)
{
	const struct oversampler *oversampler = &true_peak->oversampler;
	for (uint32_t c = 0; c < oversampler->n_channels; c++) {
		struct oversampled group;
		vec4 peak = { 0 };
		if (oversampler_bound(oversampler, c) <= true_peak->peak[c])
			continue; /* most of all sound is well below its peaks */
		oversampler_read(oversampler, c, &group);
		for (uint32_t p = 1; p < oversampler->factor; p++)
			for (int i = 0; i < OVERSAMPLE_GROUP; i += 4)
				peak = vec4_larger(peak, vec4_magnitude(vec4_load(group.values[p] + i)));
		true_peak->peak[c] = larger(true_peak->peak[c], vec4_largest(peak));
	}
}

static void true_peak_process(void *state, const struct analyzer_block *block)
{
	struct true_peak *true_peak = state;
	struct oversampler *oversampler = &true_peak->oversampler;
	measure_samples(true_peak, block);
	for (size_t done = 0; done < block->n_frames && oversampler->factor > 1;) {
		done += oversampler_fill(
			oversampler, block->frames + done * oversampler->n_channels, block->n_frames - done);
		if (oversampler_is_full(oversampler) && oversampler_is_settled(oversampler))
			measure_group(true_peak);
	}
}

static void true_peak_publish(void *state, struct snapshot_measures *measures)
{
	struct true_peak *true_peak = state;
	float *max_peak = true_peak->kept->max_peak;
	for (uint32_t c = 0; c < true_peak->oversampler.n_channels; c++) {
		max_peak[c] = larger(max_peak[c], true_peak->peak[c]);
		measures->meters[c].true_peak = true_peak->peak[c];
		measures->meters[c].max_true_peak = max_peak[c];
		true_peak->peak[c] = 0;
	}
}

const struct analyzer_ops analyzer_true_peak = {
	.name = "true-peak",
	.help = "largest magnitude between the samples (ITU-R BS.1770)",
	.measure = SNAPSHOT_TRUE_PEAK,
	.state_bytes = sizeof(struct true_peak),
	.kept_bytes = sizeof(struct kept_true_peak),
	.init = true_peak_init,
	.fini = true_peak_fini,
	.jump = true_peak_jump,
	.restart = true_peak_restart,
	.process = true_peak_process,
	.publish = true_peak_publish,
};
