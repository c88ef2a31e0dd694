/* Levels of each channel: peak, RMS, DC, clipping; and the dynamic range. */
#include <math.h>
#include <stdatomic.h>

#include "analysis/rows.h"
#include "base/larger.h"
#include "dsp/dynamic_range.h"
#include "dsp/window_sum.h"

enum { BLOCK_PIECES = DYNAMIC_RANGE_BLOCK_MS / WINDOW_SUM_PIECE_MS };

/* Samples are 1e4 at most (audio/clean.h); with a reserve. */
#define LARGEST_PEAK 1e6f
#define LARGEST_SQUARE 1e12

/* What of a channel is summed up. */
enum { SUM, SQUARE, N_SUMS };

_Static_assert(N_SUMS *SNAPSHOT_N_SOURCE_CHANNELS <= WINDOW_SUM_MAX, "sums for all channels");

struct channel {
	float peak;       /* since it was last published */
	float piece_peak; /* of the piece of 10 ms that is being filled */
	uint32_t n_full;  /* samples in a row at full scale, up to SNAPSHOT_CLIPPED_RUN */
};

struct kept_channel {
	float max_peak;
	uint32_t n_clipped;
	double block_square; /* sum of the mean squares of the block's pieces, */
	float block_peak;    /* and their peak; anything while there are none */
	struct dynamic_range range;
};

struct kept_levels {
	struct window_sum_whole sums;
	uint32_t n_block_pieces; /* of the block that the dynamic range is at */
	struct kept_channel channels[SNAPSHOT_N_SOURCE_CHANNELS];
};

struct levels {
	struct kept_levels *kept;
	uint32_t n_channels;
	struct window_sum sums; /* N_SUMS of each channel */
	float range_db;         /* mean of the channels, as of the last whole block */
	struct channel channels[SNAPSHOT_N_SOURCE_CHANNELS];
};

/* --------------------------------------------------------------- set-up */

static void levels_jump(void *state)
{
	struct levels *levels = state;
	window_sum_jump(&levels->sums);
	levels->kept->n_block_pieces = 0;
	for (uint32_t c = 0; c < levels->n_channels; c++) {
		levels->channels[c].peak = levels->channels[c].piece_peak = 0;
		levels->channels[c].n_full = 0;
	}
}

static void levels_restart(void *state)
{
	struct levels *levels = state;
	levels_jump(levels);
	window_sum_clear(&levels->sums);
	levels->range_db = DYNAMIC_RANGE_UNKNOWN;
	for (uint32_t c = 0; c < levels->n_channels; c++) {
		levels->kept->channels[c].max_peak = 0;
		levels->kept->channels[c].n_clipped = 0;
		dynamic_range_clear(&levels->kept->channels[c].range);
	}
}

/* Silent channels have no dynamic range and do not count. */
static float mean_range_db(const struct levels *levels)
{
	float sum = 0;
	int n = 0;
	for (uint32_t c = 0; c < levels->n_channels; c++) {
		float db = dynamic_range_db(&levels->kept->channels[c].range);
		sum += db >= 0 ? db : 0;
		n += db >= 0;
	}
	return n ? sum / (float)n : DYNAMIC_RANGE_UNKNOWN;
}

/* A block that one left that went mad before it died is begun anew. */
static void adopt_block(struct kept_levels *kept)
{
	for (int c = 0; c < SNAPSHOT_N_SOURCE_CHANNELS; c++) {
		const struct kept_channel *channel = &kept->channels[c];
		if (!(channel->block_square >= 0 && channel->block_square <= LARGEST_SQUARE * BLOCK_PIECES)
			|| !(channel->block_peak >= 0 && channel->block_peak <= LARGEST_PEAK))
			kept->n_block_pieces = 0;
	}
}

static bool levels_init(void *state, void *kept, const struct analyzer_format *format, struct err *err)
{
	struct levels *levels = state;
	(void)err;
	levels->kept = kept;
	levels->n_channels = format->n_channels;
	window_sum_init(&levels->sums, &levels->kept->sums, format->rate_hz, N_SUMS * format->n_channels);
	adopt_block(levels->kept);
	for (uint32_t c = 0; c < levels->n_channels; c++)
		dynamic_range_adopt(&levels->kept->channels[c].range);
	levels->range_db = mean_range_db(levels);
	return true;
}

static void levels_fini(void *state)
{
	(void)state;
}

/* --------------------------------------------------------------- measuring */

static void count_clipped(
	struct channel *channel, struct kept_channel *kept, const float *samples, size_t stride, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (fabsf(samples[i * stride]) < SNAPSHOT_FULL_SCALE)
			channel->n_full = 0;
		else if (channel->n_full < SNAPSHOT_CLIPPED_RUN && ++channel->n_full == SNAPSHOT_CLIPPED_RUN)
			kept->n_clipped++;
	}
}

static void measure(struct levels *levels, uint32_t c, const float *samples, size_t stride, size_t n)
{
	struct channel *channel = &levels->channels[c];
	struct kept_channel *kept = &levels->kept->channels[c];
	double *sums = levels->sums.newest + N_SUMS * c;
	double sum = sums[SUM], square = sums[SQUARE];
	float peak = 0;
	for (size_t i = 0; i < n; i++) {
		double x = (double)samples[i * stride];
		sum += x;
		square += x * x;
		peak = larger(peak, fabsf(samples[i * stride]));
	}
	sums[SUM] = sum;
	sums[SQUARE] = square;
	if (peak >= SNAPSHOT_FULL_SCALE || channel->n_full)
		count_clipped(channel, kept, samples, stride, n);
	channel->peak = larger(channel->peak, peak);
	kept->max_peak = larger(kept->max_peak, peak);
	channel->piece_peak = larger(channel->piece_peak, peak);
}

static void add_to_block(struct kept_channel *kept, double mean_square, float peak, bool begins)
{
	kept->block_square = (begins ? 0 : kept->block_square) + mean_square;
	kept->block_peak = larger(begins ? 0 : kept->block_peak, peak);
}

static void finish_block(struct levels *levels)
{
	for (uint32_t c = 0; c < levels->n_channels; c++) {
		struct kept_channel *kept = &levels->kept->channels[c];
		dynamic_range_add(&kept->range, kept->block_square / BLOCK_PIECES, kept->block_peak);
	}
	levels->range_db = mean_range_db(levels);
}

/* Adds the piece of 10 ms that is complete to the block of the dynamic range. Meanwhile there is none: a process that dies
 * here takes the block with it. */
static void finish_piece(struct levels *levels)
{
	const double *squares = levels->sums.pieces[levels->sums.last] + SQUARE;
	uint32_t n = levels->kept->n_block_pieces;
	levels->kept->n_block_pieces = 0;
	atomic_signal_fence(memory_order_seq_cst);
	for (uint32_t c = 0; c < levels->n_channels; c++) {
		add_to_block(&levels->kept->channels[c], squares[N_SUMS * c] / levels->sums.piece_frames,
			levels->channels[c].piece_peak, n == 0);
		levels->channels[c].piece_peak = 0;
	}
	if (++n >= BLOCK_PIECES) {
		finish_block(levels);
		n = 0;
	}
	atomic_signal_fence(memory_order_seq_cst);
	levels->kept->n_block_pieces = n;
}

static void levels_process(void *state, const struct analyzer_block *block)
{
	struct levels *levels = state;
	size_t stride = levels->n_channels;
	for (size_t done = 0, n; done < block->n_frames; done += n) {
		n = window_sum_room(&levels->sums);
		n = n < block->n_frames - done ? n : block->n_frames - done;
		for (uint32_t c = 0; c < levels->n_channels; c++)
			measure(levels, c, block->frames + done * stride + c, stride, n);
		if (window_sum_advance(&levels->sums, n))
			finish_piece(levels);
	}
}

static void levels_publish(void *state, struct snapshot_measures *measures)
{
	struct levels *levels = state;
	for (uint32_t c = 0; c < levels->n_channels; c++) {
		struct channel *channel = &levels->channels[c];
		const struct kept_channel *kept = &levels->kept->channels[c];
		struct snapshot_meter *meter = &measures->meters[c];
		meter->peak = channel->peak;
		meter->mean_square = (float)window_sum_mean(&levels->sums, N_SUMS * c + SQUARE);
		meter->max_peak = kept->max_peak;
		meter->dc = (float)window_sum_whole_mean(&levels->sums, N_SUMS * c + SUM);
		meter->whole_square = (float)window_sum_whole_mean(&levels->sums, N_SUMS * c + SQUARE);
		meter->n_clipped = kept->n_clipped;
		channel->peak = 0;
	}
	measures->dynamic_range_db = levels->range_db;
}

const struct analyzer_ops analyzer_levels = {
	.name = "levels",
	.help = "peak, RMS, DC and clipping of each channel; dynamic range (DR)",
	.measure = SNAPSHOT_LEVELS,
	.state_bytes = sizeof(struct levels),
	.kept_bytes = sizeof(struct kept_levels),
	.init = levels_init,
	.fini = levels_fini,
	.jump = levels_jump,
	.restart = levels_restart,
	.process = levels_process,
	.publish = levels_publish,
};
