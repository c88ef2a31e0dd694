#include "keeper/keeper.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/text.h"
#include "control/place.h"
#include "keeper/child.h"
#include "keeper/clients.h"
#include "keeper/log.h"
#include "keeper/memory.h"
#include "keeper/stats.h"

enum {
	CRASHES_MAX = 5,           /* within CRASH_WINDOW_NS; one more, and the run is given up */
	END_PATIENCE_MS = 500,     /* for the engine to end by itself when told */
	AT_ONCE = 64,              /* messages, or blocks of a log: nobody may keep us from the others */
	DRAIN_PATIENCE_MS = 10000, /* for UIs to leave by themselves after the end of the input */
};
#define CRASH_WINDOW_NS (10 * NS_PER_S)

struct keeper {
	const struct keeper_config *config;
	struct place place;
	struct memory memory;
	struct log log;
	struct stats stats;
	struct clients clients;
	struct child engine;
	int signal_fd;
	bool ready;    /* the engine has opened something */
	bool finished; /* the engine has nothing more to do: `outcome` */
	bool ending;   /* the engine has been told to go; then the run is over */
	struct message outcome;
	int64_t deadline_ns; /* when patience with UIs (finished) or the engine (ending) is over */
	int64_t crashes_ns[CRASHES_MAX];
	unsigned n_crashes;
};

static void begin_end(struct keeper *keeper, int status, const char *text)
{
	if (keeper->ending)
		return;
	if (!keeper->finished)
		keeper->outcome = message_outcome_of(MESSAGE_ENDED, status, text);
	keeper->ending = true;
	keeper->deadline_ns = clock_now_ns() + END_PATIENCE_MS * NS_PER_MS;
	struct message quit = message_of(MESSAGE_COMMAND);
	quit.u.request.command.verb = COMMAND_QUIT;
	if (keeper->engine.pid > 0)
		message_send(keeper->engine.socket_fd, &quit, NULL, 0);
}

static void tell_engine_watch(struct keeper *keeper)
{
	struct message message = message_of(MESSAGE_WATCH);
	message.u.watch = clients_watch(&keeper->clients);
	if (keeper->engine.pid > 0)
		message_send(keeper->engine.socket_fd, &message, NULL, 0);
}

static void start_engine(struct keeper *keeper)
{
	struct err err = { 0 };
	atomic_fetch_add_explicit(&keeper->memory.session->n_starts, 1, memory_order_relaxed);
	if (!child_start(&keeper->engine, keeper->place.name, &keeper->memory, keeper->config->sound_fd, &err)) {
		begin_end(keeper, 1, err.message);
		return;
	}
	tell_engine_watch(keeper);
}

/* --------------------------------------------------------------- the engine */

static void read_log(struct keeper *keeper)
{
	char bytes[4096];
	ssize_t n = 1;
	for (int turn = 0; turn < AT_ONCE && (n = read(keeper->engine.stderr_fd, bytes, sizeof bytes)) > 0; turn++)
		log_bytes(&keeper->log, bytes, (size_t)n);
	if (n > 0)
		return; /* more than can be had at once: the others first */
	if (n == 0 || (errno != EAGAIN && errno != EINTR)) {
		close(keeper->engine.stderr_fd);
		keeper->engine.stderr_fd = -1;
	}
}

static void on_finished(struct keeper *keeper, struct message *message)
{
	message->type = MESSAGE_ENDED;
	keeper->outcome = *message;
	keeper->finished = true;
	keeper->deadline_ns = clock_now_ns() + DRAIN_PATIENCE_MS * NS_PER_MS;
	if (!keeper->ready || clients_count_uis(&keeper->clients) == 0)
		begin_end(keeper, 0, NULL);
}

static void on_engine_message(struct keeper *keeper, struct message *message)
{
	switch ((enum message_type)message->type) {
	case MESSAGE_READY:
		keeper->ready = true;
		keeper->finished = false; /* if it was: somebody has sought back */
		if (keeper->config->headless) {
			struct client *launcher = clients_by_token(&keeper->clients, 1);
			if (launcher)
				message_send(launcher->fd, message, NULL, 0);
		}
		break;
	case MESSAGE_WAKE: clients_broadcast(&keeper->clients, message, true); break;
	case MESSAGE_REPLY: {
		struct client *asker = clients_by_token(&keeper->clients, message->u.outcome.token);
		if (asker)
			message_send(asker->fd, message, NULL, 0);
		break;
	}
	case MESSAGE_FINISHED: on_finished(keeper, message); break;
	default: break;
	}
}

/* `reaped`: it has ended, and these are its last words. */
static void serve_engine(struct keeper *keeper, bool reaped)
{
	struct message message;
	for (int turn = 0; turn < AT_ONCE && keeper->engine.socket_fd >= 0; turn++) {
		enum message_result result = message_receive(keeper->engine.socket_fd, &message, NULL, NULL);
		if (result == MESSAGE_NONE)
			return;
		if (result == MESSAGE_OK) {
			on_engine_message(keeper, &message);
			continue;
		}
		/* It is dying, or confused: either way its end is seen by SIGCHLD. */
		if (!reaped)
			child_kill(&keeper->engine);
		close(keeper->engine.socket_fd);
		keeper->engine.socket_fd = -1;
	}
}

/* Whether engines die faster than it makes sense to start new ones. */
static bool crashes_too_often(struct keeper *keeper)
{
	int64_t now = clock_now_ns();
	int64_t *oldest = &keeper->crashes_ns[keeper->n_crashes++ % CRASHES_MAX];
	bool too_often = keeper->n_crashes > CRASHES_MAX && now - *oldest < CRASH_WINDOW_NS;
	*oldest = now;
	return too_often;
}

static void on_engine_death(struct keeper *keeper, int wait_status)
{
	if (keeper->engine.stderr_fd >= 0)
		read_log(keeper);
	if (keeper->engine.stderr_fd >= 0)
		close(keeper->engine.stderr_fd);
	keeper->engine.stderr_fd = -1;
	child_gone(&keeper->engine);
	if (keeper->ending || keeper->finished)
		return;
	if (WIFEXITED(wait_status) && WEXITSTATUS(wait_status) == SESSION_RENEW_STATUS) {
		log_line(&keeper->log, "the engine is replaced: its device can be opened again");
		start_engine(keeper);
		return;
	}
	char last[LOG_LINE];
	text_copy(last, sizeof last, keeper->log.last);
	char why[64];
	if (WIFSIGNALED(wait_status))
		snprintf(why, sizeof why, "signal %d, %s", WTERMSIG(wait_status), strsignal(WTERMSIG(wait_status)));
	else
		snprintf(why, sizeof why, "exit status %d", WEXITSTATUS(wait_status));
	log_line(&keeper->log, "the engine died (%s)", why);
	if (crashes_too_often(keeper)) {
		char text[MESSAGE_TEXT];
		snprintf(text, sizeof text, "the engine died %d times in a row (%s); it last said: %s", CRASHES_MAX + 1,
			why, *last ? last : "nothing");
		begin_end(keeper, 1, text);
		return;
	}
	start_engine(keeper);
}

static void reap(struct keeper *keeper)
{
	int status;
	pid_t pid;
	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		if (pid != keeper->engine.pid)
			continue; /* an orphan of an engine's */
		serve_engine(keeper, true);
		on_engine_death(keeper, status);
	}
}

/* --------------------------------------------------------------- the clients */

static void welcome(struct keeper *keeper, struct client *client)
{
	client->is_ui = true;
	client->watch = (struct message_watch){ .channels = 0 };
	struct message message = message_of(MESSAGE_WELCOME);
	text_copy(message.u.welcome.name, sizeof message.u.welcome.name, keeper->place.name);
	message.u.welcome.wants_figures = keeper->stats.fd >= 0;
	const int fds[] = { keeper->memory.ring_read_only_fd, keeper->memory.state_read_only_fd };
	message_send(client->fd, &message, fds, 2);
}

static pid_t peer_pid(int fd)
{
	struct ucred peer = { 0 };
	socklen_t n = sizeof peer;
	return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &n) == 0 ? peer.pid : 0;
}

static void describe(struct keeper *keeper, struct client *asker)
{
	char text[MESSAGE_TEXT];
	int n = snprintf(text, sizeof text, "keeper %d, engine %d", (int)getpid(), (int)keeper->engine.pid);
	for (size_t i = 0; i < CLIENTS_MAX && n < (int)sizeof text; i++) {
		const struct client *client = &keeper->clients.items[i];
		if (client->fd >= 0 && client->is_ui)
			n += snprintf(text + n, sizeof text - (size_t)n, ", ui %d", (int)peer_pid(client->fd));
	}
	struct run_state state;
	if (n < (int)sizeof text && memory_read_state(&keeper->memory, &state) && state.title[0])
		snprintf(text + n, sizeof text - (size_t)n, ": %s", state.title);
	struct message reply = message_outcome_of(MESSAGE_REPLY, 0, text);
	message_send(asker->fd, &reply, NULL, 0);
}

static void obey(struct keeper *keeper, struct client *client, const struct message *message)
{
	struct message forwarded = *message;
	forwarded.u.request.token = message->u.request.token ? client->token : 0;
	bool quit = message->u.request.command.verb == COMMAND_QUIT;
	bool given = !quit && keeper->engine.pid > 0
		&& message_send(keeper->engine.socket_fd, &forwarded, NULL, 0) == MESSAGE_OK;
	if (!given && message->u.request.token) {
		struct message reply = message_outcome_of(
			MESSAGE_REPLY, quit ? 0 : 1, quit ? NULL : "the engine is busy; try again");
		message_send(client->fd, &reply, NULL, 0);
	}
	if (quit)
		begin_end(keeper, 0, NULL);
}

/* The launcher of a headless run, and scripts, come and go; of UIs the last one to leave ends the run. */
static void remove_client(struct keeper *keeper, struct client *client, bool vanished, bool detached)
{
	bool was_ui = client->is_ui;
	bool ends = was_ui && clients_count_uis(&keeper->clients) == 1 && !detached
		&& (!keeper->config->keep || keeper->finished);
	if (vanished || !ends)
		clients_remove(client, vanished);
	if (ends)
		begin_end(keeper, 0, NULL); /* one that said goodbye stays connected, to be told when all is gone */
	else if (was_ui)
		tell_engine_watch(keeper);
}

static void on_client_message(
	struct keeper *keeper, struct client *client, const struct message *message, int *fds, size_t *n_fds)
{
	switch ((enum message_type)message->type) {
	case MESSAGE_ATTACH: welcome(keeper, client); break;
	case MESSAGE_TERMINAL: clients_set_terminal(client, &message->u.terminal, *n_fds ? fds[--*n_fds] : -1); break;
	case MESSAGE_WATCH:
		client->watch = message->u.watch;
		if (client->watch.asleep)
			client->figures = (struct message_figures){ 0 };
		tell_engine_watch(keeper);
		break;
	case MESSAGE_FIGURES: client->figures = message->u.figures; break;
	case MESSAGE_LEAVE: remove_client(keeper, client, false, message->u.leave.how == LEAVE_DETACH); break;
	case MESSAGE_COMMAND: obey(keeper, client, message); break;
	case MESSAGE_ASK: describe(keeper, client); break;
	default: break;
	}
}

static void serve_client(struct keeper *keeper, struct client *client)
{
	struct message message;
	int fds[MESSAGE_MAX_FDS];
	for (int turn = 0; turn < AT_ONCE && client->fd >= 0; turn++) {
		size_t n_fds = 0;
		enum message_result result = message_receive(client->fd, &message, fds, &n_fds);
		if (result == MESSAGE_NONE)
			return;
		if (result == MESSAGE_OK)
			on_client_message(keeper, client, &message, fds, &n_fds);
		else
			remove_client(keeper, client, true, false);
		while (n_fds)
			close(fds[--n_fds]);
		if (keeper->ending)
			return;
	}
}

static void serve_clients(struct keeper *keeper)
{
	int fd;
	while ((fd = place_accept(&keeper->place)) >= 0)
		clients_add(&keeper->clients, fd);
	for (size_t i = 0; i < CLIENTS_MAX && !keeper->ending; i++)
		if (keeper->clients.items[i].fd >= 0)
			serve_client(keeper, &keeper->clients.items[i]);
}

/* --------------------------------------------------------------- the loop */

static void on_signals(struct keeper *keeper)
{
	struct signalfd_siginfo info;
	while (read(keeper->signal_fd, &info, sizeof info) == (ssize_t)sizeof info) {
		if (info.ssi_signo != SIGCHLD)
			begin_end(keeper, 128 + (int)info.ssi_signo, NULL);
	}
	reap(keeper);
}

static bool open_signals(struct keeper *keeper, struct err *err)
{
	sigset_t set;
	sigemptyset(&set);
	const int wanted[] = { SIGCHLD, SIGTERM, SIGINT, SIGHUP, SIGQUIT };
	for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++)
		sigaddset(&set, wanted[i]);
	sigprocmask(SIG_BLOCK, &set, NULL);
	keeper->signal_fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	return keeper->signal_fd >= 0 || err_set_sys(err, errno, "cannot wait for signals");
}

static int poll_timeout_ms(const struct keeper *keeper)
{
	int64_t until_ns = stats_due_ns(&keeper->stats);
	if ((keeper->ending || keeper->finished) && keeper->deadline_ns < until_ns)
		until_ns = keeper->deadline_ns;
	if (until_ns == INT64_MAX)
		return -1;
	int64_t left = until_ns - clock_now_ns();
	return left > 0 ? (int)(left / NS_PER_MS) + 1 : 0;
}

static void wait_for_news(const struct keeper *keeper)
{
	struct pollfd polls[4 + CLIENTS_MAX] = {
		{ .fd = keeper->signal_fd, .events = POLLIN },
		{ .fd = keeper->engine.socket_fd, .events = POLLIN },
		{ .fd = keeper->engine.stderr_fd, .events = POLLIN },
		{ .fd = keeper->ending ? -1 : keeper->place.listen_fd, .events = POLLIN },
	};
	for (size_t i = 0; i < CLIENTS_MAX; i++)
		polls[4 + i]
			= (struct pollfd){ .fd = keeper->ending ? -1 : keeper->clients.items[i].fd, .events = POLLIN };
	poll(polls, 4 + CLIENTS_MAX, poll_timeout_ms(keeper));
}

static void check_patience(struct keeper *keeper)
{
	if ((!keeper->ending && !keeper->finished) || clock_now_ns() < keeper->deadline_ns)
		return;
	if (keeper->ending) {
		child_kill(&keeper->engine);
		keeper->deadline_ns += END_PATIENCE_MS * NS_PER_MS; /* it may be stuck in the kernel */
	} else
		begin_end(keeper, 0, NULL);
}

static void loop(struct keeper *keeper)
{
	start_engine(keeper);
	while (!keeper->ending || keeper->engine.pid > 0) {
		wait_for_news(keeper);
		if (keeper->engine.stderr_fd >= 0)
			read_log(keeper);
		if (keeper->engine.socket_fd >= 0)
			serve_engine(keeper, false);
		on_signals(keeper);
		if (!keeper->ending)
			serve_clients(keeper);
		if (clock_now_ns() >= stats_due_ns(&keeper->stats))
			stats_write(&keeper->stats, &keeper->memory, &keeper->clients);
		check_patience(keeper);
	}
}

static bool begin(struct keeper *keeper, struct err *err)
{
	const struct keeper_config *config = keeper->config;
	struct client *launcher = clients_add(&keeper->clients, config->launcher_fd);
	launcher->is_ui = !config->headless; /* from the start: should it die before it says a word, the run must end */
	if (!log_open(&keeper->log, config->log_path, err))
		return false;
	if (!place_claim(&keeper->place, config->name, err))
		return false;
	return stats_open(&keeper->stats, config->stats_path, err)
		&& memory_init(&keeper->memory, config->session_fd, err) && open_signals(keeper, err);
}

/* The run's place goes before the news of its end: who is told may rely on nothing being left. */
static void finish(struct keeper *keeper)
{
	place_release(&keeper->place);
	for (size_t i = 0; i < CLIENTS_MAX; i++) {
		struct client *client = &keeper->clients.items[i];
		if (client->fd < 0)
			continue;
		if (message_send(client->fd, &keeper->outcome, NULL, 0) == MESSAGE_GONE)
			clients_remove(client, true); /* killed meanwhile: its terminal is to be given back */
		else
			close(client->fd);
	}
	log_close(&keeper->log);
	stats_close(&keeper->stats);
	memory_fini(&keeper->memory);
}

int keeper_run(const struct keeper_config *config)
{
	struct keeper keeper = { .config = config,
		.engine = CHILD_NONE,
		.log = { .fd = -1 },
		.stats = { .fd = -1 },
		.signal_fd = -1,
		.memory = { -1, -1, -1, -1, -1, NULL, 0 } };
	struct err err = { 0 };
	prctl(PR_SET_NAME, "termviz-keeper");
	prctl(PR_SET_CHILD_SUBREAPER, 1); /* what an engine leaves behind comes to us, to be reaped */
	clients_init(&keeper.clients);
	keeper.outcome = message_of(MESSAGE_ENDED);
	if (begin(&keeper, &err))
		loop(&keeper);
	else
		keeper.outcome = message_outcome_of(MESSAGE_ENDED, err.code == ERR_USAGE ? 2 : 1, err.message);
	finish(&keeper);
	return keeper.outcome.u.outcome.status;
}
