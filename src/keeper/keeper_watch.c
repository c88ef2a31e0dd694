/* The keeper watches its engine: one that hangs is killed, of one that dies is found out in what, and a file that kills
 * it again and again is passed over. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>

#include "base/clock.h"
#include "base/text.h"
#include "keeper/keeper_state.h"

/* As many times as a file may kill an engine. */
enum { BLAME_MAX = 2 };

/* From then on it is told: a shell's jobs and debuggers stop processes for moments. */
#define TELL_STOPPED_NS (1 * NS_PER_S)

static struct watch *watch_of(const struct keeper *keeper, pid_t engine)
{
	return watch_find(keeper->memory.session->watches, SESSION_N_WATCHES, engine);
}

/* --------------------------------------------------------------- what the kernel knows of it */

enum { PROC_TEXT = 1024 };

/* What follows `after` in a file of /proc; "": there is no such thing. */
static const char *read_proc(const char *path, const char *after, char text[PROC_TEXT])
{
	FILE *from = fopen(path, "re");
	text[0] = '\0';
	if (!from)
		return text;
	text[fread(text, 1, PROC_TEXT - 1, from)] = '\0';
	fclose(from);
	const char *at = strstr(text, after);
	return at ? at + strlen(after) : "";
}

bool keeper_is_stopped(pid_t pid)
{
	char path[64], text[PROC_TEXT];
	snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
	const char state = *read_proc(path, ") ", text);
	return state == 'T' || state == 't';
}

static uint64_t bytes_read(pid_t pid, int32_t tid)
{
	char path[64], text[PROC_TEXT];
	snprintf(path, sizeof path, "/proc/%d/task/%d/io", (int)pid, (int)tid);
	return strtoull(read_proc(path, "rchar: ", text), NULL, 10);
}

static int64_t slept_ns(void)
{
	struct timespec t;
	clock_gettime(CLOCK_BOOTTIME, &t);
	return (int64_t)t.tv_sec * NS_PER_S + t.tv_nsec - clock_now_ns();
}

static struct hangs_moment moment_of(const struct keeper *keeper, const struct watch *watch)
{
	const pid_t pid = keeper->engine.pid;
	struct hangs_moment moment = { .now_ns = clock_now_ns(), .slept_ns = slept_ns() };
	for (int i = 0; i < N_WATCH_THREADS; i++) {
		if (!hangs_is_long(watch, (enum watch_thread)i, moment.now_ns))
			continue;
		moment.is_stopped = moment.is_stopped || keeper_is_stopped(pid);
		moment.n_read[i] = bytes_read(pid, atomic_load_explicit(&watch->slots[i].tid, memory_order_relaxed));
	}
	return moment;
}

/* --------------------------------------------------------------- nothing goes on */

void keeper_tell_standstill(struct keeper *keeper, struct client *client)
{
	const struct message message = message_outcome_of(MESSAGE_STANDSTILL, 0, keeper->watch.standstill);
	if (client)
		message_send(client->fd, &message, NULL, 0);
	else
		clients_broadcast(&keeper->clients, &message, false);
}

static void stand_still(struct keeper *keeper, const char *why)
{
	if (strcmp(keeper->watch.standstill, why) == 0)
		return;
	text_copy(keeper->watch.standstill, sizeof keeper->watch.standstill, why);
	keeper_tell_standstill(keeper, NULL);
}

void keeper_on_engine_stopped(struct keeper *keeper, bool stopped)
{
	keeper->watch.stopped_ns = stopped ? clock_now_ns() : 0;
	if (!stopped)
		stand_still(keeper, "");
}

static const char *name_of(const struct queue_item *item)
{
	const char *slash = strrchr(item->path, '/');
	return strcmp(item->path, "-") == 0 ? "standard input" : slash ? slash + 1 : item->path;
}

/* That a file keeps the engine waiting, and that it does no more. */
static void tell_slow(struct keeper *keeper, const struct watch *watch, int64_t now_ns)
{
	struct keeper_watch *own = &keeper->watch;
	const bool was_slow = own->is_slow;
	enum watch_call call;
	struct queue_item item;
	own->is_slow = hangs_is_slow(&own->hangs, watch, now_ns, &call)
		&& queue_item(keeper->memory.queue, atomic_load_explicit(&watch->item, memory_order_relaxed), &item);
	if (own->is_slow) {
		char line[MESSAGE_TEXT], why[MESSAGE_TEXT];
		snprintf(line, sizeof line, "%s %.200s takes long", watch_kinds[call].name, name_of(&item));
		text_clean(why, sizeof why, line);
		stand_still(keeper, why);
	} else if (was_slow)
		stand_still(keeper, "");
}

static void tell_stopped(struct keeper *keeper)
{
	char why[64];
	snprintf(why, sizeof why, "the engine is stopped; kill -CONT %d lets it go on", (int)keeper->engine.pid);
	log_line(&keeper->log, "%s", why);
	stand_still(keeper, why);
}

/* --------------------------------------------------------------- the watch */

static int64_t stopped_due_ns(const struct keeper *keeper)
{
	const struct keeper_watch *own = &keeper->watch;
	return own->stopped_ns && !own->standstill[0] ? own->stopped_ns + TELL_STOPPED_NS : INT64_MAX;
}

int64_t keeper_watch_due_ns(const struct keeper *keeper)
{
	const int64_t dues[]
		= { stopped_due_ns(keeper), keeper->watch.restart_ns ? keeper->watch.restart_ns : INT64_MAX,
			  keeper->engine.pid > 0 ? keeper->watch.hangs.due_ns : INT64_MAX };
	int64_t due_ns = INT64_MAX;
	for (size_t i = 0; i < sizeof dues / sizeof dues[0]; i++)
		if (dues[i] < due_ns)
			due_ns = dues[i];
	return keeper->ending ? INT64_MAX : due_ns;
}

void keeper_watch_begin(struct keeper *keeper)
{
	struct keeper_watch *own = &keeper->watch;
	own->restart_ns = own->stopped_ns = 0;
	own->is_slow = false;
	own->hang = (struct hang){ .call = WATCH_NOTHING };
	hangs_begin(&own->hangs, clock_now_ns());
	stand_still(keeper, "");
}

void keeper_watch_rouse(struct keeper *keeper)
{
	hangs_begin(&keeper->watch.hangs, clock_now_ns());
}

void keeper_watch_ready(struct keeper *keeper)
{
	backoff_ready(&keeper->watch.backoff, clock_now_ns());
}

static void look(struct keeper *keeper, int64_t now_ns)
{
	struct keeper_watch *own = &keeper->watch;
	struct watch *watch = watch_of(keeper, keeper->engine.pid);
	if (!watch) { /* it has only just begun */
		hangs_begin(&own->hangs, now_ns);
		return;
	}
	const struct hangs_moment moment = moment_of(keeper, watch);
	struct hang hang;
	if (!hangs_look(&own->hangs, watch, &moment, &hang)) {
		tell_slow(keeper, watch, now_ns);
		return;
	}
	own->hang = hang;
	child_kill(&keeper->engine);
	hangs_begin(&own->hangs, now_ns);
}

void keeper_watch_step(struct keeper *keeper)
{
	const int64_t now_ns = clock_now_ns();
	if (now_ns < keeper_watch_due_ns(keeper))
		return;
	if (now_ns >= stopped_due_ns(keeper))
		tell_stopped(keeper);
	if (keeper->watch.restart_ns && now_ns >= keeper->watch.restart_ns)
		keeper_start_engine(keeper, true);
	else if (keeper->engine.pid > 0 && now_ns >= keeper->watch.hangs.due_ns)
		look(keeper, now_ns);
}

/* --------------------------------------------------------------- a death */

/* What an engine was at. */
struct fault {
	char how[128];        /* "died (signal 11, Segmentation fault)" */
	enum watch_call call; /* WATCH_NOTHING: not known, or nothing of interest */
	uint32_t item;        /* of the queue, if the call is of a file */
};

static struct fault fault_of(const struct hang *hang, const struct watch *watch, int wait_status)
{
	const int signal = WIFSIGNALED(wait_status) ? WTERMSIG(wait_status) : 0;
	struct fault fault = { .call = hang->call, .item = QUEUE_NOTHING };
	if (hang->call != WATCH_NOTHING)
		snprintf(fault.how, sizeof fault.how, "hung for %.1f s and was killed", (double)hang->lasts_ns / 1e9);
	else if (signal)
		snprintf(fault.how, sizeof fault.how, "died (signal %d, %s)", signal, strsignal(signal));
	else
		snprintf(fault.how, sizeof fault.how, "died (exit status %d)", WEXITSTATUS(wait_status));
	if (!watch)
		return fault;
	const uint32_t call = atomic_load_explicit(&watch->crash_call, memory_order_relaxed);
	if (fault.call == WATCH_NOTHING && call < N_WATCH_CALLS
		&& atomic_load_explicit(&watch->crash_signal, memory_order_relaxed) == (uint32_t)signal)
		fault.call = (enum watch_call)call;
	fault.item = atomic_load_explicit(&watch->item, memory_order_relaxed);
	return fault;
}

static bool find_item(const struct keeper *keeper, const struct fault *fault, struct queue_item *item)
{
	return watch_kinds[fault->call].concern == WATCH_OF_FILE && queue_item(keeper->memory.queue, fault->item, item);
}

/* "the engine died (signal 11, Segmentation fault) while decoding song.ogg" */
static void describe(const struct keeper *keeper, const struct fault *fault, char *text, size_t size)
{
	char line[512];
	struct queue_item item;
	int n = snprintf(line, sizeof line, "the engine %s", fault->how);
	if (fault->call != WATCH_NOTHING)
		n += snprintf(line + n, sizeof line - (size_t)n, " while %s", watch_kinds[fault->call].name);
	if (find_item(keeper, fault, &item))
		snprintf(line + n, sizeof line - (size_t)n, " %.200s", name_of(&item));
	text_clean(text, size, line);
}

/* What killed it is out of the way then. */
static void pass_over(struct keeper *keeper, const struct fault *fault, const struct queue_item *item)
{
	char line[2 * QUEUE_TITLE], title[QUEUE_TITLE];
	snprintf(line, sizeof line, "%.100s: skipped; the engine %s twice while %s it", name_of(item), fault->how,
		watch_kinds[fault->call].name);
	text_clean(title, sizeof title, line);
	log_line(&keeper->log, "%s is skipped from now on", item->path);
	queue_mark(keeper->memory.queue, fault->item, QUEUE_BROKEN, title);
	keeper_tell_queue(keeper);
	keeper->watch.backoff = (struct backoff){ .n_deaths = 0 };
}

static void blame(struct keeper *keeper, const struct fault *fault)
{
	struct keeper_blame *blamed = &keeper->watch.blame;
	struct queue_item item;
	if (!find_item(keeper, fault, &item))
		return;
	if (blamed->item != fault->item)
		*blamed = (struct keeper_blame){ .item = fault->item };
	if (++blamed->n == BLAME_MAX)
		pass_over(keeper, fault, &item);
}

static const char *advice(const struct fault *fault)
{
	return watch_kinds[fault->call].concern == WATCH_OF_DEVICE ? "--output none goes without a device"
								   : "--log FILE keeps all it says";
}

static void give_up(struct keeper *keeper, const struct fault *fault)
{
	char text[MESSAGE_TEXT], last[LOG_LINE];
	text_copy(last, sizeof last, keeper->log.last);
	snprintf(text, sizeof text, "%.200s, the %uth in a row; it last said: %.160s; %s",
		keeper->memory.session->last_death, keeper->watch.backoff.n_deaths, *last ? last : "nothing",
		advice(fault));
	keeper_end(keeper, 1, text);
}

void keeper_watch_end(struct keeper *keeper, pid_t engine)
{
	struct watch *watch = watch_of(keeper, engine);
	if (watch)
		watch_release(watch);
}

void keeper_replace_engine(struct keeper *keeper, pid_t dead, int wait_status)
{
	struct session *session = keeper->memory.session;
	struct keeper_watch *own = &keeper->watch;
	const struct fault fault = fault_of(&own->hang, watch_of(keeper, dead), wait_status);
	keeper_watch_end(keeper, dead);
	if (fault.call == WATCH_NOTHING && WIFSIGNALED(wait_status) && WTERMSIG(wait_status) == SIGKILL)
		/* Killed by somebody: that says nothing of the libraries that may have been at work. */
		atomic_store_explicit(&session->progress.opens_output, 0, memory_order_relaxed);
	describe(keeper, &fault, session->last_death, sizeof session->last_death);
	log_line(&keeper->log, "%s", session->last_death);
	text_copy(keeper->last_end, sizeof keeper->last_end, session->last_death);
	const int64_t now_ns = clock_now_ns(), wait_ns = backoff_died(&own->backoff, now_ns);
	blame(keeper, &fault);
	if (own->backoff.n_deaths == 0 || wait_ns == 0)
		keeper_start_engine(keeper, true);
	else if (wait_ns == BACKOFF_GIVE_UP)
		give_up(keeper, &fault);
	else {
		own->restart_ns = now_ns + wait_ns;
		stand_still(keeper, session->last_death);
	}
}
