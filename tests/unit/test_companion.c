#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "companion/follow_players.h"
#include "companion/mpd_address.h"
#include "companion/player.h"
#include "control/companion.h"
#include "queued.h"

/* --------------------------------------------------------------- what it is there for */

static void who_plays_is_a_player_who_listens_is_not(void **state)
{
	(void)state;
	const struct session_request plays = { 0 }, demo = { .demo = 1 }, captures = { .input = "monitor" };
	const struct session_request follows = { .input = "monitor", .follows = 1 }, mpd = { .follows_mpd = 1 };
	static const char *const paths[][1] = { { "/a song.flac" }, { "https://host/song" }, { "-" } };
	struct queue *none = queued(NULL, 0), *file = queued(paths[0], 1), *url = queued(paths[1], 1);
	struct queue *input = queued(paths[2], 1);
	setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/somewhere", 1);
	assert_int_equal(companion_role(&plays, file), COMPANION_PLAYER);
	assert_int_equal(companion_role(&plays, url), COMPANION_PLAYER);
	assert_int_equal(companion_role(&demo, none), COMPANION_PLAYER);
	assert_int_equal(companion_role(&plays, input), COMPANION_NONE);
	assert_int_equal(companion_role(&captures, none), COMPANION_NONE);
	assert_int_equal(companion_role(&follows, none), COMPANION_FOLLOW);
	assert_int_equal(companion_role(&mpd, input), COMPANION_MPD);
	unsetenv("DBUS_SESSION_BUS_ADDRESS");
	unsetenv("XDG_RUNTIME_DIR");
	assert_int_equal(companion_role(&plays, file), COMPANION_NONE);
	free(none);
	free(file);
	free(url);
	free(input);
}

/* --------------------------------------------------------------- MPD's address */

static void mpd_is_where_users_write_it(void **state)
{
	(void)state;
	static const struct {
		const char *text, *host, *password;
		unsigned port;
	} rows[] = {
		{ "", NULL, NULL, 0 },
		{ "den", "den", NULL, 0 },
		{ "den:6601", "den", NULL, 6601 },
		{ ":6601", NULL, NULL, 6601 },
		{ "10.0.0.7:6601", "10.0.0.7", NULL, 6601 },
		{ "secret@den:6601", "den", "secret", 6601 },
		{ "a@b@den", "den", "a@b", 0 },
		{ "[::1]:6601", "::1", NULL, 6601 },
		{ "[::1]", "::1", NULL, 0 },
		{ "fe80::1", "fe80::1", NULL, 0 },
		{ "/run/mpd/socket", "/run/mpd/socket", NULL, 0 },
		{ "secret@/run/mpd:socket", "/run/mpd:socket", "secret", 0 },
		{ "@mpd", "@mpd", NULL, 0 },
		{ "secret@@mpd", "@mpd", "secret", 0 },
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct mpd_address address;
		mpd_address_parse(&address, rows[i].text);
		assert_string_equal(address.host ? address.host : "-", rows[i].host ? rows[i].host : "-");
		assert_string_equal(
			address.password ? address.password : "-", rows[i].password ? rows[i].password : "-");
		assert_int_equal(address.port, rows[i].port);
	}
}

/* --------------------------------------------------------------- players that are followed */

static void hear(struct follow_players *players, const char *name, const char *status)
{
	char full[64];
	struct heard heard = { .length_us = -1, .position_us = -1, .rate = 1, .volume = -1 };
	snprintf(full, sizeof full, "org.mpris.MediaPlayer2.%s", name);
	snprintf(heard.status, sizeof heard.status, "%s", status);
	follow_players_hear(players, follow_players_add(players, full), &heard, 1);
}

static const char *followed(struct follow_players *players, const char *wanted)
{
	const struct follow_player *player = follow_players_choose(players, wanted);
	return player ? player->name + strlen("org.mpris.MediaPlayer2.") : "-";
}

static void the_one_that_plays_is_followed(void **state)
{
	(void)state;
	static struct follow_players players;
	assert_string_equal(followed(&players, ""), "-");
	hear(&players, "vlc", "Stopped");
	hear(&players, "mpv", "Playing");
	assert_string_equal(followed(&players, ""), "mpv");
	hear(&players, "firefox.instance7", "Playing");
	assert_string_equal(followed(&players, ""), "firefox.instance7");
	hear(&players, "mpv", "Playing"); /* as it did */
	assert_string_equal(followed(&players, ""), "firefox.instance7");
	hear(&players, "firefox.instance7", "Paused");
	assert_string_equal(followed(&players, ""), "mpv");
	hear(&players, "mpv", "Paused");
	assert_string_equal(followed(&players, ""), "firefox.instance7"); /* played last */
	assert_string_equal(followed(&players, "VLC"), "vlc");
	assert_string_equal(followed(&players, "firefox"), "firefox.instance7");
	assert_string_equal(followed(&players, "fire"), "-");
	follow_players_remove(follow_players_choose(&players, "firefox"));
	assert_string_equal(followed(&players, ""), "mpv");
}

static void too_many_players_are_left_out(void **state)
{
	(void)state;
	static struct follow_players players;
	char name[16];
	for (int i = 0; i < FOLLOW_PLAYERS_MAX; i++) {
		snprintf(name, sizeof name, "p%d", i);
		assert_non_null(follow_players_add(&players, name));
	}
	assert_null(follow_players_add(&players, "one more"));
	assert_non_null(follow_players_add(&players, "p0"));
}

/* A message as it would come from the bus. */
static sd_bus_message *open_reply(sd_bus **bus, int *fds)
{
	sd_bus_message *message = NULL;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, fds), 0);
	assert_true(sd_bus_new(bus) >= 0);
	assert_true(sd_bus_set_fd(*bus, fds[0], fds[0]) >= 0);
	assert_true(sd_bus_start(*bus) >= 0);
	assert_true(sd_bus_message_new_signal(*bus, &message, "/x", "x.y", "Z") >= 0);
	return message;
}

static void read_reply(struct heard *heard, sd_bus *bus, sd_bus_message *message, const int *fds, bool good)
{
	assert_true(sd_bus_message_seal(message, 1, 0) >= 0);
	assert_true(sd_bus_message_rewind(message, 1) >= 0);
	assert_int_equal(follow_read(heard, message) >= 0, good);
	sd_bus_message_unref(message);
	sd_bus_unref(bus);
	close(fds[1]);
}

static void properties_are_read_however_they_are_typed(void **state)
{
	(void)state;
	struct heard heard;
	sd_bus *bus;
	int fds[2];
	sd_bus_message *message = open_reply(&bus, fds);
	sd_bus_message_append(message, "a{sv}", 7, "PlaybackStatus", "s", "Playing", "Volume", "d", 0.5, "Rate", "s",
		"fast", "Other", "a(ii)", 1, 1, 2, "Position", "t", (uint64_t)7, "Metadata", "a{sv}", 5, "xesam:title",
		"s", "a\033[2Jb", "xesam:artist", "as", 2, "one", "two", "mpris:length", "i", 9, "mpris:trackid", "s",
		"/t/1", "Metadata", "a{sv}", 1, "xesam:title", "s", "deeper", "CanSeek", "b", 1);
	read_reply(&heard, bus, message, fds, true);
	assert_string_equal(heard.status, "Playing");
	assert_string_equal(heard.title, "a?[2Jb");
	assert_string_equal(heard.artist, "one, two");
	assert_string_equal(heard.track_id, "/t/1");
	assert_true(heard.position_us == 7 && heard.length_us == 9 && heard.rate == 1 && heard.volume == 0.5);
}

static void what_are_no_properties_is_refused(void **state)
{
	(void)state;
	struct heard heard;
	sd_bus *bus;
	int fds[2];
	sd_bus_message *message = open_reply(&bus, fds);
	sd_bus_message_append(message, "s", "properties");
	read_reply(&heard, bus, message, fds, false);
}

/* --------------------------------------------------------------- the run as a player */

static void only_what_changes_is_told(void **state)
{
	(void)state;
	static const char *const paths[] = { "/a", "/b" };
	const struct run_state playing
		= { .phase = RUN_PLAYING, .rate_hz = 44100, .length_frames = 441000, .title = "a" };
	struct run_state other = playing;
	struct queue *queue = queued(paths, 2);
	const char *names[PLAYER_PROPERTIES_MAX];
	static struct player_face a, b;
	player_face_of(&a, &playing, queue, 1, false);
	player_face_of(&b, &other, queue, 1, false);
	assert_int_equal(player_face_changes(&a, &b, names), 0);
	assert_int_equal(a.track.length_us, 10000000);
	assert_true(a.volume == 1 && !a.can_go_next && a.can_go_previous);
	other.muted = 1;
	other.phase = RUN_PAUSED;
	atomic_store(&queue->loop, QUEUE_LOOP_QUEUE);
	player_face_of(&b, &other, queue, 1, false);
	static const char *const wanted[] = { "PlaybackStatus", "LoopStatus", "Volume", "CanGoNext" };
	assert_int_equal(player_face_changes(&a, &b, names), 4);
	for (size_t i = 0; i < 4; i++)
		assert_string_equal(names[i], wanted[i]);
	assert_null(names[4]);
	assert_string_equal(b.status, "Paused");
	assert_int_equal(player_loop(b.loop), QUEUE_LOOP_QUEUE);
	assert_int_equal(player_loop("Forever"), QUEUE_N_LOOPS);
	player_face_of(&b, &other, queue, 1, true);
	assert_string_equal(b.status, "Stopped");
	free(queue);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_plays_is_a_player_who_listens_is_not),
		cmocka_unit_test(mpd_is_where_users_write_it),
		cmocka_unit_test(the_one_that_plays_is_followed),
		cmocka_unit_test(too_many_players_are_left_out),
		cmocka_unit_test(properties_are_read_however_they_are_typed),
		cmocka_unit_test(what_are_no_properties_is_refused),
		cmocka_unit_test(only_what_changes_is_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
