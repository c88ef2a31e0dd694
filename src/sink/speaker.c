#include "sink/speaker.h"

#include <math.h>
#include <pa_linux_alsa.h>
#include <portaudio.h>
#include <string.h>

#include "base/text.h"
#include "base/watch.h"
#include "device/device.h"

/* What is played need not be heard at once: the picture waits for it. Fewer and larger buffers than
 * those that PortAudio would choose cost less, and bear a busy machine. JACK has its own. */
#define LEAST_LATENCY_S 0.08

static void mix_down(float *mono, const float *stereo, size_t n_frames)
{
	for (size_t i = 0; i < n_frames; i++)
		mono[i] = (stereo[2 * i] + stereo[2 * i + 1]) / 2;
}

static int on_audio(const void *in, void *out, unsigned long n_frames, const PaStreamCallbackTimeInfo *time,
	PaStreamCallbackFlags flags, void *context)
{
	struct speaker *speaker = context;
	float *to = out;
	(void)in;
	int64_t heard_ns = device_heard_ns(time->outputBufferDacTime - time->currentTime, speaker->latency_s);
	bool missed = flags & paOutputUnderflow;
	if (speaker->n_channels == 2) {
		speaker->calls.process(speaker->calls.context, to, n_frames, heard_ns, missed);
		return paContinue;
	}
	size_t n = n_frames < SPEAKER_MAX_BLOCK_FRAMES ? n_frames : SPEAKER_MAX_BLOCK_FRAMES;
	speaker->calls.process(speaker->calls.context, speaker->mono, n, heard_ns, missed);
	mix_down(to, speaker->mono, n);
	memset(to + n, 0, (n_frames - n) * sizeof *to);
	return paContinue;
}

static void on_finished(void *context)
{
	struct speaker *speaker = context;
	if (!speaker->closing)
		speaker->calls.finished(speaker->calls.context);
}

static PaError open_at(struct speaker *speaker, int index, double rate_hz, double latency_s)
{
	const PaDeviceInfo *info = Pa_GetDeviceInfo(index);
	speaker->n_channels = info->maxOutputChannels >= 2 ? 2 : 1;
	const PaStreamParameters output = { .device = index,
		.channelCount = speaker->n_channels,
		.sampleFormat = paFloat32,
		.suggestedLatency = fmax(latency_s, fmax(info->defaultHighOutputLatency, LEAST_LATENCY_S)) };
	return Pa_OpenStream(
		&speaker->stream, NULL, &output, rate_hz, paFramesPerBufferUnspecified, paNoFlag, on_audio, speaker);
}

static void describe(struct speaker *speaker, int index)
{
	const PaDeviceInfo *info = Pa_GetDeviceInfo(index);
	const PaStreamInfo *stream_info = Pa_GetStreamInfo(speaker->stream);
	text_clean(speaker->name, sizeof speaker->name, info->name);
	speaker->rate_hz = (uint32_t)(stream_info->sampleRate + 0.5);
	speaker->latency_s = stream_info->outputLatency;
	Pa_SetStreamFinishedCallback(speaker->stream, on_finished);
	speaker->can_grow = Pa_GetHostApiInfo(info->hostApi)->type != paJACK;
	if (Pa_GetHostApiInfo(info->hostApi)->type == paALSA)
		PaAlsa_EnableRealtimeScheduling(speaker->stream, 1);
}

/* At the rate that is asked for or, if the device refuses it, at its own. */
static PaError open_device(struct speaker *speaker, int index, uint32_t rate_hz, double latency_s)
{
	double own_rate_hz = Pa_GetDeviceInfo(index)->defaultSampleRate;
	PaError e = open_at(speaker, index, rate_hz, latency_s);
	if (e != paNoError && own_rate_hz >= 1 && (uint32_t)own_rate_hz != rate_hz)
		e = open_at(speaker, index, own_rate_hz, latency_s);
	if (e == paNoError)
		describe(speaker, index);
	else
		speaker->stream = NULL;
	return e;
}

/* What PortAudio says of a host error is the host's own words. */
static const char *reason(PaError e)
{
	const PaHostErrorInfo *host = e == paUnanticipatedHostError ? Pa_GetLastHostErrorInfo() : NULL;
	return host && host->errorText && host->errorText[0] ? host->errorText : Pa_GetErrorText(e);
}

bool speaker_open(struct speaker *speaker, const char *name, uint32_t rate_hz, double latency_s,
	const struct speaker_calls *calls, struct err *err)
{
	int found[DEVICE_MAX_CANDIDATES];
	PaError e = paDeviceUnavailable;
	speaker->calls = *calls;
	speaker->closing = false;
	if (!device_lock(err))
		return false;
	size_t n = device_find(name, DEVICE_OUTPUT, found, err);
	device_aim(name);
	watch_begin(WATCH_OPEN_DEVICE);
	for (size_t i = 0; i < n && e != paNoError; i++)
		e = open_device(speaker, found[i], rate_hz, latency_s);
	watch_end();
	bool named = strcmp(name, "default") != 0;
	if (n && e != paNoError)
		err_set(err, ERR_INPUT, "output '%.100s' cannot be opened: %s",
			named ? name : Pa_GetDeviceInfo(found[0])->name, reason(e));
	else if (n && text_begins(name, "pulse:"))
		text_clean(speaker->name, sizeof speaker->name, name); /* not by what leads there */
	device_unlock();
	return n && e == paNoError;
}

bool speaker_start(struct speaker *speaker, struct err *err)
{
	if (!device_lock(err))
		return false;
	watch_begin(WATCH_START_DEVICE);
	PaError e = Pa_StartStream(speaker->stream);
	watch_end();
	device_unlock();
	return e == paNoError
		|| err_set(err, ERR_INPUT, "output '%.100s' cannot be started: %s", speaker->name, reason(e));
}

void speaker_close(struct speaker *speaker)
{
	if (!speaker->stream || !device_lock(NULL))
		return;
	speaker->closing = true;
	watch_begin(WATCH_CLOSE_DEVICE);
	Pa_CloseStream(speaker->stream);
	watch_end();
	speaker->stream = NULL;
	device_unlock();
}
