#include "audio/resample.h"

#include <samplerate.h>

bool resampler_init(struct resampler *resampler, uint32_t n_channels, uint32_t from_hz, uint32_t to_hz, struct err *err)
{
	int e = 0;
	*resampler = (struct resampler){ .ratio = (double)to_hz / from_hz };
	if (src_is_valid_ratio(resampler->ratio))
		resampler->converter = src_new(SRC_SINC_BEST_QUALITY, (int)n_channels, &e);
	return resampler->converter
		|| err_set(err, ERR_INPUT, "cannot convert %u Hz to the %u Hz of the output%s%s", from_hz, to_hz,
			e ? ": " : "", e ? src_strerror(e) : "");
}

void resampler_fini(struct resampler *resampler)
{
	if (resampler->converter)
		src_delete(resampler->converter);
	*resampler = (struct resampler){ 0 };
}

void resampler_clear(struct resampler *resampler)
{
	src_reset(resampler->converter);
	resampler->n_pending = 0;
}

size_t resampler_process(struct resampler *resampler, double ratio, const float *in, size_t n_in, size_t *n_used,
	float *out, size_t max_out, bool ends)
{
	SRC_DATA data = { .data_in = in,
		.input_frames = (long)n_in,
		.data_out = out,
		.output_frames = (long)max_out,
		.src_ratio = ratio,
		.end_of_input = ends };
	/* It fails for ratios and pointers that make no sense only. */
	int e = src_process(resampler->converter, &data);
	*n_used = e ? n_in : (size_t)data.input_frames_used;
	size_t n_out = e ? 0 : (size_t)data.output_frames_gen;
	resampler->n_pending += (double)*n_used * ratio - (double)n_out;
	resampler->ratio = ratio;
	return n_out;
}
