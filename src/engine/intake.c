#include "engine/intake.h"

#include <math.h>
#include <string.h>

/* A live source's first reserve: longer than the pauses between the blocks of most programs and servers. */
#define LIVE_RESERVE_S 0.06
/* A decoder's is there within a millisecond or two; a device that starts takes several blocks at once. */
#define DECODED_RESERVE_S 0.08
/* The device takes from the flow by blocks, a source gives by blocks: steer for the middle. */
#define STEER_ABOVE_RESERVE_S 0.01

/* How much is decoded ahead: time for a successor to open the file and to seek, should this engine die. */
#define AHEAD_S 2

/* What a chunk is converted in, whatever its frames hold. */
enum { CONVERT_FLOATS = 2 * INTAKE_CHUNK_FRAMES };

void intake_init(struct intake *intake, struct flow *flow, struct snapshot_counters *counters)
{
	*intake = (struct intake){ .flow = flow, .counters = counters };
}

void intake_fini(struct intake *intake)
{
	resampler_fini(&intake->resampler);
}

static bool same_conversion(const struct intake_plan *a, const struct intake_plan *b)
{
	return a->from_hz == b->from_hz && a->to_hz == b->to_hz && !a->live && !b->live
		&& flow_n_wide(a->n_channels) == flow_n_wide(b->n_channels);
}

static uint32_t n_wide(const struct intake *intake)
{
	return flow_n_wide(intake->plan.n_channels);
}

/* The converter has the source's own channels beside the stereo ones, so that they stay together. */
static uint32_t n_columns(const struct intake *intake)
{
	return 2 + n_wide(intake);
}

static double target_s(const struct intake *intake)
{
	uint32_t reserve = atomic_load_explicit(&intake->flow->reserve_frames, memory_order_relaxed);
	return (double)reserve / intake->plan.to_hz + STEER_ABOVE_RESERVE_S;
}

bool intake_begin(struct intake *intake, const struct intake_plan *plan, struct err *err)
{
	if (!same_conversion(&intake->plan, plan)) {
		intake_end(intake);
		resampler_fini(&intake->resampler);
	}
	intake->plan = *plan;
	intake->ratio = (double)plan->to_hz / plan->from_hz;
	downmix_init(&intake->downmix, plan->n_channels);
	double reserve_s = plan->live ? LIVE_RESERVE_S : DECODED_RESERVE_S;
	atomic_store_explicit(&intake->flow->reserve_frames, (uint32_t)(reserve_s * plan->to_hz), memory_order_relaxed);
	intake->flow->most_frames = AHEAD_S * plan->to_hz + 2 * INTAKE_CHUNK_FRAMES;
	atomic_store_explicit(
		&intake->counters->ring_capacity, (uint32_t)flow_capacity(intake->flow), memory_order_relaxed);
	drift_init(&intake->drift, target_s(intake));
	bool converts = plan->live || plan->from_hz != plan->to_hz;
	return !converts || intake->resampler.converter
		|| resampler_init(&intake->resampler, n_columns(intake), plan->from_hz, plan->to_hz, err);
}

/* Room for what a chunk becomes, and what was held back before it. */
size_t intake_room(const struct intake *intake)
{
	double most = (double)INTAKE_CHUNK_FRAMES / fmax(intake->ratio, 1);
	if (intake->resampler.converter)
		most = fmin(most, (double)(CONVERT_FLOATS / n_columns(intake)));
	return flow_room(intake->flow) >= 2 * INTAKE_CHUNK_FRAMES ? (size_t)fmax(most, 1) : 0;
}

static void join(const float *stereo, const float *wide, uint32_t n_wide, size_t n_frames, float *columns)
{
	for (size_t i = 0; i < n_frames; i++, stereo += 2, wide += n_wide, columns += 2 + n_wide) {
		memcpy(columns, stereo, 2 * sizeof *columns);
		memcpy(columns + 2, wide, n_wide * sizeof *columns);
	}
}

static void separate(const float *columns, uint32_t n_wide, size_t n_frames, float *stereo, float *wide)
{
	for (size_t i = 0; i < n_frames; i++, stereo += 2, wide += n_wide, columns += 2 + n_wide) {
		memcpy(stereo, columns, 2 * sizeof *columns);
		memcpy(wide, columns + 2, n_wide * sizeof *columns);
	}
}

/* Writes what came out of the converter. */
static void write_columns(struct intake *intake, const float *columns, size_t n_frames)
{
	float apart[CONVERT_FLOATS];
	float *wide = apart + 2 * n_frames;
	if (n_wide(intake) == 0) {
		flow_write(intake->flow, columns, NULL, 0, n_frames);
		return;
	}
	separate(columns, n_wide(intake), n_frames, apart, wide);
	flow_write(intake->flow, apart, wide, n_wide(intake), n_frames);
}

static void convert(struct intake *intake, const float *columns, size_t n_frames, bool ends)
{
	float out[CONVERT_FLOATS];
	size_t max_out = CONVERT_FLOATS / n_columns(intake);
	struct resampler *resampler = &intake->resampler;
	double factor = intake->plan.live ? intake->drift.factor : 1;
	size_t n_out, n_used;
	do {
		n_out = resampler_process(
			resampler, intake->ratio * factor, columns, n_frames, &n_used, out, max_out, ends);
		columns += n_columns(intake) * n_used;
		n_frames -= n_used;
		write_columns(intake, out, n_out);
	} while (n_out > 0 || n_used > 0);
}

static void convert_wide(struct intake *intake, const float *stereo, const float *wide, size_t n_frames)
{
	float columns[CONVERT_FLOATS];
	join(stereo, wide, n_wide(intake), n_frames, columns);
	convert(intake, columns, n_frames, false);
}

/* Of more channels than go beside the stereo sound the first, in place. */
static void keep_first(float *samples, uint32_t n_channels, uint32_t n_kept, size_t n_frames)
{
	for (size_t i = 1; i < n_frames && n_kept < n_channels; i++)
		memmove(samples + n_kept * i, samples + n_channels * i, n_kept * sizeof *samples);
}

uint32_t intake_push(struct intake *intake, float *samples, size_t n_frames)
{
	float stereo[2 * INTAKE_CHUNK_FRAMES];
	uint32_t n_beside = n_wide(intake);
	uint32_t n_bad = downmix_process(&intake->downmix, samples, n_frames, stereo);
	if (n_bad)
		atomic_fetch_add_explicit(&intake->counters->n_bad_samples, n_bad, memory_order_relaxed);
	if (n_beside)
		keep_first(samples, intake->plan.n_channels, n_beside, n_frames);
	if (!intake->resampler.converter)
		flow_write(intake->flow, stereo, samples, n_beside, n_frames);
	else if (n_beside)
		convert_wide(intake, stereo, samples, n_frames);
	else
		convert(intake, stereo, n_frames, false);
	intake->steered_frames += n_frames;
	return n_bad;
}

void intake_look_at_fill(struct intake *intake)
{
	if (!intake->plan.live || intake->steered_frames == 0)
		return;
	double elapsed_s = (double)intake->steered_frames / intake->plan.from_hz;
	double fill_s = (double)flow_readable(intake->flow) / intake->plan.to_hz;
	if (intake->drift.target_s != target_s(intake))
		drift_refill(&intake->drift, target_s(intake));
	drift_steer(&intake->drift, fill_s, elapsed_s);
	intake->steered_frames = 0;
}

void intake_jump(struct intake *intake)
{
	if (intake->resampler.converter)
		resampler_clear(&intake->resampler);
}

void intake_end(struct intake *intake)
{
	if (!intake->resampler.converter)
		return;
	const float none[2] = { 0 };
	convert(intake, none, 0, true);
	resampler_clear(&intake->resampler);
}

size_t intake_pending(const struct intake *intake)
{
	return (size_t)(fmax(intake->resampler.n_pending, 0) + 0.5);
}
