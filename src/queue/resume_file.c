/* The file that a run leaves behind. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "queue/resume.h"

enum { MAX_BYTES = 64 << 20 };

static bool find_place(char path[PATH_MAX], struct err *err)
{
	const char *state = text_env("XDG_STATE_HOME"), *home = text_env("HOME");
	int n = 0;
	if (state[0] == '/')
		n = snprintf(path, PATH_MAX, "%s/termviz/resume", state);
	else if (home[0] == '/')
		n = snprintf(path, PATH_MAX, "%s/.local/state/termviz/resume", home);
	return (n > 0 && n < PATH_MAX)
		|| err_set(err, ERR_SYSTEM, "--resume: there is no place for what a run leaves behind; set HOME");
}

/* --------------------------------------------------------------- reading */

static bool read_all(struct resume *resume, FILE *file, size_t n, const char *path, struct err *err)
{
	struct err why = { 0 };
	char *bytes = malloc(n + 1);
	const bool good = bytes && fread(bytes, 1, n, file) == n && resume_parse(resume, bytes, n, &why);
	free(bytes);
	return good
		|| err_set(err, ERR_INPUT, "%.400s: %s", path, why.message[0] ? why.message : "cannot be read whole");
}

bool resume_load(struct resume *resume, struct err *err)
{
	char path[PATH_MAX];
	struct stat st;
	if (!find_place(path, err))
		return false;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0 && errno == ENOENT)
		return err_set(err, ERR_INPUT, "--resume: no run has left anything behind; name what to play");
	FILE *file = fd >= 0 ? fdopen(fd, "r") : NULL;
	if (!file)
		return err_set_sys(err, errno, "%.400s: cannot be read", path);
	const bool is_file = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size <= MAX_BYTES;
	const bool good = is_file ? read_all(resume, file, (size_t)st.st_size, path, err)
				  : err_set(err, ERR_INPUT, "%.400s: not what a run has left behind; remove it", path);
	fclose(file);
	return good;
}

/* --------------------------------------------------------------- writing */

static bool make_folders(char *path)
{
	for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		const bool good = mkdir(path, 0700) == 0 || errno == EEXIST;
		*slash = '/';
		if (!good)
			return false;
	}
	return true;
}

bool resume_save(const struct queue *queue, uint32_t id, double position_s, struct err *err)
{
	char path[PATH_MAX], part[PATH_MAX + 32];
	if (!find_place(path, err))
		return false;
	snprintf(part, sizeof part, "%s.%d", path, (int)getpid());
	int fd = make_folders(path) ? open(part, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600) : -1;
	FILE *file = fd >= 0 ? fdopen(fd, "w") : NULL;
	if (!file)
		return err_set_sys(err, errno, "%.400s: cannot be written", path);
	bool good = resume_write(queue, id, position_s, file);
	good = fclose(file) == 0 && good && rename(part, path) == 0;
	if (!good) {
		err_set_sys(err, errno, "%.400s: not all could be written", path);
		unlink(part);
	}
	return good;
}
