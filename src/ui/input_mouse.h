/* What a mouse's report in SGR form stands for: xterm's ctlseqs.ms, mode 1006. Pure. */
#ifndef TERMVIZ_UI_INPUT_MOUSE_H
#define TERMVIZ_UI_INPUT_MOUSE_H

#include <stdbool.h>

#include "ui/input.h"
#include "ui/input_keys.h"

/* A move, a click with the first button, or a wheel's turn, which is a key; false: it is something else. */
bool mouse_of_csi(const struct csi *csi, struct input_event *event);

#endif
