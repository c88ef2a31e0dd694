#include "engine/intake.h"

#include <math.h>

/* A live source's first reserve: longer than the pauses between the blocks of most programs and servers. */
#define LIVE_RESERVE_S 0.06
/* A decoder's is there within a millisecond or two; a device that starts takes several blocks at once. */
#define DECODED_RESERVE_S 0.08
/* The device takes from the flow by blocks, a source gives by blocks: steer for the middle. */
#define STEER_ABOVE_RESERVE_S 0.01

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
	return a->from_hz == b->from_hz && a->to_hz == b->to_hz && !a->live && !b->live;
}

static double target_s(const struct intake *intake)
{
	uint32_t reserve = atomic_load_explicit(&intake->flow->reserve_frames, memory_order_relaxed);
	return (double)reserve / intake->plan.to_hz + STEER_ABOVE_RESERVE_S;
}

bool intake_begin(struct intake *intake, const struct intake_plan *plan, struct err *err)
{
	bool same = same_conversion(&intake->plan, plan);
	if (!same) {
		intake_end(intake);
		resampler_fini(&intake->resampler);
	}
	intake->plan = *plan;
	intake->ratio = (double)plan->to_hz / plan->from_hz;
	downmix_init(&intake->downmix, plan->n_channels);
	double reserve_s = plan->live ? LIVE_RESERVE_S : DECODED_RESERVE_S;
	atomic_store_explicit(&intake->flow->reserve_frames, (uint32_t)(reserve_s * plan->to_hz), memory_order_relaxed);
	drift_init(&intake->drift, target_s(intake));
	bool converts = plan->live || plan->from_hz != plan->to_hz;
	return same || !converts || resampler_init(&intake->resampler, 2, plan->from_hz, plan->to_hz, err);
}

/* Room for what a chunk becomes, and what was held back before it. */
size_t intake_room(const struct intake *intake)
{
	size_t room = ring_writable(&intake->flow->sound);
	double most = (double)INTAKE_CHUNK_FRAMES / fmax(intake->ratio, 1);
	return room >= 2 * INTAKE_CHUNK_FRAMES ? (size_t)fmax(most, 1) : 0;
}

static void convert(struct intake *intake, const float *stereo, size_t n_frames, bool ends)
{
	float out[2 * INTAKE_CHUNK_FRAMES];
	struct resampler *resampler = &intake->resampler;
	double factor = intake->plan.live ? intake->drift.factor : 1;
	size_t n_out, n_used;
	do {
		n_out = resampler_process(
			resampler, intake->ratio * factor, stereo, n_frames, &n_used, out, INTAKE_CHUNK_FRAMES, ends);
		stereo += 2 * n_used;
		n_frames -= n_used;
		ring_write(&intake->flow->sound, out, n_out);
	} while (n_out > 0 || n_used > 0);
}

uint32_t intake_push(struct intake *intake, float *samples, size_t n_frames)
{
	float stereo[2 * INTAKE_CHUNK_FRAMES];
	uint32_t n_bad = downmix_process(&intake->downmix, samples, n_frames, stereo);
	if (n_bad)
		atomic_fetch_add_explicit(&intake->counters->n_bad_samples, n_bad, memory_order_relaxed);
	if (intake->resampler.converter)
		convert(intake, stereo, n_frames, false);
	else
		ring_write(&intake->flow->sound, stereo, n_frames);
	intake->steered_frames += n_frames;
	return n_bad;
}

void intake_look_at_fill(struct intake *intake)
{
	if (!intake->plan.live || intake->steered_frames == 0)
		return;
	double elapsed_s = (double)intake->steered_frames / intake->plan.from_hz;
	double fill_s = (double)ring_readable(&intake->flow->sound) / intake->plan.to_hz;
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

uint64_t intake_position(const struct intake *intake)
{
	double pending = fmax(intake->resampler.n_pending, 0);
	return ring_written(&intake->flow->sound) + (uint64_t)(pending + 0.5);
}
