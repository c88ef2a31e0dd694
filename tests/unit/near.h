/* assert_near(a, b, tolerance): in doubles, which cmocka's own comparison is not. */
#ifndef TERMVIZ_TESTS_NEAR_H
#define TERMVIZ_TESTS_NEAR_H

#include <math.h>

#define assert_near(a, b, tolerance)                                                                                   \
	do {                                                                                                           \
		double near_a = (a), near_b = (b);                                                                     \
		if (!(fabs(near_a - near_b) <= (tolerance)))                                                           \
			fail_msg("%s is %.9g, not %.9g", #a, near_a, near_b);                                          \
	} while (0)

#endif
