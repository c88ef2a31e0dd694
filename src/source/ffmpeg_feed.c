#include "source/ffmpeg_feed.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/url.h"

enum {
	FIRST_BUFFER_BYTES = 1 << 16,
	MOST_BUFFER_BYTES = 1 << 20, /* tags may be long; pictures are not among them */
	LOG_BYTES = 4096,
	STALL_MS = 500, /* nothing has come for as long as what is decoded ahead lasts */
	LOOK_MS = 50,   /* how often it is looked how much has come since */
	MOST_QUIET = 10,
};

bool ffmpeg_feed_init(struct ffmpeg_feed *feed, const char *path, int fd, int cancel_fd, struct err *err)
{
	*feed = (struct ffmpeg_feed){ .cancel_fd = cancel_fd, .process = FFMPEG_NONE };
	ffmpeg_log_init(&feed->log);
	if (!path)
		feed->process.sound_fd = fd;
	else if (asprintf(&feed->input, "%s%s", url_is_remote(path) ? "" : FFMPEG_FILE, path) < 0)
		return err_set(err, ERR_SYSTEM, "out of memory for a file's name");
	return true;
}

bool ffmpeg_feed_start(struct ffmpeg_feed *feed, double from_s, const char *name, struct err *err)
{
	const struct ffmpeg_request request
		= { .input = feed->input, .is_remote = url_is_remote(feed->input), .from_s = from_s };
	ffmpeg_feed_stop(feed);
	ffmpeg_log_init(&feed->log);
	return ffmpeg_process_start(&feed->process, &request, name, err);
}

void ffmpeg_feed_stop(struct ffmpeg_feed *feed)
{
	ffmpeg_process_stop(&feed->process);
	feed->begin = feed->end = 0;
	feed->is_stalled = false;
	feed->n_quiet = 0;
}

void ffmpeg_feed_fini(struct ffmpeg_feed *feed)
{
	ffmpeg_process_stop(&feed->process);
	free(feed->input);
	free(feed->bytes);
	*feed = (struct ffmpeg_feed){ .process = FFMPEG_NONE };
}

bool ffmpeg_feed_runs(const struct ffmpeg_feed *feed)
{
	return feed->process.pid > 0 || !feed->input;
}

/* --------------------------------------------------------------- bytes */

static bool make_room(struct ffmpeg_feed *feed)
{
	if (feed->begin > 0) {
		memmove(feed->bytes, feed->bytes + feed->begin, feed->end - feed->begin);
		feed->end -= feed->begin;
		feed->begin = 0;
	}
	if (feed->end < feed->capacity)
		return true;
	size_t capacity = feed->capacity ? 2 * feed->capacity : FIRST_BUFFER_BYTES;
	unsigned char *bytes = capacity <= MOST_BUFFER_BYTES ? realloc(feed->bytes, capacity) : NULL;
	if (!bytes)
		return false;
	feed->bytes = bytes;
	feed->capacity = capacity;
	return true;
}

/* Reads what there is; closes the descriptor at its end. */
static size_t take(int *fd, void *to, size_t size)
{
	ssize_t n = read(*fd, to, size);
	if (n > 0)
		return (size_t)n;
	if (n == 0 || (errno != EINTR && errno != EAGAIN)) {
		close(*fd);
		*fd = -1;
	}
	return 0;
}

static void take_sound(struct ffmpeg_feed *feed)
{
	feed->end += take(&feed->process.sound_fd, feed->bytes + feed->end, feed->capacity - feed->end);
}

static void take_log(struct ffmpeg_feed *feed)
{
	char bytes[LOG_BYTES];
	size_t n = take(&feed->process.log_fd, bytes, sizeof bytes);
	ffmpeg_log_bytes(&feed->log, feed->input, bytes, n);
}

/* --------------------------------------------------------------- waiting */

static size_t bytes_in_pipe(const struct ffmpeg_feed *feed)
{
	int n = 0;
	return ioctl(feed->process.sound_fd, FIONREAD, &n) == 0 && n > 0 ? (size_t)n : 0;
}

size_t ffmpeg_feed_pending(const struct ffmpeg_feed *feed)
{
	return bytes_in_pipe(feed) + feed->end - feed->begin;
}

/* Whether there is enough in the pipe again, or no more will come. */
static bool is_filled(const struct ffmpeg_feed *feed)
{
	struct pollfd sound = { .fd = feed->process.sound_fd };
	size_t most = FFMPEG_PIPE_BYTES / 2, wanted = feed->reserve_bytes < most ? feed->reserve_bytes : most;
	return sound.fd < 0 || bytes_in_pipe(feed) >= wanted || (poll(&sound, 1, 0) > 0 && (sound.revents & POLLHUP));
}

static int patience_ms(const struct ffmpeg_feed *feed)
{
	return feed->is_stalled ? LOOK_MS : feed->reserve_bytes ? STALL_MS : feed->patience_ms ? feed->patience_ms : -1;
}

/* Ends one that hangs: its pipes end then. One that is stopped does not. */
static void note_quiet(struct ffmpeg_feed *feed)
{
	siginfo_t info = { 0 };
	const int stopped = WSTOPPED | WNOHANG | WNOWAIT;
	if (waitid(P_PID, (id_t)feed->process.pid, &info, stopped) == 0 && info.si_pid == feed->process.pid)
		feed->n_quiet = 0;
	else if (++feed->n_quiet == MOST_QUIET)
		kill(feed->process.pid, SIGKILL);
}

static enum source_status wait_for_news(struct ffmpeg_feed *feed)
{
	struct pollfd sound = { .fd = feed->is_stalled ? -1 : feed->process.sound_fd, .events = POLLIN };
	struct pollfd polls[] = { sound, { .fd = feed->process.log_fd, .events = POLLIN },
		{ .fd = feed->cancel_fd, .events = POLLIN } };
	int n = poll(polls, sizeof polls / sizeof polls[0], patience_ms(feed));
	feed->is_stalled = feed->is_stalled ? !is_filled(feed) : feed->reserve_bytes && n == 0;
	if (n != 0)
		feed->n_quiet = 0;
	else if (feed->patience_ms)
		note_quiet(feed);
	if (polls[1].revents) {
		take_log(feed); /* all of it before the sound: it says what that is */
	} else if (polls[0].revents) {
		take_sound(feed);
		return SOURCE_OK;
	}
	return polls[2].revents ? SOURCE_CANCELLED : SOURCE_OK;
}

enum source_status ffmpeg_feed_wait(struct ffmpeg_feed *feed)
{
	if (feed->process.sound_fd < 0 && feed->process.log_fd < 0)
		return SOURCE_END;
	if (!make_room(feed))
		return SOURCE_FAILED;
	if (feed->input)
		return wait_for_news(feed);
	take_sound(feed);
	return SOURCE_OK;
}
