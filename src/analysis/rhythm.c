/* Onsets, tempo and beats of the mix of all channels. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/rows.h"
#include "audio/clean.h"
#include "dsp/beat.h"
#include "dsp/envelope.h"
#include "dsp/onset.h"
#include "dsp/tempo.h"

/* A change of the tempo is followed in some 5 s, and 10 s of music still speak. */
#define LIVE_MEMORY_S 5.0
#define ENVELOPE_MEAN_S 1.0

/* What marks a beat: the bass mostly, or all where there is none. In four songs whose beats are known, 74 % of the beats
 * were nearer to the beat than to the off-beat so; 48 %, no more than by chance, by all onsets alone, since hi-hats mark
 * both. */
#define SHARE_OF_ALL 0.01f

/* An onset counts in full if it is as strong as any of late, but not for less than a soft note in music. */
#define STRONGEST_KEEP_S 5.0
#define STRONGEST_MIN 5.0f

enum { LOOK_STEPS = 40 }; /* the tempo is looked for this often: 0.24 s */

struct kept_rhythm {
	struct tempo_sums whole;
	double beats; /* until the last step */
};

struct rhythm {
	struct kept_rhythm *kept;
	uint32_t n_channels;
	float *mix; /* of the step that is being filled */
	size_t n_mixed;
	struct onset onset;
	struct envelope notes; /* all onsets, for the tempo */
	struct envelope beats; /* those that mark beats, for their phase */
	struct tempo_sums live_sums;
	struct tempo live, whole;
	struct tempo_estimate live_found, whole_found;
	struct beat beat;
	size_t n_steps;  /* since the last look */
	float strongest; /* of late */
	float strength;  /* the strongest since the last publish() */
};

/* The count of beats goes on. Its memory may hold anything, should a process that went mad have left it. */
static void adopt(struct rhythm *rhythm)
{
	const struct tempo_estimate none = { 0 };
	double beats = rhythm->kept->beats;
	rhythm->beat.position = beats >= 0 && beats < UINT32_MAX ? floor(beats) : 0;
	rhythm->whole_found = tempo_find(&rhythm->whole, none);
}

static bool rhythm_init(void *state, void *kept, const struct analyzer_format *format, struct err *err)
{
	struct rhythm *rhythm = state;
	rhythm->kept = kept;
	rhythm->n_channels = format->n_channels;
	if (!onset_init(&rhythm->onset, format->rate_hz, err))
		return false;
	double step_s = rhythm->onset.step_s;
	rhythm->mix = calloc(rhythm->onset.step_frames, sizeof *rhythm->mix);
	if (!rhythm->mix)
		return err_set(err, ERR_SYSTEM, "out of memory for the rhythm");
	tempo_init(&rhythm->live, &rhythm->live_sums, step_s, LIVE_MEMORY_S);
	tempo_init(&rhythm->whole, &rhythm->kept->whole, step_s, INFINITY);
	adopt(rhythm);
	return envelope_init(&rhythm->notes, tempo_n_lags(step_s), ENVELOPE_MEAN_S / step_s, err)
		&& envelope_init(&rhythm->beats, tempo_n_lags(step_s), ENVELOPE_MEAN_S / step_s, err);
}

static void rhythm_fini(void *state)
{
	struct rhythm *rhythm = state;
	onset_fini(&rhythm->onset);
	envelope_fini(&rhythm->notes);
	envelope_fini(&rhythm->beats);
	free(rhythm->mix);
	rhythm->mix = NULL;
}

/* Beats until the last frame. */
static double beats_now(const struct rhythm *rhythm)
{
	double part = (double)rhythm->n_mixed / (double)rhythm->onset.step_frames;
	return rhythm->beat.position + part * rhythm->beat.speed;
}

static void rhythm_jump(void *state)
{
	struct rhythm *rhythm = state;
	rhythm->beat = (struct beat){ .position = floor(beats_now(rhythm)) };
	onset_clear(&rhythm->onset);
	envelope_clear(&rhythm->notes);
	envelope_clear(&rhythm->beats);
	tempo_clear(&rhythm->live);
	rhythm->live_found = (struct tempo_estimate){ 0 };
	rhythm->n_mixed = rhythm->n_steps = 0;
	rhythm->strongest = rhythm->strength = 0;
}

static void rhythm_restart(void *state)
{
	struct rhythm *rhythm = state;
	rhythm_jump(state);
	tempo_clear(&rhythm->whole);
	rhythm->whole_found = (struct tempo_estimate){ 0 };
	rhythm->beat = (struct beat){ 0 };
	rhythm->kept->beats = 0;
}

static void look(struct rhythm *rhythm)
{
	const struct tempo_estimate none = { 0 };
	double lag = ENVELOPE_DELAY + rhythm->onset.delay_s / rhythm->onset.step_s;
	rhythm->live_found = tempo_find(&rhythm->live, rhythm->live_found);
	rhythm->whole_found = tempo_find(&rhythm->whole, none);
	beat_steer(&rhythm->beat, envelope_values(&rhythm->beats), rhythm->beats.n_kept, lag,
		rhythm->live_found.period_steps, LOOK_STEPS);
	rhythm->n_steps = 0;
}

static void step(struct rhythm *rhythm)
{
	struct onset_strength strength = onset_step(&rhythm->onset, rhythm->mix);
	rhythm->strongest *= (float)(1 - rhythm->onset.step_s / STRONGEST_KEEP_S);
	rhythm->strongest = fmaxf(fmaxf(rhythm->strongest, strength.all), STRONGEST_MIN);
	rhythm->strength = fmaxf(rhythm->strength, strength.all);
	envelope_push(&rhythm->notes, strength.all);
	envelope_push(&rhythm->beats, strength.bass + SHARE_OF_ALL * strength.all);
	const float *notes = envelope_values(&rhythm->notes);
	tempo_push(&rhythm->live, notes);
	tempo_push(&rhythm->whole, notes);
	beat_step(&rhythm->beat);
	rhythm->kept->beats = rhythm->beat.position;
	if (++rhythm->n_steps == LOOK_STEPS)
		look(rhythm);
}

static void rhythm_process(void *state, const struct analyzer_block *block)
{
	struct rhythm *rhythm = state;
	const float *frame = block->frames;
	for (size_t i = 0; i < block->n_frames; i++, frame += rhythm->n_channels) {
		float sum = 0;
		for (uint32_t c = 0; c < rhythm->n_channels; c++)
			sum += frame[c];
		sum /= (float)rhythm->n_channels;
		rhythm->mix[rhythm->n_mixed++] = clean_is_bad(sum) ? 0 : sum; /* what adds up would keep it */
		if (rhythm->n_mixed == rhythm->onset.step_frames) {
			rhythm->n_mixed = 0;
			step(rhythm);
		}
	}
}

static float bpm(const struct rhythm *rhythm, const struct tempo_estimate *found)
{
	return found->period_steps > 0 ? (float)(60 / (found->period_steps * rhythm->onset.step_s)) : 0;
}

static void rhythm_publish(void *state, struct snapshot_measures *measures)
{
	struct rhythm *rhythm = state;
	double beats = beats_now(rhythm), count = floor(beats);
	measures->rhythm = (struct snapshot_rhythm){
		.onset = rhythm->strength > 0 ? fminf(rhythm->strength / rhythm->strongest, 1) : 0,
		.tempo_bpm = bpm(rhythm, &rhythm->live_found),
		.tempo_confidence = (float)rhythm->live_found.confidence,
		.beat_phase = (float)(beats - count),
		.n_beats = (uint32_t)count,
		.whole_tempo_bpm = bpm(rhythm, &rhythm->whole_found),
		.whole_tempo_confidence = (float)rhythm->whole_found.confidence,
	};
	rhythm->strength = 0;
}

const struct analyzer_ops analyzer_rhythm = {
	.name = "rhythm",
	.help = "onsets, tempo and beats",
	.measure = SNAPSHOT_RHYTHM,
	.state_bytes = sizeof(struct rhythm),
	.kept_bytes = sizeof(struct kept_rhythm),
	.init = rhythm_init,
	.fini = rhythm_fini,
	.jump = rhythm_jump,
	.restart = rhythm_restart,
	.process = rhythm_process,
	.publish = rhythm_publish,
};
