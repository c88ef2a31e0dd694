#include "base/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The kernel's own numbers (Linux, include/uapi/linux/landlock.h), which never change: headers are often older than the
 * kernel that they are used with. */
#define EXECUTE (1ull << 0)
#define WRITE_FILE (1ull << 1)
#define READ_FILE (1ull << 2)
#define READ_DIR (1ull << 3)
#define REMOVE_DIR (1ull << 4)
#define REMOVE_FILE (1ull << 5)
#define MAKE_DIR (1ull << 7)
#define MAKE_FILE (1ull << 8)
#define MAKE_SOCKET (1ull << 9)
#define MAKE_FIFO (1ull << 10)
#define TRUNCATE (1ull << 14)
#define DEVICE_CALLS (1ull << 15) /* ioctl() */
#define OF_FILES (EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | DEVICE_CALLS)
#define TCP_BIND (1ull << 0)
#define TCP_CONNECT (1ull << 1)
#define OTHERS_ABSTRACT_SOCKETS (1ull << 0)
#define OTHERS_SIGNALS (1ull << 1)
enum { ASK_VERSION = 1, PATH_BENEATH = 1 };

struct ruleset {
	uint64_t files;  /* rights that only a rule gives */
	uint64_t net;    /* what is refused: there is no rule for it */
	uint64_t scopes; /* what reaches no process but those under the same rules */
};

struct rule {
	uint64_t rights;
	int32_t fd; /* on what, and on all below it */
} __attribute__((packed));

/* What versions of it know of; later ones know at least as much as the last. */
static const struct ruleset known[] = {
	{ 0, 0, 0 },
	{ (1ull << 13) - 1, 0, 0 },
	{ (1ull << 14) - 1, 0, 0 },
	{ (1ull << 15) - 1, 0, 0 },
	{ (1ull << 15) - 1, TCP_BIND | TCP_CONNECT, 0 },
	{ (1ull << 16) - 1, TCP_BIND | TCP_CONNECT, 0 },
	{ (1ull << 16) - 1, TCP_BIND | TCP_CONNECT, OTHERS_ABSTRACT_SOCKETS | OTHERS_SIGNALS },
};
enum { N_KNOWN = sizeof known / sizeof known[0] };

/* --------------------------------------------------------------- the rules */

/* Servers of sound and of the bus may be reached by TCP or have abstract sockets; nobody is one. */
static const struct ruleset refused[CONFINE_N_ROLES] = {
	[CONFINE_ENGINE] = { UINT64_MAX, TCP_BIND, OTHERS_SIGNALS },
	[CONFINE_READER] = { UINT64_MAX, UINT64_MAX, 0 }, /* a job's signals are for its group */
	[CONFINE_WRITER] = { UINT64_MAX, UINT64_MAX, UINT64_MAX },
	[CONFINE_SCANNER] = { UINT64_MAX, UINT64_MAX, UINT64_MAX },
	[CONFINE_COMPANION] = { UINT64_MAX, TCP_BIND, OTHERS_SIGNALS },
	[CONFINE_DECODER] = { UINT64_MAX, UINT64_MAX, UINT64_MAX },
	[CONFINE_FETCHER] = { UINT64_MAX, TCP_BIND, UINT64_MAX },
};

#define READ (READ_FILE | READ_DIR)
#define RUN (READ | EXECUTE)
#define WRITE (READ_FILE | WRITE_FILE | TRUNCATE)
#define FILES (READ | WRITE | MAKE_FILE | REMOVE_FILE)
#define FOREIGN (1u << CONFINE_DECODER | 1u << CONFINE_FETCHER)
#define OWN NULL

static const struct grant {
	unsigned roles; /* bits */
	const char *path;
	uint64_t rights;
} grants[] = {
	{ 1u << CONFINE_ENGINE | 1u << CONFINE_READER | 1u << CONFINE_SCANNER | 1u << CONFINE_COMPANION, "/", READ },
	{ ~0u, "/dev/null", WRITE },
	{ 1u << CONFINE_ENGINE, "/", RUN }, /* probes, decoders */
	{ 1u << CONFINE_ENGINE, "/dev/snd", WRITE | DEVICE_CALLS },
	{ 1u << CONFINE_ENGINE, "/dev/dsp", WRITE | DEVICE_CALLS },
	/* Memory and semaphores that JACK and PulseAudio share, JACK's sockets. */
	{ 1u << CONFINE_ENGINE, "/dev/shm", FILES | MAKE_DIR | REMOVE_DIR | MAKE_SOCKET | MAKE_FIFO },
	/* ALSA's dmix hands its device on by a socket there. */
	{ 1u << CONFINE_ENGINE, "/tmp", MAKE_SOCKET | REMOVE_FILE },
	{ 1u << CONFINE_ENGINE, "/proc/self/task", WRITE }, /* names of threads */
	{ 1u << CONFINE_ENGINE | 1u << CONFINE_READER | 1u << CONFINE_WRITER, OWN, FILES },
	/* Programs, libraries, their settings, what the machine is: all but what is a user's. */
	{ FOREIGN, "/bin", RUN },
	{ FOREIGN, "/lib", RUN },
	{ FOREIGN, "/lib32", RUN },
	{ FOREIGN, "/lib64", RUN },
	{ FOREIGN, "/usr", RUN },
	{ FOREIGN, "/opt", RUN },
	{ FOREIGN, "/nix/store", RUN },
	{ FOREIGN, "/gnu/store", RUN },
	{ FOREIGN, "/snap", RUN },
	{ FOREIGN, "/etc", READ },
	{ FOREIGN, "/sys/devices/system", READ },
	{ FOREIGN, "/dev/urandom", READ },
	{ FOREIGN, OWN, RUN },
	/* Where names of hosts are looked up: /etc/resolv.conf may lead there. */
	{ 1u << CONFINE_FETCHER, "/run/systemd/resolve", READ },
	{ 1u << CONFINE_FETCHER, "/run/resolvconf", READ },
	{ 1u << CONFINE_FETCHER, "/run/NetworkManager", READ },
	{ 1u << CONFINE_FETCHER, "/run/nscd", READ },
};

/* --------------------------------------------------------------- how they are held */

static void allow(int rules_fd, uint64_t handled, const char *path, uint64_t rights)
{
	struct stat st;
	int fd = path ? open(path, O_PATH | O_CLOEXEC) : -1;
	if (fd < 0)
		return;
	if (fstat(fd, &st) == 0 && !S_ISDIR(st.st_mode))
		rights &= OF_FILES;
	const struct rule rule = { .rights = rights & handled, .fd = fd };
	syscall(SYS_landlock_add_rule, rules_fd, PATH_BENEATH, &rule, 0);
	close(fd);
}

static void allow_all(int rules_fd, uint64_t handled, enum confine_role role, const char *const *own)
{
	for (size_t i = 0; i < sizeof grants / sizeof grants[0]; i++) {
		const struct grant *grant = &grants[i];
		if (!(grant->roles & 1u << role))
			continue;
		if (grant->path != OWN)
			allow(rules_fd, handled, grant->path, grant->rights);
		for (int j = 0; grant->path == OWN && own && j < CONFINE_MAX_OWN; j++)
			allow(rules_fd, handled, own[j], grant->rights);
	}
}

bool confine(enum confine_role role, const char *const own[CONFINE_MAX_OWN], struct err *err)
{
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	long version = syscall(SYS_landlock_create_ruleset, NULL, 0, ASK_VERSION);
	if (version < 1)
		return err_set_sys(err, errno, "this kernel does not confine processes (Landlock)");
	const struct ruleset *most = &known[version < N_KNOWN ? version : N_KNOWN - 1];
	const struct ruleset rules = { .files = refused[role].files & most->files,
		.net = refused[role].net & most->net,
		.scopes = refused[role].scopes & most->scopes };
	int fd = (int)syscall(SYS_landlock_create_ruleset, &rules, sizeof rules, 0);
	if (fd < 0)
		return err_set_sys(err, errno, "processes cannot be confined (Landlock)");
	allow_all(fd, rules.files, role, own);
	bool good = syscall(SYS_landlock_restrict_self, fd, 0) == 0
		|| err_set_sys(err, errno, "processes cannot be confined (Landlock)");
	close(fd);
	return good;
}

bool confine_check_rights(struct err *err)
{
	bool has_more = getauxval(AT_SECURE) || getuid() != geteuid() || getgid() != getegid();
	return !has_more
		|| err_set(err, ERR_SYSTEM,
			"its file is set-uid or set-gid, or has capabilities, which it must not; take them away (chmod "
			"ug-s, setcap -r)");
}
