#include "engine/levelling.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/db.h"
#include "base/text.h"

/* From one gain to another within a track: slow enough not to be heard as a step, and soon done. */
#define GLIDE_S 1.0

void levelling_init(struct levelling *levelling, struct session *session, struct status *status)
{
	*levelling = (struct levelling){ .session = session, .status = status, .gain = 1, .target_gain = 1 };
	measuring_init(&levelling->measuring, session, status);
}

void levelling_fini(struct levelling *levelling)
{
	measuring_fini(&levelling->measuring);
}

static struct level_wishes wishes_now(const struct levelling *levelling)
{
	const struct session_progress *progress = &levelling->session->progress;
	return (struct level_wishes){ .replaygain = atomic_load_explicit(&progress->replaygain, memory_order_relaxed),
		.target_lufs = atomic_load_explicit(&progress->normalize_lufs, memory_order_relaxed) };
}

/* The gain by all that is known now. What is not known and would matter is asked for. */
static void update(struct levelling *levelling, struct track *track)
{
	struct level_found found;
	const struct source_tags *tags = &track->info.tags;
	bool is_file = track->kind == RUN_SOURCE_FILE;
	levelling->n_found = measuring_n_found(&levelling->measuring); /* before looking: none is missed */
	levelling->wants_measuring = levelling->path[0] && level_wants_measuring(&levelling->wishes, tags);
	bool is_known = levelling->wants_measuring && measuring_find(&levelling->measuring, levelling->path, &found);
	track->gain_db = is_file ? level_gain_db(&levelling->wishes, tags, is_known ? &found : NULL) : 0;
}

static void ask_for_measurements(struct levelling *levelling)
{
	bool normalizes = levelling->wishes.target_lufs != 0;
	const char *const paths[MEASURING_WANTED] = { levelling->wants_measuring ? levelling->path : NULL,
		normalizes && levelling->next_path[0] ? levelling->next_path : NULL };
	measuring_want(&levelling->measuring, &levelling->wishes, paths);
}

static void keep_path(struct levelling *levelling, const struct track *track, const struct source_request *request)
{
	levelling->path[0] = '\0';
	if (track->kind == RUN_SOURCE_FILE && request->path)
		text_copy(levelling->path, sizeof levelling->path, request->path);
	else if (track->kind == RUN_SOURCE_FILE)
		snprintf(levelling->path, sizeof levelling->path, "/proc/self/fd/%d", request->fd);
}

static void glide_to(struct levelling *levelling, const struct track *track)
{
	levelling->target_gain = (double)db_to_amplitude(track->gain_db);
	levelling->glide_per_frame = (levelling->target_gain - levelling->gain) / (GLIDE_S * track->info.rate_hz);
}

/* What of the gain the next engine goes on with. */
static void keep_gain(struct levelling *levelling, const struct track *track)
{
	struct session_progress *progress = &levelling->session->progress;
	atomic_store_explicit(&progress->level_gain, (float)levelling->gain, memory_order_relaxed);
	atomic_store_explicit(&progress->levelled_id, track->queue_id, memory_order_relaxed);
}

static double first_gain(const struct levelling *levelling, const struct track *track)
{
	const struct session_progress *progress = &levelling->session->progress;
	float kept = atomic_load_explicit(&progress->level_gain, memory_order_relaxed);
	bool goes_on = !levelling->has_begun && track->kind == RUN_SOURCE_FILE && isfinite(kept)
		&& atomic_load_explicit(&progress->levelled_id, memory_order_relaxed) == track->queue_id;
	return (double)(goes_on ? kept : db_to_amplitude(track->gain_db));
}

void levelling_begin(struct levelling *levelling, struct track *track, const struct source_request *request)
{
	keep_path(levelling, track, request);
	levelling->next_path[0] = '\0';
	levelling->wishes = wishes_now(levelling);
	update(levelling, track);
	ask_for_measurements(levelling);
	levelling->told_db = track->gain_db;
	levelling->gain = first_gain(levelling, track);
	levelling->has_begun = true;
	glide_to(levelling, track);
}

void levelling_expect(struct levelling *levelling, const char *next_path)
{
	const char *next = next_path ? next_path : "";
	if (strcmp(levelling->next_path, next) == 0)
		return;
	text_copy(levelling->next_path, sizeof levelling->next_path, next);
	ask_for_measurements(levelling);
}

static bool wishes_have_changed(const struct levelling *levelling)
{
	const struct level_wishes now = wishes_now(levelling);
	return now.replaygain != levelling->wishes.replaygain || now.target_lufs != levelling->wishes.target_lufs;
}

static void look_again(struct levelling *levelling, struct track *track)
{
	bool asks = wishes_have_changed(levelling);
	if (!asks && measuring_n_found(&levelling->measuring) == levelling->n_found)
		return;
	levelling->wishes = wishes_now(levelling);
	update(levelling, track);
	if (asks)
		ask_for_measurements(levelling);
	glide_to(levelling, track);
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
		if (fabs(levelling->target_gain - levelling->gain) <= fabs(levelling->glide_per_frame))
			levelling->gain = levelling->target_gain;
		else
			levelling->gain += levelling->glide_per_frame;
		for (uint32_t c = 0; c < n_channels; c++)
			*samples++ *= (float)levelling->gain;
	}
	return samples;
}

void levelling_apply(struct levelling *levelling, struct track *track, float *samples, size_t n_frames)
{
	look_again(levelling, track);
	tell(levelling, track);
	samples = glide(levelling, track->info.n_channels, samples, &n_frames);
	const float gain = (float)levelling->gain;
	for (size_t i = 0; gain != 1 && i < n_frames * track->info.n_channels; i++)
		samples[i] *= gain;
	keep_gain(levelling, track);
}
