#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <pthread.h>
#include <string.h>

#include "base/ring.h"

static void holds_what_was_written_in_order(void **state)
{
	(void)state;
	struct ring ring;
	uint32_t in[8] = { 0 }, out[8];
	uint32_t next_in = 0, next_out = 0;
	assert_true(ring_init(&ring, sizeof(uint32_t), 5, NULL));
	assert_int_equal(ring.capacity, 8);
	for (size_t round = 0; round < 100; round++) {
		size_t n = round % 8 + 1;
		for (size_t i = 0; i < n; i++)
			in[i] = next_in + (uint32_t)i;
		next_in += (uint32_t)ring_write(&ring, in, n);
		size_t got = ring_read(&ring, out, (round * 5) % 8 + 1);
		for (size_t i = 0; i < got; i++)
			assert_int_equal(out[i], next_out++);
	}
	assert_int_equal(ring_written(&ring), next_in);
	assert_int_equal(ring_position(&ring), next_out);
	ring_fini(&ring);
}

static void takes_no_more_than_it_has_room_for(void **state)
{
	(void)state;
	struct ring ring;
	char bytes[20] = { 0 };
	assert_true(ring_init(&ring, 1, 16, NULL));
	assert_int_equal(ring_write(&ring, bytes, 20), 16);
	assert_int_equal(ring_writable(&ring), 0);
	assert_int_equal(ring_write(&ring, bytes, 1), 0);
	assert_int_equal(ring_drop(&ring, 100), 16);
	assert_int_equal(ring_read(&ring, bytes, 1), 0);
	ring_fini(&ring);
}

static void peeking_takes_nothing(void **state)
{
	(void)state;
	struct ring ring;
	char out[4] = { 0 };
	assert_true(ring_init(&ring, 1, 4, NULL));
	ring_write(&ring, "abc", 3);
	assert_int_equal(ring_peek(&ring, out, 2), 2);
	assert_memory_equal(out, "ab", 2);
	assert_int_equal(ring_readable(&ring), 3);
	ring_fini(&ring);
}

enum { N_PASSED = 200000 };

static void *write_numbers(void *context)
{
	struct ring *ring = context;
	for (uint32_t i = 0; i < N_PASSED;)
		i += (uint32_t)ring_write(ring, &i, 1);
	return NULL;
}

static void two_threads_see_every_element_once(void **state)
{
	(void)state;
	struct ring ring;
	pthread_t writer;
	uint32_t expected = 0, out[64];
	assert_true(ring_init(&ring, sizeof(uint32_t), 64, NULL));
	assert_int_equal(pthread_create(&writer, NULL, write_numbers, &ring), 0);
	while (expected < N_PASSED) {
		size_t n = ring_read(&ring, out, 64);
		for (size_t i = 0; i < n; i++)
			assert_int_equal(out[i], expected++);
	}
	pthread_join(writer, NULL);
	ring_fini(&ring);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(holds_what_was_written_in_order),
		cmocka_unit_test(takes_no_more_than_it_has_room_for),
		cmocka_unit_test(peeking_takes_nothing),
		cmocka_unit_test(two_threads_see_every_element_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
