/* How long a snapshot takes from the moment it is published to a reader in another process that has copied and checked
 * it: median and worst of many, in µs. The reader spins, so that the ring is measured and not the scheduler. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "snapshot/ring.h"
#include "snapshot/shared.h"

enum { N_SNAPSHOTS = 2000, INTERVAL_US = 500, N_CHANNELS = 2, N_BINS = 130 };

static int write_all(struct snapshot_ring *ring)
{
	struct snapshot_writer *writer = calloc(1, sizeof *writer);
	if (!writer)
		return 1;
	snapshot_writer_init(writer, ring);
	struct snapshot_head *head = &writer->snapshot.head;
	head->rate_hz = 48000;
	head->n_frames = SNAPSHOT_FRAMES;
	head->channels = SNAPSHOT_BIT(SNAPSHOT_LEFT) | SNAPSHOT_BIT(SNAPSHOT_RIGHT);
	head->renewed = SNAPSHOT_ALL_LEVELS;
	head->n_source_channels = N_CHANNELS;
	head->published = SNAPSHOT_ALL_LEVELS;
	for (int l = 0; l < SNAPSHOT_N_LEVELS; l++)
		head->levels[l] = (struct snapshot_level){ N_BINS, 10, 1024, 256 };
	for (int i = 0; i < N_SNAPSHOTS; i++) {
		usleep(INTERVAL_US);
		head->heard_ns = clock_now_ns();
		snapshot_writer_publish(writer);
	}
	free(writer);
	return 0;
}

static int by_value(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;
	return (*x > *y) - (*x < *y);
}

static int read_all(const struct snapshot_ring *ring)
{
	static int64_t took_ns[N_SNAPSHOTS];
	struct snapshot *snapshot = calloc(1, sizeof *snapshot);
	static const struct snapshot_wish everything
		= { SNAPSHOT_ALL_CHANNELS, SNAPSHOT_ALL_LEVELS, SNAPSHOT_ALL_BESIDE };
	struct snapshot_reader reader;
	if (!snapshot)
		return 1;
	snapshot_reader_init(&reader, ring);
	for (int n = 0; n < N_SNAPSHOTS;)
		if (snapshot_reader_next(&reader, &everything, snapshot))
			took_ns[n++] = clock_now_ns() - snapshot->head.heard_ns;
	qsort(took_ns, N_SNAPSHOTS, sizeof took_ns[0], by_value);
	printf("publish to read: median %.1f us, 99%% %.1f us, %d floats of bins\n",
		(double)took_ns[N_SNAPSHOTS / 2] / 1e3, (double)took_ns[N_SNAPSHOTS * 99 / 100] / 1e3,
		N_CHANNELS * SNAPSHOT_N_LEVELS * N_BINS);
	free(snapshot);
	return 0;
}

int main(void)
{
	struct err err = { 0 };
	size_t size;
	int fd = shared_create("bench-ring", sizeof(struct snapshot_ring), &err);
	struct snapshot_ring *ring = fd >= 0 ? shared_map(fd, sizeof *ring, true, &size, &err) : NULL;
	if (!ring) {
		fprintf(stderr, "bench/ring: %s\n", err.message);
		return 1;
	}
	snapshot_ring_init(ring);
	pid_t reader = fork();
	if (reader == 0)
		_exit(read_all(ring) | (fflush(stdout) != 0));
	int status = write_all(ring), reader_status = 1;
	waitpid(reader, &reader_status, 0);
	return status | (reader_status != 0);
}
