#include "engine/passage.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "engine/pacer.h"

/* What has been measured comes again from no further back: an engine's position is told every few hundredths of a second,
 * and what a device has in hand is no more. */
#define MOST_AGAIN_S 3

/* Whether it comes when it comes, and is gone when nobody takes it. */
static bool passes_by(const struct track *track)
{
	return track->kind == RUN_SOURCE_STREAM || track->kind == RUN_SOURCE_CAPTURE;
}

bool passage_is_stream(const struct pacer *pacer)
{
	return passes_by(&pacer->heard);
}

bool passage_is_live(const struct pacer *pacer)
{
	return pacer->heard.kind == RUN_SOURCE_CAPTURE
		|| (passage_is_stream(pacer) && pacer->session->request.pace == SESSION_PACE_LIVE);
}

/* --------------------------------------------------------------- marks */

static void tell_track(struct pacer *pacer, const struct track *track)
{
	bool paused = atomic_load_explicit(&pacer->session->progress.paused, memory_order_relaxed);
	struct run_state *state = status_begin(pacer->status);
	const struct source_info *info = &track->info;
	state->phase = paused ? RUN_PAUSED : RUN_PLAYING; /* nobody may look again for long, to put it right */
	state->source_kind = track->kind;
	text_copy(state->title, sizeof state->title, info->title);
	text_copy(state->artist, sizeof state->artist, info->tags.artist);
	text_copy(state->album, sizeof state->album, info->tags.album);
	text_copy(state->track_title, sizeof state->track_title, info->tags.title);
	text_copy(state->format, sizeof state->format, info->format);
	state->rate_hz = info->rate_hz;
	state->n_channels = info->n_channels;
	state->length_frames = info->n_frames;
	state->live = passes_by(track);
	state->queue_id = track->queue_id;
	stream_place(pacer->stream, state->queue_id, &state->queue_index, &state->queue_length);
	state->gain_db = track->gain_db;
	status_end(pacer->status);
	if (pacer->outlining)
		outlining_hear(pacer->outlining, track);
}

void passage_end(struct pacer *pacer)
{
	const struct session_progress *progress = &pacer->session->progress;
	uint32_t n_failed = atomic_load_explicit(&progress->n_failed, memory_order_acquire);
	char text[MESSAGE_TEXT] = "";
	if (n_failed > 1)
		snprintf(text, sizeof text, "%.440s (and %u more)", progress->first_failure, n_failed - 1);
	else if (n_failed)
		text_copy(text, sizeof text, progress->first_failure);
	struct message finished = message_outcome_of(MESSAGE_FINISHED, n_failed ? 1 : 0, text);
	pacer->ended = true;
	/* First the keeper: a UI that sees the end leaves, and is told by the keeper what became of the run. */
	pacer->told_end = message_send(pacer->status->keeper_fd, &finished, NULL, 0) == MESSAGE_OK;
	if (pacer->told_end)
		status_set_phase(pacer->status, RUN_DRAINING);
}

/* Time goes on across a gapless change of rate or channels: what was due until now becomes the new anchor. */
static void change_format(struct pacer *pacer, uint32_t rate_hz)
{
	struct err err = { 0 };
	if (pacer->anchor_ns)
		pacer->anchor_ns += clock_frames_to_ns(pacer->paced_frames, pacer->rate_hz);
	pacer->paced_frames = 0;
	pacer->rate_hz = rate_hz;
	if (!analysis_start(&pacer->analysis, rate_hz, pacer->heard.info.n_channels, &err))
		status_notice(pacer->status, err.message);
}

/* Positions of a track are told at its own rate; the frames that come may be of another. */
static int64_t track_frame(const struct pacer *pacer)
{
	if (pacer->heard.info.rate_hz == pacer->rate_hz)
		return pacer->position_frame;
	return (int64_t)((double)pacer->position_frame * pacer->heard.info.rate_hz / pacer->rate_hz);
}

static void keep_position(struct pacer *pacer)
{
	atomic_store_explicit(&pacer->session->progress.position_frame, track_frame(pacer), memory_order_relaxed);
}

/* There is something to command: for the first time, or again, after somebody has sought back from the end. */
static void tell_ready(struct pacer *pacer)
{
	struct message ready = message_of(MESSAGE_READY);
	message_send(pacer->status->keeper_fd, &ready, NULL, 0);
	pacer->told_end = false;
}

/* Somebody has gone back to its start, or the device is ready for it. */
static bool begins_again(const struct mark *mark)
{
	return mark->jump && mark->position_frame == 0 && !passes_by(&mark->track);
}

static struct kept_track facts_of(const struct track *track)
{
	const struct source_info *info = &track->info;
	struct kept_track facts = { .queue_id = track->queue_id,
		.kind = track->kind,
		.rate_hz = info->rate_hz,
		.n_channels = info->n_channels,
		.n_frames = info->n_frames };
	text_copy(facts.title, sizeof facts.title, info->title);
	text_copy(facts.format, sizeof facts.format, info->format);
	return facts;
}

/* Another writer of the same FIFO may bring another track to the same place of the queue. A stream that this engine has
 * joined in its middle has neither title nor length to tell it by. */
static bool is_same_track(const struct kept_track *a, const struct kept_track *b, bool is_joined)
{
	bool is_alike = a->queue_id == b->queue_id && a->kind == b->kind && a->rate_hz == b->rate_hz
		&& a->n_channels == b->n_channels;
	bool says_the_same
		= a->n_frames == b->n_frames && strcmp(a->title, b->title) == 0 && strcmp(a->format, b->format) == 0;
	return is_alike && (is_joined || says_the_same);
}

/* How many of the frames from the mark on are measured already, by this engine or the one before it. Of what cannot be
 * sought, only such come again as were held for the next engine. */
static int64_t count_again(const struct pacer *pacer, const struct mark *mark)
{
	const struct source_info *info = &mark->track.info;
	int64_t until = atomic_load_explicit(&pacer->kept->measured_frame, memory_order_relaxed);
	int64_t ahead = until - mark->position_frame;
	if (!mark->again || !(info->seekable || mark->held) || ahead <= 0
		|| ahead > (int64_t)MOST_AGAIN_S * info->rate_hz)
		return 0;
	return ahead * mark->rate_hz / info->rate_hz;
}

/* Whether what has been measured is of this track, by this engine or one before it; from here on it is. */
static bool goes_on_measuring(struct pacer *pacer, const struct mark *mark)
{
	struct kept *kept = pacer->kept;
	const struct kept_track facts = facts_of(&mark->track);
	bool is_joined = !pacer->began && mark->again && passes_by(&mark->track);
	bool goes_on = is_same_track(&kept->track, &facts, is_joined);
	bool adds_up = goes_on && !begins_again(mark);
	pacer->n_again = adds_up ? count_again(pacer, mark) : 0;
	if (!adds_up)
		analysis_restart(&pacer->analysis);
	if (pacer->n_again > 0)
		return true;
	kept_begin(kept, &facts, mark->position_frame);
	return goes_on;
}

static void begin_track(struct pacer *pacer, const struct mark *mark)
{
	const struct track *track = &mark->track;
	uint32_t n_channels = pacer->heard.info.n_channels;
	pthread_mutex_lock(&pacer->mutex);
	pacer->heard = *track;
	pthread_mutex_unlock(&pacer->mutex);
	if (!pacer->on_device)
		recorder_mark(&pacer->player.recorder, mark);
	if (mark->rate_hz != pacer->rate_hz || track->info.n_channels != n_channels)
		change_format(pacer, mark->rate_hz);
	if (mark->jump || !(pacer->began || mark->again))
		analysis_jump(&pacer->analysis);
	bool same = goes_on_measuring(pacer, mark) && pacer->began;
	if (mark->jump || !pacer->began)
		pacer->anchor_ns = 0;
	if (!same || !passes_by(track))
		pacer->live = !pacer->on_device && passage_is_live(pacer);
	const bool is_ready_anew = pacer->told_end || !pacer->began;
	pacer->fresh = mark->jump || !pacer->began;
	pacer->began = true;
	pacer->ended = false;
	pacer->position_frame = (int64_t)((double)mark->position_frame * mark->rate_hz / track->info.rate_hz);
	atomic_store_explicit(&pacer->session->progress.queue_id, track->queue_id, memory_order_relaxed);
	keep_position(pacer);
	changeover_on_mark(pacer);
	tell_track(pacer, track);
	if (is_ready_anew)
		tell_ready(pacer);
	if (same && mark->jump)
		status_jumped(pacer->status);
}

/* What was the last to be played has still to be heard. */
static void end_when_heard(struct pacer *pacer)
{
	if (pacer->on_device)
		player_heard(&pacer->player, 0, &pacer->end_ns);
	else
		passage_end(pacer);
}

size_t passage_marks(struct pacer *pacer)
{
	struct mark mark;
	size_t n_frames;
	while (flow_next_mark(pacer->flow, &mark, &n_frames)) {
		pacer->end_ns = 0;
		if (!mark.end)
			begin_track(pacer, &mark);
		else if (!pacer->ended)
			end_when_heard(pacer);
	}
	return n_frames;
}

/* --------------------------------------------------------------- sound */

static uint32_t n_wide(const struct pacer *pacer)
{
	return flow_n_wide(pacer->heard.info.n_channels);
}

size_t passage_block_frames(const struct pacer *pacer)
{
	return PACER_BLOCK_FLOATS / (2 + n_wide(pacer));
}

void passage_drop(struct pacer *pacer, size_t n)
{
	flow_drop(pacer->flow, n_wide(pacer), n);
}

void passage_analyse(struct pacer *pacer, size_t n_frames, int64_t first_heard_ns, bool filler)
{
	struct analysis_block block = { .stereo = pacer->block,
		.source = n_wide(pacer) ? pacer->block + 2 * n_frames : NULL,
		.n_frames = n_frames,
		.filler = filler,
		.again = pacer->n_again > 0,
		.position_frame = pacer->position_frame,
		.taken_ns = clock_now_ns(),
		.heard_ns = first_heard_ns };
	if (analysis_process(&pacer->analysis, &block))
		status_wake(pacer->status, analysis_peak(&pacer->analysis));
}

static void note_measured(struct pacer *pacer, int64_t n_frames)
{
	if (pacer->n_again > 0)
		pacer->n_again -= n_frames;
	else
		atomic_store_explicit(&pacer->kept->measured_frame, track_frame(pacer), memory_order_relaxed);
}

size_t passage_take(struct pacer *pacer, size_t n, int64_t first_heard_ns)
{
	size_t taken = 0;
	while (taken < n) {
		size_t there = passage_marks(pacer);
		size_t now = n - taken < there ? n - taken : there;
		int64_t heard_ns = first_heard_ns + clock_frames_to_ns((int64_t)taken, pacer->rate_hz);
		if (now > passage_block_frames(pacer))
			now = passage_block_frames(pacer);
		if (pacer->n_again > 0 && (int64_t)now > pacer->n_again)
			now = (size_t)pacer->n_again;
		if (now == 0 || pacer->ended)
			break;
		if (pacer->on_device)
			now = player_heard(&pacer->player, now, &heard_ns);
		flow_read(pacer->flow, pacer->block, pacer->block + 2 * now, n_wide(pacer), now);
		if (!pacer->on_device) {
			recorder_frames(&pacer->player.recorder, pacer->block, now);
			player_count_ahead(&pacer->player);
		}
		passage_analyse(pacer, now, heard_ns, false);
		pacer->position_frame += (int64_t)now;
		note_measured(pacer, (int64_t)now);
		taken += now;
	}
	pacer->turn_frames += taken;
	if (taken) {
		if (pacer->on_device)
			atomic_store_explicit(&pacer->session->progress.n_renewals, 0, memory_order_relaxed);
		pacer->last_sound_ns = clock_now_ns();
		pacer->silence_ns = 0;
		pacer->fresh = false;
		keep_position(pacer);
		recorder_tell(&pacer->player.recorder, pacer->status);
		if (status_phase(pacer->status) == RUN_WAITING)
			status_set_phase(pacer->status, RUN_PLAYING);
	}
	return taken;
}
