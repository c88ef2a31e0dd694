#include "engine/levelling.h"

#include <math.h>

#include "base/db.h"

/* From one gain to another within a track: slow enough not to be heard as a step, and soon done. */
#define GLIDE_S 1.0f

void levelling_init(struct levelling *levelling, const struct session *session, struct status *status)
{
	*levelling = (struct levelling){ .session = session, .status = status, .gain = 1, .target_gain = 1 };
}

static struct level_wishes wishes_now(const struct levelling *levelling)
{
	const struct session_progress *progress = &levelling->session->progress;
	return (struct level_wishes){ .replaygain = atomic_load_explicit(&progress->replaygain, memory_order_relaxed),
		.target_lufs = atomic_load_explicit(&progress->normalize_lufs, memory_order_relaxed) };
}

static float find_gain_db(const struct levelling *levelling, const struct track *track)
{
	return track->kind == RUN_SOURCE_FILE ? level_gain_db(&levelling->wishes, &track->info.tags, NULL) : 0;
}

void levelling_begin(struct levelling *levelling, struct track *track)
{
	levelling->wishes = wishes_now(levelling);
	track->gain_db = levelling->told_db = find_gain_db(levelling, track);
	levelling->gain = levelling->target_gain = db_to_amplitude(track->gain_db);
}

static bool has_news(const struct levelling *levelling)
{
	const struct level_wishes now = wishes_now(levelling);
	return now.replaygain != levelling->wishes.replaygain || now.target_lufs != levelling->wishes.target_lufs;
}

static void look_again(struct levelling *levelling, struct track *track)
{
	levelling->wishes = wishes_now(levelling);
	track->gain_db = find_gain_db(levelling, track);
	levelling->target_gain = db_to_amplitude(track->gain_db);
	levelling->glide_per_frame
		= (levelling->target_gain - levelling->gain) / (GLIDE_S * (float)track->info.rate_hz);
}

/* Of a track that is not heard yet, the mark told another gain: the run state is put right as soon as it is heard. */
static void tell(struct levelling *levelling, const struct track *track)
{
	uint32_t heard = atomic_load_explicit(&levelling->session->progress.queue_id, memory_order_relaxed);
	if (levelling->told_db == track->gain_db || heard != track->queue_id)
		return;
	struct run_state *state = status_begin(levelling->status);
	state->gain_db = levelling->told_db = track->gain_db;
	status_end(levelling->status);
}

static float *glide(struct levelling *levelling, uint32_t n_channels, float *samples, size_t *n_frames)
{
	for (; *n_frames > 0 && levelling->gain != levelling->target_gain; --*n_frames) {
		if (fabsf(levelling->target_gain - levelling->gain) <= fabsf(levelling->glide_per_frame))
			levelling->gain = levelling->target_gain;
		else
			levelling->gain += levelling->glide_per_frame;
		for (uint32_t c = 0; c < n_channels; c++)
			*samples++ *= levelling->gain;
	}
	return samples;
}

void levelling_apply(struct levelling *levelling, struct track *track, float *samples, size_t n_frames)
{
	if (has_news(levelling))
		look_again(levelling, track);
	tell(levelling, track);
	samples = glide(levelling, track->info.n_channels, samples, &n_frames);
	const float gain = levelling->gain;
	for (size_t i = 0; gain != 1 && i < n_frames * track->info.n_channels; i++)
		samples[i] *= gain;
}
