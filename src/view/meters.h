/* Meters: levels of each channel, loudness, stereo image, tempo. One row of view_table. */
#ifndef TERMVIZ_VIEW_METERS_H
#define TERMVIZ_VIEW_METERS_H

#include "view/view.h"

extern const struct view_ops meters_view;

#endif
