/* Sample types: what the bytes mean, by the definition of two's complement and IEEE 754, full scale 2^(bits-1). */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "audio/format.h"

struct row {
	enum sample_type type;
	unsigned char bytes[4];
	float value;
};

static const struct row rows[] = {
	{ SAMPLE_S16LE, { 0x00, 0x00 }, 0.0f },
	{ SAMPLE_S16LE, { 0xff, 0x7f }, 32767.0f / 32768.0f },
	{ SAMPLE_S16LE, { 0x00, 0x80 }, -1.0f },
	{ SAMPLE_S16LE, { 0x01, 0x00 }, 1.0f / 32768.0f },
	{ SAMPLE_S16LE, { 0xff, 0xff }, -1.0f / 32768.0f },
	{ SAMPLE_S16BE, { 0x7f, 0xff }, 32767.0f / 32768.0f },
	{ SAMPLE_S16BE, { 0x80, 0x00 }, -1.0f },
	{ SAMPLE_S16BE, { 0x00, 0x01 }, 1.0f / 32768.0f },
	{ SAMPLE_S24LE, { 0xff, 0xff, 0x7f }, 8388607.0f / 8388608.0f },
	{ SAMPLE_S24LE, { 0x00, 0x00, 0x80 }, -1.0f },
	{ SAMPLE_S24LE, { 0x01, 0x00, 0x00 }, 1.0f / 8388608.0f },
	{ SAMPLE_S24LE, { 0xff, 0xff, 0xff }, -1.0f / 8388608.0f },
	{ SAMPLE_S24LE, { 0x56, 0x34, 0x12 }, 1193046.0f / 8388608.0f }, /* 0x123456 */
	{ SAMPLE_S24BE, { 0x12, 0x34, 0x56 }, 1193046.0f / 8388608.0f },
	{ SAMPLE_S24BE, { 0x80, 0x00, 0x00 }, -1.0f },
	{ SAMPLE_S32LE, { 0x00, 0x00, 0x00, 0x80 }, -1.0f },
	{ SAMPLE_S32LE, { 0x00, 0x00, 0x00, 0x40 }, 0.5f },
	{ SAMPLE_S32LE, { 0x01, 0x00, 0x00, 0x00 }, 1.0f / 2147483648.0f },
	{ SAMPLE_S32LE, { 0xff, 0xff, 0xff, 0x7f }, 1.0f }, /* 1 - 2^-31, as near as a float gets */
	{ SAMPLE_S32BE, { 0x40, 0x00, 0x00, 0x00 }, 0.5f },
	{ SAMPLE_S32BE, { 0x80, 0x00, 0x00, 0x00 }, -1.0f },
	{ SAMPLE_F32LE, { 0x00, 0x00, 0x00, 0xbf }, -0.5f },
	{ SAMPLE_F32LE, { 0x00, 0x00, 0x80, 0x3f }, 1.0f },
	{ SAMPLE_F32BE, { 0xbf, 0x00, 0x00, 0x00 }, -0.5f },
	{ SAMPLE_U8, { 0x80 }, 0.0f },
	{ SAMPLE_U8, { 0x00 }, -1.0f },
	{ SAMPLE_U8, { 0xff }, 127.0f / 128.0f },
};

static void samples_are_what_their_bytes_mean(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		float value = 99.0f;
		sample_formats[rows[i].type].to_float(rows[i].bytes, &value, 1);
		if (value != rows[i].value)
			fail_msg("row %zu (%s): %.9g", i, sample_formats[rows[i].type].name, (double)value);
	}
}

static void every_type_is_named_sized_and_unique(void **state)
{
	(void)state;
	static const struct {
		enum sample_type type;
		const char *name;
		uint32_t bytes;
	} types[] = {
		{ SAMPLE_S16LE, "s16le", 2 },
		{ SAMPLE_S24LE, "s24le", 3 },
		{ SAMPLE_S32LE, "s32le", 4 },
		{ SAMPLE_F32LE, "f32le", 4 },
		{ SAMPLE_U8, "u8", 1 },
		{ SAMPLE_S16BE, "s16be", 2 },
		{ SAMPLE_S24BE, "s24be", 3 },
		{ SAMPLE_S32BE, "s32be", 4 },
		{ SAMPLE_F32BE, "f32be", 4 },
	};
	assert_int_equal(sizeof types / sizeof types[0], N_SAMPLE_TYPES);
	for (size_t i = 0; i < N_SAMPLE_TYPES; i++) {
		assert_string_equal(sample_formats[types[i].type].name, types[i].name);
		assert_int_equal(sample_formats[types[i].type].sample_bytes, types[i].bytes);
	}
}

/* Any count, from any address: exactly so many samples are read and written. The sanitizer watches the edges. */
static void any_number_of_samples_is_converted(void **state)
{
	(void)state;
	for (size_t type = 0; type < N_SAMPLE_TYPES; type++) {
		size_t bytes = sample_formats[type].sample_bytes;
		for (size_t n = 0; n <= 9; n++) {
			unsigned char *in = calloc(1, n * bytes + 1);
			float *out = calloc(n + 1, sizeof *out);
			assert_non_null(in);
			assert_non_null(out);
			out[n] = 7.0f;
			sample_formats[type].to_float(in + 1, out, n);
			float expected = type == SAMPLE_U8 ? -1.0f : 0.0f;
			for (size_t i = 0; i < n; i++)
				assert_true(out[i] == expected);
			assert_true(out[n] == 7.0f);
			free(in);
			free(out);
		}
	}
}

static void floats_that_are_no_numbers_pass(void **state)
{
	(void)state;
	static const unsigned char bytes[] = { 0, 0, 0xc0, 0x7f, 0, 0, 0x80, 0x7f, 0, 0, 0x80, 0xff };
	float out[3];
	sample_formats[SAMPLE_F32LE].to_float(bytes, out, 3);
	assert_true(isnan(out[0]));
	assert_true(isinf(out[1]) && out[1] > 0.0f);
	assert_true(isinf(out[2]) && out[2] < 0.0f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(samples_are_what_their_bytes_mean),
		cmocka_unit_test(every_type_is_named_sized_and_unique),
		cmocka_unit_test(any_number_of_samples_is_converted),
		cmocka_unit_test(floats_that_are_no_numbers_pass),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
