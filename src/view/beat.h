/* Rhythm: the tempo, a pulse with each beat, and what has begun when. */
#ifndef TERMVIZ_VIEW_BEAT_H
#define TERMVIZ_VIEW_BEAT_H

#include "view/view.h"

extern const struct view_ops beat_view;

#endif
