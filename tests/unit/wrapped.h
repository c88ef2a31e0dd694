/* Functions that the linker puts in the place of others (-Wl,--wrap, see Makefile.inc), for all that our own code calls:
 * each does on_wrapped(), which the test defines, and then what it is for. */
#ifndef TERMVIZ_TESTS_WRAPPED_H
#define TERMVIZ_TESTS_WRAPPED_H

#include <stddef.h>

static void on_wrapped(void);

#define WRAP(result, name, parameters, arguments)                                                                      \
	result __real_##name parameters;                                                                               \
	result __wrap_##name parameters;                                                                               \
	result __wrap_##name parameters                                                                                \
	{                                                                                                              \
		on_wrapped();                                                                                          \
		return __real_##name arguments;                                                                        \
	}
WRAP(void *, malloc, (size_t n), (n))
WRAP(void *, calloc, (size_t n, size_t size), (n, size))
WRAP(void *, realloc, (void *p, size_t n), (p, n))
void __real_free(void *p);
void __wrap_free(void *p);
void __wrap_free(void *p)
{
	on_wrapped();
	__real_free(p);
}

#endif
