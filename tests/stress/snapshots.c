/* The snapshot ring: one writer, many readers. Each snapshot carries a checksum of itself, and tells of each level whose
 * bins are not new which snapshot they are from. */
#include <stdlib.h>
#include <string.h>

#include "snapshot/ring.h"
#include "stress.h"

static const struct snapshot_wish everything = { SNAPSHOT_ALL_CHANNELS, SNAPSHOT_ALL_LEVELS, SNAPSHOT_ALL_BESIDE };

/* For so many snapshots the same channels and levels are published, and of each level as many bins. Seldom they are many,
 * so that the bins' laps grow and are gone through. */
enum { EPOCH = 64, MANY_EACH = 64 };

static uint64_t checksum(const struct snapshot *snapshot)
{
	struct snapshot_head head = snapshot->head;
	uint64_t words[SNAPSHOT_FRONT_BYTES / 8] = { 0 }, sum = 0;
	head.taken_ns = 0; /* it is there */
	head.renewed = 0;  /* the reader's own */
	memcpy(words, &head, sizeof head);
	if (head.measured)
		memcpy(words + sizeof head / 8, &snapshot->measures, sizeof snapshot->measures);
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		sum = (sum ^ words[i]) * 0x9e3779b97f4a7c15u + (sum >> 32);
	return sum;
}

static float bin_value(int64_t stamp, int c, int l, uint32_t k)
{
	return (float)(uint32_t)((uint64_t)stamp * 31 + (uint64_t)(c * SNAPSHOT_N_LEVELS + l) * 8192 + k);
}

/* --------------------------------------------------------------- the writer */

static void begin_epoch(struct snapshot *snapshot, uint64_t epoch)
{
	struct snapshot_head *head = &snapshot->head;
	const uint64_t any = stress_mix(epoch);
	const bool many = epoch % MANY_EACH == MANY_EACH - 1;
	head->rate_hz = 48000;
	head->n_frames = SNAPSHOT_FRAMES;
	head->n_source_channels = 1 + (uint32_t)(any % SNAPSHOT_N_SOURCE_CHANNELS);
	head->channels = SNAPSHOT_BIT(any >> 8 & 1) | SNAPSHOT_BIT(SNAPSHOT_MONO) | SNAPSHOT_BIT(any >> 16 & 7);
	head->published = (uint32_t)(any >> 24) & SNAPSHOT_ALL_LEVELS;
	for (int l = 0; l < SNAPSHOT_N_LEVELS; l++)
		head->levels[l] = (struct snapshot_level){
			.n_bins = many ? snapshot_level_room(l) / 2 : 2 + (uint32_t)(any >> (l + 32) & 7),
			.bin_hz = 10,
			.window_frames = 1024,
			.hop_frames = 256,
		};
}

static void fill_measures(struct snapshot_measures *measures, uint64_t index)
{
	float numbers[sizeof *measures / sizeof(float)];
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		numbers[i] = (float)(index * 3 + i);
	memcpy(measures, numbers, sizeof numbers);
}

static void fill_bins(struct snapshot *snapshot, uint64_t index)
{
	struct snapshot_head *head = &snapshot->head;
	for (int l = 0; l < SNAPSHOT_N_LEVELS; l++) {
		if (!(head->renewed & 1u << l))
			continue;
		head->level_centre_ns_before[l] = (int64_t)index;
		for (int c = 0; c < SNAPSHOT_N_CHANNELS; c++)
			for (uint32_t k = 0; (head->channels & SNAPSHOT_BIT(c)) && k < head->levels[l].n_bins; k++)
				snapshot->bins[c][snapshot_level_first[l] + k] = bin_value((int64_t)index, c, l, k);
	}
}

static void write_snapshots(struct stress_worker *worker)
{
	struct snapshot_writer *writer = calloc(1, sizeof *writer);
	struct snapshot *snapshot = &writer->snapshot;
	snapshot_writer_init(writer, worker->memory);
	for (bool knows_bins = false; stress_goes_on(worker); knows_bins = true) {
		const uint64_t index = atomic_load(&writer->ring->n_published), any = stress_random(worker);
		begin_epoch(snapshot, index / EPOCH);
		snapshot->head.index = index;
		snapshot->head.position_frame = (int64_t)any;
		snapshot->head.heard_ns = (int64_t)index * 7;
		snapshot->head.measured = any % 4 ? 0 : SNAPSHOT_ALL_MEASURES;
		snapshot->head.renewed = snapshot->head.published;
		if (knows_bins && index % EPOCH)
			snapshot->head.renewed &= (uint32_t)(any >> 8 & any >> 24);
		fill_measures(&snapshot->measures, any % 1000);
		fill_bins(snapshot, index);
		snapshot->head.taken_ns = (int64_t)checksum(snapshot);
		snapshot_writer_publish(writer);
	}
	free(writer);
}

/* --------------------------------------------------------------- readers */

static bool is_whole(const struct snapshot *snapshot)
{
	const struct snapshot_head *head = &snapshot->head;
	if (head->taken_ns != (int64_t)checksum(snapshot))
		return false;
	for (int l = 0; l < SNAPSHOT_N_LEVELS; l++)
		for (int c = 0; c < SNAPSHOT_N_CHANNELS && (head->published & 1u << l); c++)
			for (uint32_t k = 0; (head->channels & SNAPSHOT_BIT(c)) && k < head->levels[l].n_bins; k++)
				if (snapshot->bins[c][snapshot_level_first[l] + k]
					!= bin_value(head->level_centre_ns_before[l], c, l, k))
					return false;
	return true;
}

/* Reads the next one; whether there was one. */
static bool read_one(struct stress_worker *worker, struct snapshot_reader *reader, struct snapshot *snapshot)
{
	const uint64_t next = reader->next, n_missed = reader->n_missed;
	const bool is_there = snapshot_reader_next(reader, &everything, snapshot);
	if (is_there)
		stress_count(worker, 1,
			is_whole(snapshot) && snapshot->head.index >= next && snapshot->head.index == reader->next - 1);
	if (!is_there || reader->n_missed != n_missed)
		stress_count_unanswered(worker);
	return is_there;
}

/* All in order, as far as it keeps up. */
static void read_in_order(struct stress_worker *worker)
{
	struct snapshot *snapshot = calloc(1, sizeof *snapshot);
	struct snapshot_reader reader;
	int64_t heard_ns;
	snapshot_reader_init(&reader, worker->memory);
	while (stress_goes_on(worker)) {
		if (snapshot_reader_next_heard(&reader, &heard_ns) && heard_ns != (int64_t)reader.next * 7)
			stress_count(worker, 0, false);
		read_one(worker, &reader, snapshot);
	}
	free(snapshot);
}

/* Always the one that is overwritten next. */
static void read_at_the_edge(struct stress_worker *worker)
{
	struct snapshot *snapshot = calloc(1, sizeof *snapshot);
	struct snapshot_reader reader;
	snapshot_reader_init(&reader, worker->memory);
	while (stress_goes_on(worker)) {
		uint64_t n = atomic_load(&reader.ring->n_published);
		reader.next = n > SNAPSHOT_N_SLOTS ? n - SNAPSHOT_N_SLOTS + 1 : 0;
		read_one(worker, &reader, snapshot);
	}
	free(snapshot);
}

/* Comes, reads some and goes, all the time. */
static void read_now_and_then(struct stress_worker *worker)
{
	struct snapshot *snapshot = calloc(1, sizeof *snapshot);
	while (stress_goes_on(worker)) {
		struct snapshot_reader reader;
		snapshot_reader_init(&reader, worker->memory);
		for (uint64_t left = stress_random(worker) % 10; left > 0 && read_one(worker, &reader, snapshot);
			left--)
			;
	}
	free(snapshot);
}

static void make_snapshots(void *memory)
{
	snapshot_ring_init(memory);
}

const struct stress_scenario stress_snapshots = {
	.name = "snapshots",
	.n_bytes = sizeof(struct snapshot_ring),
	.init = make_snapshots,
	.roles = {
		{ write_snapshots, 1, false, true },
		{ read_in_order, 1, true, true },
		{ read_at_the_edge, 1, true, true },
		{ read_now_and_then, 1, true, true },
	},
};
