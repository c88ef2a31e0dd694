#include "control/place.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/text.h"

enum { MAX_NAMED_DEFAULT = 100, BACKLOG = 16, CLEAR_TRIES = 30 };
#define CLEAR_PAUSE_NS (10 * NS_PER_MS)

bool place_name_is_good(const char *name)
{
	size_t n = strlen(name);
	if (n == 0 || n >= PLACE_NAME || name[0] == '.' || name[0] == '-')
		return false;
	for (const char *c = name; *c; c++)
		if (!isalnum((unsigned char)*c) && !strchr("._-", *c))
			return false;
	return true;
}

void place_folder(char *path, size_t size)
{
	const char *base = getenv("TERMVIZ_TMPDIR");
	snprintf(path, size, "%s/termviz-%lu", base && *base ? base : "/tmp", (unsigned long)getuid());
}

/* Opens the folder; -1 with errno ENOENT kept in `err` if it is not there and is not to be made. */
static int open_dir(bool create, struct err *err)
{
	char path[PATH_MAX];
	place_folder(path, sizeof path);
	if (create && mkdir(path, 0700) != 0 && errno != EEXIST) {
		err_set_sys(err, errno, "cannot make the folder %s (set TERMVIZ_TMPDIR to another place)", path);
		return -1;
	}
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0) {
		err_set_sys(err, errno, "cannot open the folder %s", path);
		return -1;
	}
	struct stat st;
	if (fstat(fd, &st) != 0 || st.st_uid != getuid() || (st.st_mode & 077) != 0) {
		err_set(err, ERR_SYSTEM,
			"%s: not a folder of yours alone; remove it, or set TERMVIZ_TMPDIR to another place", path);
		close(fd);
		return -1;
	}
	return fd;
}

static void lock_name(char *lock, size_t size, const char *name)
{
	snprintf(lock, size, ".%.*s.lock", PLACE_NAME - 1, name);
}

/* Takes the lock of a name without waiting; -1 with errno EWOULDBLOCK if somebody has it. The file may be removed by
 * its last holder between open and flock: then it is another file by now, and we look again. */
static int take_lock(int dir_fd, const char *name)
{
	char lock[PLACE_NAME + 8];
	lock_name(lock, sizeof lock, name);
	for (;;) {
		int fd = openat(dir_fd, lock, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
		if (fd < 0)
			return -1;
		struct stat held, named;
		if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
			int e = errno;
			close(fd);
			errno = e;
			return -1;
		}
		if (fstat(fd, &held) == 0 && fstatat(dir_fd, lock, &named, AT_SYMLINK_NOFOLLOW) == 0
			&& held.st_ino == named.st_ino && held.st_dev == named.st_dev)
			return fd;
		close(fd);
	}
}

/* By way of the open folder, so that a long TERMVIZ_TMPDIR need not fit into sun_path. */
static struct sockaddr_un address_of(int dir_fd, const char *name)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	snprintf(address.sun_path, sizeof address.sun_path, "/proc/self/fd/%d/%.*s", dir_fd, PLACE_NAME - 1, name);
	return address;
}

static int listen_at(int dir_fd, const char *name, struct err *err)
{
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	struct sockaddr_un address = address_of(dir_fd, name);
	unlinkat(dir_fd, name, 0); /* the lock is ours: what is there is stale */
	if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof address) != 0 || fchmodat(dir_fd, name, 0600, 0) != 0
		|| listen(fd, BACKLOG) != 0) {
		err_set_sys(err, errno, "cannot make the run's socket '%s'", name);
		if (fd >= 0)
			close(fd);
		return -1;
	}
	return fd;
}

/* Sets place->lock_fd and place->name. */
static bool choose_name(struct place *place, const char *name, struct err *err)
{
	for (int i = 1; i <= MAX_NAMED_DEFAULT; i++) {
		if (*name)
			text_copy(place->name, sizeof place->name, name);
		else
			snprintf(place->name, sizeof place->name, i == 1 ? "default" : "default-%d", i);
		int fd = take_lock(place->dir_fd, place->name);
		if (fd >= 0) {
			place->lock_fd = fd;
			return true;
		}
		if (errno != EWOULDBLOCK)
			return err_set_sys(err, errno, "cannot lock the run '%s'", place->name);
		if (*name)
			return err_set(err, ERR_USAGE,
				"run '%s': goes on already; join it with --attach=%s, or choose another name", name,
				name);
	}
	return err_set(err, ERR_SYSTEM, "too many runs: end some of those that termviz --list shows");
}

static int open_spare(void)
{
	return open("/dev/null", O_RDONLY | O_CLOEXEC);
}

bool place_claim(struct place *place, const char *name, struct err *err)
{
	*place = (struct place){ 0 };
	if (*name && !place_name_is_good(name))
		return err_set(err, ERR_USAGE, "run name '%s': may only have letters, digits and ._-", name);
	int dir_fd = open_dir(true, err);
	if (dir_fd < 0)
		return false;
	place->dir_fd = dir_fd;
	if (!choose_name(place, name, err)) {
		place_release(place);
		return false;
	}
	place->listen_fd = listen_at(place->dir_fd, place->name, err);
	place->spare_fd = place->listen_fd < 0 ? -1 : open_spare();
	if (place->spare_fd >= 0)
		return true;
	if (place->listen_fd >= 0)
		err_set_sys(err, errno, "cannot open /dev/null");
	place_release(place);
	return false;
}

/* Removes both names while the lock is held; then lets go. */
static void remove_names(int dir_fd, const char *name, int lock_fd)
{
	char lock[PLACE_NAME + 8];
	lock_name(lock, sizeof lock, name);
	unlinkat(dir_fd, name, 0);
	unlinkat(dir_fd, lock, 0);
	close(lock_fd);
}

void place_release(struct place *place)
{
	if (place->listen_fd > 0)
		close(place->listen_fd);
	if (place->spare_fd > 0)
		close(place->spare_fd);
	if (place->lock_fd > 0)
		remove_names(place->dir_fd, place->name, place->lock_fd);
	if (place->dir_fd > 0)
		close(place->dir_fd);
	*place = (struct place){ 0 };
}

static bool is_ours(int socket_fd)
{
	struct ucred peer;
	socklen_t n = sizeof peer;
	return getsockopt(socket_fd, SOL_SOCKET, SO_PEERCRED, &peer, &n) == 0 && peer.uid == getuid();
}

/* Who waits to be accepted would have us woken for ever. */
static void refuse(struct place *place)
{
	if (place->spare_fd >= 0)
		close(place->spare_fd);
	int fd = accept4(place->listen_fd, NULL, NULL, SOCK_CLOEXEC);
	if (fd >= 0)
		close(fd);
	place->spare_fd = open_spare();
}

int place_accept(struct place *place)
{
	int fd = accept4(place->listen_fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	if (fd < 0 && (errno == EMFILE || errno == ENFILE))
		refuse(place);
	if (fd >= 0 && !is_ours(fd)) {
		close(fd);
		return -1;
	}
	return fd;
}

/* The names found so far, for "the only one" and for messages. */
struct found {
	char first[PLACE_NAME];
	char all[256];
	int n;
};

static void note_found(const char *name, void *context)
{
	struct found *found = context;
	if (found->n++ == 0)
		text_copy(found->first, sizeof found->first, name);
	size_t used = strlen(found->all);
	snprintf(found->all + used, sizeof found->all - used, "%s%s", used ? ", " : "", name);
}

static bool find_only_one(char *name, size_t size, struct err *err)
{
	struct found found = { .n = 0 };
	if (!place_list(note_found, &found, err))
		return false;
	if (found.n == 0)
		return err_set(err, ERR_GONE, "no run to join: start one with termviz, or termviz --headless");
	if (found.n > 1)
		return err_set(err, ERR_USAGE, "several runs go on (%s): name one of them", found.all);
	text_copy(name, size, found.first);
	return true;
}

int place_connect(const char *name, struct err *err)
{
	char only[PLACE_NAME] = "";
	if (!*name && !find_only_one(only, sizeof only, err))
		return -1;
	if (!*name)
		name = only;
	int dir_fd = open_dir(false, NULL);
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	struct sockaddr_un address = address_of(dir_fd, name);
	if (dir_fd < 0 || !place_name_is_good(name) || fd < 0
		|| connect(fd, (struct sockaddr *)&address, sizeof address) != 0) {
		err_set(err, ERR_GONE, "no run is named '%s'; termviz --list shows those there are", name);
	} else if (!is_ours(fd)) {
		err_set(err, ERR_SYSTEM, "the run '%s' belongs to another user", name);
	} else {
		close(dir_fd);
		return fd;
	}
	if (dir_fd >= 0)
		close(dir_fd);
	if (fd >= 0)
		close(fd);
	return -1;
}

static bool clear_if_stale(int dir_fd, const char *name)
{
	int lock_fd = take_lock(dir_fd, name);
	if (lock_fd < 0)
		return false;
	remove_names(dir_fd, name, lock_fd);
	return true;
}

bool place_list(void (*each)(const char *name, void *context), void *context, struct err *err)
{
	struct err why = { 0 };
	int dir_fd = open_dir(false, &why);
	if (dir_fd < 0) {
		if (why.sys_errno == ENOENT)
			return true;
		if (err)
			*err = why;
		return false;
	}
	struct dirent **entries = NULL;
	int n = scandirat(dir_fd, ".", &entries, NULL, alphasort);
	for (int i = 0; i < n; i++) {
		const char *name = entries[i]->d_name;
		if (place_name_is_good(name) && !clear_if_stale(dir_fd, name))
			each(name, context);
		free(entries[i]);
	}
	free(entries);
	close(dir_fd);
	return true;
}

static void note_living(const char *name, void *context)
{
	(void)name;
	*(bool *)context = true;
}

/* Whether nothing is left that could be this one's. */
static bool is_cleared(int dir_fd, const char *name)
{
	bool any_lives = false;
	if (*name)
		return clear_if_stale(dir_fd, name);
	place_list(note_living, &any_lives, NULL);
	return !any_lives;
}

void place_clear_stale(const char *name)
{
	/* A run tells its name itself. */
	int dir_fd = !*name || place_name_is_good(name) ? open_dir(false, NULL) : -1;
	if (dir_fd < 0)
		return;
	/* A process that dies may let go of its lock a moment later than of its sockets, which told us. */
	const struct timespec pause = clock_timespec(CLEAR_PAUSE_NS);
	for (int i = 0; i < CLEAR_TRIES && !is_cleared(dir_fd, name); i++)
		nanosleep(&pause, NULL);
	close(dir_fd);
}
