/* Audio devices, as PortAudio lists them: for the sink that plays and the source that captures.
 *
 * PortAudio is not safe to be called from two threads, hangs while a server is stopped, and may abort the process when
 * one dies (jackd does it): all that uses this lives in the engine's process or in a probe's, on a thread that nobody
 * waits for. Its list is frozen when it is initialised; a device that comes later needs a fresh process.
 */
#ifndef TERMVIZ_DEVICE_DEVICE_H
#define TERMVIZ_DEVICE_DEVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum device_direction { DEVICE_OUTPUT, DEVICE_INPUT };

enum { DEVICE_MAX_CANDIDATES = 8 };

/* Keeps audio libraries from starting servers of their own. Before any thread is started. */
void device_prepare_environment(void);

/* One caller at a time may use PortAudio; device_lock() initialises it. False: nothing is locked. */
bool device_lock(struct err *err);
void device_unlock(void);

/* PortAudio's indices of the devices that `name` can mean, best first; returns how many. "default" means the output or
 * input to be used without asking: JACK's if its server runs, else the default of each other API. Otherwise an index, a
 * device's name, or the beginning or a part of one that only one has; for an output "pulse:SINK", see device_aim(). 0 with
 * `err`. While locked. */
size_t device_find(
	const char *name, enum device_direction direction, int found[DEVICE_MAX_CANDIDATES], struct err *err);

/* Has the next output to be opened lead to the sink that a name like "pulse:SINK" means, or to the server's own choice for
 * any other. While locked. */
void device_aim(const char *name);

/* Lists what can be captured or played on: a name that device_find() takes, and what it is. Locks by itself. */
void device_list(void (*put)(const char *name, const char *description, void *context), void *context);

/* Lists the outputs. Locks by itself. */
void device_list_outputs(void (*put)(const char *name, const char *description, void *context), void *context);

/* When a buffer of which PortAudio says that it reaches the converter `ahead_s` from now (anything: such fields can be
 * garbage) is heard. `latency_s` stands in for what cannot be true. Real time safe. */
int64_t device_heard_ns(double ahead_s, double latency_s);

#endif
