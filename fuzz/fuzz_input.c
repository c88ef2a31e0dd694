/* Any bytes from a terminal, whole and cut into pieces: the same events, and only such as there are. */
#include "fuzz.h"
#include "ui/input.h"

enum { MAX_EVENTS = 4096, MAX_BYTES = 2048, MAX_WALK = 16 };

struct result {
	struct input_event events[MAX_EVENTS];
	size_t n;
};

static void take(struct input *input, struct result *result)
{
	struct input_event event;
	while (input_next(input, &event)) {
		if (event.kind == INPUT_KEY) {
			const uint32_t key = event.key & 0xFFFFFF;
			require(key >= 0x20 && key <= INPUT_F_LAST);
			require((event.key & ~(0xFFFFFFu | INPUT_SHIFT | INPUT_ALT | INPUT_WITH_CTRL)) == 0);
		}
		if (event.kind == INPUT_POINTED || event.kind == INPUT_CLICKED)
			require(event.first < 1 << 15 && event.second < 1 << 15);
		require(memchr(event.text, '\0', INPUT_TEXT) != NULL);
		for (const char *c = event.text; *c; c++)
			require(*c >= 0x20 && *c < 0x7F);
		require(result->n < MAX_EVENTS);
		result->events[result->n++] = event;
	}
}

/* `walk`: how long the pieces are, in turn; 0: as long as fits. */
static void parse(const uint8_t *data, size_t n, const uint8_t *walk, size_t n_walk, struct result *result)
{
	static const struct input_sequence own[] = { { "\033[224z", INPUT_F1 }, { "\033p", INPUT_UP } };
	struct input input = { .sequences = own, .n_sequences = 2 };
	result->n = 0;
	for (size_t i = 0, at = 0; at < n; i++) {
		size_t piece = n_walk ? walk[i % n_walk] % 8u + 1 : n - at;
		piece = piece < n - at ? piece : n - at;
		at += input_feed(&input, data + at, piece);
		take(&input, result);
	}
	input_expire(&input);
	take(&input, result);
	/* CAN ends all but a paste, and that has its own end: keys are always to be had again. */
	input_feed(&input, (const unsigned char *)"\x18\033[201~q", 8);
	take(&input, result);
	require(result->events[result->n - 1].key == 'q');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static struct result whole, cut;
	if (n < 1)
		return 0;
	size_t n_walk = data[0] % MAX_WALK + 1u;
	n_walk = n_walk < n - 1 ? n_walk : n - 1;
	const uint8_t *bytes = data + 1 + n_walk;
	size_t n_bytes = n - 1 - n_walk;
	n_bytes = n_bytes < MAX_BYTES ? n_bytes : MAX_BYTES;

	parse(bytes, n_bytes, NULL, 0, &whole);
	parse(bytes, n_bytes, data + 1, n_walk, &cut);
	require(whole.n == cut.n);
	for (size_t i = 0; i < whole.n; i++) {
		require(whole.events[i].kind == cut.events[i].kind && whole.events[i].key == cut.events[i].key);
		require(whole.events[i].first == cut.events[i].first && whole.events[i].second == cut.events[i].second);
		require(memcmp(whole.events[i].text, cut.events[i].text, INPUT_TEXT) == 0);
	}
	return 0;
}
