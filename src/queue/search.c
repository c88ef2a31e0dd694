#include "queue/search.h"

#include <stdlib.h>
#include <string.h>
#include <wctype.h>

#include "base/text.h"

struct folded {
	uint32_t letters[QUEUE_PATH];
	size_t n;
};

/* ASCII is most of it, and towlower() slow. */
static uint32_t fold(uint32_t c)
{
	if (c < 0x80)
		return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
	return (uint32_t)towlower((wint_t)c);
}

static void fold_text(struct folded *folded, const char *text)
{
	size_t left = strlen(text);
	for (folded->n = 0; left > 0 && folded->n < QUEUE_PATH; folded->n++) {
		uint32_t c;
		size_t taken = text_decode(text, left, &c);
		folded->letters[folded->n] = fold(c);
		text += taken;
		left -= taken;
	}
}

static bool has(const char *text, const struct folded *what)
{
	struct folded in;
	fold_text(&in, text);
	for (size_t at = 0; at + what->n <= in.n; at++)
		if (memcmp(in.letters + at, what->letters, what->n * sizeof *what->letters) == 0)
			return true;
	return false;
}

static bool is_meant(const struct queue *queue, uint32_t id, const struct folded *what)
{
	struct queue_item item;
	return queue_item(queue, id, &item) && (has(item.title, what) || has(item.path, what));
}

bool queue_search(const struct queue *queue, const char *what, uint32_t from, bool back, uint32_t *place)
{
	const uint32_t most = queue_figures(queue).n_shown;
	uint32_t *ids = calloc((size_t)most + 1, sizeof *ids);
	const size_t n = ids ? queue_list(queue, 0, ids, most) : 0;
	struct folded folded;
	bool found = false;
	fold_text(&folded, what);
	for (size_t i = 0, at = from < n ? from : 0; i < n && !found; i++) {
		found = is_meant(queue, ids[at], &folded);
		if (found)
			*place = (uint32_t)at;
		at = (back ? at + n - 1 : at + 1) % n;
	}
	free(ids);
	return found;
}
