/* What is told of a place in a spectrum to who points at it. */
#ifndef TERMVIZ_VIEW_SPOT_H
#define TERMVIZ_VIEW_SPOT_H

#include "view/band_feed.h"
#include "view/view.h"

/* The frequency at a place among a feed's bands: 0 is where the first begins, 0.5 its middle, 1 where the second begins. */
double spot_hz(const struct band_feed *feed, double band);

/* Writes frequency, note and level as "440 Hz  A4  -23.1 dB": the note of equal temperament nearest to it, with the cents
 * it is off if these are worth a word; no level where it is DB_SILENCE or less. `hz` > 0. No click goes there. */
void spot_tell(struct view_spot *spot, double hz, double db);

#endif
