/* What a role may do, and what the kernel refuses it: each attempt in a child of its own, for rules cannot be taken back. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/confine.h"

static char folder[] = "/tmp/termviz-test-confine.XXXXXX", inside[PATH_MAX], outside[PATH_MAX];
static struct sockaddr_in server;

static long version; /* of Landlock; below 1: there is none */

static void need_rules(void)
{
	if (version < 1)
		skip();
}

/* Returns an errno; 0: it could be done. */
typedef int attempt(void);

static int outcome(enum confine_role role, const char *own, attempt *tried)
{
	int status;
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		const char *const paths[CONFINE_MAX_OWN] = { own };
		_exit(confine(role, paths, NULL) ? tried() : ENOTSUP);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static int open_at(const char *place, const char *name, int flags)
{
	char path[PATH_MAX + 16];
	snprintf(path, sizeof path, "%s/%s", place, name);
	int fd = open(path, flags | O_CLOEXEC, 0600);
	int e = fd < 0 ? errno : 0;
	close(fd);
	return e;
}

static int read_outside(void)
{
	return open_at(outside, "file", O_RDONLY);
}

static int list_outside(void)
{
	return open_at(outside, ".", O_RDONLY | O_DIRECTORY);
}

static int write_outside(void)
{
	return open_at(outside, "file", O_WRONLY);
}

static int make_outside(void)
{
	return open_at(outside, "new", O_WRONLY | O_CREAT);
}

static int make_folder_outside(void)
{
	char path[PATH_MAX + 16];
	snprintf(path, sizeof path, "%s/folder", outside);
	return mkdir(path, 0700) == 0 ? 0 : errno;
}

static int rename_outside(void)
{
	char from[PATH_MAX + 16], to[PATH_MAX + 16];
	snprintf(from, sizeof from, "%s/file", outside);
	snprintf(to, sizeof to, "%s/other", outside);
	return rename(from, to) == 0 ? 0 : errno;
}

static int make_inside(void)
{
	return open_at(inside, "new", O_RDWR | O_CREAT | O_TRUNC);
}

static int remove_inside(void)
{
	char path[PATH_MAX + 16];
	snprintf(path, sizeof path, "%s/new", inside);
	int e = make_inside();
	return e ? e : unlink(path) == 0 ? 0 : errno;
}

static int use_null(void)
{
	return open_at("/dev", "null", O_WRONLY);
}

static int share_memory(void)
{
	char name[64];
	snprintf(name, sizeof name, "/termviz-test-%d", (int)getpid());
	int fd = shm_open(name, O_RDWR | O_CREAT, 0600);
	return fd >= 0 && ftruncate(fd, 4096) == 0 && shm_unlink(name) == 0 ? 0 : errno;
}

static int run_program(void)
{
	execl("/bin/true", "true", (char *)NULL);
	return errno;
}

static int connect_somewhere(void)
{
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	return connect(fd, (struct sockaddr *)&server, sizeof server) == 0 ? 0 : errno;
}

static int serve_somewhere(void)
{
	const struct sockaddr_in any = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	return bind(fd, (const struct sockaddr *)&any, sizeof any) == 0 ? 0 : errno;
}

static int signal_parent(void)
{
	return kill(getppid(), 0) == 0 ? 0 : errno;
}

static int gain_rights(void)
{
	return prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1 ? EPERM : 0;
}

/* --------------------------------------------------------------- what each may */

#define ENGINE (1u << CONFINE_ENGINE)
#define READER (1u << CONFINE_READER)
#define WRITER (1u << CONFINE_WRITER)
#define SCANNER (1u << CONFINE_SCANNER)
#define COMPANION (1u << CONFINE_COMPANION)
#define DECODER (1u << CONFINE_DECODER)
#define FETCHER (1u << CONFINE_FETCHER)
#define ALL ((1u << CONFINE_N_ROLES) - 1)

static const struct {
	attempt *tried;
	unsigned may; /* roles */
	int refusal;
	long since; /* this version of Landlock */
} table[] = {
	{ read_outside, ENGINE | READER | SCANNER | COMPANION, EACCES, 1 },
	{ list_outside, ENGINE | READER | SCANNER | COMPANION, EACCES, 1 },
	{ write_outside, 0, EACCES, 1 },
	{ make_outside, 0, EACCES, 1 },
	{ make_folder_outside, 0, EACCES, 1 },
	{ rename_outside, 0, EACCES, 1 },
	{ make_inside, ENGINE | READER | WRITER, EACCES, 1 },
	{ remove_inside, ENGINE | READER | WRITER, EACCES, 1 },
	{ use_null, ALL, EACCES, 1 },
	{ share_memory, ENGINE, EACCES, 1 },
	{ run_program, ENGINE | DECODER | FETCHER, EACCES, 1 },
	{ connect_somewhere, ENGINE | COMPANION | FETCHER, EACCES, 4 },
	{ serve_somewhere, 0, EACCES, 4 },
	{ signal_parent, READER, EPERM, 6 },
	{ gain_rights, 0, EPERM, 1 },
};

static void each_role_may_do_its_work_and_no_more(void **state)
{
	(void)state;
	need_rules();
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
		for (int role = 0; role < CONFINE_N_ROLES; role++) {
			bool may = table[i].may & 1u << role || version < table[i].since;
			int e = outcome((enum confine_role)role, inside, table[i].tried);
			if (e != (may ? 0 : table[i].refusal))
				fail_msg("row %zu, role %d: %s", i, role, strerror(e));
		}
}

/* A file, not all that lies beside it. */
static int read_file_inside(void)
{
	return open_at(inside, "file", O_RDONLY);
}

static int read_beside(void)
{
	return open_at(inside, "other", O_RDONLY);
}

static void a_decoder_reads_its_file_alone(void **state)
{
	char path[PATH_MAX + 16];
	(void)state;
	need_rules();
	snprintf(path, sizeof path, "%s/file", inside);
	assert_int_equal(outcome(CONFINE_DECODER, path, read_file_inside), 0);
	assert_int_equal(outcome(CONFINE_DECODER, path, read_beside), EACCES);
	assert_int_equal(outcome(CONFINE_DECODER, path, make_inside), EACCES);
}

static int confine_again(void)
{
	confine(CONFINE_ENGINE, NULL, NULL);
	return read_outside();
}

static void rules_cannot_be_taken_back(void **state)
{
	(void)state;
	need_rules();
	assert_int_equal(outcome(CONFINE_WRITER, inside, confine_again), EACCES);
}

static void a_plain_program_is_not_refused(void **state)
{
	(void)state;
	assert_true(confine_check_rights(NULL));
}

static int begin(void **state)
{
	char path[PATH_MAX + 16];
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	socklen_t size = sizeof server;
	(void)state;
	version = syscall(SYS_landlock_create_ruleset, NULL, 0, 1);
	server = (struct sockaddr_in){ .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
	if (!mkdtemp(folder) || bind(fd, (struct sockaddr *)&server, sizeof server) != 0 || listen(fd, 16) != 0
		|| getsockname(fd, (struct sockaddr *)&server, &size) != 0)
		return 1;
	snprintf(inside, sizeof inside, "%s/in", folder);
	snprintf(outside, sizeof outside, "%s/out", folder);
	mkdir(inside, 0700);
	mkdir(outside, 0700);
	static const char *const files[] = { "in/file", "in/other", "out/file" };
	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
		snprintf(path, sizeof path, "%s/%s", folder, files[i]);
		close(open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
	}
	return 0;
}

static int end(void **state)
{
	char command[PATH_MAX + 16];
	(void)state;
	snprintf(command, sizeof command, "rm -r %s", folder);
	return system(command);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_role_may_do_its_work_and_no_more),
		cmocka_unit_test(a_decoder_reads_its_file_alone),
		cmocka_unit_test(rules_cannot_be_taken_back),
		cmocka_unit_test(a_plain_program_is_not_refused),
	};
	return cmocka_run_group_tests(tests, begin, end);
}
