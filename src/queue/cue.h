/* Cue sheets: the tracks of a disc, parts of a file or a file each, through libcue. */
#ifndef TERMVIZ_QUEUE_CUE_H
#define TERMVIZ_QUEUE_CUE_H

#include <stdbool.h>

#include "queue/reading.h"

/* Puts the audio tracks of a sheet (terminated), file names as they stand there. False: it is none. */
bool cue_read(const char *sheet, const struct reading *reading);

#endif
