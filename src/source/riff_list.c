#include "source/riff_list.h"

#include <stdint.h>
#include <string.h>

#include "source/tags_file.h"

enum { HEADER_BYTES = 8, ID_BYTES = 4 };

static bool is_id(const unsigned char *bytes, const char *id)
{
	return memcmp(bytes, id, ID_BYTES) == 0;
}

static size_t length_at(const unsigned char *bytes, bool is_big)
{
	return is_big ? tags_be32(bytes) : tags_le32(bytes);
}

/* Goes from part to part as libsndfile does. One that is longer than the list ends it, unless its length is negative. */
static bool leads_back(const unsigned char *parts, size_t n, bool is_big)
{
	for (size_t at = 0; n - at >= HEADER_BYTES;) {
		if (is_id(parts + at, "INFO") || is_id(parts + at, "adtl")) { /* the kind of list: it has no length */
			at += ID_BYTES;
			continue;
		}
		const size_t length = length_at(parts + at + ID_BYTES, is_big);
		if (is_id(parts + at, "data"))
			return false;
		if (length >= INT32_MAX) /* it is made even first */
			return true;
		const size_t whole = HEADER_BYTES + length + length % 2;
		if (whole > n - at)
			return false;
		at += whole;
	}
	return false;
}

/* The kind that a list begins with is not taken for a list itself. */
static bool is_list(const unsigned char *bytes, size_t at)
{
	if (is_id(bytes + at, "INFO"))
		return at < HEADER_BYTES || !is_id(bytes + at - HEADER_BYTES, "LIST");
	return is_id(bytes + at, "LIST");
}

enum riff_kind riff_kind_of(const unsigned char *bytes, size_t n)
{
	if (n < HEADER_BYTES)
		return RIFF_NONE;
	if (is_id(bytes, "RIFX"))
		return RIFF_BIG;
	return is_id(bytes, "RIFF") || is_id(bytes, "RF64") ? RIFF_LITTLE : RIFF_NONE;
}

/* Of the chunk of sound. RF64 has its length in another place: EBU Tech 3306. UINT64_MAX: nobody knew it. */
static uint64_t sound_bytes(const unsigned char *bytes, size_t n, uint64_t length)
{
	enum { DS64_AT = 12, LENGTH_AT = 28, LENGTH_END = 36 };
	if (length != UINT32_MAX)
		return length;
	if (n < LENGTH_END || !is_id(bytes, "RF64") || !is_id(bytes + DS64_AT, "ds64"))
		return UINT64_MAX;
	length = (uint64_t)tags_le32(bytes + LENGTH_AT + 4) << 32 | tags_le32(bytes + LENGTH_AT);
	return length <= INT64_MAX / 2 ? length : UINT64_MAX;
}

/* Wherever one may begin, as the chunks before it may have any length; but not in the sound, which may be anything. */
bool riff_list_is_endless(const unsigned char *bytes, size_t n, enum riff_kind kind, uint64_t *next)
{
	uint64_t step = 1;
	*next = 0;
	if (kind == RIFF_NONE)
		return false;
	for (uint64_t at = 0; at + HEADER_BYTES <= n; at += step) {
		const uint64_t length = length_at(bytes + at + ID_BYTES, kind == RIFF_BIG),
			       there = n - at - HEADER_BYTES;
		if (is_list(bytes, at)
			&& leads_back(bytes + at + HEADER_BYTES, length < there ? length : there, kind == RIFF_BIG))
			return true;
		const bool is_sound = is_id(bytes + at, "data");
		const uint64_t n_sound = is_sound ? sound_bytes(bytes, n, length) : 0;
		if (n_sound == UINT64_MAX)
			return false;
		step = is_sound ? HEADER_BYTES + n_sound + n_sound % 2 : 1;
		*next = at + step > n ? at + step : 0;
	}
	return false;
}
