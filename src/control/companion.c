#include "control/companion.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "base/url.h"

bool companion_is_played(const char *path)
{
	struct stat st;
	return strcmp(path, "-") != 0 && !(stat(path, &st) == 0 && S_ISFIFO(st.st_mode));
}

/* A FIFO is not there before its writer has made it. */
static bool is_missing(const char *path)
{
	struct stat st;
	return strcmp(path, "-") != 0 && !url_is(path) && stat(path, &st) != 0 && errno == ENOENT;
}

#ifdef HAVE_SDBUS
/* Where sd-bus looks as well: the address, or the socket that systemd gives each user. A socket that is not ours is not
 * our session. */
static bool has_bus(void)
{
	struct stat st;
	char path[512];
	if (text_env("DBUS_SESSION_BUS_ADDRESS")[0])
		return true;
	const char *runtime = text_env("XDG_RUNTIME_DIR");
	int n = snprintf(path, sizeof path, "%s/bus", runtime);
	return runtime[0] && n > 0 && (size_t)n < sizeof path && stat(path, &st) == 0 && S_ISSOCK(st.st_mode)
		&& st.st_uid == getuid();
}

static bool check_bus(struct err *err)
{
	return has_bus()
		|| err_set(err, ERR_SYSTEM,
			"--follow: there is no session bus; start it in a desktop's session, or by dbus-run-session");
}
#else
static bool has_bus(void)
{
	return false;
}

static bool check_bus(struct err *err)
{
	return err_set(err, ERR_USAGE, "--follow: this termviz is built without sd-bus; build it with libsystemd-dev");
}
#endif

#ifdef HAVE_MPD
static bool check_mpd(struct err *err)
{
	(void)err;
	return true;
}
#else
static bool check_mpd(struct err *err)
{
	return err_set(
		err, ERR_USAGE, "--mpd: this termviz is built without libmpdclient; build it with libmpdclient-dev");
}
#endif

enum companion_role companion_role(const struct session_request *request, const struct queue *queue)
{
	struct queue_item first;
	if (request->follows_mpd)
		return COMPANION_MPD;
	if (request->follows)
		return COMPANION_FOLLOW;
	bool plays = request->demo
		|| (!request->input[0] && queue_item(queue, 0, &first) && companion_is_played(first.path));
	return plays && has_bus() ? COMPANION_PLAYER : COMPANION_NONE;
}

bool companion_check(const struct session_request *request, const char *const *queue, size_t n, struct err *err)
{
	const char *option = request->follows_mpd ? "--mpd" : "--follow";
	if (!request->follows && !request->follows_mpd)
		return true;
	if (request->follows && request->follows_mpd)
		return err_set(err, ERR_USAGE, "--follow and --mpd: choose one of them");
	if (request->demo)
		return err_set(err, ERR_USAGE, "%s goes with a capture or a pipe, not with --demo", option);
	for (size_t i = 0; i < n; i++)
		if (is_missing(queue[i]))
			return err_set(err, ERR_INPUT, "%s: no such FIFO; does what writes to it run?", queue[i]);
		else if (companion_is_played(queue[i]))
			return err_set(err, ERR_USAGE,
				"%s goes with a capture or a pipe, but '%s' is to be played; leave one of them out",
				option, queue[i]);
	return request->follows_mpd ? check_mpd(err) : check_bus(err);
}
