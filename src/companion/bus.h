/* The session bus, as a part waits for it. */
#ifndef TERMVIZ_COMPANION_BUS_H
#define TERMVIZ_COMPANION_BUS_H

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <systemd/sd-bus.h>

#include "base/err.h"

/* Names of the Media Player Remote Interfacing Specification, version 2.2. */
#define MPRIS_PREFIX "org.mpris.MediaPlayer2."
#define MPRIS_NAMESPACE "org.mpris.MediaPlayer2"
#define MPRIS_PATH "/org/mpris/MediaPlayer2"
#define MPRIS_ROOT "org.mpris.MediaPlayer2"
#define MPRIS_PLAYER "org.mpris.MediaPlayer2.Player"
#define BUS_PROPERTIES "org.freedesktop.DBus.Properties"

/* Begins to connect, without waiting. The caller's, for sd_bus_unref(); NULL with `err`. */
sd_bus *bus_open(struct err *err);

/* As a part's prepare() and step(). */
void bus_prepare(sd_bus *bus, struct pollfd *poll, int64_t *due_ns);
bool bus_step(sd_bus *bus);

#endif
