/* bench/watch RUN: a reader that asks for all that can be asked for, stereo bars of a wide screen and every meter, and
 * draws nothing: what then works is the engine. It stays until the run ends or standard input does. */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "control/place.h"
#include "ui/joined.h"
#include "view/band_feed.h"

enum { N_BARS = 66, REDRAWS_PER_S = 60, PATIENCE_MS = 5000, STEP_MS = 10 };

static const struct settings settings
	= { .scale = SCALE_LOG, .detail = DETAIL_SETTING_NORMAL, .low_hz = 30, .high_hz = 16000 };

/* The run may be just about to begin. */
static int connect_to(const char *run, struct err *err)
{
	int fd = -1;
	for (int waited_ms = 0; fd < 0 && waited_ms < PATIENCE_MS; waited_ms += STEP_MS)
		if ((fd = place_connect(run, err)) < 0)
			usleep(STEP_MS * 1000);
	return fd;
}

static void tell(const struct joined *joined, uint32_t levels)
{
	struct message message = message_of(MESSAGE_WATCH);
	message.u.watch = (struct message_watch){
		.channels = SNAPSHOT_BIT(SNAPSHOT_LEFT) | SNAPSHOT_BIT(SNAPSHOT_RIGHT),
		.levels = levels,
		.measures = SNAPSHOT_ALL_MEASURES,
		.redraws_per_s = REDRAWS_PER_S,
	};
	message_send(joined->keeper_fd, &message, NULL, 0);
}

/* The levels that bars need are known from the first snapshot on. */
static bool wait_for_levels(const struct joined *joined, struct band_feed *feed)
{
	static const struct snapshot_wish wish = { 0 };
	struct snapshot *snapshot = calloc(1, sizeof *snapshot);
	struct snapshot_reader reader;
	bool got = false;
	snapshot_reader_init(&reader, joined->ring);
	for (int waited_ms = 0; snapshot && !got && waited_ms < PATIENCE_MS; waited_ms += STEP_MS) {
		usleep(STEP_MS * 1000);
		got = snapshot_reader_next(&reader, &wish, snapshot);
	}
	got = got && band_feed_fit(feed, &snapshot->head);
	free(snapshot);
	return got;
}

static void stay(const struct joined *joined)
{
	struct message message = { 0 };
	struct pollfd fds[] = { { .fd = joined->keeper_fd, .events = POLLIN }, { .fd = 0, .events = POLLIN } };
	while (message.type != MESSAGE_ENDED && poll(fds, 2, -1) > 0 && !fds[1].revents)
		if (message_receive(joined->keeper_fd, &message, NULL, NULL) == MESSAGE_GONE)
			return;
}

static int fail(const char *why)
{
	fprintf(stderr, "bench/watch: %s\n", why);
	return 1;
}

int main(int argc, char **argv)
{
	struct err err = { 0 };
	struct joined joined = { 0 };
	struct band_feed feed = { 0 };
	struct message_outcome outcome;
	int status = 0;
	int fd = connect_to(argc > 1 ? argv[1] : "", &err);
	if (fd < 0 || !joined_open(&joined, fd, true, &status, &err))
		return fail(err.message);
	band_feed_init(&feed, &settings, N_BARS);
	tell(&joined, SNAPSHOT_ALL_LEVELS);
	if (!wait_for_levels(&joined, &feed))
		return fail("nothing is published");
	tell(&joined, band_feed_levels(&feed));
	stay(&joined);
	joined_leave(&joined, LEAVE_QUIT, &outcome);
	band_feed_fini(&feed);
	joined_close(&joined);
	return 0;
}
