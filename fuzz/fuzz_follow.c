/* What players on the session bus say of themselves, of whatever types: understood, or refused; and the run is told of
 * nothing but what is sane. */
#include <sys/socket.h>

#include "companion/follow_players.h"
#include "companion/follow_read.h"
#include "fuzz.h"

enum { MOST_DEPTH = 4 };

static const char *const keys[] = { "PlaybackStatus", "Position", "Rate", "Volume", "Metadata", "mpris:trackid",
	"mpris:length", "xesam:title", "xesam:artist", "Other" };

static sd_bus_message *new_message(void)
{
	static sd_bus *bus;
	static int fds[2];
	sd_bus_message *message = NULL;
	if (!bus) {
		require(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fds) == 0);
		require(sd_bus_new(&bus) >= 0 && sd_bus_set_fd(bus, fds[0], fds[0]) >= 0 && sd_bus_start(bus) >= 0);
	}
	require(sd_bus_message_new_signal(bus, &message, "/x", "x.y", "Z") >= 0);
	return message;
}

/* --------------------------------------------------------------- what is said */

/* Texts on the bus are UTF-8. */
static void take_word(struct taken *from, char *word, size_t size)
{
	char bytes[64];
	static const char *const words[] = { "Playing", "Paused", "Stopped" };
	const unsigned which = take_byte(from) % 8;
	take_text(from, bytes, sizeof bytes);
	size_t n = 0;
	for (size_t at = 0, left = strlen(bytes); left > 0 && n + 4 < size;) {
		uint32_t c;
		const size_t taken = text_decode(bytes + at, left, &c);
		n += text_encode(c, word + n);
		at += taken;
		left -= taken;
	}
	word[n] = '\0';
	if (which < 3)
		text_copy(word, size, words[which]);
}

static void append_value(sd_bus_message *message, struct taken *from, int depth);

static void append_properties(sd_bus_message *message, struct taken *from, int depth)
{
	sd_bus_message_open_container(message, 'a', "{sv}");
	for (unsigned n = take_byte(from) % 8; n > 0 && from->n > 0; n--) {
		sd_bus_message_open_container(message, 'e', "sv");
		sd_bus_message_append(message, "s", keys[take_byte(from) % (sizeof keys / sizeof keys[0])]);
		append_value(message, from, depth + 1);
		sd_bus_message_close_container(message);
	}
	sd_bus_message_close_container(message);
}

static void append_value(sd_bus_message *message, struct taken *from, int depth)
{
	char one[256], two[256];
	double d;
	switch (take_byte(from) % 12) {
	case 0:
		sd_bus_message_open_container(message, 'v', "a{sv}");
		append_properties(message, from, depth < MOST_DEPTH ? depth : MOST_DEPTH);
		sd_bus_message_close_container(message);
		break;
	case 1:
		take_word(from, one, sizeof one);
		take_word(from, two, sizeof two);
		sd_bus_message_append(message, "v", "as", 2, one, two);
		break;
	case 2: sd_bus_message_append(message, "v", "x", (int64_t)take_u64(from)); break;
	case 3: sd_bus_message_append(message, "v", "t", take_u64(from)); break;
	case 4:
		take_bytes(from, &d, sizeof d);
		sd_bus_message_append(message, "v", "d", d);
		break;
	case 5: sd_bus_message_append(message, "v", "i", (int32_t)take_u32(from)); break;
	case 6: sd_bus_message_append(message, "v", "b", (int)take_byte(from) % 2); break;
	case 7: sd_bus_message_append(message, "v", "o", "/a/b"); break;
	case 8: sd_bus_message_append(message, "v", "as", 0); break;
	case 9: sd_bus_message_append(message, "v", "v", "(is)", 1, "in it"); break;
	default: take_word(from, one, sizeof one); sd_bus_message_append(message, "v", "s", one);
	}
}

/* --------------------------------------------------------------- what is understood */

static void check(struct follow_players *players, const struct heard *heard)
{
	require_printable(heard->status, sizeof heard->status);
	require_printable(heard->track_id, sizeof heard->track_id);
	require_printable(heard->title, sizeof heard->title);
	require_printable(heard->artist, sizeof heard->artist);
	struct follow_player *player = follow_players_add(players, "org.mpris.MediaPlayer2.x");
	follow_players_hear(players, player, heard, 1);
	require(follow_players_choose(players, "x") == player);
	const struct message_followed told = follow_players_describe(player);
	require(run_followed_is_sane(&told.player));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct taken from = { data, n };
	struct follow_players players = { .n_turns = 0 };
	struct heard heard;
	sd_bus_message *message = new_message();
	if (take_byte(&from) == 255)
		append_value(message, &from, 0);
	else
		append_properties(message, &from, 0);
	if (sd_bus_message_seal(message, 1, 0) >= 0 && sd_bus_message_rewind(message, 1) >= 0
		&& follow_read(&heard, message) >= 0)
		check(&players, &heard);
	sd_bus_message_unref(message);
	return 0;
}
