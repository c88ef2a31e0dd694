#include "keeper/scanner.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>

#include "base/confine.h"
#include "base/spawn.h"
#include "base/text.h"
#include "control/scan.h"
#include "queue/reading.h"

struct scanner {
	struct scan_batch batch;
	bool began; /* of what is read now something has been sent */
	bool lost;  /* nobody takes it any more */
};

static bool send_batch(struct scanner *scanner)
{
	struct scan_batch *batch = &scanner->batch;
	scanner->lost = packet_send(SPAWN_FIRST_FD, batch, sizeof *batch, NULL, 0, true) != MESSAGE_OK;
	scanner->began = true;
	batch->n_bytes = 0;
	return !scanner->lost;
}

/* The first goes out at once: it is waited for. */
static bool put(const struct queue_item *item, void *context)
{
	struct scanner *scanner = context;
	if (!scan_put(&scanner->batch, item) && (!send_batch(scanner) || !scan_put(&scanner->batch, item)))
		return false;
	return scanner->began || send_batch(scanner);
}

static void read_one(struct scanner *scanner, const struct scan_wish *wish)
{
	struct err err = { 0 };
	const struct reading reading = { put, scanner };
	scanner->began = false;
	scanner->batch = (struct scan_batch){ .magic = SCAN_MAGIC, .id = wish->id };
	if (!reading_read(wish->path, &reading, &err))
		text_copy(scanner->batch.error, sizeof scanner->batch.error, err.message);
	scanner->batch.is_last = 1;
	if (!scanner->lost)
		send_batch(scanner);
}

int scanner_run(void)
{
	static struct scanner scanner; /* of the process; large */
	struct message start;
	struct scan_wish wish;
	prctl(PR_SET_NAME, "termviz-scanner");
	prctl(PR_SET_PDEATHSIG, SIGKILL);  /* folders without any sound may keep it long */
	fcntl(SPAWN_FIRST_FD, F_SETFL, 0); /* it waits for the keeper, both ways */
	confine(CONFINE_SCANNER, NULL, NULL);
	if (message_wait(SPAWN_FIRST_FD, -1, &start, NULL, NULL) != MESSAGE_OK || start.type != MESSAGE_START)
		return 1;
	for (;;) {
		enum message_result result = scan_receive_wish(SPAWN_FIRST_FD, &wish);
		if (result != MESSAGE_OK)
			return result == MESSAGE_GONE ? 0 : 1;
		read_one(&scanner, &wish);
	}
}
