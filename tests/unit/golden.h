/* Pictures as text: a canvas against a file of lines, readable as what it shows. */
#ifndef TERMVIZ_TESTS_GOLDEN_H
#define TERMVIZ_TESTS_GOLDEN_H

#include "canvas/canvas.h"

/* Compares the canvas with tests/golden/NAME.txt (below $srcdir); a difference fails the test and prints both. With
 * UPDATE_GOLDENS set in the environment the file is written instead: look at it before it is committed. */
void golden_check(const struct canvas *canvas, const char *name);

#endif
