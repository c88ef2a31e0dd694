/* What keeper/keeper*.c and the aides share: the keeper itself. Of one thread. */
#ifndef TERMVIZ_KEEPER_KEEPER_STATE_H
#define TERMVIZ_KEEPER_KEEPER_STATE_H

#include <limits.h>

#include "control/message.h"
#include "control/place.h"
#include "keeper/aide.h"
#include "keeper/backoff.h"
#include "keeper/child.h"
#include "keeper/clients.h"
#include "keeper/hangs.h"
#include "keeper/keeper.h"
#include "keeper/log.h"
#include "keeper/memory.h"
#include "keeper/statistics.h"
#include "keeper/stats.h"
#include "keeper/usage.h"

enum { KEEPER_AT_ONCE = 64 }; /* messages, or blocks of a log: nobody may keep us from the others */

/* keeper_watch.c's own. */
struct keeper_watch {
	struct hangs hangs;
	struct hang hang; /* what the engine was killed for; its call is WATCH_NOTHING: it was not */
	struct backoff backoff;
	int64_t restart_ns;            /* when another engine is to be started; 0: there is one, or none is to be */
	int64_t stopped_ns;            /* since when the engine is, by a signal; 0: it is not */
	char standstill[MESSAGE_TEXT]; /* why nothing goes on, as UIs have been told; "": it does */
	bool is_slow;                  /* that is for a file that takes long: the engine itself goes on */
	struct keeper_blame {
		uint32_t item; /* the last that killed an engine, */
		unsigned n;    /* so often */
	} blame;
};

struct keeper {
	const struct keeper_config *config;
	struct place place;
	struct memory memory;
	struct log log;
	struct stats stats;
	struct usage usage;
	int64_t began_ns;
	char last_end[STATISTICS_TEXT]; /* why the engine before this one has ended; "": this is the first */
	struct clients clients;
	struct child engine;
	struct child aides[AIDES_MAX]; /* as their rows in aide_table */
	unsigned n_companions_lost;
	uint32_t scanned_id; /* of the queue: what the scanner reads now; QUEUE_NOTHING: nothing */
	uint32_t
		standby_serial; /* which device the standby is for, or was: session_progress' output_serial; 0: none yet */
	struct child *remote; /* of them: where a player is whose commands the run's are; NULL: they are its own */
	uint32_t kept_id;     /* of the queue: the track of the place that was kept last; QUEUE_NOTHING: none yet */
	bool kept_paused;     /* when it was paused */
	bool cannot_keep;
	int signal_fd;
	bool ready;    /* the engine has opened something */
	bool finished; /* the engine has nothing more to do: `outcome` */
	bool ending;   /* the engine has been told to go; then the run is over */
	struct message outcome;
	struct {
		char path[PATH_MAX]; /* what is heard is written to; "": nothing is */
		char part[PATH_MAX]; /* of it, or beside it: what is written to now */
		unsigned n_killed;   /* writers that did not end by themselves */
		bool failed;
		uint32_t asker; /* token of who waits for it to be closed; 0: nobody does */
	} record;
	char failure[MESSAGE_TEXT]; /* of what was to be done beside playing: the run ends with it; "": none */
	int64_t ending_ns;          /* since when */
	int64_t deadline_ns;        /* when patience with UIs (finished) or the engine (ending) is over */
	struct keeper_watch watch;
};

/* keeper.c. The run is to end with this status and text (NULL: none), unless it is ending already. */
void keeper_end(struct keeper *keeper, int status, const char *text);

/* Puts what a child has written on its stderr into the log. */
void keeper_read_log(struct keeper *keeper, struct child *child);

/* A child has been reaped: the rest of its log is read, its descriptors are closed. */
void keeper_child_gone(struct keeper *keeper, struct child *child);

/* keeper_engine.c. */
void keeper_start_engine(struct keeper *keeper, bool takes_over); /* the standby, if there is one */
void keeper_tell_watch(struct keeper *keeper);
bool keeper_tell_engine(struct keeper *keeper, const struct message *message); /* false: it cannot take it */
void keeper_serve_engine(struct keeper *keeper, bool reaped);                  /* `reaped`: these are its last words */
void keeper_on_engine_death(struct keeper *keeper, int wait_status);
/* Starts a process that is an engine, or may become one: its role is "engine" or "standby". */
bool keeper_spawn_engine(struct keeper *keeper, struct child *child, const char *role, struct err *err);

/* aide_standby.c. The engine has news: another device may play, or none. */
void keeper_look_at_standby(struct keeper *keeper);

/* The engine is gone: makes the standby the engine, which goes on at once. False: there is none for what was played. */
bool keeper_take_over(struct keeper *keeper);

/* keeper_watch.c. An engine has been started, or has asked to be looked at, or has something open. */
void keeper_watch_begin(struct keeper *keeper);
void keeper_watch_rouse(struct keeper *keeper);
void keeper_watch_ready(struct keeper *keeper);

/* When keeper_watch_step() is due; INT64_MAX: nothing is to be watched. */
int64_t keeper_watch_due_ns(const struct keeper *keeper);
void keeper_watch_step(struct keeper *keeper);

/* An engine, or a standby, is gone: forgets it; starts another one in its place, at once or after a while, or ends the run. */
void keeper_watch_end(struct keeper *keeper, pid_t engine);
void keeper_replace_engine(struct keeper *keeper, pid_t dead, int wait_status);

/* Whether a process is, by a signal or a debugger. */
bool keeper_is_stopped(pid_t pid);

/* The engine has been stopped by a signal, or goes on. */
void keeper_on_engine_stopped(struct keeper *keeper, bool stopped);

/* Tells a client (NULL: all) why nothing goes on, or that it does. */
void keeper_tell_standstill(struct keeper *keeper, struct client *client);

/* keeper_queue.c. The entry of the queue that is heard; QUEUE_NOTHING: none yet. */
uint32_t keeper_heard_id(const struct keeper *keeper);

/* The queue has changed: all that read it are told. */
void keeper_tell_queue(struct keeper *keeper);

/* Obeys a command that is about the queue. False: it is about something else. `*refusal`: why not; NULL: it has been. */
bool keeper_edit_queue(struct keeper *keeper, struct command *command, const char **refusal);

/* keeper_resume.c. For --resume: the run state is another; the run is about to end. Nothing without it. */
void keeper_note_place(struct keeper *keeper);
void keeper_keep_place(struct keeper *keeper);

/* aide_scanner.c. Something is to be read for the queue. */
void keeper_scan(struct keeper *keeper);

/* aide_writer.c. Begins a recording or ends it, as COMMAND_RECORD says, and answers when that is done. */
void keeper_record(struct keeper *keeper, const struct command *command, uint32_t asker);

/* The writer, if there is one, is to look into the ring. */
void keeper_wake_writer(struct keeper *keeper);

/* keeper_clients.c. Answers who has asked with a token: with a refusal, or NULL. */
void keeper_reply(struct keeper *keeper, uint32_t token, const char *refusal);
void keeper_serve_clients(struct keeper *keeper);
void keeper_pass_reply(struct keeper *keeper, const struct message *reply); /* to who has asked */
/* Has a command obeyed, by the engine or by the player that the run goes with; false: they cannot take it. */
bool keeper_command(struct keeper *keeper, const struct message *message);

#endif
