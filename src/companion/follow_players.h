/* The players on the bus, and which of them is followed. Pure: what is heard of them is given. */
#ifndef TERMVIZ_COMPANION_FOLLOW_PLAYERS_H
#define TERMVIZ_COMPANION_FOLLOW_PLAYERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "companion/follow_read.h"
#include "control/message.h"

enum { FOLLOW_PLAYERS_MAX = 32 };

struct follow_player {
	char name[256]; /* on the bus; "": free */
	char owner[64]; /* the connection that has the name; "": not known yet */
	bool answered;  /* it has told of itself: */
	struct heard heard;
	int64_t heard_ns;    /* CLOCK_MONOTONIC, when it did */
	uint64_t turn;       /* when it began to play: the higher the later; 0: it never did */
	sd_bus_slot *asking; /* NULL: it is not being asked. Owned */
	bool ask_again;
};

struct follow_players {
	struct follow_player items[FOLLOW_PLAYERS_MAX];
	uint64_t n_turns;
};

/* By its name, added if it is new; NULL: there are too many. */
struct follow_player *follow_players_add(struct follow_players *players, const char *name);
struct follow_player *follow_players_by_name(struct follow_players *players, const char *name);
struct follow_player *follow_players_by_owner(struct follow_players *players, const char *owner);
void follow_players_remove(struct follow_player *player);

/* What a player has told of itself. */
void follow_players_hear(
	struct follow_players *players, struct follow_player *player, const struct heard *heard, int64_t now_ns);

/* The one to follow: the one that plays, of several the one that began last; else the one that played last. `wanted`:
 * of those of that name ("mpv" is "mpv.instance7" as well); "": any. NULL: none. */
struct follow_player *follow_players_choose(struct follow_players *players, const char *wanted);

/* What the run is told of it; NULL: of nobody. */
struct message_followed follow_players_describe(const struct follow_player *player);

#endif
