/* ID3v2 as libmpg123 hands it out. */
#ifndef TERMVIZ_SOURCE_TAGS_ID3_H
#define TERMVIZ_SOURCE_TAGS_ID3_H

#include <mpg123.h>

#include "source/tags.h"

/* Puts the tag that the decoder has read, if there is one. The decoder was opened with MPG123_PLAIN_ID3TEXT: what a tag
 * calls Latin-1 may be in any encoding. */
void tags_put_id3v2(mpg123_handle *decoder, struct tags_reading *reading);

#endif
