#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/db.h"
#include "base/text.h"
#include "companion/player.h"

enum { US_PER_S = 1000000 };

static const char *status_of(const struct run_state *state, bool stopped)
{
	if (state->phase == RUN_DRAINING || (state->phase == RUN_PAUSED && stopped))
		return "Stopped";
	return state->phase == RUN_PAUSED ? "Paused" : "Playing";
}

static const char *const loops[QUEUE_N_LOOPS] = {
	[QUEUE_LOOP_OFF] = "None",
	[QUEUE_LOOP_TRACK] = "Track",
	[QUEUE_LOOP_QUEUE] = "Playlist",
};

uint32_t player_loop(const char *name)
{
	uint32_t loop = 0;
	while (loop < QUEUE_N_LOOPS && strcmp(loops[loop], name) != 0)
		loop++;
	return loop;
}

/* What is still to be read may turn out to be something to go to. */
static bool has_neighbour(const struct queue *queue, uint32_t heard, int steps)
{
	bool around = atomic_load_explicit(&queue->loop, memory_order_relaxed) == QUEUE_LOOP_QUEUE;
	uint32_t found;
	return queue_step(queue, heard, steps, around, &found) != QUEUE_END;
}

void player_face_of(struct player_face *face, const struct run_state *state, const struct queue *queue, uint32_t heard,
	bool stopped)
{
	uint32_t loop = atomic_load_explicit(&queue->loop, memory_order_relaxed);
	memset(face, 0, sizeof *face); /* padding as well: faces are compared */
	face->status = status_of(state, stopped);
	face->volume = state->muted ? 0 : (double)db_to_amplitude(state->volume_db);
	face->loop = loops[loop < QUEUE_N_LOOPS ? loop : QUEUE_LOOP_OFF];
	face->shuffled = atomic_load_explicit(&queue->shuffled, memory_order_relaxed) != 0;
	face->can_go_next = has_neighbour(queue, heard, 1);
	face->can_seek = !state->live && state->length_frames >= 0;
	face->can_go_previous = face->can_seek || has_neighbour(queue, heard, -1);
	face->track.id = heard;
	face->track.length_us = -1;
	if (state->rate_hz && state->length_frames >= 0)
		face->track.length_us = (int64_t)((double)state->length_frames / state->rate_hz * US_PER_S);
	const char *title = state->track_title[0] ? state->track_title : state->title;
	text_copy(face->track.title, sizeof face->track.title, title);
	text_copy(face->track.artist, sizeof face->track.artist, state->artist);
	text_copy(face->track.album, sizeof face->track.album, state->album);
}

size_t player_face_changes(
	const struct player_face *a, const struct player_face *b, const char *names[PLAYER_PROPERTIES_MAX])
{
#define MEMBER(member) offsetof(struct player_face, member), sizeof a->member
	static const struct {
		const char *name;
		size_t at, n_bytes;
	} properties[] = {
		{ "PlaybackStatus", MEMBER(status) },
		{ "LoopStatus", MEMBER(loop) },
		{ "Shuffle", MEMBER(shuffled) },
		{ "Volume", MEMBER(volume) },
		{ "CanGoNext", MEMBER(can_go_next) },
		{ "CanGoPrevious", MEMBER(can_go_previous) },
		{ "CanSeek", MEMBER(can_seek) },
		{ "Metadata", MEMBER(track) },
	};
#undef MEMBER
	size_t n = 0;
	for (size_t i = 0; i < sizeof properties / sizeof properties[0]; i++)
		if (memcmp((const char *)a + properties[i].at, (const char *)b + properties[i].at,
			    properties[i].n_bytes))
			names[n++] = properties[i].name;
	names[n] = NULL;
	return n;
}

void player_track_id(char id[PLAYER_TRACK_ID], const struct player_track *track)
{
	snprintf(id, PLAYER_TRACK_ID, "/org/termviz/track/%u", track->id);
}
