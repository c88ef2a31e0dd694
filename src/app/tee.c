#include "app/tee.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/process.h"
#include "base/clock.h"
#include "base/spawn.h"
#include "keeper/forwarder.h"
#include "ui/job.h"

/* Where the forwarder finds what it is handed. */
enum { TEE_IN_FD = SPAWN_FIRST_FD, TEE_OUT_FD, TEE_SOUND_FD, TEE_ALARM_FD, TEE_FDS_END };

/* --------------------------------------------------------------- whether it can be */

static bool check_output(struct err *err)
{
	if (!process_has_output())
		return err_set(err, ERR_INPUT, "--tee: standard output is closed; pipe it into what takes the sound");
	return !isatty(1)
		|| err_set(err, ERR_INPUT,
			"--tee: standard output is a terminal; pipe it into what takes the sound, as: … | termviz "
			"--tee - | aplay -q");
}

bool tee_check(const struct settings *settings, const struct operands *operands, struct err *err)
{
	const struct {
		bool given;
		const char *name;
	} others[] = {
		{ settings->headless, "--headless" },
		{ settings->attach, "--attach" },
		{ settings->report, "--report" },
		{ settings->still, "--still" },
		{ settings->data, "--data" },
		{ settings->demo, "--demo" },
		{ settings->input[0], "--input" },
		{ settings->output[0] && strcmp(settings->output, "none") != 0, "--output" },
	};
	if (!settings->tee)
		return true;
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
		if (others[i].given)
			return err_set(err, ERR_USAGE,
				"--tee and %s: the sound comes by standard input and goes on to standard output; "
				"choose one of them",
				others[i].name);
	if (operands->n != 1 || strcmp(operands->items[0], "-") != 0)
		return err_set(err, ERR_USAGE,
			"--tee passes standard input on; name it, and nothing else: … | termviz --tee - | …");
	return check_output(err);
}

/* --------------------------------------------------------------- the forwarder's start */

static void close_two(const int fds[2])
{
	for (int i = 0; i < 2; i++)
		if (fds[i] >= 0)
			close(fds[i]);
}

/* Who writes and who reads must see it when the forwarder has gone: nobody else may hold the pipes. */
static bool replace_standard_fds(int sound_fd, struct err *err)
{
	const int null_fd = open("/dev/null", O_WRONLY | O_CLOEXEC);
	bool good = null_fd >= 0 && dup2(sound_fd, 0) == 0 && dup2(null_fd, 1) == 1;
	if (!good)
		err_set_sys(err, errno, "cannot let go of standard input and output");
	if (null_fd >= 0)
		close(null_fd);
	return good;
}

static pid_t spawn_forwarder(int sound_fd, int alarm_fd, struct err *err)
{
	static const char *const argv[] = { "termviz", ROLE_FORWARDER, NULL };
	const struct spawn_request request = { .argv = argv,
		.fds = { 0, 1, sound_fd, alarm_fd },
		.n_fds = TEE_FDS_END - TEE_IN_FD,
		.stderr_fd = -1,
		.new_session = true }; /* neither stopped nor hung up with the terminal */
	return spawn_program(&request, err);
}

bool tee_start(struct tee *tee, const struct settings *settings, struct err *err)
{
	int sound[2] = { -1, -1 }, alarm[2] = { -1, -1 };
	*tee = TEE_NONE;
	tee->ends_ns = settings->seconds > 0 ? clock_now_ns() + (int64_t)(settings->seconds * NS_PER_S) : INT64_MAX;
	bool good = forwarder_open_pipe(sound, err);
	if (good && socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, alarm) != 0)
		good = err_set_sys(err, errno, "cannot make a socket");
	if (good)
		tee->pid = spawn_forwarder(sound[1], alarm[1], err);
	if (tee->pid > 0) {
		tee->alarm_fd = alarm[0];
		alarm[0] = -1;
	}
	good = tee->pid > 0 && replace_standard_fds(sound[0], err);
	close_two(sound);
	close_two(alarm);
	return good;
}

int tee_forwards(void)
{
	const struct forwarder_fds fds
		= { .in = TEE_IN_FD, .out = TEE_OUT_FD, .sound = TEE_SOUND_FD, .alarm = TEE_ALARM_FD };
	return forwarder_run(&fds);
}

/* --------------------------------------------------------------- the end */

/* Whether the sound is to end with the picture: the user has left, by a key, a signal or a command; or the time is over.
 * Not so if something has failed, or what is no sound comes behind it. */
static bool ends_with_picture(const struct tee *tee, int status)
{
	if (status == 0)
		return !tee->played_out || clock_now_ns() >= tee->ends_ns;
	return status != 1;
}

/* Waits until it has ended by itself: returns 0. Or until a signal wants us to end: returns that. */
static int wait_for_end(const struct tee *tee)
{
	struct signalfd_siginfo told;
	const int signal_fd = job_open_signals(NULL);
	int wanted = 0;
	while (wanted == 0) {
		struct pollfd polls[]
			= { { .fd = tee->alarm_fd, .events = POLLIN }, { .fd = signal_fd, .events = POLLIN } };
		poll(polls, 2, -1);
		if (polls[0].revents)
			break;
		if (read(signal_fd, &told, sizeof told) != (ssize_t)sizeof told)
			continue;
		switch (told.ssi_signo) {
		case SIGTSTP: job_stop(SIGTSTP); break;
		case SIGCONT:
		case SIGUSR1:
		case SIGWINCH: break; /* of the picture */
		default: wanted = (int)told.ssi_signo;
		}
	}
	if (signal_fd >= 0)
		close(signal_fd);
	return wanted;
}

static bool has_ended(const struct tee *tee)
{
	struct pollfd end = { .fd = tee->alarm_fd, .events = POLLIN };
	return poll(&end, 1, 0) > 0;
}

/* What its end means for the run's status, and for what there is to tell. */
static int judge(int wait_status, int status, struct err *err)
{
	const int forwarded = WIFEXITED(wait_status) ? WEXITSTATUS(wait_status) : -1;
	switch (forwarded) {
	case FORWARDER_DONE: return status;
	case FORWARDER_MISSED: /* what a decoder still has to say of a damaged stream is our doing */
		if (!err->message[0])
			return status;
		*err = (struct err){ 0 };
		return 0;
	case FORWARDER_CLOSED: *err = (struct err){ 0 }; return FORWARDER_CLOSED; /* as any filter: nothing to say */
	case FORWARDER_NOT_READ: err_set(err, ERR_INPUT, "standard input: it cannot be read to its end"); break;
	case FORWARDER_NOT_WRITTEN:
		err_set(err, ERR_INPUT, "standard output: not all could be written; is the disk full?");
		break;
	default: err_set(err, ERR_GONE, "what passed the sound on was killed; start the pipeline again");
	}
	return 1;
}

int tee_finish(struct tee *tee, int status, struct err *err)
{
	int wait_status, signal = 0;
	if (tee->pid <= 0)
		return status;
	if (!has_ended(tee)) {
		const bool goes_on = !ends_with_picture(tee, status);
		if (goes_on && err->message[0]) {
			fprintf(stderr, "termviz: %s (the sound goes on, without a picture)\n", err->message);
			*err = (struct err){ 0 };
		}
		signal = goes_on ? wait_for_end(tee) : SIGTERM;
		if (signal)
			kill(tee->pid, SIGKILL); /* stopped, it would not see another */
		status = goes_on && signal ? 128 + signal : status;
	}
	close(tee->alarm_fd); /* the terminal is clear */
	while (waitpid(tee->pid, &wait_status, 0) < 0 && errno == EINTR)
		;
	return signal ? status : judge(wait_status, status, err);
}
