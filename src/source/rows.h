/* The rows of source_table, for source/table.c. */
#ifndef TERMVIZ_SOURCE_ROWS_H
#define TERMVIZ_SOURCE_ROWS_H

#include "source/source.h"

extern const struct source_ops source_capture; /* source/capture.c */
extern const struct source_ops source_demo;    /* source/demo.c */
#ifdef HAVE_PULSE
extern const struct source_ops source_pulse; /* source/pulse.c */
#endif
extern const struct source_ops source_stream; /* source/stream.c */
extern const struct source_ops source_file;   /* source/file.c */
extern const struct source_ops source_ffmpeg; /* source/ffmpeg.c */

#endif
