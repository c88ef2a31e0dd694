/* Lines: the spectrum as a curve, with traces of its peaks, its average and its maximum. One row of view_table. */
#ifndef TERMVIZ_VIEW_LINES_H
#define TERMVIZ_VIEW_LINES_H

#include "view/view.h"

extern const struct view_ops lines_view;

#endif
