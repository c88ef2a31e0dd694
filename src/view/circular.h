/* Circular: the spectrum as bars around a circle that breathes, left and right on their sides, the bass at the bottom. One
 * row of view_table. */
#ifndef TERMVIZ_VIEW_CIRCULAR_H
#define TERMVIZ_VIEW_CIRCULAR_H

#include "view/view.h"

extern const struct view_ops circular_view;

#endif
