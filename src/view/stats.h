/* Statistics of the run: what goes wrong, in words and figures, and how it was over the last minute. One row of
 * view_table. */
#ifndef TERMVIZ_VIEW_STATS_H
#define TERMVIZ_VIEW_STATS_H

#include "view/view.h"

extern const struct view_ops stats_view;

#endif
