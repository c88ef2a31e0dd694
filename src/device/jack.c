#include "device/jack.h"

#include <dlfcn.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"

/* Of enum JackStatus: failed, there is no server. */
enum { NO_SERVER = 0x01 | 0x10 };

/* As <jack/jack.h> declares it, whose types are all PortAudio's business. */
typedef void *client_open(const char *name, int options, int *status, ...);
client_open jack_client_open;

static client_open *library; /* what would have been called; NULL: PortAudio knows no JACK */
static bool is_asked;        /* always */

void jack_stand_in(void)
{
	Dl_info info;
	void *found = dlsym(RTLD_NEXT, "jack_client_open");
	memcpy(&library, &found, sizeof library);
	/* PipeWire's library of that name has no such store, and servers that are for all users other names. */
	is_asked = (found && dladdr(found, &info) && strstr(info.dli_fname, "pipewire"))
		|| *text_env("JACK_PROMISCUOUS_SERVER");
}

/* Where JACK 2 listens, and JACK 1. */
static bool has_server(void)
{
	const char *name = text_env("JACK_DEFAULT_SERVER");
	const unsigned user = (unsigned)getuid();
	char socket[PATH_MAX], folder[PATH_MAX];
	name = *name ? name : "default";
	snprintf(socket, sizeof socket, "/dev/shm/jack_%s_%u_0", name, user);
	snprintf(folder, sizeof folder, "/dev/shm/jack-%u/%s", user, name);
	return access(socket, F_OK) == 0 || access(folder, F_OK) == 0;
}

/* The linker has PortAudio call this one, as programs' own functions go before those of libraries. */
void *jack_client_open(const char *name, int options, int *status, ...)
{
	if (library && (is_asked || has_server()))
		return library(name, options, status);
	if (status)
		*status = NO_SERVER;
	return NULL;
}
