#include "snapshot/shared.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SEALS = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL };

int shared_create(const char *name, size_t size, struct err *err)
{
	int fd = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (fd < 0 || ftruncate(fd, (off_t)size) != 0 || fcntl(fd, F_ADD_SEALS, SEALS) != 0) {
		if (errno == EFBIG)
			err_set(err, ERR_SYSTEM, "cannot make %zu bytes of shared memory: raise the limit of ulimit -f",
				size);
		else
			err_set_sys(err, errno, "cannot make %zu bytes of shared memory", size);
		if (fd >= 0)
			close(fd);
		return -1;
	}
	return fd;
}

int shared_read_only(int fd, struct err *err)
{
	char path[32];
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	int read_only = open(path, O_RDONLY | O_CLOEXEC);
	if (read_only < 0)
		err_set_sys(err, errno, "cannot open shared memory for reading");
	return read_only;
}

/* Behind it are zeros, of nobody else: a text that loses its end while it is read ends there. */
static size_t mapped_bytes(size_t size)
{
	const size_t page = (size_t)sysconf(_SC_PAGESIZE);
	return (size + page - 1) / page * page + page;
}

void *shared_map(int fd, size_t min_size, bool writable, size_t *size, struct err *err)
{
	struct stat st;
	int seals = fcntl(fd, F_GET_SEALS);
	if (seals < 0 || (seals & SEALS) != SEALS || fstat(fd, &st) != 0) {
		err_set(err, ERR_VERSION, "shared memory: not sealed; this is not a run of termviz");
		return NULL;
	}
	if ((uintmax_t)st.st_size < min_size) {
		err_set(err, ERR_VERSION, "shared memory: too small; the run may be of another version of termviz");
		return NULL;
	}
	const size_t room = mapped_bytes((size_t)st.st_size);
	const int access = writable ? PROT_READ | PROT_WRITE : PROT_READ;
	void *map = mmap(NULL, room, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (map == MAP_FAILED || mmap(map, (size_t)st.st_size, access, MAP_SHARED | MAP_FIXED, fd, 0) == MAP_FAILED) {
		err_set_sys(err, errno, "cannot map shared memory");
		if (map != MAP_FAILED)
			munmap(map, room);
		return NULL;
	}
	*size = (size_t)st.st_size;
	return map;
}

void shared_unmap(void *map, size_t size)
{
	if (map)
		munmap(map, mapped_bytes(size));
}
