/* Playlists and cue sheets, and the scanner's batches, from whoever made them. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "control/scan.h"
#include "queue/cue.h"
#include "queue/playlist.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* libcue keeps its lexer's buffer, and of a sheet that is none what it has understood so far. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libcue.so\n";
}

static bool put(const struct queue_item *item, void *context)
{
	unsigned *n = context;
	if (strlen(item->path) >= QUEUE_PATH || strlen(item->title) >= QUEUE_PATH || item->start_ns < 0)
		abort();
	return ++*n < 1000;
}

static void read_batch(const uint8_t *data, size_t size)
{
	static struct scan_batch batch;
	struct queue_item item;
	uint32_t at = 0;
	unsigned n = 0;
	batch.n_bytes = (uint32_t)(size < SCAN_BYTES ? size : SCAN_BYTES);
	memcpy(batch.bytes, data, batch.n_bytes);
	while (scan_next(&batch, &at, &item))
		put(&item, &n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	unsigned n = 0;
	const struct reading reading = { put, &n };
	playlist_read_m3u((const char *)data, size, &reading);
	playlist_read_pls((const char *)data, size, &reading);
	char *sheet = malloc(size + 1);
	if (sheet) {
		memcpy(sheet, data, size);
		sheet[size] = '\0';
		cue_read(sheet, &reading);
	}
	free(sheet);
	read_batch(data, size);
	return 0;
}
