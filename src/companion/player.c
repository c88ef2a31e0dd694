#include "companion/player.h"

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/url.h"
#include "companion/bus.h"
#include "companion/part.h"

#define US_PER_S 1e6

/* --------------------------------------------------------------- what is read */

static int64_t position_us(const struct player *player)
{
	return (int64_t)(companion_position_s(player->companion) * US_PER_S);
}

static int get_position(sd_bus *bus, const char *path, const char *interface, const char *property,
	sd_bus_message *reply, void *userdata, sd_bus_error *error)
{
	(void)bus, (void)path, (void)interface, (void)property, (void)error;
	return sd_bus_message_append(reply, "x", position_us(userdata));
}

static int append_metadata(sd_bus_message *reply, const struct player *player)
{
	const struct player_track *track = &player->face.track;
	struct queue_item item;
	char id[PLAYER_TRACK_ID], url[3 * PATH_MAX];
	player_track_id(id, track);
	int result = sd_bus_message_append(reply, "{sv}", "mpris:trackid", "o", id);
	if (result >= 0 && track->length_us >= 0)
		result = sd_bus_message_append(reply, "{sv}", "mpris:length", "x", track->length_us);
	if (result >= 0 && track->title[0])
		result = sd_bus_message_append(reply, "{sv}", "xesam:title", "s", track->title);
	if (result >= 0 && track->artist[0])
		result = sd_bus_message_append(reply, "{sv}", "xesam:artist", "as", 1, track->artist);
	if (result >= 0 && track->album[0])
		result = sd_bus_message_append(reply, "{sv}", "xesam:album", "s", track->album);
	if (result >= 0 && queue_item(player->companion->queue, track->id, &item)
		&& url_write(url, sizeof url, item.path))
		result = sd_bus_message_append(reply, "{sv}", "xesam:url", "s", url);
	return result;
}

static int get_metadata(sd_bus *bus, const char *path, const char *interface, const char *property,
	sd_bus_message *reply, void *userdata, sd_bus_error *error)
{
	(void)bus, (void)path, (void)interface, (void)property, (void)error;
	int result = sd_bus_message_open_container(reply, 'a', "{sv}");
	if (result >= 0)
		result = append_metadata(reply, userdata);
	return result < 0 ? result : sd_bus_message_close_container(reply);
}

/* --------------------------------------------------------------- what is done */

/* sd-bus hands over the member that it would read; what it is a member of is wanted. */
#define PLAYER_OF(userdata, member)                                                                                    \
	((const struct player *)(const void *)((const char *)(userdata)-offsetof(struct player, face.member)))

/* A volume of 0 is muting; any other ends it. */
static int set_volume(sd_bus *bus, const char *path, const char *interface, const char *property, sd_bus_message *value,
	void *userdata, sd_bus_error *error)
{
	(void)bus, (void)path, (void)interface, (void)property, (void)error;
	const struct player *player = PLAYER_OF(userdata, volume);
	double factor;
	int result = sd_bus_message_read(value, "d", &factor);
	if (result < 0)
		return result;
	if (factor > 0 && isfinite(factor))
		companion_command(player->companion, COMMAND_VOLUME_TO, 20 * log10(factor));
	else if (!player->companion->state.muted)
		companion_command(player->companion, COMMAND_MUTE, 0);
	return 0;
}

static int set_loop(sd_bus *bus, const char *path, const char *interface, const char *property, sd_bus_message *value,
	void *userdata, sd_bus_error *error)
{
	(void)bus, (void)path, (void)interface, (void)property;
	const char *name;
	int result = sd_bus_message_read(value, "s", &name);
	if (result < 0)
		return result;
	uint32_t loop = player_loop(name);
	if (loop == QUEUE_N_LOOPS)
		return sd_bus_error_set_const(error, SD_BUS_ERROR_INVALID_ARGS, "there are None, Track and Playlist");
	companion_command(PLAYER_OF(userdata, loop)->companion, COMMAND_LOOP, loop);
	return 0;
}

static int set_shuffled(sd_bus *bus, const char *path, const char *interface, const char *property,
	sd_bus_message *value, void *userdata, sd_bus_error *error)
{
	(void)bus, (void)path, (void)interface, (void)property, (void)error;
	int on;
	int result = sd_bus_message_read(value, "b", &on);
	if (result >= 0)
		companion_command(PLAYER_OF(userdata, shuffled)->companion, COMMAND_SHUFFLE, on);
	return result < 0 ? result : 0;
}

static void look(struct player *player)
{
	const struct companion *companion = player->companion;
	player_face_of(&player->face, &companion->state, companion->queue, companion_heard(companion), player->stopped);
}

/* Tells the bus what is different in the run as it is now. */
static void show_face(struct player *player)
{
	const struct player_face before = player->face;
	const char *names[PLAYER_PROPERTIES_MAX];
	look(player);
	if (player_face_changes(&before, &player->face, names))
		sd_bus_emit_properties_changed_strv(player->bus, MPRIS_PATH, MPRIS_PLAYER, (char **)(size_t)names);
}

/* Methods without arguments that are one command. */
static int on_command(sd_bus_message *call, void *userdata, sd_bus_error *error)
{
	(void)error;
	static const struct {
		const char *method;
		enum command_verb verb;
	} rows[] = {
		{ "Next", COMMAND_NEXT },
		{ "Previous", COMMAND_PREVIOUS },
		{ "Pause", COMMAND_PAUSE },
		{ "PlayPause", COMMAND_TOGGLE },
		{ "Play", COMMAND_PLAY },
		{ "Quit", COMMAND_QUIT },
	};
	const struct player *player = userdata;
	int result = sd_bus_reply_method_return(call, NULL); /* after a quit it would be too late */
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (strcmp(sd_bus_message_get_member(call), rows[i].method) == 0)
			companion_command(player->companion, rows[i].verb, 0);
	return result;
}

static int on_stop(sd_bus_message *call, void *userdata, sd_bus_error *error)
{
	(void)error;
	struct player *player = userdata;
	player->stopped = true;
	companion_command(player->companion, COMMAND_PAUSE, 0);
	if (player->face.can_seek)
		companion_command(player->companion, COMMAND_SEEK_TO, 0);
	show_face(player);
	return sd_bus_reply_method_return(call, NULL);
}

static int on_seek(sd_bus_message *call, void *userdata, sd_bus_error *error)
{
	(void)error;
	const struct player *player = userdata;
	int64_t by_us;
	int result = sd_bus_message_read(call, "x", &by_us);
	if (result < 0)
		return result;
	companion_command(player->companion, COMMAND_SEEK_BY, (double)by_us / US_PER_S);
	return sd_bus_reply_method_return(call, NULL);
}

/* Asked for a place in a track that has gone meanwhile, or for one that no track has, it does nothing. */
static int on_set_position(sd_bus_message *call, void *userdata, sd_bus_error *error)
{
	(void)error;
	const struct player *player = userdata;
	const struct player_track *track = &player->face.track;
	const char *of;
	char id[PLAYER_TRACK_ID];
	int64_t to_us;
	int result = sd_bus_message_read(call, "ox", &of, &to_us);
	if (result < 0)
		return result;
	player_track_id(id, track);
	if (strcmp(of, id) == 0 && to_us >= 0 && to_us <= track->length_us)
		companion_command(player->companion, COMMAND_SEEK_TO, (double)to_us / US_PER_S);
	return sd_bus_reply_method_return(call, NULL);
}

static int on_nothing(sd_bus_message *call, void *userdata, sd_bus_error *error)
{
	(void)userdata, (void)error;
	return sd_bus_reply_method_return(call, NULL);
}

static int on_open(sd_bus_message *call, void *userdata, sd_bus_error *error)
{
	(void)call, (void)userdata;
	return sd_bus_error_set_const(
		error, SD_BUS_ERROR_NOT_SUPPORTED, "what is played is named where termviz is started");
}

/* --------------------------------------------------------------- the bus */

#define FIXED(name, type, member)                                                                                      \
	SD_BUS_PROPERTY(name, type, NULL, offsetof(struct player, fixed.member), SD_BUS_VTABLE_PROPERTY_CONST)
#define SHOWN(name, type, member)                                                                                      \
	SD_BUS_PROPERTY(name, type, NULL, offsetof(struct player, face.member), SD_BUS_VTABLE_PROPERTY_EMITS_CHANGE)

#define SETTABLE(name, type, member, set)                                                                              \
	SD_BUS_WRITABLE_PROPERTY(name, type, NULL, set, offsetof(struct player, face.member),                          \
		SD_BUS_VTABLE_PROPERTY_EMITS_CHANGE | SD_BUS_VTABLE_UNPRIVILEGED)

static const sd_bus_vtable root_vtable[] = {
	SD_BUS_VTABLE_START(0),
	SD_BUS_METHOD("Raise", "", "", on_nothing, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_METHOD("Quit", "", "", on_command, SD_BUS_VTABLE_UNPRIVILEGED),
	FIXED("CanQuit", "b", yes),
	FIXED("CanRaise", "b", no),
	FIXED("HasTrackList", "b", no),
	FIXED("Identity", "s", identity),
	FIXED("SupportedUriSchemes", "as", nothing),
	FIXED("SupportedMimeTypes", "as", nothing),
	SD_BUS_VTABLE_END,
};

static const sd_bus_vtable player_vtable[] = {
	SD_BUS_VTABLE_START(0),
	SD_BUS_METHOD("Next", "", "", on_command, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_METHOD("Previous", "", "", on_command, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_METHOD("Pause", "", "", on_command, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_METHOD("PlayPause", "", "", on_command, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_METHOD("Play", "", "", on_command, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_METHOD("Stop", "", "", on_stop, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_METHOD("Seek", "x", "", on_seek, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_METHOD("SetPosition", "ox", "", on_set_position, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_METHOD("OpenUri", "s", "", on_open, SD_BUS_VTABLE_UNPRIVILEGED),
	SD_BUS_SIGNAL("Seeked", "x", 0),
	SHOWN("PlaybackStatus", "s", status),
	SHOWN("CanGoNext", "b", can_go_next),
	SHOWN("CanGoPrevious", "b", can_go_previous),
	SHOWN("CanSeek", "b", can_seek),
	SD_BUS_PROPERTY("Metadata", "a{sv}", get_metadata, 0, SD_BUS_VTABLE_PROPERTY_EMITS_CHANGE),
	SD_BUS_PROPERTY("Position", "x", get_position, 0, 0),
	SETTABLE("Volume", "d", volume, set_volume),
	SETTABLE("LoopStatus", "s", loop, set_loop),
	SETTABLE("Shuffle", "b", shuffled, set_shuffled),
	FIXED("Rate", "d", rate),
	FIXED("MinimumRate", "d", rate),
	FIXED("MaximumRate", "d", rate),
	FIXED("CanPlay", "b", yes),
	FIXED("CanPause", "b", yes),
	FIXED("CanControl", "b", yes),
	SD_BUS_VTABLE_END,
};

/* Where the name is another run's: one of our own, as the specification has it. */
static int on_name(sd_bus_message *reply, void *userdata, sd_bus_error *error)
{
	(void)error;
	enum { IS_OURS = 1 }; /* DBUS_REQUEST_NAME_REPLY_PRIMARY_OWNER */
	struct player *player = userdata;
	char name[64];
	uint32_t outcome;
	if (sd_bus_message_read(reply, "u", &outcome) > 0 && outcome == IS_OURS)
		return 0;
	snprintf(name, sizeof name, MPRIS_PREFIX "termviz.instance%d", (int)getpid());
	return sd_bus_request_name_async(player->bus, NULL, name, 0, NULL, NULL);
}

static bool player_open(void *part, struct companion *companion, struct err *err)
{
	static char *nothing[] = { NULL };
	struct player *player = part;
	player->companion = companion;
	player->fixed = (struct player_fixed){ .yes = 1, .rate = 1, .identity = "termviz", .nothing = nothing };
	look(player);
	player->bus = bus_open(err);
	if (!player->bus)
		return false;
	int result = sd_bus_add_object_vtable(player->bus, NULL, MPRIS_PATH, MPRIS_ROOT, root_vtable, player);
	if (result >= 0)
		result = sd_bus_add_object_vtable(player->bus, NULL, MPRIS_PATH, MPRIS_PLAYER, player_vtable, player);
	if (result >= 0)
		result = sd_bus_request_name_async(player->bus, NULL, MPRIS_PREFIX "termviz", 0, on_name, player);
	return result >= 0 || err_set_sys(err, -result, "cannot be a player on the session bus");
}

static void player_prepare(void *part, struct pollfd *poll, int64_t *due_ns)
{
	bus_prepare(((struct player *)part)->bus, poll, due_ns);
}

static bool player_step(void *part)
{
	return bus_step(((struct player *)part)->bus);
}

static void player_on_news(void *part, bool jumped)
{
	struct player *player = part;
	uint32_t phase = player->companion->state.phase;
	if (player->phase == RUN_PAUSED && phase == RUN_PLAYING)
		player->stopped = false;
	player->phase = phase;
	show_face(player);
	if (jumped)
		sd_bus_emit_signal(player->bus, MPRIS_PATH, MPRIS_PLAYER, "Seeked", "x", position_us(player));
}

static void player_close(void *part)
{
	sd_bus_flush_close_unref(((struct player *)part)->bus);
}

const struct part_ops part_player = {
	.role = COMPANION_PLAYER,
	.state_bytes = sizeof(struct player),
	.open = player_open,
	.prepare = player_prepare,
	.step = player_step,
	.on_news = player_on_news,
	.close = player_close,
};
