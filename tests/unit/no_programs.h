/* In the place of spawn_program() (-Wl,--wrap, see Makefile.inc): there is no program, whatever is built or installed. */
#ifndef TERMVIZ_TESTS_NO_PROGRAMS_H
#define TERMVIZ_TESTS_NO_PROGRAMS_H

#include <errno.h>

#include "base/spawn.h"

pid_t __wrap_spawn_program(const struct spawn_request *request, struct err *err);
pid_t __wrap_spawn_program(const struct spawn_request *request, struct err *err)
{
	err_set_sys(err, ENOENT, "cannot start %s", request->program);
	return -1;
}

#endif
