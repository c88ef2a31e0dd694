#include "writer/writer.h"

#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/confine.h"
#include "base/path.h"
#include "control/message.h"
#include "control/place.h"
#include "snapshot/shared.h"
#include "writer/take.h"

enum { START_PATIENCE_MS = 5000, WORK_MS = 250 };
#define SYNC_NS NS_PER_S

struct writer {
	int keeper_fd;
	struct take take;
	int64_t synced_ns; /* the last time */
	bool is_dirty;     /* something was written since */
};

static struct recording *receive_recording(int keeper_fd, struct err *err)
{
	struct message message;
	int fds[MESSAGE_MAX_FDS];
	size_t n_fds = 0, size;
	if (message_wait(keeper_fd, START_PATIENCE_MS, &message, fds, &n_fds) != MESSAGE_OK
		|| message.type != MESSAGE_START || n_fds < 1) {
		err_set(err, ERR_VERSION, "the keeper did not say what to record; it may be of another version");
		return NULL;
	}
	struct recording *recording = shared_map(fds[0], sizeof *recording, true, &size, err);
	return recording && recording_check(recording, size, err) ? recording : NULL;
}

/* False: the keeper is gone. */
static bool tell(const struct writer *writer, enum message_type type, int status, const char *text)
{
	const struct message message = message_outcome_of(type, status, text);
	return message_send(writer->keeper_fd, &message, NULL, 0) != MESSAGE_GONE;
}

static bool sync_if_due(struct writer *writer, struct err *err)
{
	int64_t now = clock_now_ns();
	if (!writer->is_dirty || now - writer->synced_ns < SYNC_NS)
		return true;
	writer->synced_ns = now;
	writer->is_dirty = false;
	return sound_file_sync(&writer->take.file, err);
}

static bool work(struct writer *writer, struct err *err)
{
	bool any;
	if (!take_work(&writer->take, &any, err))
		return false;
	writer->is_dirty = writer->is_dirty || any;
	if (take_has_lost(&writer->take)) {
		char text[MESSAGE_TEXT];
		snprintf(text, sizeof text, "record %.256s: the disk is too slow; sound is being lost",
			writer->take.file.path);
		tell(writer, MESSAGE_NOTICE, 0, text);
	}
	return sync_if_due(writer, err);
}

/* Until it is time to look into the ring again, or something is said; false: no more sound will come. */
static bool wait_for_sound(struct writer *writer)
{
	struct message message;
	bool sleeps = !writer->is_dirty && recording_fall_asleep(writer->take.recording, writer->take.at);
	switch (message_wait(writer->keeper_fd, sleeps ? -1 : WORK_MS, &message, NULL, NULL)) {
	case MESSAGE_OK: return message.type != MESSAGE_COMMAND;
	case MESSAGE_NONE: return true;
	default: return false;
	}
}

/* What was put into the ring before we were told is still written. */
static bool record(struct writer *writer, struct err *err)
{
	do
		if (!work(writer, err))
			return false;
	while (wait_for_sound(writer));
	return work(writer, err);
}

/* Who asks all processes to end, as at a shutdown, asks the keeper, too: that has us close the file. One that may not
 * grow any more is as good as a full disk, and told. */
static void set_signals(void)
{
	static const int ignored[] = { SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGXFSZ };
	for (size_t i = 0; i < sizeof ignored / sizeof ignored[0]; i++)
		signal(ignored[i], SIG_IGN);
}

static void confine_to_folder_of(const char *path)
{
	char folder[PATH_MAX];
	path_folder(path, folder, sizeof folder);
	confine(CONFINE_WRITER, (const char *const[CONFINE_MAX_OWN]){ folder }, NULL);
}

int writer_run(const char *run, const char *path, int keeper_fd)
{
	static struct writer writer;
	struct err err = { 0 };
	prctl(PR_SET_NAME, "termviz-writer");
	set_signals();
	confine_to_folder_of(path);
	struct recording *recording = receive_recording(keeper_fd, &err);
	if (!recording) {
		fprintf(stderr, "%s\n", err.message);
		return 1;
	}
	writer.keeper_fd = keeper_fd;
	take_init(&writer.take, recording, path);
	bool good = record(&writer, &err);
	good = take_end(&writer.take, good ? &err : NULL) && good;
	if (!tell(&writer, MESSAGE_FINISHED, good ? 0 : 1, good ? NULL : err.message))
		place_clear_stale(run);
	return 0;
}
