/* Programme meters of each channel: PPM types I and II, VU. */
#include "analysis/rows.h"
#include "dsp/oversample.h"
#include "dsp/ppm.h"
#include "dsp/vu.h"

enum { MAX_PAIRS = (SNAPSHOT_N_SOURCE_CHANNELS + 1) / PPM_CHANNELS };

_Static_assert((int)SNAPSHOT_N_SOURCE_CHANNELS <= (int)OVERSAMPLE_MAX_CHANNELS, "all channels are oversampled");

struct programme {
	struct oversampler oversampler; /* else a tone at a quarter of the rate would read up to 3 dB low */
	struct ppm ppms[MAX_PAIRS];     /* of two channels each */
	struct vu vus[SNAPSHOT_N_SOURCE_CHANNELS];
};

/* Nothing here adds up over the whole: a jump is a new beginning. */
static void programme_restart(void *state)
{
	struct programme *programme = state;
	oversampler_clear(&programme->oversampler);
	for (uint32_t p = 0; p < MAX_PAIRS; p++)
		ppm_clear(&programme->ppms[p]);
	for (uint32_t c = 0; c < SNAPSHOT_N_SOURCE_CHANNELS; c++)
		vu_clear(&programme->vus[c]);
}

static bool programme_init(void *state, void *kept, const struct analyzer_format *format, struct err *err)
{
	struct programme *programme = state;
	(void)kept;
	(void)err;
	oversampler_init(&programme->oversampler, format->rate_hz, format->n_channels);
	for (uint32_t p = 0; p < MAX_PAIRS; p++)
		ppm_init(&programme->ppms[p], format->rate_hz, programme->oversampler.factor);
	for (uint32_t c = 0; c < SNAPSHOT_N_SOURCE_CHANNELS; c++)
		vu_init(&programme->vus[c], format->rate_hz, programme->oversampler.factor);
	return true;
}

static void programme_fini(void *state)
{
	(void)state;
}

/* The last of an odd number of channels has itself for company. */
static void measure_pair(struct programme *programme, uint32_t first)
{
	const struct oversampler *oversampler = &programme->oversampler;
	struct oversampled pair[PPM_CHANNELS];
	uint32_t n = oversampler->n_channels - first < PPM_CHANNELS ? 1 : PPM_CHANNELS;
	for (uint32_t c = 0; c < n; c++) {
		oversampler_read(oversampler, first + c, &pair[c]);
		vu_process(&programme->vus[first + c], &pair[c]);
	}
	ppm_process(&programme->ppms[first / PPM_CHANNELS], &pair[0], &pair[n - 1]);
}

static void programme_process(void *state, const struct analyzer_block *block)
{
	struct programme *programme = state;
	struct oversampler *oversampler = &programme->oversampler;
	for (size_t done = 0; done < block->n_frames;) {
		done += oversampler_fill(
			oversampler, block->frames + done * oversampler->n_channels, block->n_frames - done);
		for (uint32_t c = 0; oversampler_is_full(oversampler) && c < oversampler->n_channels; c += PPM_CHANNELS)
			measure_pair(programme, c);
	}
}

static void programme_publish(void *state, struct snapshot_measures *measures)
{
	struct programme *programme = state;
	for (uint32_t c = 0; c < programme->oversampler.n_channels; c++) {
		struct ppm *ppm = &programme->ppms[c / PPM_CHANNELS];
		measures->meters[c].ppm1 = ppm_take(ppm, c % PPM_CHANNELS, PPM_TYPE_I);
		measures->meters[c].ppm2 = ppm_take(ppm, c % PPM_CHANNELS, PPM_TYPE_II);
		measures->meters[c].vu = vu_take(&programme->vus[c]);
	}
}

const struct analyzer_ops analyzer_programme = {
	.name = "programme",
	.help = "peak programme meters (IEC 60268-10, types I and II) and VU (IEC 60268-17)",
	.measure = SNAPSHOT_PROGRAMME,
	.state_bytes = sizeof(struct programme),
	.init = programme_init,
	.fini = programme_fini,
	.jump = programme_restart,
	.restart = programme_restart,
	.process = programme_process,
	.publish = programme_publish,
};
