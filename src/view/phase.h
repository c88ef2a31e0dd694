/* Phase: how left and right go together, band by band. One row of view_table.
 *
 * What is drawn is the correlation of each band, -1 … 1: the cosine of the phase between the two, as far as it is steady. That
 * is what engineers look for, as it tells what becomes of a band in mono (1: all of it stays, 0: half of its power, -1:
 * nothing). The angle itself is noise where sound is diffuse, and jumps from 180 to -180 degrees where it is worst; it is
 * told under the pointer. */
#ifndef TERMVIZ_VIEW_PHASE_H
#define TERMVIZ_VIEW_PHASE_H

#include "view/view.h"

extern const struct view_ops phase_view;

#endif
