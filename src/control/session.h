/* Session memory: what a run is to do and how far it has come, beside its queue (queue/queue.h). It is the keeper's,
 * shared with its engine, and outlives each engine: the next one goes on from it.
 *
 * The request is written by the keeper before the first engine starts, and never again. The progress is the engine's;
 * its fields are atomic because an engine may die between any two stores, each of which must make sense alone.
 */
#ifndef TERMVIZ_CONTROL_SESSION_H
#define TERMVIZ_CONTROL_SESSION_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/watch.h"

#define SESSION_MAGIC 0x56495A4Eu
#define SESSION_VERSION 6u

enum { SESSION_NAME = 256, SESSION_PATH = 4096 /* QUEUE_PATH */, SESSION_MEASURED = 64, SESSION_N_WATCHES = 2 };
#define SESSION_LEAST_VOLUME_DB -90.0f
#define SESSION_MOST_VOLUME_DB 12.0f
#define SESSION_LEAST_LUFS (-70.0)

/* Beside it, memory for sound that has been decoded and is still to be heard: of the engines alone, which find in it what
 * the one before them has left. Zeroed: nothing. */
enum { SESSION_HELD_BYTES = 20 << 20 }; /* most of it is never touched: engine/flow.h */

/* An engine that ends with one of these wants to be replaced: another process may find the device that it has lost, one
 * that knows the server's present state; or is not stuck in it, as one that stands by. */
enum { SESSION_RENEW_STATUS = 75, SESSION_STUCK_STATUS };

enum session_replaygain {
	SESSION_REPLAYGAIN_OFF,
	SESSION_REPLAYGAIN_TRACK,
	SESSION_REPLAYGAIN_ALBUM,
	SESSION_N_REPLAYGAINS
};
enum session_pace { SESSION_PACE_AUTO, SESSION_PACE_LIVE, SESSION_PACE_FILE };

struct session_request {
	uint32_t demo;     /* the built-in piece instead of a queue */
	uint32_t pace;     /* enum session_pace */
	uint32_t wait;     /* for the next writer of a FIFO */
	uint32_t raw_type; /* enum sample_type: how to read raw PCM */
	uint32_t raw_rate_hz;
	uint32_t raw_n_channels;
	char input[SESSION_NAME];  /* what to capture instead of a queue, as --input has it; "": nothing */
	char output[SESSION_NAME]; /* where to play, as --output has it; "": files on the default output */
	uint32_t window;           /* enum window_id, of the spectra */
	uint32_t follows;          /* a player on the session bus: */
	char follow[SESSION_NAME]; /* its name; "": any */
	uint32_t follows_mpd;
	char mpd[SESSION_NAME];         /* where, as --mpd has it; "": as the environment says */
	double start_s;                 /* where to begin in the first track */
	uint32_t resumes;               /* the place is kept for the next run */
	char resume_path[SESSION_PATH]; /* of the entry to begin with, once it is read; "": the first */
	int64_t resume_start_ns;        /* of the part of the file that it is */
	double resume_s;                /* where to begin in it */
	float volume_db;                /* to begin with, as the next two */
	uint32_t replaygain;            /* enum session_replaygain */
	float normalize_lufs;           /* 0: not */
	double seconds;                 /* the run ends after this much; 0: never */
	int64_t began_ns;               /* CLOCK_MONOTONIC */
	double let_go_s;                /* how long a device may be held that is not needed; 0: as long as the run */
};

/* A name chosen while the run goes on. The one in use is never written to: a new one goes beside it. */
struct session_choice {
	_Atomic uint32_t which; /* of `names`, from 1; 0: the request's holds */
	char names[2][SESSION_NAME];
};

/* How loud a file was found to be, for as long as nobody changes it. */
struct session_measured {
	uint64_t device, inode; /* inode 0: nothing; the last to be written, and the first to be cleared */
	int64_t size, changed_s, changed_ns;
	float integrated_lufs; /* -INFINITY: silence, or it could not be measured */
	float true_peak;       /* amplitude */
};

struct session_progress {
	_Atomic uint32_t queue_id; /* of the entry that is heard; QUEUE_NOTHING: none yet */
	_Atomic uint32_t paused;
	_Atomic int64_t position_frame; /* in that track, of what has been shown */
	/* A stream whose header an engine has consumed can only be read on by its successor as raw PCM of this kind. */
	_Atomic uint32_t stream_begun;
	_Atomic uint32_t stream_id; /* in the queue: of no other entry is any of this true */
	_Atomic uint32_t stream_resumable;
	_Atomic uint32_t stream_raw_type;
	_Atomic uint32_t stream_rate_hz;
	_Atomic uint32_t stream_n_channels;
	_Atomic float volume_db;
	_Atomic uint32_t muted;
	_Atomic uint32_t replaygain;
	_Atomic float normalize_lufs;
	_Atomic uint32_t levelled_id; /* of the entry whose frames were amplified last, */
	_Atomic float level_gain;     /* by this amplitude */
	_Atomic uint32_t n_measured;  /* ever; the oldest is overwritten */
	struct session_measured measured[SESSION_MEASURED];
	struct session_choice input, output;
	/* What plays: an engine that stands by is for that (keeper/aide_standby.c). */
	_Atomic uint32_t output_serial;  /* another one each time that a device begins to play */
	_Atomic uint32_t output_rate_hz; /* that was ordered of it; 0: no device plays. Stored after the serial */
	_Atomic uint32_t opens_output;   /* 1: an audio library is at work that might not survive it */
	_Atomic uint32_t n_renewals;     /* engines that ended with SESSION_RENEW_STATUS since there was sound */
	_Atomic uint32_t n_failed;       /* tracks that could not be played */
	char first_failure[512];         /* why the first could not; written before n_failed becomes 1 */
};

struct session {
	uint32_t magic;
	uint32_t version;
	uint32_t reserved;
	_Atomic uint32_t n_starts; /* engines started in this run; raised by the keeper */
	struct session_request request;
	struct session_progress progress;
	char last_death[SESSION_NAME];           /* of the last engine, by the keeper; "": it asked to be replaced */
	struct watch watches[SESSION_N_WATCHES]; /* one for each engine there is at a time */
};

/* Fills zeroed memory. */
void session_init(struct session *session, const struct session_request *request);

/* What is captured, and where is played: as was chosen last, as the request has it otherwise. Any thread; what it returns
 * holds until another has been chosen twice. */
const char *session_input(const struct session *session);
const char *session_output(const struct session *session);

/* Chooses; false: the name is too long. One thread for each choice. */
bool session_choose(struct session_choice *choice, const char *name);

/* Checks a mapping of `size` bytes. */
bool session_check(const struct session *session, size_t size, struct err *err);

#endif
