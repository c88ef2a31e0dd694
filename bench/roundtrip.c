/* How long an impulse takes from the sink's callback to the capture source's frames, in ms: through the same code as a
 * run, and through a PortAudio stream that plays and captures in one callback. For a JACK server whose playback and
 * capture ports of the two are connected by this program's caller (bench/roundtrip.sh). */
#include <portaudio.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "sink/speaker.h"

enum { RATE_HZ = 48000, N_IMPULSES = 40, SPACING_MS = 100 };

static _Atomic int64_t sent_ns, got_ns;
static _Atomic bool wanted;

static void fill(float *stereo, size_t n_frames)
{
	memset(stereo, 0, 2 * n_frames * sizeof *stereo);
	if (atomic_exchange(&wanted, false)) {
		stereo[0] = stereo[1] = 1;
		sent_ns = clock_now_ns();
	}
}

static void look(const float *in, size_t n_frames, int channels)
{
	for (size_t i = 0; in && i < n_frames; i++)
		if (in[i * (size_t)channels] > 0.5f && !got_ns)
			got_ns = clock_now_ns();
}

static void on_process(void *context, float *stereo, size_t n_frames, int64_t heard_ns, bool missed)
{
	(void)context, (void)heard_ns, (void)missed;
	fill(stereo, n_frames);
}

static void on_finished(void *context)
{
	(void)context;
}

static int on_capture(const void *in, void *out, unsigned long n, const PaStreamCallbackTimeInfo *time,
	PaStreamCallbackFlags flags, void *context)
{
	(void)out, (void)time, (void)flags, (void)context;
	look(in, n, 2);
	return paContinue;
}

static int on_duplex(const void *in, void *out, unsigned long n, const PaStreamCallbackTimeInfo *time,
	PaStreamCallbackFlags flags, void *context)
{
	(void)time, (void)flags, (void)context;
	look(in, n, 2);
	fill(out, n);
	return paContinue;
}

static int by_value(const void *a, const void *b)
{
	const double *x = a, *y = b;
	return (*x > *y) - (*x < *y);
}

static void measure(const char *what)
{
	double ms[N_IMPULSES];
	int n = 0;
	for (int i = 0; i < N_IMPULSES; i++) {
		got_ns = 0;
		wanted = true;
		usleep(SPACING_MS * 1000);
		if (got_ns)
			ms[n++] = (double)(got_ns - sent_ns) / 1e6;
	}
	qsort(ms, (size_t)n, sizeof *ms, by_value);
	if (n)
		printf("%s: %d of %d impulses, median %.2f ms, worst %.2f ms\n", what, n, N_IMPULSES, ms[n / 2],
			ms[n - 1]);
	else
		printf("%s: no impulse came back; are the ports connected?\n", what);
	fflush(stdout);
}

int main(int argc, char **argv)
{
	static struct speaker speaker;
	const struct speaker_calls calls = { on_process, on_finished, NULL };
	struct err err = { 0 };
	PaStream *stream = NULL;
	bool duplex = argc > 1 && strcmp(argv[1], "duplex") == 0;
	if (!duplex && !speaker_open(&speaker, "system", RATE_HZ, 0, &calls, &err)) {
		fprintf(stderr, "%s\n", err.message);
		return 1;
	}
	if (duplex)
		Pa_Initialize();
	int system = -1;
	for (int i = 0; i < Pa_GetDeviceCount(); i++)
		if (strcmp(Pa_GetDeviceInfo(i)->name, "system") == 0)
			system = i;
	const PaStreamParameters side = { .device = system, .channelCount = 2, .sampleFormat = paFloat32 };
	if (Pa_OpenStream(&stream, &side, duplex ? &side : NULL, RATE_HZ, paFramesPerBufferUnspecified, paNoFlag,
		    duplex ? on_duplex : on_capture, NULL)
			!= paNoError
		|| Pa_StartStream(stream) != paNoError)
		return 1;
	puts("ready");
	fflush(stdout);
	getchar(); /* until the ports are connected */
	measure(duplex ? "one duplex stream" : "sink and capture");
	_exit(0);
}
