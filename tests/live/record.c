/* record DEVICE FILE: captures what comes from an input device or JACK client into FILE (float32, stereo, 48 kHz) until
 * it is terminated. It says "recording" when it does. */
#include <portaudio.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { RATE_HZ = 48000, MAX_SECONDS = 60 };

static float sound[2 * RATE_HZ * MAX_SECONDS];
static volatile size_t n_frames;

static int on_audio(const void *in, void *out, unsigned long n, const PaStreamCallbackTimeInfo *time,
	PaStreamCallbackFlags flags, void *context)
{
	(void)out, (void)time, (void)flags, (void)context;
	if (n > (size_t)RATE_HZ * MAX_SECONDS - n_frames)
		return paComplete;
	memcpy(sound + 2 * n_frames, in, n * 2 * sizeof *sound);
	n_frames += n;
	return paContinue;
}

static int find(const char *name)
{
	for (int i = 0; i < Pa_GetDeviceCount(); i++)
		if (Pa_GetDeviceInfo(i)->maxInputChannels >= 2 && strcmp(Pa_GetDeviceInfo(i)->name, name) == 0)
			return i;
	return -1;
}

int main(int argc, char **argv)
{
	PaStream *stream;
	sigset_t end;
	int signal_number;
	sigemptyset(&end);
	sigaddset(&end, SIGTERM);
	sigprocmask(SIG_BLOCK, &end, NULL);
	if (argc != 3 || Pa_Initialize() != paNoError)
		return 2;
	const PaStreamParameters input = { .device = find(argv[1]), .channelCount = 2, .sampleFormat = paFloat32 };
	if (input.device < 0 || Pa_OpenStream(&stream, &input, NULL, RATE_HZ, 0, paNoFlag, on_audio, NULL) != paNoError
		|| Pa_StartStream(stream) != paNoError)
		return 1;
	puts("recording");
	fflush(stdout);
	sigwait(&end, &signal_number);
	FILE *file = fopen(argv[2], "wb");
	if (!file || fwrite(sound, 2 * sizeof *sound, n_frames, file) != n_frames || fclose(file) != 0)
		return 1;
	_exit(0); /* PortAudio's end may take its time */
}
