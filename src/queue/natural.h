/* The order that people expect of names: "track 2" before "Track 10". */
#ifndef TERMVIZ_QUEUE_NATURAL_H
#define TERMVIZ_QUEUE_NATURAL_H

/* Compares as strcmp() does, numbers by their value, ASCII letters in any case; names that differ are never equal. */
int natural_compare(const char *a, const char *b);

#endif
