/* The Kaiser window, which cuts a filter's impulse response to length. */
#ifndef TERMVIZ_DSP_KAISER_H
#define TERMVIZ_DSP_KAISER_H

/* I0(beta · √(1 - place²)) / I0(beta): 1 at place 0, 0 beyond -1 and 1. A larger beta has lower side lobes and a wider
 * main one. (J. F. Kaiser, Nonrecursive digital filter design using the I0-sinh window function, Proc. ISCAS 1974.) */
double kaiser(double place, double beta);

#endif
