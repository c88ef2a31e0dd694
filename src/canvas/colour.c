#include "canvas/colour.h"

#include <math.h>

/* sRGB's transfer function and its inverse: IEC 61966-2-1. */
static float linear_from_srgb(unsigned value)
{
	const float v = (float)value / 255.0f;
	return v <= 0.04045f ? v / 12.92f : powf((v + 0.055f) / 1.055f, 2.4f);
}

static unsigned srgb_from_linear(float light)
{
	const float v = light <= 0.0031308f ? 12.92f * light : 1.055f * powf(light, 1.0f / 2.4f) - 0.055f;
	return (unsigned)lroundf(255.0f * v);
}

static unsigned blend(unsigned from, unsigned to, float share)
{
	if (from == to)
		return from;
	return srgb_from_linear((1.0f - share) * linear_from_srgb(from) + share * linear_from_srgb(to));
}

colour colour_gradient(const colour *stops, size_t n, float t)
{
	if (n == 1 || !(t > 0.0f)) /* NaN goes here, too */
		return stops[0];
	if (t >= 1.0f)
		return stops[n - 1];

	const float place = t * (float)(n - 1);
	const size_t below = (size_t)place < n - 2 ? (size_t)place : n - 2;
	const float share = place - (float)below;
	const colour a = stops[below];
	const colour b = stops[below + 1];
	if (!colour_is_rgb(a) || !colour_is_rgb(b))
		return share < 0.5f ? a : b;
	return colour_rgb(blend(a >> 16 & 255, b >> 16 & 255, share), blend(a >> 8 & 255, b >> 8 & 255, share),
		blend(a & 255, b & 255, share));
}

float colour_luminance(colour c)
{
	return 0.2126f * linear_from_srgb(c >> 16 & 255) + 0.7152f * linear_from_srgb(c >> 8 & 255)
		+ 0.0722f * linear_from_srgb(c & 255);
}

float colour_contrast(colour a, colour b)
{
	const float stray = 0.05f; /* light that falls on any screen */
	const float x = colour_luminance(a) + stray, y = colour_luminance(b) + stray;
	return x > y ? x / y : y / x;
}
