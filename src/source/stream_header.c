/* libsndfile knows the headers, all their variants and faults; it reads them from memory here. */
#include "source/stream_header.h"

#include <stdio.h>
#include <string.h>

#include "source/sndfile.h"

struct memory {
	const unsigned char *bytes;
	sf_count_t n, position;
	bool overrun; /* more was wanted than there is */
};

static sf_count_t memory_length(void *context)
{
	return ((const struct memory *)context)->n;
}

static sf_count_t memory_tell(void *context)
{
	return ((const struct memory *)context)->position;
}

static sf_count_t memory_seek(sf_count_t offset, int whence, void *context)
{
	struct memory *m = context;
	sf_count_t base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? m->position : m->n;
	if (offset < -base || offset > m->n - base) {
		m->overrun = true;
		offset = offset < 0 ? -base : m->n - base;
	}
	m->position = base + offset;
	return m->position;
}

static sf_count_t memory_read(void *to, sf_count_t n, void *context)
{
	struct memory *m = context;
	sf_count_t left = m->n - m->position;
	if (n > left) {
		m->overrun = true;
		n = left;
	}
	memcpy(to, m->bytes + m->position, (size_t)n);
	m->position += n;
	return n;
}

/* libsndfile's formats that are raw PCM as audio/format.h knows it; the second column in big-endian files. */
static bool type_find(int format, enum sample_type *type)
{
	static const struct {
		int encoding;
		enum sample_type little, big;
	} types[] = {
		{ SF_FORMAT_PCM_16, SAMPLE_S16LE, SAMPLE_S16BE },
		{ SF_FORMAT_PCM_24, SAMPLE_S24LE, SAMPLE_S24BE },
		{ SF_FORMAT_PCM_32, SAMPLE_S32LE, SAMPLE_S32BE },
		{ SF_FORMAT_FLOAT, SAMPLE_F32LE, SAMPLE_F32BE },
		{ SF_FORMAT_PCM_U8, SAMPLE_U8, SAMPLE_U8 },
	};
	int order = format & SF_FORMAT_ENDMASK;
	bool is_big = order == SF_ENDIAN_BIG || (order == 0 && (format & SF_FORMAT_TYPEMASK) == SF_FORMAT_AU);
	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
		if (types[i].encoding == (format & SF_FORMAT_SUBMASK)) {
			*type = is_big ? types[i].big : types[i].little;
			return true;
		}
	}
	return false;
}

static uint32_t word_at(const unsigned char *b, bool is_big)
{
	return is_big ? (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3]
		      : (uint32_t)b[3] << 24 | (uint32_t)b[2] << 16 | (uint32_t)b[1] << 8 | b[0];
}

/* Programs that write to a pipe put 0, the largest number or something near it (sox, arecord) where the length
 * belongs. */
static int64_t riff_data_bytes(const unsigned char *bytes, size_t data_offset)
{
	bool is_big = memcmp(bytes, "RIFX", 4) == 0;
	if ((!is_big && memcmp(bytes, "RIFF", 4) != 0) || data_offset < 8)
		return -1;
	uint32_t n = word_at(bytes + data_offset - 4, is_big);
	return n == 0 || n >= 0x7fff0000 ? -1 : (int64_t)n;
}

/* That libsndfile stands where the samples begin is a custom, not a promise: look at what comes before. */
static bool is_data_offset(const unsigned char *bytes, size_t n, size_t offset)
{
	if (offset > n || offset < 24)
		return false;
	if (bytes[0] == 'R')
		return memcmp(bytes + offset - 8, "data", 4) == 0;
	if (bytes[0] == 'r')
		return memcmp(bytes + offset - 24, "data", 4) == 0; /* W64: a GUID and a length of 8 bytes */
	return word_at(bytes + 4, bytes[0] == '.') == offset;       /* AU */
}

static enum stream_header_status fill(
	SNDFILE *sound, const SF_INFO *sf, const struct memory *m, struct stream_header *header, struct err *err)
{
	*header = (struct stream_header){ .data_offset = (size_t)m->position };
	if (!sndfile_describe(sound, sf, &(struct tags_reading){ 0 }, "the stream", &header->info, err))
		return STREAM_HEADER_BAD;
	if (!type_find(sf->format, &header->type))
		return STREAM_HEADER_OTHER;
	if (!is_data_offset(m->bytes, (size_t)m->n, header->data_offset)) /* it is content with half a "data" chunk */
		return m->position == m->n ? STREAM_HEADER_SHORT : STREAM_HEADER_OTHER;
	header->data_bytes = riff_data_bytes(m->bytes, header->data_offset);
	return STREAM_HEADER_PCM;
}

enum stream_header_status stream_header_read(
	const unsigned char *bytes, size_t n, struct stream_header *header, struct err *err)
{
	enum { NEAR_END = 16 }; /* libsndfile looks for no more chunks so near to it */
	SF_VIRTUAL_IO io
		= { .get_filelen = memory_length, .seek = memory_seek, .read = memory_read, .tell = memory_tell };
	struct memory memory = { .bytes = bytes, .n = (sf_count_t)n };
	SF_INFO sf = { 0 };
	SNDFILE *sound = sf_open_virtual(&io, SFM_READ, &sf, &memory);
	if (sound) {
		enum stream_header_status status = fill(sound, &sf, &memory, header, err);
		sf_close(sound);
		return status;
	}
	if (memory.overrun || memory.position + NEAR_END >= memory.n)
		return STREAM_HEADER_SHORT;
	char reason[128];
	sndfile_reason(reason, sizeof reason);
	err_set(err, ERR_INPUT, "the stream: its header makes no sense (%s); is it complete?", reason);
	return STREAM_HEADER_BAD;
}

bool stream_header_is_chunk(const unsigned char *bytes)
{
	static const char ids[][5] = { "LIST", "id3 ", "ID3 ", "bext", "iXML", "cue ", "smpl", "inst", "PEAK", "fact",
		"afsp", "DISP", "_PMX", "JUNK", "PAD ", "axml", "SAUR", "acid" };
	for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++) {
		if (memcmp(bytes, ids[i], 4) == 0)
			return true;
	}
	return false;
}
