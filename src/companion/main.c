/* The companion's program: started by the keeper of a run, ended with it. Nobody types this. */
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>

#include "base/clock.h"
#include "base/confine.h"
#include "base/spawn.h"
#include "companion/part.h"

static const struct part_ops *find_part(enum companion_role role)
{
	for (size_t i = 0; i < n_parts; i++)
		if (part_table[i]->role == role)
			return part_table[i];
	return NULL;
}

static void on_message(
	struct companion *companion, const struct part_ops *ops, void *part, const struct message *message)
{
	switch ((enum message_type)message->type) {
	case MESSAGE_NEWS:
		if (companion_read_state(companion) && ops->on_news)
			ops->on_news(part, message->u.news.jumped);
		break;
	case MESSAGE_COMMAND:
		if (ops->obey)
			companion_reply(companion, message, ops->obey(part, &message->u.request.command));
		break;
	default: break;
	}
}

/* False: the keeper is gone. */
static bool serve_keeper(struct companion *companion, const struct part_ops *ops, void *part)
{
	struct message message;
	enum message_result result;
	while ((result = message_receive(companion->keeper_fd, &message, NULL, NULL)) == MESSAGE_OK)
		on_message(companion, ops, part, &message);
	return result == MESSAGE_NONE;
}

static int timeout_ms(int64_t due_ns)
{
	if (due_ns == INT64_MAX)
		return -1;
	int64_t left_ns = due_ns - clock_now_ns();
	return left_ns > 0 ? (int)(left_ns / NS_PER_MS) + 1 : 0;
}

static void loop(struct companion *companion, const struct part_ops *ops, void *part)
{
	struct pollfd polls[2] = { { .fd = companion->keeper_fd, .events = POLLIN } };
	int64_t due_ns;
	do {
		due_ns = INT64_MAX;
		polls[1] = (struct pollfd){ .fd = -1 };
		ops->prepare(part, &polls[1], &due_ns);
		poll(polls, 2, timeout_ms(due_ns));
	} while (serve_keeper(companion, ops, part) && ops->step(part));
}

static int work(struct companion *companion, const struct part_ops *ops)
{
	struct err err = { 0 };
	void *part = calloc(1, ops->state_bytes);
	bool good = part && ops->open(part, companion, &err);
	if (good) {
		loop(companion, ops, part);
	} else {
		fprintf(stderr, "companion: %s\n", part ? err.message : "out of memory");
		if (ops->role != COMPANION_PLAYER) /* nobody misses that */
			companion_notice(companion, err.message);
	}
	if (part)
		ops->close(part);
	free(part);
	return good ? 0 : 1;
}

int main(int argc, char **argv)
{
	struct companion companion;
	struct err err = { 0 };
	(void)argv;
	if (!confine_check_rights(&err)) {
		fprintf(stderr, "termviz-companion: %s\n", err.message);
		return 1;
	}
	if (argc != 2) {
		fputs("termviz-companion: a part of termviz; run that\n", stderr);
		return 2;
	}
	prctl(PR_SET_PDEATHSIG, SIGKILL); /* a library may hold us up when the keeper's end should be noticed */
	confine(CONFINE_COMPANION, NULL, NULL);
	if (!companion_init(&companion, SPAWN_FIRST_FD, &err)) {
		fprintf(stderr, "companion: %s\n", err.message);
		return 1;
	}
	const struct part_ops *ops = find_part(companion_role(&companion.session->request, companion.queue));
	return ops ? work(&companion, ops) : 0;
}
