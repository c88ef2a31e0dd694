/* A folder as a queue: the sound files in it and below it. */
#ifndef TERMVIZ_QUEUE_FOLDER_H
#define TERMVIZ_QUEUE_FOLDER_H

#include <stdbool.h>

#include "queue/reading.h"

/* What the names of sound files end with, in small letters, without the dot; NULL at last. */
extern const char *const folder_endings[];

/* Puts what is in a folder, in natural order, folders in it at their places. What is hidden is left out, and what is no
 * sound by its name. False if it cannot be read; what cannot be read below it is left out. */
bool folder_read(const char *path, const struct reading *reading, struct err *err);

#endif
