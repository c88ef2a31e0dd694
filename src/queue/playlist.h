/* Playlists: M3U and PLS, a line for each file. */
#ifndef TERMVIZ_QUEUE_PLAYLIST_H
#define TERMVIZ_QUEUE_PLAYLIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "queue/reading.h"

/* Puts the entries of a playlist of `n` bytes (not terminated) as they stand there, relative names and all. */
void playlist_read_m3u(const char *bytes, size_t n, const struct reading *reading);
void playlist_read_pls(const char *bytes, size_t n, const struct reading *reading);

/* Writes what a queue shows, in its order, as an M3U playlist of UTF-8 (M3U8). Parts of a file are marked as
 * VLC does; names that a line cannot hold are written as URLs. False if not all could be written; `to` stays open. */
bool playlist_write_m3u(const struct queue *queue, FILE *to);

#endif
