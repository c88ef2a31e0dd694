/* Texts of tags that do not say how they are encoded. */
#ifndef TERMVIZ_SOURCE_TAGS_ENCODING_H
#define TERMVIZ_SOURCE_TAGS_ENCODING_H

#include <stddef.h>

struct tags_encoding;

/* Has all encodings ready for a process that will not be able to load them later. */
void tags_encoding_prepare(void);

/* How texts that belong together are encoded: what is valid UTF-8 does not count, and if none is left, NULL. Of the
 * others, which are never long, all together decide. */
const struct tags_encoding *tags_encoding_guess(const char *const *texts, size_t n);

/* Decodes a text into printable UTF-8, cut at a character if it is too long; one that is UTF-8 or that the encoding
 * does not fit is cleaned as it is. */
void tags_decode(const struct tags_encoding *encoding, const char *text, char *to, size_t size);

#endif
