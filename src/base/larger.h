/* The larger of two numbers, for loops: fmaxf() without its care for NaN, which costs a call. */
#ifndef TERMVIZ_BASE_LARGER_H
#define TERMVIZ_BASE_LARGER_H

static inline float larger(float a, float b)
{
	return a > b ? a : b;
}

#endif
