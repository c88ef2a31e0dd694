#include "queue/natural.h"

#include <ctype.h>
#include <string.h>

/* Digits from here on, leading zeros left out. */
static size_t number_at(const char **s)
{
	*s += strspn(*s, "0");
	return strspn(*s, "0123456789");
}

static int sign(long difference)
{
	return (difference > 0) - (difference < 0);
}

int natural_compare(const char *a, const char *b)
{
	const char *left = a, *right = b;
	while (*left && *right) {
		int order;
		if (isdigit((unsigned char)*left) && isdigit((unsigned char)*right)) {
			size_t n_left = number_at(&left), n_right = number_at(&right);
			order = n_left != n_right ? sign((long)n_left - (long)n_right) : memcmp(left, right, n_left);
			left += n_left;
			right += n_right;
		} else {
			order = tolower((unsigned char)*left++) - tolower((unsigned char)*right++);
		}
		if (order)
			return order;
	}
	int order = (unsigned char)*left - (unsigned char)*right;
	return order ? order : strcmp(a, b);
}
