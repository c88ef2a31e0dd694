/* The spectrum over time: the newest at the right, low frequencies at the bottom, levels as colours or shades. */
#ifndef TERMVIZ_VIEW_SPECTROGRAM_H
#define TERMVIZ_VIEW_SPECTROGRAM_H

#include "view/view.h"

extern const struct view_ops spectrogram_view;

#endif
