/* The fence around decoders holds: each attempt in a child of its own, for a fence cannot be taken down. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/fence.h"

/* What a child does behind the fence, with its end of a socket and a file that it was handed: whether it succeeded. */
typedef bool attempt(int socket_fd, int file_fd);

enum { SUCCEEDED = 10, FAILED, NO_FENCE };

static int status_behind_fence(attempt *tried)
{
	int sockets[2], status, file_fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	assert_true(file_fd >= 0);
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets), 0);
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		if (!fence_raise(sockets[1], NULL))
			_exit(NO_FENCE);
		_exit(tried(sockets[1], file_fd) ? SUCCEEDED : FAILED);
	}
	close(sockets[0]);
	close(sockets[1]);
	close(file_fd);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void *no_work(void *context)
{
	return context;
}

static bool read_and_seek(int socket_fd, int file_fd)
{
	char magic[4];
	struct stat st;
	(void)socket_fd;
	int again = fcntl(file_fd, F_DUPFD_CLOEXEC, 0);
	return again >= 0 && fstat(again, &st) == 0 && st.st_size > 4 && lseek(again, 0, SEEK_SET) == 0
		&& read(again, magic, 4) == 4 && memcmp(magic, "\177ELF", 4) == 0 && close(again) == 0;
}

static bool allocate(int socket_fd, int file_fd)
{
	(void)socket_fd, (void)file_fd;
	for (size_t size = 16; size < (size_t)64 << 20; size *= 4) {
		char *bytes = malloc(size);
		if (!bytes)
			return false;
		memset(bytes, 1, size);
		bytes = realloc(bytes, size * 2);
		if (!bytes)
			return false;
		free(bytes);
	}
	return true;
}

static bool answer(int socket_fd, int file_fd)
{
	struct iovec iov = { .iov_base = (char[]){ 'x' }, .iov_len = 1 };
	struct msghdr header = { .msg_iov = &iov, .msg_iovlen = 1 };
	(void)file_fd;
	/* the other end has been closed by now, or soon will be: that is not the fence's doing */
	return sendmsg(socket_fd, &header, MSG_NOSIGNAL) == 1 || errno == EPIPE;
}

static bool open_file(int socket_fd, int file_fd)
{
	(void)socket_fd, (void)file_fd;
	return open("/dev/null", O_RDONLY | O_CLOEXEC) >= 0 || errno != EPERM;
}

static bool remove_file(int socket_fd, int file_fd)
{
	(void)socket_fd, (void)file_fd;
	return unlink("/nonexistent/file") == 0 || errno != EPERM;
}

static bool make_socket(int socket_fd, int file_fd)
{
	(void)socket_fd, (void)file_fd;
	return socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0) >= 0 || errno != EPERM;
}

static bool start_process(int socket_fd, int file_fd)
{
	(void)socket_fd, (void)file_fd;
	return fork() >= 0 || errno != EPERM;
}

static bool run_program(int socket_fd, int file_fd)
{
	char *argv[] = { (char[]){ "true" }, NULL };
	(void)socket_fd, (void)file_fd;
	return execv("/nonexistent/true", argv) == 0 || errno != EPERM;
}

static bool start_thread(int socket_fd, int file_fd)
{
	pthread_t thread;
	(void)socket_fd, (void)file_fd;
	return pthread_create(&thread, NULL, no_work, NULL) == 0;
}

static bool make_executable(int socket_fd, int file_fd)
{
	(void)socket_fd, (void)file_fd;
	return mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED
		|| errno != EPERM;
}

static bool write_elsewhere(int socket_fd, int file_fd)
{
	struct iovec iov = { .iov_base = (char[]){ 'x' }, .iov_len = 1 };
	struct msghdr header = { .msg_iov = &iov, .msg_iovlen = 1 };
	(void)socket_fd;
	return write(file_fd, "x", 1) == 1 || errno != EPERM || sendmsg(file_fd, &header, 0) == 1 || errno != EPERM;
}

static bool kill_parent(int socket_fd, int file_fd)
{
	(void)socket_fd, (void)file_fd;
	return kill(1, 0) == 0 || errno != EPERM;
}

static void decoding_is_allowed(void **state)
{
	(void)state;
	assert_int_equal(status_behind_fence(read_and_seek), SUCCEEDED);
	assert_int_equal(status_behind_fence(allocate), SUCCEEDED);
	assert_int_equal(status_behind_fence(answer), SUCCEEDED);
}

static void all_else_is_refused(void **state)
{
	(void)state;
	assert_int_equal(status_behind_fence(open_file), FAILED);
	assert_int_equal(status_behind_fence(remove_file), FAILED);
	assert_int_equal(status_behind_fence(make_socket), FAILED);
	assert_int_equal(status_behind_fence(start_process), FAILED);
	assert_int_equal(status_behind_fence(run_program), FAILED);
	assert_int_equal(status_behind_fence(start_thread), FAILED);
	assert_int_equal(status_behind_fence(make_executable), FAILED);
	assert_int_equal(status_behind_fence(write_elsewhere), FAILED);
	assert_int_equal(status_behind_fence(kill_parent), FAILED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(decoding_is_allowed),
		cmocka_unit_test(all_else_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
