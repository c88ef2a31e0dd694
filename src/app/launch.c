#include "app/launch.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "app/descriptors.h"
#include "base/clock.h"
#include "base/path.h"
#include "base/spawn.h"
#include "base/text.h"
#include "base/url.h"
#include "control/companion.h"
#include "control/place.h"
#include "control/recording.h"
#include "control/session.h"
#include "keeper/keeper.h"
#include "queue/reading.h"
#include "queue/resume.h"
#include "snapshot/shared.h"

/* Where the keeper finds what it is handed. */
enum { KEEPER_SOCKET_FD = SPAWN_FIRST_FD, KEEPER_SESSION_FD, KEEPER_QUEUE_FD, KEEPER_SOUND_FD };

/* Its arguments after the role. */
enum { ARG_NAME = 2, ARG_HEADLESS, ARG_KEEP, ARG_LOG, ARG_STATS, ARG_RECORD, N_ARGS };

bool launch_uses_stdin(const struct operands *operands)
{
	for (size_t i = 0; i < operands->n; i++)
		if (strcmp(operands->items[i], "-") == 0)
			return true;
	return false;
}

/* One that is always wished for, as in TERMVIZ_OPTIONS, is not in the way of what is no queue. */
static bool resumes(const struct settings *settings)
{
	return settings->resume && !settings->demo && !settings->input[0];
}

/* Without anything named, what plays here is shown. */
static const char *input_of(const struct settings *settings, const struct operands *operands)
{
	const bool named = settings->input[0] || settings->demo || resumes(settings) || operands->n;
	return named ? settings->input : "monitor";
}

static bool is_played(const struct settings *settings)
{
	return settings->output[0] && strcmp(settings->output, "none") != 0;
}

static bool check_operand(const char *name, struct err *err)
{
	if (!name[0])
		return err_set(err, ERR_USAGE, "a file's name is empty; leave it out");
	return !url_is_foreign(name)
		|| err_set(err, ERR_USAGE, "%s: only http, https and file URLs are played; a file of that name is ./%s",
			name, name);
}

bool launch_check(const struct settings *settings, const struct operands *operands, struct err *err)
{
	if (settings->demo && operands->n)
		return err_set(err, ERR_USAGE, "--demo and '%s': choose one of them", operands->items[0]);
	if (settings->input[0] && (settings->demo || operands->n))
		return err_set(err, ERR_USAGE, "--input %s and %s: choose one of them", settings->input,
			settings->demo ? "--demo" : operands->items[0]);
	if (strcmp(input_of(settings, operands), "monitor") == 0 && is_played(settings))
		return err_set(err, ERR_USAGE,
			"--output %s: what plays here is not played again into itself; leave --output out",
			settings->output);
	for (size_t i = 0; i < operands->n; i++)
		if (!check_operand(operands->items[i], err))
			return false;
	const struct session_request wish
		= { .demo = settings->demo, .follows = settings->follows, .follows_mpd = settings->follows_mpd };
	if (!companion_check(&wish, (const char *const *)operands->items, operands->n, err))
		return false;
	if (settings->record[0] && !recording_check_path(settings->record, NULL, err))
		return false;
	if (!launch_uses_stdin(operands))
		return true;
	if ((fcntl(0, F_GETFL) & O_ACCMODE) == O_WRONLY) /* as process_begin() leaves it */
		return err_set(err, ERR_INPUT, "standard input is closed; pipe sound into termviz -");
	return !isatty(0)
		|| err_set(err, ERR_INPUT, "standard input is a terminal; pipe sound into termviz -, or name a file");
}

static struct session_request request_of(
	const struct settings *settings, const struct operands *operands, const struct resume *resume)
{
	struct session_request request = {
		.demo = settings->demo,
		.pace = (uint32_t)settings->pace,
		.wait = settings->wait,
		.raw_type = (uint32_t)settings->format,
		.raw_rate_hz = (uint32_t)settings->rate_hz,
		.raw_n_channels = (uint32_t)settings->n_channels,
		.window = (uint32_t)settings->window,
		.seconds = settings->seconds,
		.start_s = settings->start_s,
		.resumes = resumes(settings),
		.resume_start_ns = resume->start_ns,
		.resume_s = resume->position_s,
		.let_go_s = settings->let_go_s,
		.volume_db = (float)settings->volume_db,
		.replaygain = (uint32_t)settings->replaygain,
		.normalize_lufs = (float)settings->normalize_lufs,
		.began_ns = clock_now_ns(),
		.follows = settings->follows,
		.follows_mpd = settings->follows_mpd,
	};
	text_copy(request.input, sizeof request.input, input_of(settings, operands));
	text_copy(request.resume_path, sizeof request.resume_path, resume->path);
	text_copy(request.follow, sizeof request.follow, settings->follow);
	text_copy(request.mpd, sizeof request.mpd, settings->mpd);
	text_copy(request.output, sizeof request.output, settings->tee ? "none" : settings->output);
	return request;
}

/* Session memory with the request; -1 with `err`. */
static int make_session(
	const struct settings *settings, const struct operands *operands, const struct resume *resume, struct err *err)
{
	const struct session_request request = request_of(settings, operands, resume);
	size_t size = 0;
	int fd = shared_create("termviz-session", sizeof(struct session), err);
	struct session *session = fd >= 0 ? shared_map(fd, sizeof *session, true, &size, err) : NULL;
	if (session)
		session_init(session, &request);
	else if (fd >= 0)
		close(fd);
	shared_unmap(session, size);
	return session ? fd : -1;
}

/* Folders and playlists are read later, by the scanner. */
static bool enqueue(struct queue *queue, const char *operand)
{
	char *path = path_absolute(operand); /* the keeper works in "/" */
	const struct queue_item item = { .path = path ? path : "",
		.title = "",
		.end_ns = -1,
		.flags = QUEUE_GIVEN | (path && reading_is_needed(path) ? QUEUE_UNREAD : 0) };
	bool good = path && queue_add(queue, &item, QUEUE_NOTHING, QUEUE_NOTHING) != QUEUE_NOTHING;
	free(path);
	return good;
}

/* Queue memory with the operands; -1 with `err`. */
static int make_queue(const struct settings *settings, const struct operands *operands, struct err *err)
{
	size_t size = 0;
	int fd = shared_create("termviz-queue", sizeof(struct queue), err);
	struct queue *queue = fd >= 0 ? shared_map(fd, sizeof *queue, true, &size, err) : NULL;
	bool good = queue != NULL;
	if (good)
		queue_init(queue, (uint64_t)clock_now_ns());
	for (size_t i = 0; good && i < operands->n; i++)
		good = enqueue(queue, operands->items[i])
			|| err_set(err, ERR_USAGE, "%.100s: too long a name, or too many; name a folder or a playlist",
				operands->items[i]);
	if (good) {
		atomic_store_explicit(&queue->loop, (uint32_t)settings->loop, memory_order_relaxed);
		if (settings->shuffle)
			queue_shuffle(queue, true, QUEUE_NOTHING);
	} else if (fd >= 0) {
		close(fd);
	}
	shared_unmap(queue, size);
	return good ? fd : -1;
}

/* Of a file that the keeper writes to; "": of none. To be freed; NULL with `err`. */
static char *path_to_write(const struct settings *settings, const char *path, const char *option, struct err *err)
{
	return path[0] ? descriptors_path(path, option, !settings->headless && !settings->data, err) : strdup("");
}

static bool spawn_keeper(const struct settings *settings, const int *fds, size_t n_fds, struct err *err)
{
	char *log = path_to_write(settings, settings->log, "--log", err);
	char *stats = log ? path_to_write(settings, settings->stats, "--stats", err) : NULL;
	char *record = settings->record[0] ? path_absolute(settings->record) : NULL;
	const char *const argv[] = { "termviz",
		ROLE_KEEPER, [ARG_NAME] = settings->name, [ARG_HEADLESS] = settings->headless ? "headless" : "ui",
		[ARG_KEEP] = settings->keep ? "keep" : "-", [ARG_LOG] = log ? log : "",
		[ARG_STATS] = stats ? stats : "", [ARG_RECORD] = record ? record : "", [N_ARGS] = NULL };
	struct spawn_request request = { .argv = argv, .n_fds = n_fds, .stderr_fd = -1, .new_session = true };
	memcpy(request.fds, fds, n_fds * sizeof *fds);
	pid_t pid = stats ? spawn_program(&request, err) : -1;
	free(log);
	free(stats);
	free(record);
	return pid > 0;
}

/* A writer must get its SIGPIPE when the run is over: only the keeper may hold the pipe. */
static void let_go_of_stdin(void)
{
	int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
	if (fd >= 0) {
		dup2(fd, 0);
		close(fd);
	}
}

static int start(
	const struct settings *settings, const struct operands *operands, const struct resume *resume, struct err *err)
{
	int sockets[2];
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, sockets) != 0) {
		err_set_sys(err, errno, "cannot make a socket");
		return -1;
	}
	int session_fd = make_session(settings, operands, resume, err);
	int queue_fd = session_fd >= 0 ? make_queue(settings, operands, err) : -1;
	const int fds[] = { sockets[1], session_fd, queue_fd, 0 };
	bool with_stdin = launch_uses_stdin(operands);
	bool good = queue_fd >= 0 && spawn_keeper(settings, fds, with_stdin ? 4 : 3, err);
	if (session_fd >= 0)
		close(session_fd);
	if (queue_fd >= 0)
		close(queue_fd);
	close(sockets[1]);
	if (!good) {
		close(sockets[0]);
		return -1;
	}
	if (with_stdin)
		let_go_of_stdin();
	return sockets[0];
}

/* What the last run left behind. Beside files that are named it is only a place, which need not be known. */
static bool recall(
	const struct settings *settings, const struct operands *operands, struct resume *resume, struct err *err)
{
	if (!resumes(settings))
		return true;
	if (operands->n) {
		resume_load(resume, NULL);
		return true;
	}
	if (!resume_load(resume, err))
		return false;
	return resume->n_operands > 0
		|| err_set(err, ERR_INPUT, "--resume: the last run has left nothing behind; name what to play");
}

int launch(const struct settings *settings, const struct operands *operands, struct err *err)
{
	struct resume resume = { 0 };
	int fd = -1;
	if (launch_check(settings, operands, err) && recall(settings, operands, &resume, err)) {
		const struct operands left = { .items = resume.operands, .n = resume.n_operands };
		struct settings as_left = *settings;
		if (!operands->n && as_left.loop == LOOP_OFF)
			as_left.loop = (int32_t)resume.loop;
		as_left.shuffle = as_left.shuffle || (!operands->n && resume.shuffled);
		fd = start(&as_left, operands->n ? operands : &left, &resume, err);
	}
	resume_fini(&resume);
	return fd;
}

int launched(int argc, char **argv)
{
	if (argc != N_ARGS)
		return 2;
	/* Whether sound was handed over tells itself: nothing else is inherited. */
	bool has_sound = fcntl(KEEPER_SOUND_FD, F_GETFD) >= 0;
	const struct keeper_config config = {
		.name = argv[ARG_NAME],
		.headless = strcmp(argv[ARG_HEADLESS], "headless") == 0,
		.keep = strcmp(argv[ARG_KEEP], "keep") == 0,
		.log_path = argv[ARG_LOG],
		.stats_path = argv[ARG_STATS],
		.record_path = argv[ARG_RECORD],
		.launcher_fd = KEEPER_SOCKET_FD,
		.session_fd = KEEPER_SESSION_FD,
		.queue_fd = KEEPER_QUEUE_FD,
		.sound_fd = has_sound ? KEEPER_SOUND_FD : -1,
	};
	for (int fd = KEEPER_SOCKET_FD; fd <= KEEPER_SOUND_FD; fd++)
		fcntl(fd, F_SETFD, FD_CLOEXEC);
	return keeper_run(&config);
}
