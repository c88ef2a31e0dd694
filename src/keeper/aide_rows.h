/* The rows of aide_table, for keeper/aide.c. */
#ifndef TERMVIZ_KEEPER_AIDE_ROWS_H
#define TERMVIZ_KEEPER_AIDE_ROWS_H

#include "keeper/aide.h"

extern const struct aide_ops aide_scanner;   /* keeper/aide_scanner.c */
extern const struct aide_ops aide_companion; /* keeper/aide_companion.c */
extern const struct aide_ops aide_writer;    /* keeper/aide_writer.c */
extern const struct aide_ops aide_standby;   /* keeper/aide_standby.c */

#endif
