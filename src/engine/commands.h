/* What a run can be told to do (control/command.h), as far as it is the engine's business. The main thread. */
#ifndef TERMVIZ_ENGINE_COMMANDS_H
#define TERMVIZ_ENGINE_COMMANDS_H

#include <stdint.h>

#include "control/command.h"
#include "control/session.h"
#include "engine/pacer.h"
#include "engine/status.h"
#include "engine/stream.h"

/* Of the engine's, all of them. */
struct commands {
	struct session *session;
	struct status *status;
	struct stream *stream;
	struct pacer *pacer;
	int64_t seek_target; /* of the latest seek, asked for at: */
	int64_t sought_ns;   /* 0: none to go on from */
};

/* Obeys one that is sane (command_is_sane()), and answers it with status_answer(), now or once it is known. */
void commands_obey(struct commands *commands, const struct command *command, uint32_t token);

/* What is to be heard goes to the player and the run state; what was asked for stays in the session, for the next
 * engine. */
void commands_apply_volume(struct commands *commands);

#endif
