/* listen FILE: records what clients called "termviz…" play on a JACK server, each from the moment that it is connected to
 * anything, until it is terminated (float32, stereo). It says "listening" when it does. */
#include <jack/jack.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

enum { N_PORTS = 2, RATE_HZ = 48000, MAX_SECONDS = 300 };

static float sound[N_PORTS * RATE_HZ * MAX_SECONDS];
static volatile size_t n_frames;
static jack_client_t *client;
static jack_port_t *ports[N_PORTS];
static sem_t changed;

static int on_audio(jack_nframes_t n, void *context)
{
	(void)context;
	for (int c = 0; c < N_PORTS; c++) {
		const float *from = jack_port_get_buffer(ports[c], n);
		for (size_t i = 0; i < n && n_frames + i < (size_t)RATE_HZ * MAX_SECONDS; i++)
			sound[N_PORTS * (n_frames + i) + (size_t)c] = from[i];
	}
	if (n_frames + n <= (size_t)RATE_HZ * MAX_SECONDS)
		n_frames += n;
	return 0;
}

static void on_connection(jack_port_id_t a, jack_port_id_t b, int connected, void *context)
{
	(void)a, (void)b, (void)connected, (void)context;
	sem_post(&changed);
}

/* Not from JACK's own thread, which would wait for itself. */
static void *connect_all(void *context)
{
	for (; sem_wait(&changed) == 0;)
		for (int c = 0; c < N_PORTS; c++) {
			char pattern[32];
			snprintf(pattern, sizeof pattern, "^termviz.*:out_%d$", c);
			const char **names = jack_get_ports(client, pattern, NULL, JackPortIsOutput);
			for (size_t i = 0; names && names[i]; i++)
				jack_connect(client, names[i], jack_port_name(ports[c]));
			jack_free(names);
		}
	return context;
}

int main(int argc, char **argv)
{
	pthread_t thread;
	sigset_t end;
	int signal_number;
	sigemptyset(&end);
	sigaddset(&end, SIGTERM);
	sigprocmask(SIG_BLOCK, &end, NULL);
	client = argc == 2 ? jack_client_open("listen", JackNoStartServer, NULL) : NULL;
	if (!client)
		return 2;
	for (int c = 0; c < N_PORTS; c++)
		ports[c]
			= jack_port_register(client, c ? "right" : "left", JACK_DEFAULT_AUDIO_TYPE, JackPortIsInput, 0);
	jack_set_process_callback(client, on_audio, NULL);
	jack_set_port_connect_callback(client, on_connection, NULL);
	if (sem_init(&changed, 0, 1) != 0 || jack_activate(client) != 0
		|| pthread_create(&thread, NULL, connect_all, NULL) != 0)
		return 1;
	puts("listening");
	fflush(stdout);
	sigwait(&end, &signal_number);
	FILE *file = fopen(argv[1], "wb");
	if (!file || fwrite(sound, N_PORTS * sizeof *sound, n_frames, file) != n_frames || fclose(file) != 0)
		return 1;
	_exit(0); /* JACK's end may take its time */
}
