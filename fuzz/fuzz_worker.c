/* What processes that read foreign files say, if they lie: packets of a right length and beginning, and any other. */
#include <sys/socket.h>
#include <unistd.h>

#include "control/report.h"
#include "control/scan.h"
#include "control/still.h"
#include "fuzz.h"

static int sockets[2];

/* Sends `right` with the input laid over all but its first bytes, then the bare input. */
static void send_both(void *right, size_t n_right, size_t n_kept, const struct taken *from)
{
	const size_t room = n_right - n_kept;
	if (from->n > 0)
		memcpy((char *)right + n_kept, from->data, from->n < room ? from->n : room);
	require(send(sockets[0], right, n_right, 0) == (ssize_t)n_right);
	require(from->n == 0 || send(sockets[0], from->data, from->n, 0) == (ssize_t)from->n);
}

static void report(const struct taken *from)
{
	struct report_message message = report_message_of(REPORT_READY);
	enum message_result result;
	int fd;
	send_both(&message, sizeof message, offsetof(struct report_message, type), from);
	while ((result = report_receive(sockets[1], &message, &fd)) != MESSAGE_NONE) {
		require(fd == -1);
		if (result != MESSAGE_OK || message.type != REPORT_RESULT)
			continue;
		require_printable(message.u.result.title, sizeof message.u.result.title);
		require_printable(message.u.result.error, sizeof message.u.result.error);
		require(message.u.result.findings.n_frames == 0
			|| message.u.result.findings.n_bands <= FINDINGS_MAX_BANDS);
	}
}

static void still(const struct taken *from)
{
	struct still_message message = still_message_of(STILL_READY);
	enum message_result result;
	send_both(&message, sizeof message, offsetof(struct still_message, type), from);
	while ((result = still_receive(sockets[1], &message, NULL)) != MESSAGE_NONE) {
		if (result != MESSAGE_OK)
			continue;
		if (message.type == STILL_END)
			require_printable(message.u.error, sizeof message.u.error);
		if (message.type == STILL_INFO)
			require(message.u.info.rate_hz >= 1 && message.u.info.n_frames <= STILL_MAX_FRAMES);
	}
}

static void wish(const struct taken *from)
{
	struct scan_wish wish = { .magic = SCAN_MAGIC };
	enum message_result result;
	send_both(&wish, sizeof wish, sizeof wish.magic, from);
	while ((result = scan_receive_wish(sockets[1], &wish)) != MESSAGE_NONE)
		require(result != MESSAGE_OK || strlen(wish.path) < QUEUE_PATH);
}

static void batch(const struct taken *from)
{
	static struct scan_batch batch;
	enum message_result result;
	batch = (struct scan_batch){ .magic = SCAN_MAGIC };
	send_both(&batch, sizeof batch, sizeof batch.magic, from);
	while ((result = scan_receive_batch(sockets[1], &batch)) != MESSAGE_NONE) {
		struct queue_item item;
		uint32_t at = 0;
		if (result != MESSAGE_OK)
			continue;
		require_printable(batch.error, sizeof batch.error);
		while (scan_next(&batch, &at, &item))
			require(strlen(item.path) < QUEUE_PATH && strlen(item.title) < QUEUE_TITLE && item.start_ns >= 0
				&& at <= batch.n_bytes);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static void (*const kinds[])(const struct taken *from) = { report, still, wish, batch };
	struct taken from = { data, n };
	if (sockets[1] == 0)
		require(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0, sockets) == 0);
	kinds[take_byte(&from) % 4](&from);
	return 0;
}
