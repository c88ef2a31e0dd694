#include "engine/fence.h"

#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <stddef.h>
#include <sys/mman.h>

#define ANY_BUT_BITS(argument, bits)                                                                                   \
	{                                                                                                              \
		.arg = (argument), .op = SCMP_CMP_MASKED_EQ, .datum_a = (bits), .datum_b = 0                           \
	}
#define JUST(argument, value)                                                                                          \
	{                                                                                                              \
		.arg = (argument), .op = SCMP_CMP_EQ, .datum_a = (value)                                               \
	}

/* What decoding and measuring call, the C library's allocator included. A call may stand in several rows. */
static const struct allowed {
	int call;
	unsigned n_conditions;
	struct scmp_arg_cmp condition;
} allowed[] = {
	/* the file */
	{ .call = SCMP_SYS(read) },
	{ .call = SCMP_SYS(pread64) },
	{ .call = SCMP_SYS(lseek) },
	{ .call = SCMP_SYS(_llseek) },
	{ .call = SCMP_SYS(fstat) },
	{ .call = SCMP_SYS(fstat64) },
	{ .call = SCMP_SYS(newfstatat), 1, JUST(3, AT_EMPTY_PATH) }, /* how the C library does fstat() */
	{ .call = SCMP_SYS(statx), 1, JUST(2, AT_EMPTY_PATH) },
	{ .call = SCMP_SYS(fcntl), 1, JUST(1, F_DUPFD_CLOEXEC) },
	{ .call = SCMP_SYS(fcntl64), 1, JUST(1, F_DUPFD_CLOEXEC) },
	{ .call = SCMP_SYS(fcntl), 1, JUST(1, F_GETFL) },
	{ .call = SCMP_SYS(fcntl64), 1, JUST(1, F_GETFL) },
	{ .call = SCMP_SYS(close) },
	/* memory */
	{ .call = SCMP_SYS(brk) },
	{ .call = SCMP_SYS(mmap), 1, ANY_BUT_BITS(2, PROT_EXEC) },
	{ .call = SCMP_SYS(mmap2), 1, ANY_BUT_BITS(2, PROT_EXEC) },
	{ .call = SCMP_SYS(mprotect), 1, ANY_BUT_BITS(2, PROT_EXEC) },
	{ .call = SCMP_SYS(mremap) },
	{ .call = SCMP_SYS(munmap) },
	{ .call = SCMP_SYS(madvise) },
	{ .call = SCMP_SYS(futex) },
	{ .call = SCMP_SYS(getrandom) },
	/* time, where it is not read without a call */
	{ .call = SCMP_SYS(clock_gettime) },
	{ .call = SCMP_SYS(clock_gettime64) },
	{ .call = SCMP_SYS(gettimeofday) },
	/* harmless; a sanitizer's runtime looks for its stack before an end */
	{ .call = SCMP_SYS(sigaltstack) },
	{ .call = SCMP_SYS(gettid) },
	/* the end */
	{ .call = SCMP_SYS(rt_sigreturn) },
	{ .call = SCMP_SYS(exit_group) },
};

static int add_rules(scmp_filter_ctx filter, int socket_fd)
{
	static const int talk[] = { SCMP_SYS(recvmsg), SCMP_SYS(sendmsg) };
	const struct scmp_arg_cmp over_socket = JUST(0, (scmp_datum_t)socket_fd);
	int status = 0;
	for (size_t i = 0; status == 0 && i < sizeof allowed / sizeof allowed[0]; i++)
		status = seccomp_rule_add_array(
			filter, SCMP_ACT_ALLOW, allowed[i].call, allowed[i].n_conditions, &allowed[i].condition);
	for (size_t i = 0; status == 0 && i < sizeof talk / sizeof talk[0]; i++)
		status = seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, talk[i], 1, &over_socket);
	return status;
}

bool fence_raise(int socket_fd, struct err *err)
{
	/* No new privileges, and death to calls of a foreign architecture, are what a filter begins with. */
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	int status = filter ? add_rules(filter, socket_fd) : -ENOMEM;
	if (status == 0) /* a thread that a library may have started is fenced in as well */
		status = seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1);
	if (status == 0)
		status = seccomp_load(filter);
	if (filter)
		seccomp_release(filter);
	return status == 0
		|| err_set_sys(
			err, -status, "the decoders cannot be fenced in (seccomp) as --report and --still need it");
}
