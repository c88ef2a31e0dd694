/* Functions of libraries that hang, crash or end the process when they are told to: to be preloaded (LD_PRELOAD) by tests.
 *
 * A file $TERMVIZ_TEST_FAULTS/FUNCTION.hang, .crash or .exit does it, for as long as it is there; with .once behind that
 * it is removed by the first that meets it. The decoder does it for sound files named poison* alone, a second into them.
 */
#include <dlfcn.h>
#include <errno.h>
#include <portaudio.h>
#include <sndfile.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "source/sndfile.h"

static bool meets(const char *function, const char *fault)
{
	const char *folder = getenv("TERMVIZ_TEST_FAULTS");
	char path[512], once[600];
	snprintf(path, sizeof path, "%s/%s.%s", folder ? folder : "", function, fault);
	snprintf(once, sizeof once, "%s.once", path);
	return folder && (access(path, F_OK) == 0 || unlink(once) == 0);
}

static void fail_if_told(const char *function)
{
	if (meets(function, "crash"))
		abort();
	if (meets(function, "exit"))
		exit(3);
	if (meets(function, "hang"))
		for (;;)
			pause();
}

/* Sets a pointer to the library's own function. */
static void find(void *function, const char *name)
{
	void *found = dlsym(RTLD_NEXT, name);
	memcpy(function, &found, sizeof found);
}

/* "engine": before it has done anything. */
__attribute__((constructor)) static void begin(void)
{
	if (strcmp(program_invocation_short_name, "termviz-engine") == 0)
		fail_if_told("engine");
}

/* --------------------------------------------------------------- PortAudio */

PaError Pa_Initialize(void)
{
	PaError (*initialise)(void);
	find(&initialise, "Pa_Initialize");
	fail_if_told("Pa_Initialize");
	return initialise();
}

static PaStreamCallback *callback;

static int on_audio(const void *in, void *out, unsigned long n_frames, const PaStreamCallbackTimeInfo *time,
	PaStreamCallbackFlags flags, void *context)
{
	fail_if_told("callback");
	return callback(in, out, n_frames, time, flags, context);
}

/* All streams of a process have one callback. */
PaError Pa_OpenStream(PaStream **stream, const PaStreamParameters *input, const PaStreamParameters *output, double rate,
	unsigned long n_frames, PaStreamFlags flags, PaStreamCallback *to_call, void *context)
{
	PaError (*open)(PaStream **, const PaStreamParameters *, const PaStreamParameters *, double, unsigned long,
		PaStreamFlags, PaStreamCallback *, void *);
	find(&open, "Pa_OpenStream");
	fail_if_told("Pa_OpenStream");
	callback = to_call;
	return open(stream, input, output, rate, n_frames, flags, on_audio, context);
}

PaError Pa_StartStream(PaStream *stream)
{
	PaError (*start)(PaStream *);
	find(&start, "Pa_StartStream");
	fail_if_told("Pa_StartStream");
	return start(stream);
}

/* --------------------------------------------------------------- libsndfile */

static SNDFILE *poison;
static sf_count_t n_read;

static void look_for_poison(int fd, SNDFILE *sound)
{
	char link[64], path[512] = "";
	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	if (readlink(link, path, sizeof path - 1) <= 0 || !strstr(path, "/poison"))
		return;
	poison = sound;
	n_read = 0;
}

SNDFILE *sf_open_fd(int fd, int mode, SF_INFO *info, int owns_fd)
{
	SNDFILE *(*open_fd)(int, int, SF_INFO *, int);
	find(&open_fd, "sf_open_fd");
	SNDFILE *sound = open_fd(fd, mode, info, owns_fd);
	look_for_poison(fd, sound);
	return sound;
}

SNDFILE *sf_open_virtual(SF_VIRTUAL_IO *io, int mode, SF_INFO *info, void *context)
{
	SNDFILE *(*open_virtual)(SF_VIRTUAL_IO *, int, SF_INFO *, void *);
	find(&open_virtual, "sf_open_virtual");
	SNDFILE *sound = open_virtual(io, mode, info, context);
	look_for_poison(((const struct sndfile_view *)context)->fd, sound);
	return sound;
}

sf_count_t sf_readf_float(SNDFILE *sound, float *frames, sf_count_t n)
{
	sf_count_t (*readf)(SNDFILE *, float *, sf_count_t);
	find(&readf, "sf_readf_float");
	if (sound == poison && (n_read += n) > 48000)
		fail_if_told("sf_readf_float");
	return readf(sound, frames, n);
}
