#include "source/chunks.h"

#include <string.h>

#include "source/tags_file.h"

enum {
	ID_BYTES = 4,
	CHUNK_HEADER_BYTES = 8,
	FILE_HEADER_BYTES = 12, /* an id, a length, the form */
	DS64_BYTES = 28,        /* EBU Tech 3306, 3.5, without a table: lengths of file and sound, frames, entries */
	UNFINISHED_BYTES = 8,   /* as the length of a file: a writer that could not come back and fill it in */
	MOST_CHUNKS = 1024,     /* a file of more is made to keep us busy */
};

static const struct kind {
	const char *magic, *form;
	bool is_big;
	const char *kept[CHUNKS_KEPT]; /* the first must be there */
	const char *sound;
} kinds[] = {
	{ "RIFF", "WAVE", false, { "fmt ", "fact" }, "data" },
	{ "RIFX", "WAVE", true, { "fmt ", "fact" }, "data" },
	{ "RF64", "WAVE", false, { "fmt ", "fact" }, "data" },
	{ "FORM", "AIFF", true, { "COMM", "FVER" }, "SSND" },
	{ "FORM", "AIFC", true, { "COMM", "FVER" }, "SSND" },
	{ "FORM", "8SVX", true, { "VHDR", "CHAN" }, "BODY" },
	{ "FORM", "16SV", true, { "VHDR", "CHAN" }, "BODY" },
};

static size_t bytes_read(const struct chunks_bytes *bytes, uint64_t at, void *to, size_t n)
{
	if (!bytes->memory)
		return tags_bytes(bytes->fd, (off_t)at, to, n);
	const size_t there = at < bytes->n ? bytes->n - (size_t)at : 0;
	n = n < there ? n : there;
	memcpy(to, bytes->memory + (n > 0 ? at : 0), n);
	return n;
}

/* --------------------------------------------------------------- from chunk to chunk */

struct walk {
	const struct chunks_bytes *bytes;
	bool is_big;
	uint64_t end; /* there are no chunks from there on */
	int n_chunks;
	enum chunks_status status;

	unsigned char id[ID_BYTES]; /* of the present one */
	uint64_t at, length;        /* of what is in it */
	uint64_t ds64_length;       /* of the sound, where 32 bits do not hold it */
};

static bool is_id(const unsigned char *bytes, const char *id)
{
	return memcmp(bytes, id, ID_BYTES) == 0;
}

static bool may_be_id(const unsigned char *bytes)
{
	for (int i = 0; i < ID_BYTES; i++) {
		if (bytes[i] < ' ' || bytes[i] > '~')
			return false;
	}
	return true;
}

static size_t length_at(const unsigned char *bytes, bool is_big)
{
	return is_big ? tags_be32(bytes) : tags_le32(bytes);
}

static uint64_t le64(const unsigned char *bytes)
{
	return (uint64_t)tags_le32(bytes + 4) << 32 | tags_le32(bytes);
}

static bool walk_look(struct walk *w, uint64_t at)
{
	unsigned char header[CHUNK_HEADER_BYTES], lengths[16];
	w->status = CHUNKS_SHORT;
	if (at >= w->end || bytes_read(w->bytes, at, header, sizeof header) < sizeof header)
		return false;
	w->status = CHUNKS_BAD;
	if (!may_be_id(header))
		return false;
	w->status = CHUNKS_GOOD;
	memcpy(w->id, header, sizeof w->id);
	w->at = at + sizeof header;
	w->length = length_at(header + ID_BYTES, w->is_big);
	if (is_id(w->id, "ds64") && bytes_read(w->bytes, w->at, lengths, sizeof lengths) == sizeof lengths
		&& le64(lengths + 8) < CHUNKS_TO_THE_END)
		w->ds64_length = le64(lengths + 8);
	if (is_id(w->id, "data") && w->length == UINT32_MAX)
		w->length = w->ds64_length;
	return true;
}

/* Chunks are of even lengths; some writers do not know. */
static bool walk_next(struct walk *w)
{
	const uint64_t end = w->at + w->length;
	const bool is_odd = w->length % 2;
	if (w->n_chunks++ == MOST_CHUNKS) {
		w->status = CHUNKS_BAD;
		return false;
	}
	return walk_look(w, end + is_odd) || (is_odd && w->status == CHUNKS_BAD && walk_look(w, end));
}

/* Stands before the first chunk of the container that begins at `at`. NULL: there is none. */
static const struct kind *walk_begin(
	struct walk *w, const struct chunks_bytes *bytes, uint64_t at, unsigned char header[FILE_HEADER_BYTES])
{
	if (bytes_read(bytes, at, header, FILE_HEADER_BYTES) < FILE_HEADER_BYTES)
		return NULL;
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		const struct kind *kind = &kinds[i];
		if (!is_id(header, kind->magic) || !is_id(header + FILE_HEADER_BYTES - ID_BYTES, kind->form))
			continue;
		*w = (struct walk){ .bytes = bytes,
			.is_big = kind->is_big,
			.end = CHUNKS_TO_THE_END,
			.at = at + FILE_HEADER_BYTES,
			.ds64_length = CHUNKS_TO_THE_END };
		return kind;
	}
	return NULL;
}

/* --------------------------------------------------------------- a header of its own */

static void put(struct chunks_reduced *r, const void *bytes, size_t n)
{
	memcpy(r->header + r->n_header, bytes, n);
	r->n_header += n;
}

static void put_number(struct chunks_reduced *r, bool is_big, uint64_t number)
{
	const uint32_t n = number < UINT32_MAX ? (uint32_t)number : UINT32_MAX;
	for (int i = 0; i < 4; i++)
		r->header[r->n_header++] = (unsigned char)(n >> 8 * (is_big ? 3 - i : i));
}

static void put_ds64(struct chunks_reduced *r)
{
	put(r, "ds64", ID_BYTES);
	put_number(r, false, DS64_BYTES);
	memset(r->header + r->n_header, 0, DS64_BYTES);
	for (size_t i = 0; i < 8; i++)
		r->header[r->n_header + 8 + i] = (unsigned char)(r->sound_bytes >> 8 * i);
	r->n_header += DS64_BYTES;
}

/* A chunk that was found; of one that is longer than any that makes sense, as much as would. */
struct part {
	uint64_t at;
	size_t n;
	unsigned char bytes[CHUNKS_PART_BYTES];
};

static bool part_take(struct part *part, const struct walk *w)
{
	part->at = w->at;
	part->n = w->length < sizeof part->bytes ? (size_t)w->length : sizeof part->bytes;
	return bytes_read(w->bytes, w->at, part->bytes, part->n) == part->n;
}

static void put_parts(struct chunks_reduced *r, const struct kind *kind, const struct part *parts)
{
	for (int i = 0; i < CHUNKS_KEPT; i++) {
		if (parts[i].at == 0)
			continue;
		put(r, kind->kept[i], ID_BYTES);
		put_number(r, kind->is_big, parts[i].n);
		put(r, parts[i].bytes, parts[i].n);
		if (parts[i].n % 2)
			put(r, "", 1);
	}
}

static void header_make(struct chunks_reduced *r, const struct kind *kind, const struct part *parts)
{
	const bool is_rf64 = is_id((const unsigned char *)kind->magic, "RF64");
	r->n_header = 0;
	put(r, kind->magic, ID_BYTES);
	put_number(r, kind->is_big, is_rf64 ? UINT32_MAX : r->sound_bytes + CHUNKS_HEADER_BYTES);
	put(r, kind->form, ID_BYTES);
	if (is_rf64)
		put_ds64(r);
	put_parts(r, kind, parts);
	put(r, kind->sound, ID_BYTES);
	put_number(r, kind->is_big, is_rf64 ? UINT32_MAX : r->sound_bytes);
}

enum chunks_status chunks_reduce(const struct chunks_bytes *bytes, uint64_t at, struct chunks_reduced *reduced)
{
	unsigned char header[FILE_HEADER_BYTES];
	struct part parts[CHUNKS_KEPT];
	struct walk walk;
	const struct kind *kind = walk_begin(&walk, bytes, at, header);
	if (!kind)
		return CHUNKS_NONE;
	for (int i = 0; i < CHUNKS_KEPT; i++)
		parts[i].at = 0;
	reduced->sound_at = 0;
	while (parts[0].at == 0 || reduced->sound_at == 0) {
		if (!walk_next(&walk))
			return walk.status;
		for (int i = 0; i < CHUNKS_KEPT; i++) {
			if (parts[i].at == 0 && is_id(walk.id, kind->kept[i]) && !part_take(&parts[i], &walk))
				return CHUNKS_SHORT;
		}
		if (reduced->sound_at == 0 && is_id(walk.id, kind->sound)) {
			reduced->sound_at = walk.at;
			reduced->sound_bytes = walk.length;
		}
	}
	const size_t file_bytes = length_at(header + ID_BYTES, kind->is_big);
	if (reduced->sound_bytes == 0 && file_bytes <= UNFINISHED_BYTES)
		reduced->sound_bytes = CHUNKS_TO_THE_END;
	header_make(reduced, kind, parts);
	return CHUNKS_GOOD;
}

/* --------------------------------------------------------------- texts */

static const struct text {
	char id[ID_BYTES + 1];
	const char *name;
} texts[] = {
	{ "INAM", "TITLE" }, /* RIFF, in a list */
	{ "IART", "ARTIST" },
	{ "IPRD", "ALBUM" },
	{ "ITRK", "TRACKNUMBER" },
	{ "NAME", "TITLE" }, /* AIFF and 8SVX */
	{ "AUTH", "ARTIST" },
};

static void text_put(const struct walk *w, struct tags_reading *reading)
{
	char value[TAGS_TEXT];
	const size_t n = w->length < sizeof value ? (size_t)w->length : sizeof value;
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		if (is_id(w->id, texts[i].id))
			tags_put(reading, texts[i].name, value, bytes_read(w->bytes, w->at, value, n));
	}
}

static void list_put(const struct walk *list, struct tags_reading *reading)
{
	unsigned char kind[ID_BYTES];
	if (bytes_read(list->bytes, list->at, kind, sizeof kind) < sizeof kind || !is_id(kind, "INFO"))
		return;
	struct walk w = { .bytes = list->bytes,
		.is_big = list->is_big,
		.end = list->at + list->length,
		.at = list->at + sizeof kind };
	while (walk_next(&w))
		text_put(&w, reading);
}

void chunks_put_texts(const struct chunks_bytes *bytes, uint64_t at, struct tags_reading *reading)
{
	unsigned char header[FILE_HEADER_BYTES];
	struct walk w;
	if (!walk_begin(&w, bytes, at, header))
		return;
	while (walk_next(&w)) {
		if (is_id(w.id, "LIST"))
			list_put(&w, reading);
		else
			text_put(&w, reading);
	}
}

bool chunks_find_id3(const struct chunks_bytes *bytes, uint64_t at, uint64_t *id3_at)
{
	unsigned char header[FILE_HEADER_BYTES];
	struct walk w;
	*id3_at = 0;
	if (!walk_begin(&w, bytes, at, header))
		return false;
	while (*id3_at == 0 && walk_next(&w)) {
		if (is_id(w.id, "id3 ") || is_id(w.id, "ID3 "))
			*id3_at = w.at;
	}
	return true;
}
