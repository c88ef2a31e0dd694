/* What is to be played, around what is heard. Over the picture it can be worked with: ui/queue_panel.h. */
#ifndef TERMVIZ_VIEW_QUEUE_VIEW_H
#define TERMVIZ_VIEW_QUEUE_VIEW_H

#include "view/view.h"

extern const struct view_ops queue_view;

#endif
