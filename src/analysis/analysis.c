#include "analysis/analysis.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/larger.h"

/* --------------------------------------------------------------- analyzers */

/* Before it starts, what is kept is another's, who may still be at it. */
static void set_running(struct analysis *analysis, uint32_t measures)
{
	if (!analysis->format.rate_hz || analysis->running == measures)
		return;
	analysis->running = measures;
	kept_set_running(analysis->kept, measures);
}

static void end_analyzers(struct analysis *analysis)
{
	analyzers_fini(analysis->states);
	analysis->format = (struct analyzer_format){ 0 };
	analysis->running = 0;
}

/* Whether numbers come of what is kept: who left it may have gone mad before it died. */
static bool is_believable(const struct analysis *analysis, uint32_t running)
{
	struct snapshot_measures measures = { 0 };
	for (size_t i = 0; i < n_analyzers; i++)
		if (running & SNAPSHOT_BIT(analyzer_table[i]->measure))
			analyzer_table[i]->publish(analysis->states[i], &measures);
	return snapshot_measures_are_sane(&measures, analysis->format.n_channels);
}

static bool begin_analyzers(struct analysis *analysis, const struct analyzer_format *format, struct err *err)
{
	end_analyzers(analysis);
	if (!analyzers_init(analysis->states, analysis->kept, SNAPSHOT_ALL_MEASURES, format, err))
		return false;
	analysis->format = *format;
	uint32_t running = atomic_load_explicit(&analysis->kept->running, memory_order_relaxed) & analysis->measures;
	analysis->running = is_believable(analysis, running) ? running : 0;
	kept_set_running(analysis->kept, analysis->running);
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
		set_running(analysis, analysis->running | bit);
		analyzer_table[i]->process(analysis->states[i], block);
	}
}

static void publish_measures(struct analysis *analysis, bool filler)
{
	struct snapshot *snapshot = &analysis->writer.snapshot;
	snapshot->head.measured = analysis->running | (analysis->takes_wave ? SNAPSHOT_BIT(SNAPSHOT_WAVE) : 0);
	if (filler) {
		snapshot_measures_fall_silent(&snapshot->measures);
		return;
	}
	for (size_t i = 0; i < n_analyzers; i++)
		if (analysis->running & SNAPSHOT_BIT(analyzer_table[i]->measure))
			analyzer_table[i]->publish(analysis->states[i], &snapshot->measures);
}

void analysis_restart(struct analysis *analysis)
{
	set_running(analysis, 0); /* the next sound restarts each */
}

void analysis_set_measures(struct analysis *analysis, uint32_t measures)
{
	analysis->measures = measures & SNAPSHOT_ALL_BESIDE;
	set_running(analysis, analysis->running & analysis->measures);
}

/* --------------------------------------------------------------- the whole */

bool analysis_init(struct analysis *analysis, struct snapshot_ring *ring, struct kept *kept, enum window_id window,
	struct err *err)
{
	memset(analysis, 0, sizeof *analysis);
	analysis->window = window;
	analysis->kept = kept;
	snapshot_writer_init(&analysis->writer, ring);
	analysis->left = calloc(snapshot_scaled(SNAPSHOT_FRAMES, UINT32_MAX), sizeof *analysis->left);
	return analysis->left || err_set(err, ERR_SYSTEM, "out of memory for the analysis");
}

void analysis_fini(struct analysis *analysis)
{
	spectrum_fini(&analysis->spectrum);
	free(analysis->left);
	analysis->left = NULL;
	end_analyzers(analysis);
}

static void clear_peaks(struct analysis *analysis)
{
	analysis->side_peak[0] = analysis->side_peak[1] = analysis->source_peak = 0;
	analysis->n_frames = 0;
}

bool analysis_start(struct analysis *analysis, uint32_t rate_hz, uint32_t n_channels, struct err *err)
{
	const struct analyzer_format format = { .rate_hz = rate_hz,
		.n_channels = n_channels < SNAPSHOT_N_SOURCE_CHANNELS ? n_channels : SNAPSHOT_N_SOURCE_CHANNELS };
	spectrum_fini(&analysis->spectrum);
	analysis->rate_hz = 0;
	const struct spectrum_format spectrum_format
		= { .rate_hz = rate_hz, .n_channels = format.n_channels, .window = analysis->window };
	if (!spectrum_init(&analysis->spectrum, &spectrum_format, err) || !begin_analyzers(analysis, &format, err))
		return false;
	analysis->rate_hz = rate_hz;
	analysis->snapshot_frames = snapshot_scaled(SNAPSHOT_FRAMES, rate_hz);
	wave_init(&analysis->wave, analysis->snapshot_frames);
	analysis->writer.snapshot.head.n_source_channels = format.n_channels;
	analysis->writer.snapshot.head.segment++;
	clear_peaks(analysis);
	return true;
}

void analysis_jump(struct analysis *analysis)
{
	if (analysis->rate_hz)
		spectrum_clear(&analysis->spectrum);
	for (size_t i = 0; analysis->rate_hz && i < n_analyzers; i++)
		analyzer_table[i]->jump(analysis->states[i]);
	analysis->writer.snapshot.head.segment++;
	clear_peaks(analysis);
}

void analysis_set_wish(struct analysis *analysis, const struct spectrum_wish *wish)
{
	analysis->wish = *wish;
}

float analysis_peak(const struct analysis *analysis)
{
	return analysis->published_peak;
}

static void look_for_peaks(struct analysis *analysis, const float *stereo, const float *source, size_t n_frames)
{
	float *peak = analysis->side_peak;
	for (size_t i = 0; i < n_frames; i++) {
		peak[0] = larger(peak[0], fabsf(stereo[2 * i]));
		peak[1] = larger(peak[1], fabsf(stereo[2 * i + 1]));
	}
	for (size_t i = 0; source && i < n_frames * analysis->format.n_channels; i++)
		analysis->source_peak = larger(analysis->source_peak, fabsf(source[i]));
}

/* A snapshot has the whole of its wave, or none. */
static void take_wave(struct analysis *analysis, const float *stereo, size_t n_frames)
{
	if (analysis->n_frames == 0) {
		analysis->takes_wave = analysis->measures & SNAPSHOT_BIT(SNAPSHOT_WAVE);
		wave_begin(&analysis->wave);
	}
	if (analysis->takes_wave)
		wave_push(&analysis->wave, stereo, n_frames, &analysis->writer.snapshot.wave);
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
	head->side_peak[0] = analysis->side_peak[0];
	head->side_peak[1] = analysis->side_peak[1];
	float peak = larger(larger(head->side_peak[0], head->side_peak[1]), analysis->source_peak);
	publish_measures(analysis, block->filler);
	spectrum_step(&analysis->spectrum, &analysis->wish, peak, snapshot);
	snapshot_writer_publish(&analysis->writer);
	analysis->published_peak = larger(analysis->published_peak, peak);
	clear_peaks(analysis);
}

/* Measures what the source has: its own channels or, of one or two, what is heard. At most a snapshot's frames. */
static void measure(struct analysis *analysis, const float *stereo, const float *source, size_t n_frames)
{
	const float *frames = source ? source : stereo;
	if (!analysis->measures)
		return;
	if (analysis->format.n_channels == 1) {
		for (size_t i = 0; i < n_frames; i++)
			analysis->left[i] = stereo[2 * i];
		frames = analysis->left;
	}
	run_analyzers(analysis, &(struct analyzer_block){ frames, n_frames });
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
		const float *source = block->source ? block->source + analysis->format.n_channels * done : NULL;
		look_for_peaks(analysis, stereo, source, n);
		if (!block->filler && !block->again)
			measure(analysis, stereo, source, n);
		take_wave(analysis, stereo, n);
		spectrum_push(&analysis->spectrum, stereo, source, n);
		analysis->n_frames += n;
		done += n;
		if (analysis->n_frames == analysis->snapshot_frames) {
			publish(analysis, block, done);
			n_published++;
		}
	}
	return n_published;
}
