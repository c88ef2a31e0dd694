#include "companion/part.h"

const struct part_ops *const part_table[] = {
#ifdef HAVE_SDBUS
	&part_player,
	&part_follow,
#endif
#ifdef HAVE_MPD
	&part_mpd,
#endif
};
const size_t n_parts = sizeof part_table / sizeof part_table[0];
