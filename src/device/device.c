#include "device/device.h"

#include <pa_jack.h>
#include <portaudio.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/text.h"
#include "base/watch.h"
#include "device/jack.h"

/* No device is further away than a Bluetooth loudspeaker behind a network server. */
#define MAX_LATENCY_S 2.0

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static bool initialised;

/* What libpulse and PipeWire look at when a stream names no sink: PortAudio has no way to. */
static struct {
	const char *variable;
	char given[256]; /* what the user has set; "": nothing */
} aims[] = { { "PULSE_SINK", "" }, { "PIPEWIRE_NODE", "" } };
enum { N_AIMS = sizeof aims / sizeof aims[0] };
#define SINK_PREFIX "pulse:"

static bool leads_to_sink(const char *name)
{
	return text_begins(name, SINK_PREFIX);
}

void device_prepare_environment(void)
{
	setenv("JACK_NO_START_SERVER", "1", 0);
	jack_stand_in();
	for (size_t i = 0; i < N_AIMS; i++) {
		const char *given = getenv(aims[i].variable);
		if (given)
			text_copy(aims[i].given, sizeof aims[i].given, given);
		setenv(aims[i].variable, aims[i].given, 1); /* so that there is room for it once threads read others */
	}
	device_aim("default");
}

void device_aim(const char *name)
{
	for (size_t i = 0; i < N_AIMS; i++) {
		const char *sink = leads_to_sink(name) ? name + strlen(SINK_PREFIX) : aims[i].given;
		if (*sink)
			setenv(aims[i].variable, sink, 1);
		else
			unsetenv(aims[i].variable);
	}
}

bool device_lock(struct err *err)
{
	pthread_mutex_lock(&mutex);
	PaError e = paNoError;
	if (!initialised) {
		PaJack_SetClientName("termviz");
		watch_begin(WATCH_LIBRARIES);
		e = Pa_Initialize();
		watch_end();
	}
	initialised = e == paNoError;
	if (initialised)
		return true;
	pthread_mutex_unlock(&mutex);
	return err_set(err, ERR_SYSTEM, "cannot use audio devices: %s", Pa_GetErrorText(e));
}

void device_unlock(void)
{
	pthread_mutex_unlock(&mutex);
}

/* --------------------------------------------------------------- finding */

static int n_channels(const PaDeviceInfo *info, enum device_direction direction)
{
	return direction == DEVICE_OUTPUT ? info->maxOutputChannels : info->maxInputChannels;
}

static bool fits(int index, enum device_direction direction)
{
	const PaDeviceInfo *info = index >= 0 && index < Pa_GetDeviceCount() ? Pa_GetDeviceInfo(index) : NULL;
	return info && n_channels(info, direction) > 0;
}

static int default_of(const PaHostApiInfo *api, enum device_direction direction)
{
	return direction == DEVICE_OUTPUT ? api->defaultOutputDevice : api->defaultInputDevice;
}

/* A JACK server runs because somebody started it: it comes first. */
static size_t find_defaults(enum device_direction direction, int *found)
{
	size_t n = 0;
	for (int pass = 0; pass < 2; pass++) {
		for (int i = 0; i < Pa_GetHostApiCount() && n < DEVICE_MAX_CANDIDATES; i++) {
			const PaHostApiInfo *api = Pa_GetHostApiInfo(i);
			int index = api ? default_of(api, direction) : -1;
			if (api && (api->type == paJACK) == (pass == 0) && fits(index, direction))
				found[n++] = index;
		}
	}
	return n;
}

/* How well a device goes by a name: not at all, by a part of it, by its beginning, or exactly. */
enum likeness { UNLIKE, LIKE, BEGINS, SAME };

static enum likeness compare(const PaDeviceInfo *info, const char *name)
{
	if (strcasecmp(info->name, name) == 0)
		return SAME;
	if (strncasecmp(info->name, name, strlen(name)) == 0)
		return BEGINS;
	return strcasestr(info->name, name) ? LIKE : UNLIKE;
}

static size_t find_named(const char *name, enum device_direction direction, int *found, enum likeness least)
{
	size_t n = 0;
	for (int i = 0; i < Pa_GetDeviceCount() && n < DEVICE_MAX_CANDIDATES; i++)
		if (fits(i, direction) && compare(Pa_GetDeviceInfo(i), name) >= least)
			found[n++] = i;
	return n;
}

/* The devices that lead to a PulseAudio or PipeWire server. */
static size_t find_server(enum device_direction direction, int *found)
{
	static const char *const names[] = { "pulse", "pipewire", "default" };
	size_t n = 0;
	for (size_t i = 0; i < sizeof names / sizeof names[0] && n == 0; i++)
		n = find_named(names[i], direction, found, SAME);
	return n;
}

static const char *word_of(enum device_direction direction)
{
	return direction == DEVICE_OUTPUT ? "output" : "input";
}

size_t device_find(const char *name, enum device_direction direction, int found[DEVICE_MAX_CANDIDATES], struct err *err)
{
	const char *word = word_of(direction);
	char *end;
	long index = strtol(name, &end, 10);
	size_t n;
	if (strcmp(name, "default") == 0) {
		n = find_defaults(direction, found);
		if (n == 0)
			err_set(err, ERR_INPUT, "no audio %s device here", word);
		return n;
	}
	if (direction == DEVICE_OUTPUT && leads_to_sink(name)) {
		if ((n = find_server(direction, found)) == 0)
			err_set(err, ERR_INPUT, "output %.200s: no way to a PulseAudio or PipeWire server here", name);
		return n;
	}
	if (*name && !*end) {
		found[0] = (int)index;
		if (fits(found[0], direction))
			return 1;
		err_set(err, ERR_INPUT, "%s %s: no such device; termviz --list-devices lists them", word, name);
		return 0;
	}
	if ((n = find_named(name, direction, found, SAME)) || (n = find_named(name, direction, found, BEGINS)) == 1
		|| (n = find_named(name, direction, found, LIKE)) == 1)
		return n;
	err_set(err, ERR_INPUT, "%s '%.200s': %s; termviz --list-devices lists them", word, name,
		n ? "several devices are called so" : "no such device");
	return 0;
}

/* --------------------------------------------------------------- listing */

static const char *kind_of(const PaDeviceInfo *info, const PaHostApiInfo *api)
{
	if (api->type == paJACK && strcmp(info->name, "system") != 0)
		return "JACK client";
	if (info->maxInputChannels && info->maxOutputChannels)
		return "output, input";
	return info->maxOutputChannels ? "output" : "input";
}

static void describe(int index, char *text, size_t size)
{
	const PaDeviceInfo *info = Pa_GetDeviceInfo(index);
	const PaHostApiInfo *api = Pa_GetHostApiInfo(info->hostApi);
	snprintf(text, size, "%s %d: %s%s%s, %d out, %d in, %g Hz", api->type == paJACK ? "JACK" : api->name, index,
		kind_of(info, api), index == api->defaultOutputDevice ? ", default output" : "",
		index == api->defaultInputDevice ? ", default input" : "", info->maxOutputChannels,
		info->maxInputChannels, info->defaultSampleRate);
}

static void list(bool inputs, void (*put)(const char *name, const char *description, void *context), void *context)
{
	if (!device_lock(NULL))
		return;
	for (int i = 0; i < Pa_GetDeviceCount(); i++) {
		char name[256], description[256];
		if (!fits(i, DEVICE_OUTPUT) && !(inputs && fits(i, DEVICE_INPUT)))
			continue;
		text_clean(name, sizeof name, Pa_GetDeviceInfo(i)->name);
		describe(i, description, sizeof description);
		put(name, description, context);
	}
	device_unlock();
}

void device_list(void (*put)(const char *name, const char *description, void *context), void *context)
{
	list(true, put, context);
}

void device_list_outputs(void (*put)(const char *name, const char *description, void *context), void *context)
{
	list(false, put, context);
}

int64_t device_heard_ns(double ahead_s, double latency_s)
{
	if (!(latency_s >= 0 && latency_s <= MAX_LATENCY_S))
		latency_s = 0;
	if (!(ahead_s > 0 && ahead_s <= MAX_LATENCY_S))
		ahead_s = latency_s;
	return clock_now_ns() + (int64_t)(ahead_s * 1e9);
}
