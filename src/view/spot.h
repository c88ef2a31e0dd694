/* What is said of the place that somebody points at: frequency, note, level. */
#ifndef TERMVIZ_VIEW_SPOT_H
#define TERMVIZ_VIEW_SPOT_H

#include "view/view.h"

/* Begins what is told with a name ("left"; NULL: none), a frequency and the note next to it, A4 = 440 Hz: "443 Hz  A4". A
 * click leads nowhere. */
void spot_tell_hz(struct view_spot *spot, const char *name, double hz);

/* Begins with nothing told; a click leads nowhere. */
void spot_begin(struct view_spot *spot);

/* Adds "  -23.1 dB", or that it is silent, after what it is the level of ("peak"; "": no more is said). */
void spot_add_db(struct view_spot *spot, const char *of, double db);

/* Adds text as printf() does; what has no room is cut off. */
void spot_add(struct view_spot *spot, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
