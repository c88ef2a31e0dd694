/* Apple Core Audio Format Specification 1.0: a file header, then chunks of a type, a length and their contents. All
 * numbers are big-endian. */
#include "source/caf_header.h"

#include <endian.h>
#include <math.h>
#include <string.h>

enum {
	FILE_HEADER_BYTES = 8,
	CHUNK_HEADER_BYTES = 12,
	DESCRIPTION_BYTES = 32,
	EDIT_COUNT_BYTES = 4, /* precedes the samples in their chunk, the number of tags theirs in its */
	IS_FLOAT = 1,
	IS_LITTLE_ENDIAN = 2,
};

static uint32_t read_u32(const unsigned char *bytes)
{
	uint32_t value;
	memcpy(&value, bytes, sizeof value);
	return be32toh(value);
}

static uint64_t read_u64(const unsigned char *bytes)
{
	uint64_t value;
	memcpy(&value, bytes, sizeof value);
	return be64toh(value);
}

static double read_double(const unsigned char *bytes)
{
	uint64_t bits = read_u64(bytes);
	double value;
	memcpy(&value, &bits, sizeof value);
	return value;
}

/* The description chunk: rate, format, flags, bytes and frames of a packet, channels, bits. */
static enum caf_header_status read_description(const unsigned char *bytes, struct caf_header *header)
{
	double rate_hz = read_double(bytes);
	header->n_channels = read_u32(bytes + 24);
	if (memcmp(bytes + 8, "lpcm", 4) != 0 || read_u32(bytes + 12) != (IS_FLOAT | IS_LITTLE_ENDIAN)
		|| read_u32(bytes + 28) != 8 * sizeof(float) || !(rate_hz >= 1 && rate_hz <= UINT32_MAX))
		return CAF_HEADER_BAD;
	header->rate_hz = (uint32_t)lround(rate_hz);
	return CAF_HEADER_GOOD;
}

enum caf_header_status caf_header_read(const unsigned char *bytes, size_t n, struct caf_header *header)
{
	*header = (struct caf_header){ 0 };
	if (n < FILE_HEADER_BYTES)
		return CAF_HEADER_SHORT;
	if (memcmp(bytes, "caff", 4) != 0)
		return CAF_HEADER_BAD;
	for (size_t at = FILE_HEADER_BYTES;;) {
		if (n - at < CHUNK_HEADER_BYTES + EDIT_COUNT_BYTES)
			return CAF_HEADER_SHORT;
		const unsigned char *type = bytes + at;
		uint64_t length = read_u64(type + 4);
		at += CHUNK_HEADER_BYTES;
		if (memcmp(type, "data", 4) == 0) {
			header->data_offset = at + EDIT_COUNT_BYTES;
			return header->n_channels ? CAF_HEADER_GOOD : CAF_HEADER_BAD;
		}
		if (length > n - at)
			return CAF_HEADER_SHORT;
		if (memcmp(type, "desc", 4) == 0
			&& (length != DESCRIPTION_BYTES || read_description(bytes + at, header) != CAF_HEADER_GOOD))
			return CAF_HEADER_BAD;
		if (memcmp(type, "info", 4) == 0 && length > EDIT_COUNT_BYTES) {
			header->tags_offset = at + EDIT_COUNT_BYTES;
			header->tags_bytes = (size_t)length - EDIT_COUNT_BYTES;
		}
		at += (size_t)length;
	}
}
