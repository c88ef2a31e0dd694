/* A fault of libsndfile's (up to 1.2.2 at least) that has to be kept from it. */
#ifndef TERMVIZ_SOURCE_RIFF_LIST_H
#define TERMVIZ_SOURCE_RIFF_LIST_H

#include <stdbool.h>
#include <stddef.h>

/* Whether there is a list of texts in the first `n` bytes of a WAV or RF64 that libsndfile would go round in for ever:
 * the length of one of its parts, taken for a signed number, leads back. Pure. */
bool riff_list_is_endless(const unsigned char *bytes, size_t n);

#endif
