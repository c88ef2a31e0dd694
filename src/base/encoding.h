/* Texts that are not UTF-8. */
#ifndef TERMVIZ_BASE_ENCODING_H
#define TERMVIZ_BASE_ENCODING_H

#include <stdbool.h>
#include <stddef.h>

bool encoding_is_utf8(const char *text);

/* Converts a text from an encoding, by its name for iconv, into `to`, terminated, cut if it is too long. Whether all of it
 * could be converted, but for a last character that is not whole. */
bool encoding_to_utf8(const char *name, const char *text, char *to, size_t size);

#endif
