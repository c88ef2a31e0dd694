/* Words for a sound server, or the libraries before it, that do not come to an end. */
#ifndef TERMVIZ_BASE_NO_ANSWER_H
#define TERMVIZ_BASE_NO_ANSWER_H

#include <stddef.h>

/* Fills `text` with what is to be thought of it and, if there is anything, done. */
void no_answer_explain(char *text, size_t size);

#endif
