/* Four floats that are worked on at once, in the vector notation of GCC and Clang, which is no one machine's own: for
 * the few loops that cost too much otherwise and that compilers vectorise or not as their version and options have it.
 *
 * Each lane is computed as a float would be, so that results do not depend on which lane a sample falls into.
 */
#ifndef TERMVIZ_DSP_VEC4_H
#define TERMVIZ_DSP_VEC4_H

#include <stdint.h>
#include <string.h>

#include "base/larger.h"

typedef float vec4 __attribute__((vector_size(16)));
typedef int32_t vec4_mask __attribute__((vector_size(16))); /* 0 or all bits in each lane */

/* From and to any address: it need not be aligned. */
static inline vec4 vec4_load(const float *from)
{
	vec4 v;
	memcpy(&v, from, sizeof v);
	return v;
}

static inline void vec4_store(float *to, vec4 v)
{
	memcpy(to, &v, sizeof v);
}

static inline vec4 vec4_larger(vec4 a, vec4 b)
{
	vec4_mask mask = a > b;
	return (vec4)(((vec4_mask)a & mask) | ((vec4_mask)b & ~mask));
}

static inline vec4 vec4_magnitude(vec4 v)
{
	return (vec4)((vec4_mask)v & INT32_MAX);
}

/* 0 in place of what is not above `floor`. */
static inline vec4 vec4_above(vec4 v, float floor)
{
	return (vec4)((vec4_mask)v & (v > floor));
}

static inline float vec4_largest(vec4 v)
{
	return larger(larger(v[0], v[1]), larger(v[2], v[3]));
}

#endif
