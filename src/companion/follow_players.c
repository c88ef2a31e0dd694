#include "companion/follow_players.h"

#include <string.h>

#include "base/text.h"
#include "companion/bus.h"

enum { NS_PER_US = 1000 };

struct follow_player *follow_players_by_name(struct follow_players *players, const char *name)
{
	for (size_t i = 0; i < FOLLOW_PLAYERS_MAX; i++)
		if (strcmp(players->items[i].name, name) == 0)
			return &players->items[i];
	return NULL;
}

struct follow_player *follow_players_by_owner(struct follow_players *players, const char *owner)
{
	for (size_t i = 0; i < FOLLOW_PLAYERS_MAX; i++)
		if (players->items[i].name[0] && strcmp(players->items[i].owner, owner) == 0)
			return &players->items[i];
	return NULL;
}

struct follow_player *follow_players_add(struct follow_players *players, const char *name)
{
	struct follow_player *player = follow_players_by_name(players, name);
	if (!player && (player = follow_players_by_name(players, "")))
		text_copy(player->name, sizeof player->name, name);
	return player;
}

void follow_players_remove(struct follow_player *player)
{
	sd_bus_slot_unref(player->asking);
	*player = (struct follow_player){ .turn = 0 };
}

static uint32_t phase_of(const struct heard *heard)
{
	if (strcmp(heard->status, "Playing") == 0)
		return RUN_FOLLOWED_PLAYING;
	return strcmp(heard->status, "Paused") == 0 ? RUN_FOLLOWED_PAUSED : RUN_FOLLOWED_STOPPED;
}

void follow_players_hear(
	struct follow_players *players, struct follow_player *player, const struct heard *heard, int64_t now_ns)
{
	bool played = player->answered && phase_of(&player->heard) == RUN_FOLLOWED_PLAYING;
	if (!played && phase_of(heard) == RUN_FOLLOWED_PLAYING)
		player->turn = ++players->n_turns;
	player->answered = true;
	player->heard = *heard;
	player->heard_ns = now_ns;
}

static bool is_wanted(const struct follow_player *player, const char *wanted)
{
	const char *name = player->name + strlen(MPRIS_PREFIX);
	size_t n = strlen(wanted);
	return !n || (strncasecmp(name, wanted, n) == 0 && (!name[n] || name[n] == '.'));
}

static bool comes_before(const struct follow_player *a, const struct follow_player *b)
{
	uint32_t phase_a = phase_of(&a->heard), phase_b = phase_of(&b->heard);
	if (phase_a != phase_b && (phase_a == RUN_FOLLOWED_PLAYING || phase_b == RUN_FOLLOWED_PLAYING))
		return phase_a == RUN_FOLLOWED_PLAYING;
	return a->turn != b->turn ? a->turn > b->turn : phase_a > phase_b;
}

struct follow_player *follow_players_choose(struct follow_players *players, const char *wanted)
{
	struct follow_player *chosen = NULL;
	for (size_t i = 0; i < FOLLOW_PLAYERS_MAX; i++) {
		struct follow_player *player = &players->items[i];
		if (player->answered && is_wanted(player, wanted) && (!chosen || comes_before(player, chosen)))
			chosen = player;
	}
	return chosen;
}

/* Negative: not known. What no track is as long as is not known, either. */
static int64_t to_ns(double us)
{
	const double most_us = 1e15;
	return us >= 0 && us < most_us ? (int64_t)us * NS_PER_US : -1;
}

struct message_followed follow_players_describe(const struct follow_player *player)
{
	struct message_followed to = { .player = { .phase = RUN_FOLLOWED_NONE } };
	if (!player)
		return to;
	const struct heard *heard = &player->heard;
	bool plays = phase_of(heard) == RUN_FOLLOWED_PLAYING;
	bool sane_rate = heard->rate > 0 && heard->rate <= RUN_FOLLOWED_MAX_SPEED;
	to.player = (struct run_followed){
		.phase = phase_of(heard),
		.speed = plays ? (sane_rate ? (float)heard->rate : 1) : 0,
		.position_ns = to_ns(heard->position_us),
		.at_ns = player->heard_ns,
		.length_ns = heard->length_us > 0 ? to_ns(heard->length_us) : -1,
	};
	text_copy(to.title, sizeof to.title, heard->title);
	text_copy(to.artist, sizeof to.artist, heard->artist);
	return to;
}
