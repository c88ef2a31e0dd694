/* Follows a player on the session bus (MPRIS): its title, its time, and commands for it. Players come and go. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "companion/bus.h"
#include "companion/follow_players.h"
#include "companion/part.h"

#define US_PER_S 1e6

struct follow {
	struct companion *companion;
	sd_bus *bus;
	struct follow_players players;
};

static struct follow_player *chosen(struct follow *follow)
{
	return follow_players_choose(&follow->players, follow->companion->session->request.follow);
}

static void tell(struct follow *follow)
{
	const struct message_followed followed = follow_players_describe(chosen(follow));
	companion_follow(follow->companion, &followed);
}

/* --------------------------------------------------------------- asking players */

static int on_properties(sd_bus_message *reply, void *userdata, sd_bus_error *error);

/* One question at a time: whoever has much to say is not asked more often than he answers. */
static void ask(struct follow *follow, struct follow_player *player)
{
	player->ask_again = player->asking != NULL;
	if (!player->asking)
		sd_bus_call_method_async(follow->bus, &player->asking, player->name, MPRIS_PATH, BUS_PROPERTIES,
			"GetAll", on_properties, follow, "s", MPRIS_PLAYER);
}

static struct follow_player *asked_by(struct follow *follow, const sd_bus_slot *slot)
{
	for (size_t i = 0; i < FOLLOW_PLAYERS_MAX; i++)
		if (follow->players.items[i].asking == slot)
			return &follow->players.items[i];
	return NULL;
}

static int on_properties(sd_bus_message *reply, void *userdata, sd_bus_error *error)
{
	(void)error;
	struct follow *follow = userdata;
	struct follow_player *player = asked_by(follow, sd_bus_get_current_slot(follow->bus));
	struct heard heard;
	if (!player)
		return 0;
	player->asking = sd_bus_slot_unref(player->asking);
	if (!sd_bus_message_is_method_error(reply, NULL) && follow_read(&heard, reply) >= 0) {
		const char *sender = sd_bus_message_get_sender(reply);
		text_copy(player->owner, sizeof player->owner, sender ? sender : "");
		follow_players_hear(&follow->players, player, &heard, clock_now_ns());
		tell(follow);
	}
	if (player->ask_again)
		ask(follow, player);
	return 0;
}

/* --------------------------------------------------------------- players that come, change and go */

static void welcome(struct follow *follow, const char *name)
{
	struct follow_player *player
		= text_begins(name, MPRIS_PREFIX) ? follow_players_add(&follow->players, name) : NULL;
	if (player)
		ask(follow, player);
}

static int on_names(sd_bus_message *reply, void *userdata, sd_bus_error *error)
{
	(void)error;
	const char *name;
	if (sd_bus_message_is_method_error(reply, NULL) || sd_bus_message_enter_container(reply, 'a', "s") <= 0)
		return 0;
	while (sd_bus_message_read_basic(reply, 's', &name) > 0)
		welcome(userdata, name);
	return 0;
}

static int on_owner(sd_bus_message *signal, void *userdata, sd_bus_error *error)
{
	(void)error;
	struct follow *follow = userdata;
	const char *name, *before, *after;
	if (sd_bus_message_read(signal, "sss", &name, &before, &after) < 0)
		return 0;
	struct follow_player *player = follow_players_by_name(&follow->players, name);
	if (player)
		follow_players_remove(player);
	if (after[0])
		welcome(follow, name);
	tell(follow);
	return 0;
}

/* PropertiesChanged or Seeked: whatever it says, the whole is asked for, the position with it. */
static int on_change(sd_bus_message *signal, void *userdata, sd_bus_error *error)
{
	(void)error;
	struct follow *follow = userdata;
	const char *sender = sd_bus_message_get_sender(signal);
	struct follow_player *player = sender ? follow_players_by_owner(&follow->players, sender) : NULL;
	if (player)
		ask(follow, player);
	return 0;
}

/* --------------------------------------------------------------- commands */

static void call(struct follow *follow, const struct follow_player *player, const char *method)
{
	sd_bus_call_method_async(follow->bus, NULL, player->name, MPRIS_PATH, MPRIS_PLAYER, method, NULL, NULL, "");
}

static const char *seek_by(struct follow *follow, const struct follow_player *player, double seconds)
{
	sd_bus_call_method_async(follow->bus, NULL, player->name, MPRIS_PATH, MPRIS_PLAYER, "Seek", NULL, NULL, "x",
		(int64_t)(seconds * US_PER_S));
	return NULL;
}

static const char *seek_to(struct follow *follow, const struct follow_player *player, double us)
{
	if (!sd_bus_object_path_is_valid(player->heard.track_id))
		return "seek: the player has no name for its track";
	sd_bus_call_method_async(follow->bus, NULL, player->name, MPRIS_PATH, MPRIS_PLAYER, "SetPosition", NULL, NULL,
		"ox", player->heard.track_id, (int64_t)us);
	return NULL;
}

/* Relative steps are of its own scale, whatever that is: 1 dB is 1 %. */
static const char *set_volume(struct follow *follow, const struct follow_player *player, double db, bool relative)
{
	double factor = relative ? player->heard.volume + db / 100 : pow(10, db / 20);
	if (player->heard.volume < 0)
		return "volume: the player has none";
	sd_bus_call_method_async(follow->bus, NULL, player->name, MPRIS_PATH, BUS_PROPERTIES, "Set", NULL, NULL, "ssv",
		MPRIS_PLAYER, "Volume", "d", fmin(fmax(factor, 0), 1));
	return NULL;
}

static const char *follow_obey(void *part, const struct command *command)
{
	static const char *const methods[N_COMMANDS] = {
		[COMMAND_PLAY] = "Play",
		[COMMAND_PAUSE] = "Pause",
		[COMMAND_TOGGLE] = "PlayPause",
		[COMMAND_NEXT] = "Next",
		[COMMAND_PREVIOUS] = "Previous",
	};
	struct follow *follow = part;
	const struct follow_player *player = chosen(follow);
	double value = command->value;
	if (!player)
		return "the player has gone";
	switch ((enum command_verb)command->verb) {
	case COMMAND_SEEK_BY: return seek_by(follow, player, value);
	case COMMAND_SEEK_TO: return seek_to(follow, player, value * US_PER_S);
	case COMMAND_SEEK_PERCENT:
		if (player->heard.length_us <= 0)
			return "seek: the length is not known; give a time";
		return seek_to(follow, player, value / 100 * player->heard.length_us);
	case COMMAND_VOLUME_BY:
	case COMMAND_VOLUME_TO: return set_volume(follow, player, value, command->verb == COMMAND_VOLUME_BY);
	default: break;
	}
	if (!methods[command->verb])
		return "the player does not know that";
	call(follow, player, methods[command->verb]);
	return NULL;
}

/* --------------------------------------------------------------- the bus */

static bool follow_open(void *part, struct companion *companion, struct err *err)
{
	static const struct {
		const char *rule;
		sd_bus_message_handler_t handler;
	} matches[] = {
		{ "type='signal',sender='org.freedesktop.DBus',interface='org.freedesktop.DBus',"
		  "member='NameOwnerChanged',arg0namespace='" MPRIS_NAMESPACE "'",
			on_owner },
		{ "type='signal',path='" MPRIS_PATH "',interface='" BUS_PROPERTIES
		  "',member='PropertiesChanged',arg0='" MPRIS_PLAYER "'",
			on_change },
		{ "type='signal',path='" MPRIS_PATH "',interface='" MPRIS_PLAYER "',member='Seeked'", on_change },
	};
	struct follow *follow = part;
	follow->companion = companion;
	follow->bus = bus_open(err);
	if (!follow->bus)
		return false;
	int result = 0;
	for (size_t i = 0; i < sizeof matches / sizeof matches[0] && result >= 0; i++)
		result = sd_bus_add_match_async(follow->bus, NULL, matches[i].rule, matches[i].handler, NULL, follow);
	if (result >= 0)
		result = sd_bus_call_method_async(follow->bus, NULL, "org.freedesktop.DBus", "/org/freedesktop/DBus",
			"org.freedesktop.DBus", "ListNames", on_names, follow, "");
	return result >= 0 || err_set_sys(err, -result, "cannot look for players on the session bus");
}

static void follow_prepare(void *part, struct pollfd *poll, int64_t *due_ns)
{
	bus_prepare(((struct follow *)part)->bus, poll, due_ns);
}

static bool follow_step(void *part)
{
	return bus_step(((struct follow *)part)->bus);
}

static void follow_close(void *part)
{
	struct follow *follow = part;
	for (size_t i = 0; i < FOLLOW_PLAYERS_MAX; i++)
		follow_players_remove(&follow->players.items[i]);
	sd_bus_unref(follow->bus);
}

const struct part_ops part_follow = {
	.role = COMPANION_FOLLOW,
	.state_bytes = sizeof(struct follow),
	.open = follow_open,
	.prepare = follow_prepare,
	.step = follow_step,
	.obey = follow_obey,
	.close = follow_close,
};
