#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "snapshot/ring.h"

static const struct snapshot_wish everything = { SNAPSHOT_ALL_CHANNELS, SNAPSHOT_ALL_LEVELS, SNAPSHOT_ALL_BESIDE };
static const struct snapshot_wish left_only = { SNAPSHOT_BIT(SNAPSHOT_LEFT), SNAPSHOT_ALL_LEVELS, 0 };
static const struct snapshot_wish mono_only = { SNAPSHOT_BIT(SNAPSHOT_MONO), SNAPSHOT_ALL_LEVELS, 0 };

static struct snapshot_ring *make_ring(void)
{
	struct snapshot_ring *ring = calloc(1, sizeof *ring);
	snapshot_ring_init(ring);
	assert_true(snapshot_ring_check(ring, sizeof *ring, NULL));
	return ring;
}

/* A ring with who writes it, who reads it, and what he has got. */
struct bench {
	struct snapshot_ring ring;
	struct snapshot_writer writer;
	struct snapshot_reader reader;
	struct snapshot got;
};

static int set_up(void **state)
{
	struct bench *t = calloc(1, sizeof *t);
	snapshot_ring_init(&t->ring);
	snapshot_writer_init(&t->writer, &t->ring);
	snapshot_reader_init(&t->reader, &t->ring);
	*state = t;
	return 0;
}

static int tear_down(void **state)
{
	free(*state);
	return 0;
}

/* A sane snapshot, all of whose bins follow from one number. */
static void fill(struct snapshot *snapshot, uint32_t number)
{
	snapshot->head.rate_hz = 48000;
	snapshot->head.n_source_channels = 2;
	snapshot->head.n_frames = 256;
	snapshot->head.channels = SNAPSHOT_BIT(SNAPSHOT_LEFT) | SNAPSHOT_BIT(SNAPSHOT_MONO);
	snapshot->head.renewed = SNAPSHOT_ALL_LEVELS;
	snapshot->head.position_frame = number;
	snapshot->head.published = SNAPSHOT_ALL_LEVELS;
	for (int l = 0; l < SNAPSHOT_N_LEVELS; l++)
		snapshot->head.levels[l] = (struct snapshot_level){ l ? 129 : 513, 46.875f, 1024, 256 };
	for (int c = 0; c < SNAPSHOT_N_CHANNELS; c++)
		for (uint32_t k = 0; k < 513; k++)
			snapshot->bins[c][k] = (float)(number & 0xffff);
}

static float point_of(uint32_t number, uint32_t i, int side)
{
	return (float)(number % 1000) + (float)i / 1024 + (float)side / 2;
}

static void fill_wave(struct snapshot *snapshot, uint32_t number, uint32_t n_points)
{
	snapshot->head.measured |= SNAPSHOT_BIT(SNAPSHOT_WAVE);
	snapshot->wave.n_points = n_points;
	for (uint32_t i = 0; i < n_points; i++)
		for (int side = 0; side < 2; side++)
			snapshot->wave.points[i][side] = point_of(number, i, side);
}

static void check_is(const struct snapshot *snapshot, uint32_t number, int channel)
{
	assert_int_equal(snapshot->head.position_frame, number);
	for (uint32_t k = 0; k < 513; k++)
		assert_true(snapshot->bins[channel][k] == (float)(number & 0xffff));
}

static void a_reader_gets_all_in_order(void **state)
{
	struct bench *t = *state;
	int64_t heard;
	assert_false(snapshot_reader_next_heard(&t->reader, &heard));
	for (uint32_t i = 0; i < 1000; i++) {
		fill(&t->writer.snapshot, i);
		t->writer.snapshot.head.heard_ns = 77 + i;
		snapshot_writer_publish(&t->writer);
		assert_true(snapshot_reader_next_heard(&t->reader, &heard));
		assert_int_equal(heard, 77 + i);
		assert_true(snapshot_reader_next(&t->reader, &mono_only, &t->got));
		assert_int_equal(t->got.head.index, i);
		assert_int_equal(t->got.head.channels, SNAPSHOT_BIT(SNAPSHOT_MONO));
		check_is(&t->got, i, SNAPSHOT_MONO);
	}
	assert_false(snapshot_reader_next(&t->reader, &everything, &t->got));
	assert_int_equal(t->reader.n_missed, 0);
}

/* Waves are there if they were published, and are copied for who wants them alone. */
static void waves_come_with_their_snapshots(void **state)
{
	(void)state;
	static const struct snapshot_wish waves_only = { 0, 0, SNAPSHOT_BIT(SNAPSHOT_WAVE) };
	struct snapshot_ring *ring = make_ring();
	struct snapshot_writer *writer = calloc(1, sizeof *writer);
	struct snapshot *with = calloc(1, sizeof *with), *without = calloc(1, sizeof *without);
	struct snapshot_reader a, b;
	snapshot_writer_init(writer, ring);
	snapshot_reader_init(&a, ring);
	snapshot_reader_init(&b, ring);
	for (uint32_t i = 0; i < 700; i++) {
		fill(&writer->snapshot, i);
		writer->snapshot.head.measured = SNAPSHOT_BIT(SNAPSHOT_STEREO);
		if (i % 3)
			fill_wave(&writer->snapshot, i, i % 3 == 1 ? 64 : 256);
		snapshot_writer_publish(writer);
		assert_true(snapshot_reader_next(&a, &waves_only, with));
		assert_true(snapshot_reader_next(&b, &left_only, without));
		assert_int_equal(without->head.measured, 0);
		assert_int_equal(with->head.measured, i % 3 ? SNAPSHOT_BIT(SNAPSHOT_WAVE) : 0);
		for (uint32_t k = 0; i % 3 && k < with->wave.n_points; k++)
			for (int side = 0; side < 2; side++)
				assert_true(with->wave.points[k][side] == point_of(i, k, side));
	}
	assert_true(without->wave.n_points == 0);
	free(with);
	free(without);
	free(writer);
	free(ring);
}

/* What a ring that lies says of its points is not gone by. */
static void a_wave_is_checked(void **state)
{
	(void)state;
	struct snapshot *snapshot = calloc(1, sizeof *snapshot);
	fill(snapshot, 1);
	fill_wave(snapshot, 1, 256);
	assert_true(snapshot_is_sane(snapshot, 0));
	static const uint32_t bad[] = { 0, 3, 512, SNAPSHOT_WAVE_POINTS + 1, UINT32_MAX };
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		snapshot->wave.n_points = bad[i];
		assert_false(snapshot_is_sane(snapshot, 0));
	}
	snapshot->wave.n_points = 256;
	snapshot->wave.points[255][1] = NAN;
	assert_false(snapshot_is_sane(snapshot, 0));
	snapshot->wave.n_points = 128;
	assert_true(snapshot_is_sane(snapshot, 0));
	free(snapshot);
}

/* A level's bins are those of the last snapshot that renewed it, also for a reader that has just come or has missed
 * it. */
static void bins_that_are_not_new_are_kept(void **state)
{
	struct bench *t = *state;
	struct snapshot *always = calloc(1, sizeof *always), *seldom = calloc(1, sizeof *seldom),
			*late = calloc(1, sizeof *late);
	struct snapshot_reader a, b;
	snapshot_reader_init(&a, &t->ring);
	snapshot_reader_init(&b, &t->ring);
	for (uint32_t i = 0; i < 400; i++) {
		struct snapshot_reader fresh;
		fill(&t->writer.snapshot, i);
		t->writer.snapshot.head.renewed = i % 7 ? 0 : SNAPSHOT_ALL_LEVELS;
		snapshot_writer_publish(&t->writer);
		assert_true(snapshot_reader_next(&a, &everything, always));
		assert_int_equal(always->head.renewed, i % 7 ? 0 : SNAPSHOT_ALL_LEVELS);
		assert_true(always->bins[SNAPSHOT_MONO][100] == (float)(i / 7 * 7));
		snapshot_reader_init(&fresh, &t->ring);
		assert_true(snapshot_reader_next(&fresh, &mono_only, late));
		assert_int_equal(late->head.renewed, SNAPSHOT_ALL_LEVELS);
		assert_true(late->bins[SNAPSHOT_MONO][100] == (float)(i / 7 * 7));
		if (i % 50 != 49)
			continue;
		while (snapshot_reader_next(&b, &left_only, seldom))
			assert_true(seldom->bins[SNAPSHOT_LEFT][512] == (float)(seldom->head.index / 7 * 7));
		assert_int_equal(seldom->head.index, i);
	}
	/* another channel than before: its bins are fetched wherever they are */
	assert_true(snapshot_reader_next(&b, &mono_only, seldom) == false);
	fill(&t->writer.snapshot, 400);
	t->writer.snapshot.head.renewed = 0;
	snapshot_writer_publish(&t->writer);
	assert_true(snapshot_reader_next(&b, &mono_only, seldom));
	assert_true(seldom->bins[SNAPSHOT_MONO][512] == 399);
	free(always);
	free(seldom);
	free(late);
}

static void a_slow_reader_misses_the_oldest_and_knows_how_many(void **state)
{
	struct bench *t = *state;
	for (uint32_t i = 0; i < 2 * SNAPSHOT_N_SLOTS; i++) {
		fill(&t->writer.snapshot, i);
		snapshot_writer_publish(&t->writer);
	}
	uint32_t n = 0;
	while (snapshot_reader_next(&t->reader, &everything, &t->got))
		n++;
	assert_int_equal(n, SNAPSHOT_N_SLOTS - 1);
	assert_int_equal(t->reader.n_read, n);
	assert_int_equal(t->reader.n_missed, SNAPSHOT_N_SLOTS + 1);
	check_is(&t->got, 2 * SNAPSHOT_N_SLOTS - 1, SNAPSHOT_LEFT);

	for (uint32_t i = 0; i < 2 * SNAPSHOT_N_SLOTS; i++)
		snapshot_writer_publish(&t->writer);
	snapshot_reader_skip(&t->reader); /* nobody looked meanwhile */
	while (snapshot_reader_next(&t->reader, &everything, &t->got))
		n++;
	assert_int_equal(n, 2 * (SNAPSHOT_N_SLOTS - 1));
	assert_int_equal(t->reader.n_missed, SNAPSHOT_N_SLOTS + 1);
}

static void a_new_writer_goes_on_after_one_that_died_in_mid_write(void **state)
{
	struct bench *t = *state;
	for (uint32_t i = 0; i < 10; i++) {
		fill(&t->writer.snapshot, i);
		snapshot_writer_publish(&t->writer);
	}
	atomic_fetch_add(&t->ring.slots[10].sequence, 1); /* begun, never finished */
	snapshot_reader_init(&t->reader, &t->ring);
	assert_true(snapshot_reader_next(&t->reader, &everything, &t->got));
	assert_false(snapshot_reader_next(&t->reader, &everything, &t->got));
	snapshot_writer_init(&t->writer, &t->ring);
	fill(&t->writer.snapshot, 99);
	snapshot_writer_publish(&t->writer);
	assert_int_equal(atomic_load(&t->ring.writer_epoch), 2);
	assert_true(snapshot_reader_next(&t->reader, &everything, &t->got));
	assert_int_equal(t->got.head.index, 10);
	check_is(&t->got, 99, SNAPSHOT_MONO);
}

/* The writer went once round meanwhile, and is in its midst, or died there. */
static void what_is_being_written_is_not_read(void **state)
{
	struct bench *t = *state;
	int64_t heard;
	for (uint32_t i = 0; i < 3; i++) {
		fill(&t->writer.snapshot, i);
		snapshot_writer_publish(&t->writer);
	}
	t->reader = (struct snapshot_reader){ .ring = &t->ring };
	atomic_fetch_add(&t->ring.slots[0].sequence, 1);
	atomic_fetch_add(&t->ring.slots[1].sequence, 1);
	assert_true(snapshot_reader_next_heard(&t->reader, &heard));
	assert_int_equal(t->reader.next, 2);
	t->reader.next = 0;
	assert_false(snapshot_reader_is_quiet(&t->reader, 2));
	assert_true(snapshot_reader_next(&t->reader, &everything, &t->got));
	check_is(&t->got, 2, SNAPSHOT_LEFT);
	assert_int_equal(t->reader.n_missed, 4); /* two of them twice */
}

/* Publishes a level of one channel, or all of two, with bins that follow from `number`. */
static void publish(struct snapshot_writer *writer, uint32_t number, bool much)
{
	fill(&writer->snapshot, number);
	writer->snapshot.head.levels[2].n_bins = snapshot_level_room(2);
	writer->snapshot.head.published = writer->snapshot.head.renewed = much ? SNAPSHOT_ALL_LEVELS : 1;
	if (!much)
		writer->snapshot.head.channels = SNAPSHOT_BIT(SNAPSHOT_MONO);
	snapshot_writer_publish(writer);
}

/* Whether the bins grow in number or not, and whenever: what is read of an old snapshot are its own bins, or nothing. */
static void bins_that_are_overwritten_are_missed(void **state)
{
	(void)state;
	struct snapshot *got = calloc(1, sizeof *got);
	for (uint32_t n_before = 100; n_before < 1000; n_before += 150)
		for (uint32_t n_after = 1; n_after < 100; n_after += 9) {
			struct snapshot_ring *ring = make_ring();
			struct snapshot_writer *writer = calloc(1, sizeof *writer);
			uint32_t n = n_before + n_after, n_got = 0;
			snapshot_writer_init(writer, ring);
			for (uint32_t i = 0; i < n; i++)
				publish(writer, i, i >= n_before);
			struct snapshot_reader reader = { .ring = ring, .next = n_before - 1 };
			while (snapshot_reader_next(&reader, &mono_only, got)) {
				check_is(got, (uint32_t)got->head.index, SNAPSHOT_MONO);
				n_got++;
			}
			assert_true(n_got >= n_after / 2);
			assert_int_equal(got->head.index, n - 1);
			free(writer);
			free(ring);
		}
	free(got);
}

/* What comes after a long silence is kept as long as what came before it. */
static void silence_does_not_shorten_what_is_kept(void **state)
{
	enum { N_SILENT = 2 * SNAPSHOT_N_SLOTS, N_HEARD = SNAPSHOT_N_SLOTS / 2 };
	struct bench *t = *state;
	publish(&t->writer, 0, true);
	t->writer.snapshot.head.silent = 1;
	t->writer.snapshot.head.renewed = 0;
	for (uint32_t i = 1; i < N_SILENT; i++)
		snapshot_writer_publish(&t->writer);
	t->writer.snapshot.head.silent = 0;
	for (uint32_t i = N_SILENT; i < N_SILENT + N_HEARD; i++)
		publish(&t->writer, i, true);
	struct snapshot_reader reader = { .ring = &t->ring, .next = N_SILENT };
	for (uint32_t i = N_SILENT; i < N_SILENT + N_HEARD; i++) {
		assert_true(snapshot_reader_next(&reader, &mono_only, &t->got));
		check_is(&t->got, i, SNAPSHOT_MONO);
	}
	assert_int_equal(reader.n_missed, 0);
}

/* Whatever the bytes are, a reader ends, stays inside the ring, and believes nothing that is not sane. */
static void a_hostile_ring_gives_nothing_insane(void **state)
{
	struct bench *t = *state;
	uint64_t seed = 42;
	uint64_t *words = (uint64_t *)(void *)t->ring.slots;
	const size_t n_words = (sizeof t->ring.slots + sizeof t->ring.bins) / 8;
	for (size_t i = 0; i < n_words; i++)
		words[i] = seed = seed * 6364136223846793005u + 1442695040888963407u;
	static const uint64_t counts[] = { 0, 1, SNAPSHOT_N_SLOTS, 1000, UINT64_MAX, UINT64_MAX - 5, 1ull << 63 };
	for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
		struct snapshot_reader reader;
		int64_t heard;
		snapshot_reader_init(&reader, &t->ring);
		atomic_store(&t->ring.n_published, counts[i]);
		snapshot_reader_next_heard(&reader, &heard);
		while (snapshot_reader_next(&reader, &everything, &t->got))
			assert_true(snapshot_is_sane(&t->got, SNAPSHOT_ALL_LEVELS));
	}
}

/* What the copy holds of bins that were refused must not come back by a second slot that says they are known. */
static void bins_that_are_not_sane_are_not_kept(void **state)
{
	struct bench *t = *state;
	for (uint32_t i = 0; i < 4; i++) {
		fill(&t->writer.snapshot, i);
		if (i == 1)
			t->writer.snapshot.bins[SNAPSHOT_LEFT][200] = NAN;
		t->writer.snapshot.head.levels[0].n_bins = i == 0 ? 100 : 513;
		if (i == 2)
			t->writer.snapshot.head.renewed = 0;
		snapshot_writer_publish(&t->writer);
	}
	for (int l = 0; l < SNAPSHOT_N_LEVELS; l++)
		t->ring.slots[2].places[l].at = UINT64_MAX; /* one more is 0, which stands for none */
	t->ring.slots[3].places[0] = t->ring.slots[0].places[0];
	while (snapshot_reader_next(&t->reader, &everything, &t->got))
		assert_true(snapshot_is_sane(&t->got, t->got.head.published));
}

static void other_layouts_are_refused(void **state)
{
	(void)state;
	struct snapshot_ring *ring = make_ring();
	struct err err = { 0 };
	assert_false(snapshot_ring_check(ring, sizeof *ring - 1, &err));
	ring->layout_version++;
	assert_false(snapshot_ring_check(ring, sizeof *ring, &err));
	assert_non_null(strstr(err.message, "version"));
	ring->layout_version--;
	ring->n_slots *= 2;
	assert_false(snapshot_ring_check(ring, sizeof *ring, &err));
	free(ring);
}

static void insane_snapshots_are_told(void **state)
{
	(void)state;
	struct snapshot *snapshot = calloc(1, sizeof *snapshot);
	fill(snapshot, 1);
	assert_true(snapshot_is_sane(snapshot, SNAPSHOT_ALL_LEVELS));
	snapshot->bins[SNAPSHOT_RIGHT][5] = NAN; /* not one of the valid channels */
	assert_true(snapshot_is_sane(snapshot, SNAPSHOT_ALL_LEVELS));
	snapshot->bins[SNAPSHOT_LEFT][snapshot_level_first[2] + 128] = INFINITY;
	assert_false(snapshot_is_sane(snapshot, SNAPSHOT_ALL_LEVELS));
	fill(snapshot, 1);
	snapshot->bins[SNAPSHOT_LEFT][snapshot_level_first[2] + 128] = 0;
	snapshot->head.levels[1].n_bins = snapshot_level_room(1) + 1;
	assert_false(snapshot_is_sane(snapshot, SNAPSHOT_ALL_LEVELS));
	fill(snapshot, 1);
	snapshot->head.rate_hz = 0;
	assert_false(snapshot_is_sane(snapshot, SNAPSHOT_ALL_LEVELS));
	free(snapshot);
}

enum { N_STRESS = 20000 };

static void *publish_many(void *context)
{
	struct snapshot_writer *writer = calloc(1, sizeof *writer);
	snapshot_writer_init(writer, context);
	for (uint32_t i = 0; i < N_STRESS; i++) {
		fill(&writer->snapshot, i);
		snapshot_writer_publish(writer);
	}
	free(writer);
	return NULL;
}

/* No reader ever sees half of one snapshot and half of another. */
static void *read_many(void *context)
{
	struct snapshot *got = calloc(1, sizeof *got);
	struct snapshot_reader reader;
	uintptr_t torn = 0;
	snapshot_reader_init(&reader, context);
	for (uint64_t next = 0; next < N_STRESS;) {
		if (!snapshot_reader_next(&reader, &everything, got))
			continue;
		torn += got->head.index < next;
		next = got->head.index + 1;
		for (uint32_t k = 0; k < 513; k++)
			torn += got->bins[SNAPSHOT_MONO][k] != (float)(got->head.position_frame & 0xffff);
	}
	free(got);
	return (void *)torn;
}

static void no_read_is_torn(void **state)
{
	(void)state;
	struct snapshot_ring *ring = make_ring();
	pthread_t writer, readers[2];
	for (int i = 0; i < 2; i++)
		assert_int_equal(pthread_create(&readers[i], NULL, read_many, ring), 0);
	assert_int_equal(pthread_create(&writer, NULL, publish_many, ring), 0);
	pthread_join(writer, NULL);
	for (int i = 0; i < 2; i++) {
		void *torn;
		pthread_join(readers[i], &torn);
		assert_null(torn);
	}
	free(ring);
}

static void what_is_still_to_be_read_is_known_to_be_quiet(void **state)
{
	static const float peaks[] = { 0.1f, 0.2f, 0.3f };
	struct bench *t = *state;
	assert_true(snapshot_reader_is_quiet(&t->reader, 0.01f));
	for (uint32_t i = 0; i < 3; i++) {
		fill(&t->writer.snapshot, i);
		t->writer.snapshot.head.side_peak[i % 2] = peaks[i];
		t->writer.snapshot.head.side_peak[(i + 1) % 2] = 0;
		snapshot_writer_publish(&t->writer);
	}
	assert_true(snapshot_reader_is_quiet(&t->reader, 0.31f));
	assert_false(snapshot_reader_is_quiet(&t->reader, 0.25f));
	while (snapshot_reader_next(&t->reader, &mono_only, &t->got))
		;
	assert_true(snapshot_reader_is_quiet(&t->reader, 0.25f)); /* what has been read does not count */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_reader_gets_all_in_order, set_up, tear_down),
		cmocka_unit_test(waves_come_with_their_snapshots),
		cmocka_unit_test(a_wave_is_checked),
		cmocka_unit_test_setup_teardown(bins_that_are_not_new_are_kept, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_is_still_to_be_read_is_known_to_be_quiet, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_slow_reader_misses_the_oldest_and_knows_how_many, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			a_new_writer_goes_on_after_one_that_died_in_mid_write, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_is_being_written_is_not_read, set_up, tear_down),
		cmocka_unit_test(bins_that_are_overwritten_are_missed),
		cmocka_unit_test_setup_teardown(silence_does_not_shorten_what_is_kept, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_hostile_ring_gives_nothing_insane, set_up, tear_down),
		cmocka_unit_test_setup_teardown(bins_that_are_not_sane_are_not_kept, set_up, tear_down),
		cmocka_unit_test(other_layouts_are_refused),
		cmocka_unit_test(insane_snapshots_are_told),
		cmocka_unit_test(no_read_is_torn),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
