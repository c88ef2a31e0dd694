/* A PulseAudio server (or PipeWire's stand-in for one): connecting, and finding what is to be captured.
 *
 * All of it runs on the caller's thread, in a main loop that is turned only while one of these functions runs.
 */
#ifndef TERMVIZ_SOURCE_PULSE_SERVER_H
#define TERMVIZ_SOURCE_PULSE_SERVER_H

#include <pulse/pulseaudio.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/err.h"

#define PULSE_ANSWER_NS (1 * NS_PER_S) /* how long an answer is waited for */

enum { PULSE_NAME = 256 };

/* What is captured. */
struct pulse_target {
	bool found;
	bool is_monitor;     /* of what plays, hence no microphone */
	uint32_t sink_input; /* only this one's share; PA_INVALID_INDEX: all */
	uint32_t rate_hz;
	char source[PULSE_NAME];
	char title[PULSE_NAME]; /* printable */
};

struct pulse_server {
	pa_mainloop *loop;
	pa_context *context;
	pa_io_event *cancel_event;
	int cancel_fd; /* -1: none */
	bool cancelled;
	bool changed; /* sinks, their inputs or the defaults did, since this was last cleared */
};

/* Connects; gives up after 3 s, or once `cancel_fd` (-1: none) is readable. pulse_server_fini() is right after a failure,
 * and after a zeroed struct, too. */
bool pulse_server_init(struct pulse_server *server, int cancel_fd, struct err *err);
void pulse_server_fini(struct pulse_server *server);

bool pulse_server_is_good(const struct pulse_server *server);

/* Turns the main loop: waits until something has happened, or only does what has. False: cancelled, or the server is
 * gone. */
bool pulse_server_turn(struct pulse_server *server, bool waits);

/* Waits until something has happened. False: cancelled, the time has come, or the server is gone. */
bool pulse_server_turn_until(struct pulse_server *server, int64_t until_ns);

/* Turns until an operation is done, PULSE_ANSWER_NS at most; takes over the reference. False: it is not;
 * then `changed` is set, so that the question is asked again. */
bool pulse_server_finish(struct pulse_server *server, pa_operation *operation);

/* Finds what `input` ("monitor", "mic", "app:NAME", "pulse:NAME") means now. False with `err` if it means nothing; an
 * application that does not play is no error, but not found: then the target is what it would play on. */
bool pulse_find(struct pulse_server *server, const char *input, struct pulse_target *target, struct err *err);

/* Whether the source of that index is the monitor of a sink. */
bool pulse_is_monitor(struct pulse_server *server, uint32_t source);

/* The server's own name, printable. */
void pulse_server_name(struct pulse_server *server, char *name, size_t size);

#endif
