/* What each analyzer costs: processor time per second of 48 kHz stereo noise, in snapshots, the least of several runs;
 * and beside it libebur128's true peak, which is a peer of one of them. */
#include <ebur128.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "analysis/analyzer.h"
#include "analysis/wave.h"

enum { RATE_HZ = 48000, N_CHANNELS = 2, N_SECONDS = 4, N_RUNS = 7 };
enum { N_SNAPSHOTS = RATE_HZ * N_SECONDS / SNAPSHOT_FRAMES };

static double cpu_s(void)
{
	struct timespec now;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void run_analyzer(const struct analyzer_ops *ops, void *state, const float *noise)
{
	static struct snapshot_measures measures;
	for (size_t i = 0; i < N_SNAPSHOTS; i++) {
		const float *frames = noise + i * SNAPSHOT_FRAMES * N_CHANNELS;
		ops->process(state, &(struct analyzer_block){ frames, SNAPSHOT_FRAMES });
		ops->publish(state, &measures);
	}
}

static void run_peer(ebur128_state *state, const float *noise)
{
	for (size_t i = 0; i < N_SNAPSHOTS; i++)
		ebur128_add_frames_float(state, noise + i * SNAPSHOT_FRAMES * N_CHANNELS, SNAPSHOT_FRAMES);
}

static void print(const char *name, double least_s)
{
	printf("%-24s %7.3f ms per s of sound: %.3f %% of a core\n", name, least_s / N_SECONDS * 1e3,
		least_s / N_SECONDS * 100);
}

static bool time_analyzer(const struct analyzer_ops *ops, const float *noise)
{
	const struct analyzer_format format = { RATE_HZ, N_CHANNELS };
	double least_s = 1e9;
	void *state = calloc(1, ops->state_bytes), *kept = calloc(1, ops->kept_bytes + 1);
	bool ok = state && kept && ops->init(state, kept, &format, NULL);
	for (int i = 0; ok && i < N_RUNS; i++) {
		double before_s = cpu_s();
		run_analyzer(ops, state, noise);
		double took_s = cpu_s() - before_s;
		least_s = took_s < least_s ? took_s : least_s;
	}
	if (ok)
		print(ops->name, least_s);
	if (state)
		ops->fini(state);
	free(state);
	free(kept);
	return ok;
}

static void time_wave(const float *noise)
{
	static struct snapshot_wave to;
	struct wave wave;
	double least_s = 1e9;
	wave_init(&wave, SNAPSHOT_FRAMES);
	for (int i = 0; i < N_RUNS; i++) {
		double before_s = cpu_s();
		for (size_t n = 0; n < N_SNAPSHOTS; n++) {
			wave_begin(&wave);
			wave_push(&wave, noise + n * SNAPSHOT_FRAMES * N_CHANNELS, SNAPSHOT_FRAMES, &to);
		}
		double took_s = cpu_s() - before_s;
		least_s = took_s < least_s ? took_s : least_s;
	}
	print("wave", least_s);
}

static bool time_peer(const float *noise)
{
	double least_s = 1e9;
	ebur128_state *state = ebur128_init(N_CHANNELS, RATE_HZ, EBUR128_MODE_TRUE_PEAK);
	for (int i = 0; state && i < N_RUNS; i++) {
		double before_s = cpu_s();
		run_peer(state, noise);
		double took_s = cpu_s() - before_s;
		least_s = took_s < least_s ? took_s : least_s;
	}
	if (!state)
		return false;
	print("libebur128, true peak", least_s);
	ebur128_destroy(&state);
	return true;
}

int main(void)
{
	float *noise = calloc((size_t)RATE_HZ * N_SECONDS * N_CHANNELS, sizeof *noise);
	uint32_t seed = 1;
	bool ok = noise != NULL;
	for (size_t i = 0; ok && i < (size_t)RATE_HZ * N_SECONDS * N_CHANNELS; i++) {
		seed = seed * 1664525u + 1013904223u;
		noise[i] = (float)((double)seed / 4294967296.0 - 0.5);
	}
	for (size_t i = 0; ok && i < n_analyzers; i++)
		ok = time_analyzer(analyzer_table[i], noise);
	if (ok)
		time_wave(noise);
	ok = ok && time_peer(noise);
	free(noise);
	if (!ok)
		fprintf(stderr, "bench/analyzers: out of memory\n");
	return !ok;
}
