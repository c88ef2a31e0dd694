/* Goes with the Music Player Daemon: its title, its time, and commands for it. Waits by `idle`; while there is no MPD,
 * it is looked for, more and more seldom.
 */
#include <math.h>
#include <mpd/client.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "companion/mpd_address.h"
#include "companion/part.h"

enum { PATIENCE_MS = 3000 }; /* for an answer */
#define FIRST_RETRY_NS (NS_PER_S / 2)
#define LAST_RETRY_NS (30 * NS_PER_S)
#define WATCHED (MPD_IDLE_PLAYER | MPD_IDLE_MIXER | MPD_IDLE_QUEUE)

struct mpd {
	struct companion *companion;
	struct mpd_connection *connection; /* NULL: none; else it is idle between two steps */
	int64_t retry_ns;                  /* without one: when it is tried again, */
	int64_t retry_after_ns;            /* and how long that was from the time before */
	bool told_missing;
	double length_s;    /* of the song; 0: not known */
	int volume_percent; /* -1: it has none */
};

/* --------------------------------------------------------------- what is heard of it */

static const char *tag_of(const struct mpd_song *song, enum mpd_tag_type type)
{
	const char *value = mpd_song_get_tag(song, type, 0);
	return value ? value : "";
}

/* From tags; of a stream the station's name; of a file without any, its own. */
static void fill_title(struct message_followed *to, const struct mpd_song *song)
{
	const char *uri = mpd_song_get_uri(song);
	const char *slash = strstr(uri, "://") ? NULL : strrchr(uri, '/');
	const char *names[] = { tag_of(song, MPD_TAG_TITLE), tag_of(song, MPD_TAG_NAME), slash ? slash + 1 : uri };
	for (size_t i = 0; i < sizeof names / sizeof names[0] && !to->title[0]; i++)
		text_clean(to->title, sizeof to->title, names[i]);
	text_clean(to->artist, sizeof to->artist, tag_of(song, MPD_TAG_ARTIST));
}

static uint32_t phase_of(const struct mpd_status *status)
{
	switch (mpd_status_get_state(status)) {
	case MPD_STATE_PLAY: return RUN_FOLLOWED_PLAYING;
	case MPD_STATE_PAUSE: return RUN_FOLLOWED_PAUSED;
	default: return RUN_FOLLOWED_STOPPED;
	}
}

static void fill_player(struct run_followed *to, const struct mpd_status *status)
{
	unsigned length_s = mpd_status_get_total_time(status);
	to->phase = phase_of(status);
	to->speed = to->phase == RUN_FOLLOWED_PLAYING ? 1 : 0;
	to->at_ns = clock_now_ns();
	to->position_ns
		= to->phase == RUN_FOLLOWED_STOPPED ? -1 : (int64_t)mpd_status_get_elapsed_ms(status) * NS_PER_MS;
	to->length_ns = length_s ? (int64_t)length_s * NS_PER_S : -1;
}

/* Asks for all there is to show; false: the connection is of no more use. */
static bool look(struct mpd *mpd)
{
	struct message_followed followed = { .player = { .phase = RUN_FOLLOWED_NONE } };
	struct mpd_status *status = mpd_run_status(mpd->connection);
	struct mpd_song *song = status ? mpd_run_current_song(mpd->connection) : NULL;
	bool good = mpd_connection_get_error(mpd->connection) == MPD_ERROR_SUCCESS;
	if (status && good) {
		fill_player(&followed.player, status);
		mpd->length_s = mpd_status_get_total_time(status);
		mpd->volume_percent = mpd_status_get_volume(status);
		if (song && followed.player.phase != RUN_FOLLOWED_STOPPED)
			fill_title(&followed, song);
		companion_follow(mpd->companion, &followed);
	}
	if (song)
		mpd_song_free(song);
	if (status)
		mpd_status_free(status);
	return good && mpd_send_idle_mask(mpd->connection, WATCHED);
}

/* --------------------------------------------------------------- finding it */

static void lose(struct mpd *mpd)
{
	const struct message_followed nobody = { .player = { .phase = RUN_FOLLOWED_NONE } };
	if (mpd->connection)
		mpd_connection_free(mpd->connection);
	mpd->connection = NULL;
	mpd->retry_after_ns = mpd->retry_after_ns ? 2 * mpd->retry_after_ns : FIRST_RETRY_NS;
	if (mpd->retry_after_ns > LAST_RETRY_NS)
		mpd->retry_after_ns = LAST_RETRY_NS;
	mpd->retry_ns = clock_now_ns() + mpd->retry_after_ns;
	companion_follow(mpd->companion, &nobody);
}

static void tell_missing(struct mpd *mpd)
{
	char text[MESSAGE_TEXT];
	if (mpd->told_missing)
		return;
	mpd->told_missing = true;
	snprintf(text, sizeof text, "no MPD: %.400s; it is looked for",
		mpd->connection ? mpd_connection_get_error_message(mpd->connection) : "out of memory");
	companion_notice(mpd->companion, text);
}

static void find(struct mpd *mpd)
{
	struct mpd_address address;
	mpd_address_parse(&address, mpd->companion->session->request.mpd);
	mpd->connection = mpd_connection_new(address.host, address.port, PATIENCE_MS);
	bool good = mpd->connection && mpd_connection_get_error(mpd->connection) == MPD_ERROR_SUCCESS
		&& (!address.password || mpd_run_password(mpd->connection, address.password)) && look(mpd);
	if (good) {
		mpd->retry_after_ns = 0;
		mpd->told_missing = false;
		return;
	}
	tell_missing(mpd);
	lose(mpd);
}

/* --------------------------------------------------------------- commands */

/* Relative steps are of its own scale: 1 dB is 1 %. */
static bool obey_volume(struct mpd *mpd, double db, bool relative)
{
	double percent = relative ? mpd->volume_percent + db : 100 * pow(10, db / 20);
	return mpd_run_set_volume(mpd->connection, (unsigned)lround(fmin(fmax(percent, 0), 100)));
}

static bool send(struct mpd *mpd, const struct command *command)
{
	struct mpd_connection *connection = mpd->connection;
	const float value = (float)command->value;
	switch ((enum command_verb)command->verb) {
	case COMMAND_PLAY: return mpd_run_play(connection);
	case COMMAND_PAUSE: return mpd_run_pause(connection, true);
	case COMMAND_TOGGLE:
		return mpd->companion->told.player.phase == RUN_FOLLOWED_STOPPED ? mpd_run_play(connection)
										 : mpd_run_toggle_pause(connection);
	case COMMAND_NEXT: return mpd_run_next(connection);
	case COMMAND_PREVIOUS: return mpd_run_previous(connection);
	case COMMAND_SEEK_BY: return mpd_run_seek_current(connection, value, true);
	case COMMAND_SEEK_TO: return mpd_run_seek_current(connection, value, false);
	case COMMAND_SEEK_PERCENT: return mpd_run_seek_current(connection, value / 100 * (float)mpd->length_s, false);
	case COMMAND_VOLUME_BY:
	case COMMAND_VOLUME_TO: return obey_volume(mpd, command->value, command->verb == COMMAND_VOLUME_BY);
	default: return true;
	}
}

/* What MPD refuses (there is no next song) is told in its own words; the connection goes on. */
static const char *mpd_obey(void *part, const struct command *command)
{
	static char refusal[MESSAGE_TEXT];
	struct mpd *mpd = part;
	refusal[0] = '\0';
	if (!mpd->connection)
		return "MPD is gone";
	mpd_run_noidle(mpd->connection);
	if (!send(mpd, command)) {
		text_clean(refusal, sizeof refusal, mpd_connection_get_error_message(mpd->connection));
		if (!mpd_connection_clear_error(mpd->connection)) {
			lose(mpd);
			return "MPD is gone";
		}
	}
	if (!look(mpd))
		lose(mpd);
	return refusal[0] ? refusal : NULL;
}

/* --------------------------------------------------------------- the part */

static bool mpd_open(void *part, struct companion *companion, struct err *err)
{
	(void)err;
	struct mpd *mpd = part;
	mpd->companion = companion;
	find(mpd);
	return true;
}

static void mpd_prepare(void *part, struct pollfd *poll, int64_t *due_ns)
{
	const struct mpd *mpd = part;
	if (mpd->connection)
		*poll = (struct pollfd){ .fd = mpd_connection_get_fd(mpd->connection), .events = POLLIN };
	else
		*due_ns = mpd->retry_ns;
}

static bool has_said(const struct mpd *mpd)
{
	struct pollfd poll_now = { .fd = mpd_connection_get_fd(mpd->connection), .events = POLLIN };
	return poll(&poll_now, 1, 0) > 0;
}

static bool mpd_step(void *part)
{
	struct mpd *mpd = part;
	if (!mpd->connection) {
		if (clock_now_ns() >= mpd->retry_ns)
			find(mpd);
	} else if (has_said(mpd) && (mpd_recv_idle(mpd->connection, false) == 0 || !look(mpd))) {
		lose(mpd);
	}
	return true;
}

static void mpd_close(void *part)
{
	struct mpd *mpd = part;
	if (mpd->connection)
		mpd_connection_free(mpd->connection);
}

const struct part_ops part_mpd = {
	.role = COMPANION_MPD,
	.state_bytes = sizeof(struct mpd),
	.open = mpd_open,
	.prepare = mpd_prepare,
	.step = mpd_step,
	.obey = mpd_obey,
	.close = mpd_close,
};
