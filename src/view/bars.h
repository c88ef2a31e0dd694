/* Bars: the spectrum as bars in steps of an eighth of a cell, with peak marks. One row of view_table. */
#ifndef TERMVIZ_VIEW_BARS_H
#define TERMVIZ_VIEW_BARS_H

#include "view/view.h"

extern const struct view_ops bars_view;

#endif
