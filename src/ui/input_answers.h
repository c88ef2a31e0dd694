/* What a terminal's answers say: xterm's ctlseqs.ms. Pure. */
#ifndef TERMVIZ_UI_INPUT_ANSWERS_H
#define TERMVIZ_UI_INPUT_ANSWERS_H

#include <stdbool.h>
#include <stddef.h>

#include "ui/input.h"
#include "ui/input_keys.h"

/* The event a control sequence makes that is no key; false if none. */
bool answer_of_csi(const struct csi *csi, struct input_event *event);

/* The same of a control string: the `n` bytes between its begin, ESC and `kind`, and its end. */
bool answer_of_string(unsigned char kind, const unsigned char *s, size_t n, struct input_event *event);

#endif
