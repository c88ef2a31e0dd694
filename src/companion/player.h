/* The run as a player on the session bus (MPRIS), for media keys, applets and playerctl. What it shows of itself is a
 * face: the bus reads its members, and is told of those that change.
 */
#ifndef TERMVIZ_COMPANION_PLAYER_H
#define TERMVIZ_COMPANION_PLAYER_H

#include <stdbool.h>
#include <stdint.h>
#include <systemd/sd-bus.h>

#include "companion/companion.h"

/* Members have the types that sd-bus reads properties from: int for booleans, char * for strings. */
struct player_face {
	const char *status; /* static, as the next */
	const char *loop;
	int shuffled;
	double volume; /* factor of the amplitude; 0: muted */
	int can_go_next;
	int can_go_previous;
	int can_seek;
	struct player_track {
		uint32_t id;       /* in the queue; QUEUE_NOTHING: there is none */
		int64_t length_us; /* -1: not known */
		char title[256];
		char artist[256], album[256]; /* "": none */
	} track;
};

/* What never changes. */
struct player_fixed {
	int yes, no;
	double rate;
	const char *identity;
	char **nothing; /* an empty list */
};

struct player {
	struct companion *companion;
	sd_bus *bus;
	uint32_t phase; /* of the run, at its latest news */
	bool stopped;   /* by a stop, at the start of the track, until it plays again */
	struct player_fixed fixed;
	struct player_face face;
};

/* player_face.c: the face of a run, of whose queue the entry `heard` is heard; `stopped` as above. */
void player_face_of(struct player_face *face, const struct run_state *state, const struct queue *queue, uint32_t heard,
	bool stopped);

/* The loop of a queue by its name on the bus; QUEUE_N_LOOPS: there is no such. */
uint32_t player_loop(const char *name);

/* Names of the properties in which two faces differ, NULL-terminated; returns how many. */
enum { PLAYER_PROPERTIES_MAX = 9 /* and the NULL */ };
size_t player_face_changes(
	const struct player_face *a, const struct player_face *b, const char *names[PLAYER_PROPERTIES_MAX]);

/* The object path that stands for a track, wherever it is moved to. */
enum { PLAYER_TRACK_ID = 48 };
void player_track_id(char id[PLAYER_TRACK_ID], const struct player_track *track);

#endif
