/* Files, opened for those who measure or draw them. */
#ifndef TERMVIZ_APP_REPORT_FILES_H
#define TERMVIZ_APP_REPORT_FILES_H

#include <stdbool.h>

#include "base/err.h"

/* Whether a name stands for a stream: "-", or a FIFO, as a shell's <(...) is one. */
bool report_file_is_stream(const char *name);

/* A descriptor of a stream's bytes, in a temporary file without a name; waits for its end. -1 with `err`. */
int report_file_gather(const char *name, struct err *err);

/* Opens a file by its name, which nothing but a file's is: no device is opened, nothing waited for. -1 with `err`. */
int report_file_open(const char *name, struct err *err);

#endif
