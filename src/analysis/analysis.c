#include "analysis/analysis.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"

/* --------------------------------------------------------------- analyzers */

static void fini_analyzers(struct analysis *analysis)
{
	for (size_t i = 0; i < n_analyzers; i++) {
		if (analysis->states[i])
			analyzer_table[i]->fini(analysis->states[i]);
		free(analysis->states[i]);
		analysis->states[i] = NULL;
	}
	analysis->format = (struct analyzer_format){ 0 };
	analysis->running = 0;
}

static bool init_analyzers(struct analysis *analysis, const struct analyzer_format *format, struct err *err)
{
	fini_analyzers(analysis);
	for (size_t i = 0; i < n_analyzers; i++) {
		analysis->states[i] = calloc(1, analyzer_table[i]->state_bytes);
		if (!analysis->states[i])
			return err_set(err, ERR_SYSTEM, "out of memory for the meters");
		if (!analyzer_table[i]->init(analysis->states[i], format, err))
			return false;
	}
	analysis->format = *format;
	return true;
}

static void run_analyzers(struct analysis *analysis, const struct analyzer_block *block)
{
	for (size_t i = 0; i < n_analyzers; i++) {
		uint32_t bit = SNAPSHOT_BIT(analyzer_table[i]->measure);
		if (!(analysis->measures & bit))
			continue;
		if (!(analysis->running & bit))
			analyzer_table[i]->restart(analysis->states[i]);
		analysis->running |= bit;
		analyzer_table[i]->process(analysis->states[i], block);
	}
	analysis->running &= analysis->measures;
}

static void publish_measures(struct analysis *analysis)
{
	struct snapshot *snapshot = &analysis->writer.snapshot;
	snapshot->head.measured = analysis->running;
	for (size_t i = 0; i < n_analyzers; i++)
		if (analysis->running & SNAPSHOT_BIT(analyzer_table[i]->measure))
			analyzer_table[i]->publish(analysis->states[i], &snapshot->measures);
}

void analysis_restart(struct analysis *analysis)
{
	analysis->running = 0; /* the next sound restarts each */
}

void analysis_set_measures(struct analysis *analysis, uint32_t measures)
{
	analysis->measures = measures & SNAPSHOT_ALL_MEASURES;
}

/* --------------------------------------------------------------- the whole */

bool analysis_init(struct analysis *analysis, struct snapshot_ring *ring, struct err *err)
{
	memset(analysis, 0, sizeof *analysis);
	snapshot_writer_init(&analysis->writer, ring);
	return ring || err_set(err, ERR_SYSTEM, "no ring to publish in");
}

void analysis_fini(struct analysis *analysis)
{
	spectrum_fini(&analysis->spectrum);
	fini_analyzers(analysis);
}

static void clear_readings(struct analysis *analysis)
{
	memset(analysis->sum_squares, 0, sizeof analysis->sum_squares);
	memset(analysis->peak, 0, sizeof analysis->peak);
	analysis->n_frames = 0;
}

bool analysis_start(struct analysis *analysis, uint32_t rate_hz, uint32_t n_channels, struct err *err)
{
	const struct analyzer_format format = { .rate_hz = rate_hz,
		.n_channels = n_channels < SNAPSHOT_N_SOURCE_CHANNELS ? n_channels : SNAPSHOT_N_SOURCE_CHANNELS };
	spectrum_fini(&analysis->spectrum);
	analysis->rate_hz = 0;
	if (!spectrum_init(&analysis->spectrum, rate_hz, err) || !init_analyzers(analysis, &format, err))
		return false;
	analysis->rate_hz = rate_hz;
	analysis->snapshot_frames = snapshot_scaled(SNAPSHOT_FRAMES, rate_hz);
	analysis->writer.snapshot.head.n_source_channels = format.n_channels;
	analysis->writer.snapshot.head.segment++;
	clear_readings(analysis);
	return true;
}

void analysis_jump(struct analysis *analysis)
{
	if (analysis->rate_hz)
		spectrum_clear(&analysis->spectrum);
	for (size_t i = 0; analysis->rate_hz && i < n_analyzers; i++)
		analyzer_table[i]->jump(analysis->states[i]);
	analysis->writer.snapshot.head.segment++;
	clear_readings(analysis);
}

void analysis_set_channels(struct analysis *analysis, uint32_t channels)
{
	analysis->channels = channels & SNAPSHOT_ALL_CHANNELS;
}

float analysis_peak(const struct analysis *analysis)
{
	return analysis->published_peak;
}

static float larger(float a, float b)
{
	return a > b ? a : b;
}

static void meter(struct analysis *analysis, const float *stereo, size_t n_frames)
{
	double *sum = analysis->sum_squares;
	float *peak = analysis->peak;
	for (size_t i = 0; i < n_frames; i++) {
		float l = stereo[2 * i], r = stereo[2 * i + 1], m = (l + r) / 2;
		sum[SNAPSHOT_LEFT] += (double)(l * l);
		sum[SNAPSHOT_RIGHT] += (double)(r * r);
		sum[SNAPSHOT_MONO] += (double)(m * m);
		peak[SNAPSHOT_LEFT] = larger(peak[SNAPSHOT_LEFT], fabsf(l));
		peak[SNAPSHOT_RIGHT] = larger(peak[SNAPSHOT_RIGHT], fabsf(r));
		peak[SNAPSHOT_MONO] = larger(peak[SNAPSHOT_MONO], fabsf(m));
	}
}

/* Publishes what has been gathered; `n_taken` frames of the block lie before its end. */
static void publish(struct analysis *analysis, const struct analysis_block *block, size_t n_taken)
{
	struct snapshot *snapshot = &analysis->writer.snapshot;
	struct snapshot_head *head = &snapshot->head;
	head->position_frame = block->position_frame + (int64_t)n_taken;
	head->taken_ns = block->taken_ns;
	head->heard_ns = block->heard_ns + clock_frames_to_ns((int64_t)n_taken, analysis->rate_hz);
	head->rate_hz = analysis->rate_hz;
	head->n_frames = (uint32_t)analysis->n_frames;
	head->channels = analysis->channels;
	head->side_peak[0] = analysis->peak[SNAPSHOT_LEFT];
	head->side_peak[1] = analysis->peak[SNAPSHOT_RIGHT];
	for (int c = 0; c < SNAPSHOT_N_CHANNELS; c++) {
		snapshot->channels[c].peak = analysis->peak[c];
		snapshot->channels[c].mean_square = (float)(analysis->sum_squares[c] / (double)analysis->n_frames);
	}
	publish_measures(analysis);
	spectrum_step(&analysis->spectrum, analysis->channels, snapshot);
	snapshot_writer_publish(&analysis->writer);
	analysis->published_peak = larger(analysis->published_peak, larger(head->side_peak[0], head->side_peak[1]));
	clear_readings(analysis);
}

/* Measures what the source has: its own channels or, of one or two, what is heard. */
static void measure(struct analysis *analysis, const struct analysis_block *block, size_t first, size_t n_frames)
{
	uint32_t n_channels = analysis->format.n_channels;
	float left[SNAPSHOT_FRAMES];
	if (!analysis->measures)
		return;
	if (n_channels != 1) {
		const float *frames = block->source ? block->source : block->stereo;
		run_analyzers(analysis, &(struct analyzer_block){ frames + n_channels * first, n_frames });
		return;
	}
	for (size_t done = 0, n; done < n_frames; done += n) {
		n = n_frames - done < SNAPSHOT_FRAMES ? n_frames - done : SNAPSHOT_FRAMES;
		for (size_t i = 0; i < n; i++)
			left[i] = block->stereo[2 * (first + done + i)];
		run_analyzers(analysis, &(struct analyzer_block){ left, n });
	}
}

size_t analysis_process(struct analysis *analysis, const struct analysis_block *block)
{
	size_t n_published = 0;
	analysis->published_peak = 0;
	for (size_t done = 0; analysis->rate_hz && done < block->n_frames;) {
		size_t n = analysis->snapshot_frames - analysis->n_frames;
		if (n > block->n_frames - done)
			n = block->n_frames - done;
		const float *stereo = block->stereo + 2 * done;
		meter(analysis, stereo, n);
		measure(analysis, block, done, n);
		spectrum_push(&analysis->spectrum, stereo, n);
		analysis->n_frames += n;
		done += n;
		if (analysis->n_frames == analysis->snapshot_frames) {
			publish(analysis, block, done);
			n_published++;
		}
	}
	return n_published;
}
