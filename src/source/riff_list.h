/* A fault of libsndfile's (up to 1.2.2 at least) that has to be kept from it: in a list of texts it goes from part to part
 * by lengths that it takes for signed numbers, and one that leads back has it go round for ever. */
#ifndef TERMVIZ_SOURCE_RIFF_LIST_H
#define TERMVIZ_SOURCE_RIFF_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum riff_kind { RIFF_NONE, RIFF_LITTLE, RIFF_BIG };

/* What a file or stream is that begins so: RIFF_NONE has no such lists. */
enum riff_kind riff_kind_of(const unsigned char *bytes, size_t n);

/* Whether there is such a list among `n` bytes before or behind the sound. `*next`: what is behind the sound begins so far
 * beyond the first of them, and is still to be looked at; 0: nothing is. Pure. */
bool riff_list_is_endless(const unsigned char *bytes, size_t n, enum riff_kind kind, uint64_t *next);

#endif
