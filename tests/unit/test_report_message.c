/* What a worker of a report says is checked: it decodes what anybody may have made. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <math.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "control/report.h"

static int sockets[2];

static int open_pair(void **state)
{
	(void)state;
	return socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, sockets);
}

static int close_pair(void **state)
{
	(void)state;
	close(sockets[0]);
	close(sockets[1]);
	return 0;
}

static struct report_message good_result(void)
{
	struct report_message message = report_message_of(REPORT_RESULT);
	strcpy(message.u.result.format, "WAV s16");
	message.u.result.findings = (struct findings){
		.n_frames = 1000, .rate_hz = 48000, .n_channels = 2, .measured = SNAPSHOT_ALL_MEASURES, .n_bands = 31
	};
	return message;
}

static enum message_result pass(const struct report_message *message, struct report_message *received)
{
	assert_int_equal(report_send(sockets[0], message, -1, false), MESSAGE_OK);
	return report_receive(sockets[1], received, NULL);
}

static void a_task_comes_with_its_descriptor(void **state)
{
	(void)state;
	struct report_message message = report_message_of(REPORT_TASK), received;
	int null = open("/dev/null", O_RDONLY | O_CLOEXEC), fd = -1;
	strcpy(message.u.task.name, "song.wav");
	assert_int_equal(report_send(sockets[0], &message, null, false), MESSAGE_OK);
	assert_int_equal(report_receive(sockets[1], &received, &fd), MESSAGE_OK);
	assert_string_equal(received.u.task.name, "song.wav");
	assert_true(fd >= 0 && fcntl(fd, F_GETFD) == FD_CLOEXEC);
	close(fd);
	assert_int_equal(report_send(sockets[0], &message, -1, false), MESSAGE_OK);
	assert_int_equal(report_receive(sockets[1], &received, &fd), MESSAGE_OK);
	assert_int_equal(fd, -1);
	close(null);
}

static void good_results_pass(void **state)
{
	(void)state;
	struct report_message message = good_result(), received;
	assert_int_equal(pass(&message, &received), MESSAGE_OK);
	assert_memory_equal(&received, &message, sizeof message);
	message = report_message_of(REPORT_RESULT);
	strcpy(message.u.result.error, "song.wav: is empty; there is nothing to play");
	assert_int_equal(pass(&message, &received), MESSAGE_OK);
}

static void texts_become_printable(void **state)
{
	(void)state;
	struct report_message message = good_result(), received;
	memset(message.u.result.title, 'x', sizeof message.u.result.title);
	memcpy(message.u.result.title, "\033]0;\xff\xfe", 6);
	memset(message.u.result.error, '\n', sizeof message.u.result.error);
	assert_int_equal(pass(&message, &received), MESSAGE_OK);
	assert_int_equal(strlen(received.u.result.title), sizeof received.u.result.title - 1);
	assert_memory_equal(received.u.result.title, "?]0;??xxx", 9);
	assert_null(strchr(received.u.result.error, '\n'));
}

#define REFUSES(change)                                                                                                \
	do {                                                                                                           \
		struct report_message message = good_result(), received;                                               \
		change;                                                                                                \
		if (pass(&message, &received) != MESSAGE_BAD)                                                          \
			fail_msg("believed: %s", #change);                                                             \
	} while (0)

static void what_is_not_sane_is_refused(void **state)
{
	(void)state;
	REFUSES(message.magic++);
	REFUSES(message.version++);
	REFUSES(message.type = REPORT_N_TYPES);
	REFUSES(message.type = 65535);
	REFUSES(message.type = REPORT_PROGRESS; message.u.progress = NAN);
	REFUSES(message.type = REPORT_PROGRESS; message.u.progress = -0.5f);
	REFUSES(message.type = REPORT_PROGRESS; message.u.progress = 1.5f);
	REFUSES(message.u.result.findings.n_frames = -1);
	REFUSES(message.u.result.findings.n_frames = 0); /* neither found anything nor said why */
	REFUSES(message.u.result.findings.n_bad_samples = UINT64_MAX);
	REFUSES(message.u.result.findings.rate_hz = 0);
	REFUSES(message.u.result.findings.rate_hz = UINT32_MAX);
	REFUSES(message.u.result.findings.n_channels = 0);
	REFUSES(message.u.result.findings.n_channels = UINT32_MAX);
	REFUSES(message.u.result.findings.measured = UINT32_MAX);
	REFUSES(message.u.result.findings.n_bands = FINDINGS_MAX_BANDS + 1);
	REFUSES(message.u.result.findings.band_db[30] = INFINITY);
	REFUSES(message.u.result.findings.tone.thd_db = NAN);
	REFUSES(message.u.result.findings.measures.loudness.integrated_lufs = -INFINITY);
	REFUSES(message.u.result.findings.measures.meters[1].max_true_peak = NAN);
}

static void packets_of_another_size_are_refused(void **state)
{
	(void)state;
	struct report_message message = good_result(), received;
	char large[2 * sizeof message];
	memset(large, 0, sizeof large);
	memcpy(large, &message, sizeof message);
	assert_int_equal(send(sockets[0], large, sizeof message - 1, 0), sizeof message - 1);
	assert_int_equal(report_receive(sockets[1], &received, NULL), MESSAGE_BAD);
	assert_int_equal(send(sockets[0], large, sizeof large, 0), sizeof large);
	assert_int_equal(report_receive(sockets[1], &received, NULL), MESSAGE_BAD);
	assert_int_equal(report_receive(sockets[1], &received, NULL), MESSAGE_NONE);
}

/* A worker must not be able to fill our table of descriptors. */
static void unwanted_descriptors_are_closed(void **state)
{
	(void)state;
	struct report_message message = good_result(), received;
	int null = open("/dev/null", O_RDONLY | O_CLOEXEC), next = open("/dev/null", O_RDONLY | O_CLOEXEC);
	close(next);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(report_send(sockets[0], &message, null, false), MESSAGE_OK);
		assert_int_equal(report_receive(sockets[1], &received, NULL), MESSAGE_OK);
	}
	int fds[2] = { null, null }, fd;
	assert_int_equal(packet_send(sockets[0], &message, sizeof message, fds, 2, false), MESSAGE_OK);
	assert_int_equal(report_receive(sockets[1], &received, &fd), MESSAGE_BAD);
	assert_int_equal(fd, -1);
	fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
	assert_int_equal(fd, next);
	close(fd);
	close(null);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_task_comes_with_its_descriptor, open_pair, close_pair),
		cmocka_unit_test_setup_teardown(good_results_pass, open_pair, close_pair),
		cmocka_unit_test_setup_teardown(texts_become_printable, open_pair, close_pair),
		cmocka_unit_test_setup_teardown(what_is_not_sane_is_refused, open_pair, close_pair),
		cmocka_unit_test_setup_teardown(packets_of_another_size_are_refused, open_pair, close_pair),
		cmocka_unit_test_setup_teardown(unwanted_descriptors_are_closed, open_pair, close_pair),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
