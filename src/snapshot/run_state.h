/* The run state: what is playing, for the status line and scripts. Shared memory beside the snapshot ring, with the
 * same manners: one writer (the engine), any number of readers, one sequence lock around the whole.
 */
#ifndef TERMVIZ_SNAPSHOT_RUN_STATE_H
#define TERMVIZ_SNAPSHOT_RUN_STATE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/err.h"

#define RUN_STATE_MAGIC 0x56495A53u /* "VIZS" */
#define RUN_STATE_VERSION 5u

enum run_phase {
	RUN_STARTING, /* nothing opened yet */
	RUN_WAITING,  /* for a writer, or for a stream's first bytes */
	RUN_PLAYING,
	RUN_PAUSED,
	RUN_DRAINING, /* the input has ended; the picture may fall */
};

enum run_source_kind {
	RUN_SOURCE_NONE,
	RUN_SOURCE_FILE,
	RUN_SOURCE_STREAM, /* a pipe */
	RUN_SOURCE_DEMO,
	RUN_SOURCE_CAPTURE, /* a device, or what another program plays */
};

enum run_output {
	RUN_OUTPUT_NONE,    /* not to be heard */
	RUN_OUTPUT_OPENING, /* time runs without it meanwhile */
	RUN_OUTPUT_PLAYING,
	RUN_OUTPUT_LOST, /* no device, or a server that does not answer: time runs, silently, until it is back */
};

/* What the picture has less of where the machine cannot keep up, the one after the other. */
enum run_quality {
	RUN_QUALITY_FULL,
	RUN_QUALITY_HALF_RATE, /* redraws per second */
	RUN_QUALITY_QUARTER_RATE,
	RUN_QUALITY_EIGHTH_RATE,
	RUN_QUALITY_COARSE,       /* and the spectrum is renewed less often */
	RUN_QUALITY_FEWER_METERS, /* and those that add nothing up are not measured */
	N_RUN_QUALITIES,
};

enum run_followed_phase {
	RUN_FOLLOWED_NONE, /* nothing is followed, or nobody is there to be followed */
	RUN_FOLLOWED_STOPPED,
	RUN_FOLLOWED_PAUSED,
	RUN_FOLLOWED_PLAYING,
};

#define RUN_FOLLOWED_MAX_SPEED 100.0f

/* A length beyond this is not believed: years, of which the microseconds still fit an int64_t at any rate. */
#define RUN_MAX_FRAMES ((int64_t)1 << 42)

/* So long a notice is shown, and news to who joins the run. */
#define RUN_NOTICE_NS (5 * NS_PER_S)

/* The player that a run which captures or reads a pipe goes with. Its title is the run's while it has one. */
struct run_followed {
	uint32_t phase;      /* enum run_followed_phase */
	float speed;         /* seconds of the track in a second; 0 unless it plays */
	int64_t position_ns; /* in its track, as of `at_ns`; -1: not known */
	int64_t at_ns;       /* CLOCK_MONOTONIC */
	int64_t length_ns;   /* -1: not known */
};

struct run_state {
	uint32_t phase;       /* enum run_phase */
	uint32_t source_kind; /* enum run_source_kind */
	char title[256];      /* UTF-8, printable, terminated: "artist - title" of tags, else the file's name */
	char artist[256];     /* of the tags, as the next two; "": none */
	char album[256];
	char track_title[256];
	char format[64];       /* as "FLAC", "s16le", printable, terminated */
	uint32_t rate_hz;      /* 0: not known */
	uint32_t n_channels;   /* of the source, before it is mixed to stereo */
	int64_t length_frames; /* 0 … RUN_MAX_FRAMES; -1: not known */
	uint32_t live;         /* 1: shown as it comes, without a length and without a pause that holds it */
	uint32_t queue_index;  /* of queue_length, from 0 */
	uint32_t queue_length;
	uint32_t queue_id;    /* of the entry (queue/queue.h), if queue_length is not 0 */
	uint32_t output;      /* enum run_output */
	char output_name[64]; /* of the device that plays, printable, terminated */
	float volume_db;
	uint32_t muted;     /* 1: whatever the volume */
	float gain_db;      /* for even loudness, before the volume and what is measured; 0: none */
	uint32_t measuring; /* 1: the loudness of what plays, or comes next, is being measured: */
	uint32_t measured_percent;
	uint32_t recording;  /* 1: what is heard is written to a file, too: */
	uint32_t recorded_s; /* so much of it up to now */
	uint32_t quality;    /* enum run_quality: that the engine can keep up with; UIs go no further up */
	uint32_t engine_pid;
	uint32_t n_restarts;    /* of the engine in this run */
	uint32_t notice_serial; /* raised with each new notice */
	char notice[256];       /* UTF-8, printable, terminated: the latest thing worth telling */
	int64_t notice_ns;      /* CLOCK_MONOTONIC: when it was told */
	struct run_followed followed;
};

struct run_state_page {
	uint32_t magic;
	uint32_t version;
	_Atomic uint32_t sequence; /* odd while it is written */
	uint32_t reserved;
	struct run_state state;
};

/* As with the ring: init once, in zeroed memory; check before belief. */
void run_state_init(struct run_state_page *page);
bool run_state_check(const struct run_state_page *page, size_t size, struct err *err);

/* Publishes a new state. One thread of one process; never waits. Heals a lock left odd by a writer that died. */
void run_state_publish(struct run_state_page *page, const struct run_state *state);

/* Copies the state, made safe to show: strings terminated and printable, enums in range. False if the writer was in
 * the way a bounded number of times: `state` is then untouched. `*sequence` (NULL allowed) changes whenever the state
 * does. */
bool run_state_read(const struct run_state_page *page, struct run_state *state, uint32_t *sequence);

/* Whether its notice is news to who was told the one of this serial last; 0, who has just come, hears no old ones. */
bool run_state_has_news(const struct run_state *state, uint32_t told_serial, int64_t now_ns);

/* Whether it can be reckoned with: phase, speed and times in range. */
bool run_followed_is_sane(const struct run_followed *followed);

/* Where the player that is followed is in its track now; -1 where that is not known. */
int64_t run_followed_position_ns(const struct run_followed *followed, int64_t now_ns);

/* When its time shows another second; INT64_MAX: it stands still. */
int64_t run_followed_tick_ns(const struct run_followed *followed, int64_t now_ns);

/* Whether there is another state than the one that was read with this sequence: much cheaper than to read it. */
bool run_state_changed(const struct run_state_page *page, uint32_t sequence);

#endif
