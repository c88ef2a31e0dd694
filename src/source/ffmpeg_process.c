#include "source/ffmpeg_process.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/confine.h"
#include "base/spawn.h"
#include "source/ffmpeg_log.h"

/* Containers that hold sound themselves. All others are refused: playlists and scripts (hls, concat, sdp …) that would
 * have it read other files, series of pictures, and text, which it takes for a film. */
#define CONTAINERS                                                                                                     \
	"3dostr,aac,aax,ac3,adx,aiff,alaw,amr,amrnb,amrwb,ape,asf,asf_o,au,avi,caf,codec2,dff,dsf,dts,dtshd,dv,eac3,"  \
	"flac,flv,g722,g729,gsm,gxf,iff,ivf,live_flv,loas,matroska,mlp,mmf,mov,mp3,mpc,mpc8,mpeg,mpegts,mulaw,mxf,"    \
	"nsv,nut,oga,ogg,oma,osq,qcp,rm,rso,sbc,sbg,shn,sox,swf,tak,truehd,tta,voc,vqf,w64,wav,wsd,wtv,wv,xa,xwma"

/* From a server also what is sent in pieces. */
#define REMOTE_CONTAINERS CONTAINERS ",dash,hls"
#define REMOTE_PROTOCOLS "http,https,tls,tcp,crypto,data,httpproxy"

/* How long a server may say nothing; how long ffmpeg tries to go on where a connection broke; how much of a stream it
 * looks at before it begins: half a second will do for sound. */
#define SERVER_PATIENCE_US "20000000"
#define RECONNECT_MOST_S "10"
#define LOOK_AT_US "500000"

enum { SOUND_FD = SPAWN_FIRST_FD, MAX_ARGUMENTS = 48 };
#define SOUND_OUTPUT "pipe:3"
_Static_assert(SOUND_FD == 3, "as SOUND_OUTPUT has it");

/* --------------------------------------------------------------- the command line */

struct arguments {
	const char *items[MAX_ARGUMENTS]; /* NULL-terminated */
	size_t n;
};

static void add(struct arguments *arguments, const char *const *items, size_t n)
{
	for (size_t i = 0; i < n && arguments->n + 1 < MAX_ARGUMENTS; i++)
		arguments->items[arguments->n++] = items[i];
}

#define ADD(arguments, items) add(arguments, items, sizeof(items) / sizeof *(items))

static void compose(struct arguments *arguments, const struct ffmpeg_request *request, const char *from)
{
	static const char *const all[] = { "ffmpeg", "-nostdin", "-hide_banner", "-nostats" };
	static const char *const local[]
		= { "-v", FFMPEG_LOG_LEVEL, "-protocol_whitelist", "file", "-format_whitelist", CONTAINERS };
	static const char *const remote[] = { "-v", FFMPEG_LOG_LEVEL_WITH_TITLES, "-protocol_whitelist",
		REMOTE_PROTOCOLS, "-format_whitelist", REMOTE_CONTAINERS, "-analyzeduration", LOOK_AT_US, "-rw_timeout",
		SERVER_PATIENCE_US, "-reconnect", "1", "-reconnect_delay_max", RECONNECT_MOST_S };
	const char *const input[] = { "-ss", from, "-i", request->input };
	static const char *const output[] = { "-vn", "-sn", "-dn", "-c:a", "pcm_f32le", "-f", "caf", SOUND_OUTPUT };
	ADD(arguments, all);
	if (request->is_remote)
		ADD(arguments, remote);
	else
		ADD(arguments, local);
	/* Without a place to go to, a stream that has none but its beginning is not asked for it. */
	if (request->from_s > 0)
		ADD(arguments, input);
	else
		add(arguments, input + 2, 2);
	ADD(arguments, output);
}

/* --------------------------------------------------------------- its life */

static void fd_close(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

struct start {
	struct spawn_request request;
	const struct ffmpeg_request *ffmpeg;
	struct err *err;
	pid_t pid;
};

/* Whether all in it is, or may be, its user's. */
static bool is_personal(const char *folder)
{
	static const char *const places[] = { "", "/.local" };
	const char *home = getenv("HOME");
	struct stat here, there;
	bool is_one = false;
	for (size_t i = 0; home && !is_one && i < sizeof places / sizeof places[0]; i++) {
		char place[PATH_MAX];
		snprintf(place, sizeof place, "%s%s", home, places[i]);
		is_one = stat(place, &here) == 0 && stat(folder, &there) == 0 && here.st_dev == there.st_dev
			&& here.st_ino == there.st_ino;
	}
	return is_one;
}

/* Where PATH has the program, and beside it, perhaps, its libraries; but no more than the folder in ~/bin, ~/.local/bin. */
static bool find_prefix(const char *program, char *prefix, size_t size)
{
	const char *folder = getenv("PATH");
	while (folder) {
		const char *end = strchrnul(folder, ':');
		char path[PATH_MAX];
		int n = (int)(end - folder);
		snprintf(path, sizeof path, "%.*s/%s", n, folder, program);
		snprintf(prefix, size, "%.*s/..", n, folder);
		if (access(path, X_OK) == 0) {
			if (is_personal(prefix))
				snprintf(prefix, size, "%.*s", n, folder);
			return true;
		}
		folder = *end ? end + 1 : NULL;
	}
	return false;
}

/* What a process starts is bound by the rules of the thread that started it: this one has nothing else to do. */
static void *start_confined(void *context)
{
	struct start *start = context;
	const struct ffmpeg_request *ffmpeg = start->ffmpeg;
	char prefix[PATH_MAX];
	const char *own[CONFINE_MAX_OWN] = { ffmpeg->is_remote ? NULL : ffmpeg->input + strlen(FFMPEG_FILE) };
	if (find_prefix(start->request.program, prefix, sizeof prefix))
		own[1] = prefix;
	confine(ffmpeg->is_remote ? CONFINE_FETCHER : CONFINE_DECODER, own, NULL);
	start->pid = spawn_program(&start->request, start->err);
	return NULL;
}

static bool spawn(struct ffmpeg_process *process, const struct ffmpeg_request *ffmpeg, const char *const *argv,
	int sound_fd, int log_fd, const char *name, struct err *err)
{
	struct start start = { .request = { .program = argv[0],
				       .argv = argv,
				       .fds = { sound_fd },
				       .n_fds = 1,
				       .stderr_fd = log_fd,
				       .same_group = true },
		.ffmpeg = ffmpeg,
		.err = err };
	pthread_t thread;
	int e = pthread_create(&thread, NULL, start_confined, &start);
	if (e)
		return err_set_sys(err, e, "%s: cannot start its decoder", name);
	pthread_join(thread, NULL);
	process->pid = start.pid;
	if (process->pid > 0)
		return true;
	process->pid = 0;
	return err->sys_errno == ENOENT
		? err_set(err, ERR_INPUT, "%s: it would take ffmpeg to play this; install the package ffmpeg", name)
		: false;
}

bool ffmpeg_process_start(
	struct ffmpeg_process *process, const struct ffmpeg_request *request, const char *name, struct err *err)
{
	char from[32];
	struct arguments arguments = { 0 };
	int sound[2], log[2] = { -1, -1 };
	snprintf(from, sizeof from, "%.6f", request->from_s);
	compose(&arguments, request, from);
	*process = FFMPEG_NONE;
	if (pipe2(sound, O_CLOEXEC) != 0)
		return err_set_sys(err, errno, "%s: cannot make a pipe", name);
	fcntl(sound[1], F_SETPIPE_SZ, FFMPEG_PIPE_BYTES); /* less will do */
	bool good = pipe2(log, O_CLOEXEC) == 0 || err_set_sys(err, errno, "%s: cannot make a pipe", name);
	good = good && spawn(process, request, arguments.items, sound[1], log[1], name, err);
	process->sound_fd = sound[0];
	process->log_fd = log[0];
	fd_close(&sound[1]);
	fd_close(&log[1]);
	if (!good)
		ffmpeg_process_stop(process);
	return good;
}

int ffmpeg_process_reap(struct ffmpeg_process *process)
{
	int status = 0;
	fd_close(&process->sound_fd);
	fd_close(&process->log_fd);
	while (process->pid > 0 && waitpid(process->pid, &status, 0) < 0 && errno == EINTR)
		;
	process->pid = 0;
	return status;
}

void ffmpeg_process_stop(struct ffmpeg_process *process)
{
	if (process->pid > 0)
		kill(process->pid, SIGKILL);
	ffmpeg_process_reap(process);
}
