/* A square of dots that glow where they are hit, and fade, as on the screen of an old oscilloscope: pure. */
#ifndef TERMVIZ_VIEW_PHOSPHOR_H
#define TERMVIZ_VIEW_PHOSPHOR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

enum {
	PHOSPHOR_HALF_LIFE_MS = 60,                    /* a trace of a few redraws, gone before the next beat */
	PHOSPHOR_MOST = 64,                            /* a dot glows no more than after so many hits at once, */
	PHOSPHOR_LEAST_SHARE = 16,                     /* and is dark when a 16th of one is left of it, */
	PHOSPHOR_FADE_MS = 10 * PHOSPHOR_HALF_LIFE_MS, /* which takes so long */
};

struct phosphor_dot {
	float glow;     /* in hits, */
	uint32_t at_ms; /* when it was hit last */
};

struct phosphor {
	struct phosphor_dot *dots; /* owned: size x size, row by row */
	int size;
	double now_s;
	uint32_t now_ms;  /* the same; it wraps after 49 days: what was hit just so long ago glows once more */
	uint32_t last_ms; /* when any was hit last, */
	bool was_hit;     /* if ever */
	float fade[PHOSPHOR_FADE_MS]; /* what is left of a glow after so many ms */
};

/* A dark square of so many dots a side, at least one. phosphor_fini() is right after a zeroed struct and after a
 * failure, too. */
bool phosphor_init(struct phosphor *phosphor, int size, struct err *err);
void phosphor_fini(struct phosphor *phosphor);

/* Takes over what glows in another, of any size. */
void phosphor_take_over(struct phosphor *phosphor, const struct phosphor *from);

/* Time goes by. */
void phosphor_advance(struct phosphor *phosphor, double seconds);

/* Hits the dot at -1 … 1, from the left and from below; what lies outside hits the edge. */
void phosphor_hit(struct phosphor *phosphor, float x, float y);

static inline float phosphor_left_of(const struct phosphor *phosphor, const struct phosphor_dot *dot)
{
	const uint32_t age_ms = phosphor->now_ms - dot->at_ms;
	return age_ms < PHOSPHOR_FADE_MS ? dot->glow * phosphor->fade[age_ms] : 0;
}

/* How much a dot glows, counted from the top left: 0 … PHOSPHOR_MOST; 0 is dark. */
static inline float phosphor_glow(const struct phosphor *phosphor, int x, int y)
{
	const float glow = phosphor_left_of(phosphor, &phosphor->dots[y * phosphor->size + x]);
	return glow * PHOSPHOR_LEAST_SHARE >= 1 ? glow : 0;
}

/* Whether all of them are dark. */
bool phosphor_is_dark(const struct phosphor *phosphor);

#endif
