#include "audio/format.h"

#include <string.h>

/* Full scale is 2^(bits-1), so that -1 is reached exactly; all types up to 24 bits are exact in a float. */

static float s16_to_float(uint32_t value)
{
	return (float)(int16_t)(uint16_t)value * (1.0f / 32768.0f);
}

/* The three bytes lie in the upper part of the word, where their sign belongs. */
static float s24_to_float(uint32_t value)
{
	return (float)(int32_t)value * (1.0f / 2147483648.0f);
}

static float s32_to_float(uint32_t value)
{
	return (float)(int32_t)value * (1.0f / 2147483648.0f);
}

static float f32_to_float(uint32_t value)
{
	float sample;
	memcpy(&sample, &value, sizeof sample);
	return sample;
}

static uint32_t byte_at(const unsigned char *bytes, int i, unsigned shift)
{
	return (uint32_t)bytes[i] << shift;
}

static void s16le(const unsigned char *b, float *out, size_t n_samples)
{
	for (size_t i = 0; i < n_samples; i++, b += 2)
		out[i] = s16_to_float(byte_at(b, 0, 0) | byte_at(b, 1, 8));
}

static void s16be(const unsigned char *b, float *out, size_t n_samples)
{
	for (size_t i = 0; i < n_samples; i++, b += 2)
		out[i] = s16_to_float(byte_at(b, 1, 0) | byte_at(b, 0, 8));
}

static void s24le(const unsigned char *b, float *out, size_t n_samples)
{
	for (size_t i = 0; i < n_samples; i++, b += 3)
		out[i] = s24_to_float(byte_at(b, 0, 8) | byte_at(b, 1, 16) | byte_at(b, 2, 24));
}

static void s24be(const unsigned char *b, float *out, size_t n_samples)
{
	for (size_t i = 0; i < n_samples; i++, b += 3)
		out[i] = s24_to_float(byte_at(b, 2, 8) | byte_at(b, 1, 16) | byte_at(b, 0, 24));
}

static uint32_t word_le(const unsigned char *b)
{
	return byte_at(b, 0, 0) | byte_at(b, 1, 8) | byte_at(b, 2, 16) | byte_at(b, 3, 24);
}

static uint32_t word_be(const unsigned char *b)
{
	return byte_at(b, 3, 0) | byte_at(b, 2, 8) | byte_at(b, 1, 16) | byte_at(b, 0, 24);
}

static void s32le(const unsigned char *b, float *out, size_t n_samples)
{
	for (size_t i = 0; i < n_samples; i++, b += 4)
		out[i] = s32_to_float(word_le(b));
}

static void s32be(const unsigned char *b, float *out, size_t n_samples)
{
	for (size_t i = 0; i < n_samples; i++, b += 4)
		out[i] = s32_to_float(word_be(b));
}

static void f32le(const unsigned char *b, float *out, size_t n_samples)
{
	for (size_t i = 0; i < n_samples; i++, b += 4)
		out[i] = f32_to_float(word_le(b));
}

static void f32be(const unsigned char *b, float *out, size_t n_samples)
{
	for (size_t i = 0; i < n_samples; i++, b += 4)
		out[i] = f32_to_float(word_be(b));
}

static void u8(const unsigned char *b, float *out, size_t n_samples)
{
	for (size_t i = 0; i < n_samples; i++)
		out[i] = (float)(b[i] - 128) * (1.0f / 128.0f);
}

const struct sample_format sample_formats[N_SAMPLE_TYPES] = {
	[SAMPLE_S16LE] = { "s16le", 2, s16le },
	[SAMPLE_S24LE] = { "s24le", 3, s24le },
	[SAMPLE_S32LE] = { "s32le", 4, s32le },
	[SAMPLE_F32LE] = { "f32le", 4, f32le },
	[SAMPLE_U8] = { "u8", 1, u8 },
	[SAMPLE_S16BE] = { "s16be", 2, s16be },
	[SAMPLE_S24BE] = { "s24be", 3, s24be },
	[SAMPLE_S32BE] = { "s32be", 4, s32be },
	[SAMPLE_F32BE] = { "f32be", 4, f32be },
};
