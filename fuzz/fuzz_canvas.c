/* Any text, at any place: characters stay whole, within their columns and the canvas, and there are none but those that
 * a terminal can be sent. */
#include "drawn.h"

enum { COLS = 24, ROWS = 3, MOST_TEXTS = 16 };

static void draw(struct canvas *canvas, struct taken *from)
{
	char text[64];
	const int x = (int)(take_byte(from) % (COLS + 8)) - 4, y = (int)(take_byte(from) % (ROWS + 2)) - 1;
	const int most = (int)(take_byte(from) % (COLS + 8)) - 2;
	if (most == -2) {
		canvas_put(canvas, x, y, take_u32(from), COLOUR_DEFAULT, COLOUR_DEFAULT);
		return;
	}
	if (most == -1) {
		canvas_clear_region(canvas, (struct region){ x, y, 3, 1 });
		return;
	}
	take_text(from, text, sizeof text);
	const int used = canvas_text(canvas, x, y, most, text, COLOUR_DEFAULT, COLOUR_DEFAULT);
	require(used >= 0 && used <= most && used <= canvas_text_width(text));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct taken from = { data, n };
	struct canvas canvas = { 0 };
	require(canvas_init(&canvas, COLS, ROWS, NULL));
	for (int i = 0; i < MOST_TEXTS && from.n > 0; i++) {
		draw(&canvas, &from);
		require_drawn(&canvas);
	}
	canvas_fini(&canvas);
	return 0;
}
