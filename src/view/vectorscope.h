/* The vectorscope: left against right, turned so that what they share points upwards. */
#ifndef TERMVIZ_VIEW_VECTORSCOPE_H
#define TERMVIZ_VIEW_VECTORSCOPE_H

#include "view/view.h"

extern const struct view_ops vectorscope_view;

#endif
