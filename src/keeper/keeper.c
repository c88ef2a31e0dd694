#include "keeper/keeper.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/text.h"
#include "keeper/keeper_state.h"

enum {
	END_PATIENCE_MS = 500,      /* for the engine to end by itself when told */
	GOODBYE_PATIENCE_MS = 3000, /* for UIs, at the end: longer than a terminal may take to be given back */
};

/* --------------------------------------------------------------- children */

void keeper_end(struct keeper *keeper, int status, const char *text)
{
	if (keeper->ending)
		return;
	keeper_keep_place(keeper);
	if (!keeper->finished)
		keeper->outcome = message_outcome_of(MESSAGE_ENDED, status, text);
	keeper->ending = true;
	keeper->ending_ns = clock_now_ns();
	keeper->deadline_ns = keeper->ending_ns + END_PATIENCE_MS * NS_PER_MS;
	struct message quit = message_of(MESSAGE_COMMAND);
	quit.u.request.command.verb = COMMAND_QUIT;
	keeper_tell_engine(keeper, &quit);
	for (size_t i = 0; i < n_aides; i++) {
		if (aide_table[i]->finish && keeper->aides[i].pid > 0)
			aide_table[i]->finish(keeper, &keeper->aides[i]);
		else
			child_kill(&keeper->aides[i]);
	}
}

void keeper_read_log(struct keeper *keeper, struct child *child)
{
	char bytes[4096], last[LOG_LINE];
	ssize_t n = 1;
	if (child->stderr_fd < 0)
		return;
	text_copy(last, sizeof last, keeper->log.last);
	for (int turn = 0; turn < KEEPER_AT_ONCE && (n = read(child->stderr_fd, bytes, sizeof bytes)) > 0; turn++)
		log_bytes(&keeper->log, bytes, (size_t)n);
	if (child != &keeper->engine) /* the last words are to be the engine's */
		text_copy(keeper->log.last, sizeof keeper->log.last, last);
	if (n > 0)
		return; /* more than can be had at once: the others first */
	if (n == 0 || (errno != EAGAIN && errno != EINTR)) {
		close(child->stderr_fd);
		child->stderr_fd = -1;
	}
}

void keeper_child_gone(struct keeper *keeper, struct child *child)
{
	keeper_read_log(keeper, child);
	child_gone(child);
}

/* A run goes on without an aide that cannot be started. */
static void start_aides(struct keeper *keeper)
{
	for (size_t i = 0; i < n_aides; i++) {
		struct err err = { 0 };
		if (!aide_table[i]->is_wanted(keeper) || aide_table[i]->start(keeper, &keeper->aides[i], &err))
			continue;
		log_line(&keeper->log, "%s: %s", aide_table[i]->name, err.message);
		struct message notice = message_outcome_of(MESSAGE_NOTICE, 0, err.message);
		keeper_tell_engine(keeper, &notice);
	}
}

static void serve_aides(struct keeper *keeper)
{
	for (size_t i = 0; i < n_aides; i++) {
		struct child *aide = &keeper->aides[i];
		keeper_read_log(keeper, aide);
		if (aide->socket_fd < 0 || aide_table[i]->serve(keeper, aide))
			continue;
		child_kill(aide);
		close(aide->socket_fd);
		aide->socket_fd = -1;
	}
}

static bool has_children(const struct keeper *keeper)
{
	bool has = keeper->engine.pid > 0;
	for (size_t i = 0; i < n_aides; i++)
		has = has || keeper->aides[i].pid > 0;
	return has;
}

static void on_aide_death(struct keeper *keeper, size_t i, int wait_status)
{
	struct child *aide = &keeper->aides[i];
	if (aide->socket_fd >= 0)
		aide_table[i]->serve(keeper, aide); /* its last words */
	keeper_watch_end(keeper, aide->pid);
	keeper_child_gone(keeper, aide);
	if (aide_table[i]->on_end)
		aide_table[i]->on_end(keeper, aide, wait_status);
}

/* Others are orphans of an engine's. */
static void reap(struct keeper *keeper)
{
	int status;
	pid_t pid;
	while ((pid = waitpid(-1, &status, WNOHANG | WUNTRACED | WCONTINUED)) > 0) {
		const bool is_over = WIFEXITED(status) || WIFSIGNALED(status);
		if (!is_over) {
			if (pid == keeper->engine.pid)
				keeper_on_engine_stopped(keeper, WIFSTOPPED(status));
			continue;
		}
		if (pid == keeper->engine.pid) {
			keeper_serve_engine(keeper, true);
			keeper_on_engine_death(keeper, status);
		}
		for (size_t i = 0; i < n_aides; i++)
			if (pid == keeper->aides[i].pid)
				on_aide_death(keeper, i, status);
	}
}

/* --------------------------------------------------------------- the loop */

static void on_signals(struct keeper *keeper)
{
	struct signalfd_siginfo info;
	while (read(keeper->signal_fd, &info, sizeof info) == (ssize_t)sizeof info) {
		if (info.ssi_signo != SIGCHLD)
			keeper_end(keeper, 128 + (int)info.ssi_signo, NULL);
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
	int64_t until_ns = stats_due_ns(&keeper->stats), watch_ns = keeper_watch_due_ns(keeper);
	if (watch_ns < until_ns)
		until_ns = watch_ns;
	if ((keeper->ending || keeper->finished) && keeper->deadline_ns < until_ns)
		until_ns = keeper->deadline_ns;
	if (until_ns == INT64_MAX)
		return -1;
	int64_t left = until_ns - clock_now_ns();
	return left > 0 ? (int)(left / NS_PER_MS) + 1 : 0;
}

/* Nothing is asked of what is not there: poll() takes no more than descriptors may be open. */
static void add_poll(struct pollfd *polls, nfds_t *n, int fd)
{
	if (fd >= 0)
		polls[(*n)++] = (struct pollfd){ .fd = fd, .events = POLLIN };
}

static void wait_for_news(const struct keeper *keeper)
{
	struct pollfd polls[4 + 2 * AIDES_MAX + CLIENTS_MAX];
	nfds_t n = 0;
	add_poll(polls, &n, keeper->signal_fd);
	add_poll(polls, &n, keeper->engine.socket_fd);
	add_poll(polls, &n, keeper->engine.stderr_fd);
	for (size_t i = 0; i < n_aides; i++) {
		add_poll(polls, &n, keeper->aides[i].socket_fd);
		add_poll(polls, &n, keeper->aides[i].stderr_fd);
	}
	if (!keeper->ending)
		add_poll(polls, &n, keeper->place.listen_fd);
	for (size_t i = 0; !keeper->ending && i < CLIENTS_MAX; i++)
		add_poll(polls, &n, keeper->clients.items[i].fd);
	poll(polls, n, poll_timeout_ms(keeper));
}

static void kill_late_aides(struct keeper *keeper)
{
	int64_t since_ns = clock_now_ns() - keeper->ending_ns;
	for (size_t i = 0; i < n_aides; i++)
		if (since_ns >= aide_table[i]->patience_ms * NS_PER_MS)
			child_kill(&keeper->aides[i]);
}

static void check_patience(struct keeper *keeper)
{
	if ((!keeper->ending && !keeper->finished) || clock_now_ns() < keeper->deadline_ns)
		return;
	if (keeper->ending) {
		child_kill(&keeper->engine);
		kill_late_aides(keeper);
		keeper->deadline_ns += END_PATIENCE_MS * NS_PER_MS; /* it may be stuck in the kernel */
	} else
		keeper_end(keeper, 0, NULL);
}

static void loop(struct keeper *keeper)
{
	keeper_start_engine(keeper, false);
	start_aides(keeper);
	while (!keeper->ending || has_children(keeper)) {
		wait_for_news(keeper);
		keeper_read_log(keeper, &keeper->engine);
		keeper_serve_engine(keeper, false);
		serve_aides(keeper);
		on_signals(keeper);
		if (!keeper->ending)
			keeper_serve_clients(keeper);
		if (clock_now_ns() >= stats_due_ns(&keeper->stats))
			stats_write(&keeper->stats, keeper);
		keeper_watch_step(keeper);
		check_patience(keeper);
	}
}

static bool begin(struct keeper *keeper, struct err *err)
{
	const struct keeper_config *config = keeper->config;
	struct client *launcher = clients_add(&keeper->clients, config->launcher_fd);
	/* From the start: should it die before it says a word, the run must end. */
	launcher->is_ui = launcher->holds = !config->headless;
	if (!log_open(&keeper->log, config->log_path, err))
		return false;
	if (!place_claim(&keeper->place, config->name, err))
		return false;
	if (!stats_open(&keeper->stats, config->stats_path, err)
		|| !memory_init(&keeper->memory, config->session_fd, config->queue_fd, err))
		return false;
	if (keeper->record.path[0])
		recording_begin(keeper->memory.recording); /* before there is an engine: nothing is missed */
	return open_signals(keeper, err);
}

/* Waits until a UI that has been told of the end has given its terminal back: one that is killed at that moment took the
 * news, and its terminal is still ours to see to. One that is stopped is not waited for long. */
static void see_off(struct client *client, int64_t until_ns)
{
	struct message message;
	int64_t left_ns;
	while (client->tty_fd >= 0 && (left_ns = until_ns - clock_now_ns()) > 0) {
		const int timeout_ms = (int)(left_ns / NS_PER_MS) + 1;
		const enum message_result result = message_wait(client->fd, timeout_ms, &message, NULL, NULL);
		if (result == MESSAGE_GONE || result == MESSAGE_BAD) {
			clients_remove(client, true);
			return;
		}
		if (result == MESSAGE_OK && message.type == MESSAGE_TERMINAL && !message.u.terminal.filled)
			clients_set_terminal(client, &message.u.terminal, -1);
	}
	clients_remove(client, false);
}

/* The run's place goes before the news of its end: who is told may rely on nothing being left. */
static void finish(struct keeper *keeper)
{
	place_release(&keeper->place);
	if (keeper->memory.session && stats_due_ns(&keeper->stats) != INT64_MAX)
		stats_write(&keeper->stats, keeper); /* how it ended; of a short run there is no other line */
	if (keeper->outcome.u.outcome.status == 0 && keeper->failure[0])
		keeper->outcome = message_outcome_of(MESSAGE_ENDED, 1, keeper->failure);
	for (size_t i = 0; i < CLIENTS_MAX; i++) {
		struct client *client = &keeper->clients.items[i];
		if (client->fd < 0)
			continue;
		if (message_send(client->fd, &keeper->outcome, NULL, 0) == MESSAGE_GONE || client->tty_fd < 0)
			clients_remove(client, true); /* killed meanwhile, it may have had a terminal */
	}
	const int64_t until_ns = clock_now_ns() + GOODBYE_PATIENCE_MS * NS_PER_MS;
	for (size_t i = 0; i < CLIENTS_MAX; i++)
		if (keeper->clients.items[i].fd >= 0)
			see_off(&keeper->clients.items[i], until_ns);
	log_close(&keeper->log);
	stats_close(&keeper->stats);
	memory_fini(&keeper->memory);
}

int keeper_run(const struct keeper_config *config)
{
	struct keeper keeper = { .config = config,
		.began_ns = clock_now_ns(),
		.engine = CHILD_NONE,
		.log = { .fd = -1 },
		.stats = { .fd = -1 },
		.signal_fd = -1,
		.memory = MEMORY_NONE,
		.scanned_id = QUEUE_NOTHING,
		.kept_id = QUEUE_NOTHING };
	struct err err = { 0 };
	prctl(PR_SET_NAME, "termviz-keeper");
	prctl(PR_SET_CHILD_SUBREAPER, 1); /* what an engine leaves behind comes to us, to be reaped */
	text_copy(keeper.record.path, sizeof keeper.record.path, config->record_path);
	clients_init(&keeper.clients);
	for (size_t i = 0; i < AIDES_MAX; i++)
		keeper.aides[i] = CHILD_NONE;
	keeper.outcome = message_of(MESSAGE_ENDED);
	if (begin(&keeper, &err))
		loop(&keeper);
	else
		keeper.outcome = message_outcome_of(MESSAGE_ENDED, err.code == ERR_USAGE ? 2 : 1, err.message);
	finish(&keeper);
	return keeper.outcome.u.outcome.status;
}
