/* The whole file that plays: its waveform, coloured by how strong it is, and where in it the sound is. */
#ifndef TERMVIZ_VIEW_OVERVIEW_H
#define TERMVIZ_VIEW_OVERVIEW_H

#include "view/view.h"

extern const struct view_ops overview_view;

#endif
