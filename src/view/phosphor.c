#include "view/phosphor.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

_Static_assert(
	PHOSPHOR_MOST *PHOSPHOR_LEAST_SHARE <= 1 << PHOSPHOR_FADE_MS / PHOSPHOR_HALF_LIFE_MS, "all is dark then");

bool phosphor_init(struct phosphor *phosphor, int size, struct err *err)
{
	*phosphor = (struct phosphor){ .size = size };
	phosphor->dots = calloc((size_t)size * (size_t)size, sizeof *phosphor->dots);
	for (int ms = 0; ms < PHOSPHOR_FADE_MS; ms++)
		phosphor->fade[ms] = exp2f(-(float)ms / PHOSPHOR_HALF_LIFE_MS);
	return phosphor->dots || err_set(err, ERR_SYSTEM, "out of memory for the picture");
}

void phosphor_fini(struct phosphor *phosphor)
{
	free(phosphor->dots);
	*phosphor = (struct phosphor){ 0 };
}

void phosphor_take_over(struct phosphor *phosphor, const struct phosphor *from)
{
	phosphor->now_s = from->now_s;
	phosphor->now_ms = from->now_ms;
	phosphor->last_ms = from->last_ms;
	phosphor->was_hit = from->was_hit;
	for (int y = 0; y < phosphor->size; y++)
		for (int x = 0; x < phosphor->size; x++)
			phosphor->dots[y * phosphor->size + x] = from->dots[y * from->size / phosphor->size * from->size
				+ x * from->size / phosphor->size];
}

void phosphor_advance(struct phosphor *phosphor, double seconds)
{
	phosphor->now_s += seconds;
	phosphor->now_ms = (uint32_t)fmod(phosphor->now_s * 1000, 4294967296.0);
}

static int place_of(const struct phosphor *phosphor, float at)
{
	const float middle = (float)(phosphor->size - 1) / 2;
	return (int)ceilf(middle + fmaxf(-1, fminf(1, at)) * middle - 0.5f);
}

void phosphor_hit(struct phosphor *phosphor, float x, float y)
{
	struct phosphor_dot *dot = &phosphor->dots[place_of(phosphor, -y) * phosphor->size + place_of(phosphor, x)];
	dot->glow = fminf(phosphor_left_of(phosphor, dot) + 1, PHOSPHOR_MOST);
	dot->at_ms = phosphor->last_ms = phosphor->now_ms;
	phosphor->was_hit = true;
}

bool phosphor_is_dark(const struct phosphor *phosphor)
{
	return !phosphor->was_hit || phosphor->now_ms - phosphor->last_ms >= PHOSPHOR_FADE_MS;
}
