/* What a run can be told to do while it goes on: by a key, or by `termviz --send` from a script. */
#ifndef TERMVIZ_CONTROL_COMMAND_H
#define TERMVIZ_CONTROL_COMMAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum command_verb {
	COMMAND_PLAY,
	COMMAND_PAUSE,
	COMMAND_TOGGLE,
	COMMAND_SEEK_BY,      /* value: seconds, either sign */
	COMMAND_SEEK_TO,      /* value: seconds */
	COMMAND_SEEK_PERCENT, /* value: 0 … 100 */
	COMMAND_NEXT,
	COMMAND_PREVIOUS,
	COMMAND_VOLUME_BY,  /* value: dB, either sign */
	COMMAND_VOLUME_TO,  /* value: dB */
	COMMAND_MUTE,       /* or no longer */
	COMMAND_REPLAYGAIN, /* value: enum session_replaygain; -1: the next of them */
	COMMAND_NORMALIZE,  /* value: LUFS; 0: as recorded */
	COMMAND_RESET,      /* meters: what adds up since the beginning */
	COMMAND_JUMP,       /* to a track: `item` or `place` */
	COMMAND_OUTPUT,     /* text: the device to play on */
	COMMAND_INPUT,      /* text: what to capture */
	/* the keeper's business: the queue */
	COMMAND_ADD,     /* text: a file, a folder, a playlist */
	COMMAND_REMOVE,  /* `item` or `place` */
	COMMAND_MOVE,    /* `item` or `place`; value: to this place, from 1 */
	COMMAND_CLEAR,   /* removes all */
	COMMAND_SAVE,    /* text: the name of a playlist */
	COMMAND_LOOP,    /* value: enum queue_loop; -1: the next of them */
	COMMAND_SHUFFLE, /* value: 0, 1; -1: or no longer */
	COMMAND_RECORD,  /* text: to this file, which is still to be made; "": no longer */
	COMMAND_QUIT,    /* the keeper's business: ends the run */
	N_COMMANDS,
};

enum { COMMAND_TEXT = 1024 };

struct command {
	uint32_t verb;  /* enum command_verb */
	uint32_t item;  /* of the queue: the id of an entry, plus one; 0: the one at */
	uint32_t place; /* among those that are shown, from 1; 0: what is playing */
	uint32_t reserved;
	double value;
	char text[COMMAND_TEXT]; /* terminated; names of files are absolute */
};

struct command_row {
	const char *name;
	const char *argument; /* as help calls it; NULL: none */
	enum command_verb verb;
	bool (*parse)(struct command *command, const char *argument, struct err *err); /* NULL: takes no argument */
	bool names_file; /* its text does, and may have to be made absolute */
	const char *help;
};

extern const struct command_row command_rows[];
extern const size_t n_command_rows;

/* Reads "pause", "seek +5", "seek 1:30", "seek 50%". False with ERR_USAGE, the message lists what is known. */
bool command_parse(struct command *command, const char *text, struct err *err);

/* The row of a verb; NULL: it has none of its own, as going by and not to a place. */
const struct command_row *command_find(uint32_t verb);

/* The row with a name, in any case; NULL: there is none. */
const struct command_row *command_named(const char *name);

/* Makes the name of a file, if it has one, as it is seen from "/": the run works in another folder. False: it is too
 * long then. */
bool command_make_absolute(struct command *command, struct err *err);

/* Whether a command that came from elsewhere can be obeyed: a known verb, a finite value. */
bool command_is_sane(const struct command *command);

#endif
