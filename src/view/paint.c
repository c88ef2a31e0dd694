#include "view/paint.h"

#include <stddef.h>

static const size_t shares[] = {
	[GRADIENT_HEIGHT] = offsetof(struct paint_place, height),
	[GRADIENT_FREQUENCY] = offsetof(struct paint_place, frequency),
	[GRADIENT_LEVEL] = offsetof(struct paint_place, level),
};

colour paint_at(const struct view_look *look, struct paint_place place)
{
	const float *share = (const float *)(const void *)((const char *)&place + shares[look->settings->gradient]);
	return colour_gradient(look->theme->gradient, look->theme->n_gradient, *share);
}
