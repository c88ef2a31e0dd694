/* Captures from an input device or a JACK client, through a PortAudio callback. */
#include <poll.h>
#include <portaudio.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/ring.h"
#include "base/text.h"
#include "base/watch.h"
#include "device/device.h"
#include "source/rows.h"

enum {
	MAX_CHANNELS = 8, /* of a JACK client, whose ports these are */
	LOOK_MS = 10,     /* the callback wakes nobody: how often we look for what it has left */
	RING_MS = 1000,
};
#define STALL_NS (2 * NS_PER_S)
/* As little as goes without dropouts on most machines; it is what a picture lags behind. */
#define LATENCY_S 0.01

struct capture {
	PaStream *stream;
	struct ring ring; /* of frames */
	uint32_t n_channels;
	int cancel_fd;
	_Atomic int64_t called_ns;
	_Atomic bool gone;
};

static bool accepts(const struct source_request *request)
{
	return request->input != NULL;
}

static int on_audio(const void *in, void *out, unsigned long n_frames, const PaStreamCallbackTimeInfo *time,
	PaStreamCallbackFlags flags, void *context)
{
	struct capture *capture = context;
	(void)out, (void)time, (void)flags;
	if (in)
		ring_write(&capture->ring, in, n_frames);
	atomic_store_explicit(&capture->called_ns, clock_now_ns(), memory_order_relaxed);
	return paContinue;
}

static void on_finished(void *context)
{
	struct capture *capture = context;
	atomic_store_explicit(&capture->gone, true, memory_order_relaxed);
}

static bool open_device(struct capture *capture, int index, double *rate_hz, struct err *err)
{
	const PaDeviceInfo *info = Pa_GetDeviceInfo(index);
	int most = Pa_GetHostApiInfo(info->hostApi)->type == paJACK ? MAX_CHANNELS : 2;
	int n_channels = info->maxInputChannels < most ? info->maxInputChannels : most;
	const PaStreamParameters input = { .device = index,
		.channelCount = n_channels,
		.sampleFormat = paFloat32,
		.suggestedLatency
		= LATENCY_S > info->defaultLowInputLatency ? LATENCY_S : info->defaultLowInputLatency };
	capture->n_channels = (uint32_t)n_channels;
	*rate_hz = info->defaultSampleRate;
	if (!ring_init(&capture->ring, sizeof(float) * capture->n_channels, (size_t)(*rate_hz * RING_MS / 1000), err))
		return false;
	capture->called_ns = clock_now_ns();
	PaError e = Pa_OpenStream(
		&capture->stream, &input, NULL, *rate_hz, paFramesPerBufferUnspecified, paNoFlag, on_audio, capture);
	if (e == paNoError) {
		Pa_SetStreamFinishedCallback(capture->stream, on_finished);
		e = Pa_StartStream(capture->stream);
	} else {
		capture->stream = NULL;
	}
	return e == paNoError
		|| err_set(err, ERR_INPUT, "input '%.100s' cannot be opened: %s; termviz --list-devices lists others",
			info->name, Pa_GetErrorText(e));
}

/* What plays here is not an input device of PortAudio's: that which it would open might be a microphone. */
static bool check_name(const char *name, struct err *err)
{
	if (strcmp(name, "monitor") == 0 || text_begins(name, "app:") || text_begins(name, "pulse:"))
		return err_set(err, ERR_INPUT,
			"--input %s: this termviz was built without PulseAudio; name a device: termviz --list-devices",
			name);
	return true;
}

static bool open_capture(void *state, const struct source_request *request, struct source_info *info, struct err *err)
{
	struct capture *capture = state;
	int found[DEVICE_MAX_CANDIDATES];
	double rate_hz;
	const char *name = strcmp(request->input, "mic") == 0 ? "default" : request->input;
	capture->cancel_fd = request->cancel_fd;
	if (!check_name(name, err) || !device_lock(err))
		return false;
	watch_begin(WATCH_OPEN_DEVICE);
	bool good = device_find(name, DEVICE_INPUT, found, err) > 0 && open_device(capture, found[0], &rate_hz, err);
	watch_end();
	if (good) {
		*info = (struct source_info){ .rate_hz = (uint32_t)(rate_hz + 0.5),
			.n_channels = capture->n_channels,
			.n_frames = -1,
			.live = true };
		text_clean(info->title, sizeof info->title, Pa_GetDeviceInfo(found[0])->name);
		text_copy(info->format, sizeof info->format, "capture");
	}
	device_unlock();
	return good;
}

static enum source_status read_capture(void *state, float *frames, size_t max_frames, size_t *n_frames, struct err *err)
{
	struct capture *capture = state;
	*n_frames = ring_read(&capture->ring, frames, max_frames);
	if (*n_frames)
		return SOURCE_OK;
	int64_t silent_ns = clock_now_ns() - atomic_load_explicit(&capture->called_ns, memory_order_relaxed);
	if (!atomic_load_explicit(&capture->gone, memory_order_relaxed) && silent_ns < STALL_NS)
		return SOURCE_DRY;
	err_set(err, ERR_GONE, "the input device is gone, or its server has stopped");
	return SOURCE_FAILED;
}

static enum source_status wait_for_callback(void *state)
{
	struct capture *capture = state;
	struct pollfd cancel = { .fd = capture->cancel_fd, .events = POLLIN };
	return poll(&cancel, 1, LOOK_MS) > 0 ? SOURCE_CANCELLED : SOURCE_OK;
}

static void close_capture(void *state)
{
	struct capture *capture = state;
	if (capture->stream && device_lock(NULL)) {
		watch_begin(WATCH_CLOSE_DEVICE);
		Pa_CloseStream(capture->stream);
		watch_end();
		device_unlock();
	}
	ring_fini(&capture->ring);
}

const struct source_ops source_capture = {
	.name = "capture",
	.help = "an input device, or a JACK client",
	.state_bytes = sizeof(struct capture),
	.accepts = accepts,
	.open = open_capture,
	.read = read_capture,
	.wait = wait_for_callback,
	.close = close_capture,
	.list = device_list,
};
