/* The waveform: over the last seconds, or as an oscilloscope shows it. */
#ifndef TERMVIZ_VIEW_WAVEFORM_H
#define TERMVIZ_VIEW_WAVEFORM_H

#include "view/view.h"

extern const struct view_ops waveform_view;

#endif
