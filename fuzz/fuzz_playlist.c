/* Playlists and cue sheets from whoever made them: what is found in them is what the keeper is told, item by item. */
#include "control/scan.h"
#include "fuzz.h"
#include "queue/cue.h"
#include "queue/playlist.h"

enum { MOST_ITEMS = 1000 };

/* libcue keeps its lexer's buffer, and of a sheet that is none what it has understood so far. */
const char *__lsan_default_suppressions(void)
{
	return "leak:libcue.so\n";
}

static bool put(const struct queue_item *item, void *context)
{
	static struct scan_batch batch;
	struct queue_item told;
	unsigned *n = context;
	uint32_t at = 0;
	require(item->path[0] && strlen(item->path) < QUEUE_PATH && strlen(item->title) < QUEUE_PATH);
	batch.n_bytes = 0;
	require(scan_put(&batch, item) && scan_next(&batch, &at, &told) && at == batch.n_bytes);
	require(strcmp(told.path, item->path) == 0 && told.start_ns == item->start_ns && told.end_ns == item->end_ns);
	return ++*n < MOST_ITEMS;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	unsigned n_put = 0;
	const struct reading reading = { put, &n_put };
	char *text = text_of(data, n);
	playlist_read_m3u(text, n, &reading);
	playlist_read_pls(text, n, &reading);
	cue_read(text, &reading);
	free(text);
	return 0;
}
