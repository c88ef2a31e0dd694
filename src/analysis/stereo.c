/* How the first two channels belong together: correlation and balance. */
#include <math.h>

#include "analysis/rows.h"
#include "base/db.h"
#include "dsp/window_sum.h"

/* Mean of x²: below it a channel is silent, -200 dB as DB_SILENCE. */
#define SILENCE 1e-20

/* Sums of products. */
enum { LEFT_LEFT, RIGHT_RIGHT, LEFT_RIGHT, N_SUMS };

struct stereo {
	uint32_t n_channels;
	struct window_sum sums;
};

static bool stereo_init(void *state, void *kept, const struct analyzer_format *format, struct err *err)
{
	struct stereo *stereo = state;
	(void)err;
	stereo->n_channels = format->n_channels;
	window_sum_init(&stereo->sums, kept, format->rate_hz, N_SUMS);
	return true;
}

static void stereo_fini(void *state)
{
	(void)state;
}

static void stereo_jump(void *state)
{
	struct stereo *stereo = state;
	window_sum_jump(&stereo->sums);
}

static void stereo_restart(void *state)
{
	struct stereo *stereo = state;
	window_sum_clear(&stereo->sums);
}

static void add(double *sums, const float *frames, size_t n_channels, size_t n_frames)
{
	double left_left = sums[LEFT_LEFT], right_right = sums[RIGHT_RIGHT], left_right = sums[LEFT_RIGHT];
	for (size_t i = 0; i < n_frames; i++) {
		double left = (double)frames[i * n_channels], right = (double)frames[i * n_channels + 1];
		left_left += left * left;
		right_right += right * right;
		left_right += left * right;
	}
	sums[LEFT_LEFT] = left_left;
	sums[RIGHT_RIGHT] = right_right;
	sums[LEFT_RIGHT] = left_right;
}

/* Of mono there is nothing to sum up: all means stay 0, and so do the readings. */
static void stereo_process(void *state, const struct analyzer_block *block)
{
	struct stereo *stereo = state;
	size_t n_channels = stereo->n_channels;
	for (size_t done = 0, n; n_channels >= 2 && done < block->n_frames; done += n) {
		n = window_sum_room(&stereo->sums);
		n = n < block->n_frames - done ? n : block->n_frames - done;
		add(stereo->sums.newest, block->frames + done * n_channels, n_channels, n);
		window_sum_advance(&stereo->sums, n);
	}
}

static float correlation(const double *means)
{
	if (means[LEFT_LEFT] < SILENCE || means[RIGHT_RIGHT] < SILENCE)
		return 0;
	double r = means[LEFT_RIGHT] / sqrt(means[LEFT_LEFT] * means[RIGHT_RIGHT]);
	return (float)fmax(-1, fmin(1, r));
}

static float balance_db(const double *means)
{
	double db = 10 * log10(fmax(means[RIGHT_RIGHT], SILENCE) / fmax(means[LEFT_LEFT], SILENCE));
	return (float)fmax((double)DB_SILENCE, fmin(-(double)DB_SILENCE, db));
}

static void stereo_publish(void *state, struct snapshot_measures *measures)
{
	const struct stereo *stereo = state;
	double means[N_SUMS], whole_means[N_SUMS];
	for (uint32_t i = 0; i < N_SUMS; i++) {
		means[i] = window_sum_mean(&stereo->sums, i);
		whole_means[i] = window_sum_whole_mean(&stereo->sums, i);
	}
	measures->stereo = (struct snapshot_stereo){
		.correlation = correlation(means),
		.balance_db = balance_db(means),
		.whole_correlation = correlation(whole_means),
		.whole_balance_db = balance_db(whole_means),
	};
}

const struct analyzer_ops analyzer_stereo = {
	.name = "stereo",
	.help = "correlation and balance of the first two channels",
	.measure = SNAPSHOT_STEREO,
	.state_bytes = sizeof(struct stereo),
	.kept_bytes = sizeof(struct window_sum_whole),
	.init = stereo_init,
	.fini = stereo_fini,
	.jump = stereo_jump,
	.restart = stereo_restart,
	.process = stereo_process,
	.publish = stereo_publish,
};
