/* Any two canvases, whatever is in their cells: what is sent is made of the few sequences we use, within the screen,
 * and well-formed text; and of two equal canvases nothing. That the screen is right, tests/unit/test_encoder.c
 * checks. */
#include "base/text.h"
#include "fuzz.h"
#include "ui/encoder.h"

/* Mostly what is met with in pictures, now and then anything. */
static uint32_t next_glyph(struct taken *from)
{
	static const uint32_t usual[] = { ' ', 'a', 0x2588, 0x2581, 0xE9, 0x65E5, 0, 0x1F600, 0x301, 0x1B };
	const unsigned choice = take_byte(from) % 16;
	return choice < sizeof usual / sizeof *usual ? usual[choice] : take_u32(from) & 0x1FFFFF;
}

static colour next_colour(struct taken *from)
{
	static const colour known[] = { COLOUR_DEFAULT, COLOUR_DEFAULT, COLOUR_CUT_OUT, 0x102030 };
	const unsigned choice = take_byte(from) % 8;
	if (choice < 4)
		return known[choice];
	return choice < 6 ? colour_own(take_byte(from) % N_COLOURS_OWN) : take_u32(from);
}

static void draw(struct taken *from, struct canvas *canvas)
{
	for (unsigned left = take_byte(from); left > 0 && from->n > 0; left--) {
		const int x = (int)(take_byte(from) % (unsigned)canvas->cols);
		const int y = (int)(take_byte(from) % (unsigned)canvas->rows);
		const uint32_t glyph = next_glyph(from);
		const colour fg = next_colour(from), bg = next_colour(from);
		const unsigned how = take_byte(from) % 4;
		struct cell *cell = canvas_edit(canvas, x, y);
		if (how == 0)
			canvas_put(canvas, x, y, glyph, fg, bg);
		else if (how == 1)
			canvas_text(canvas, x, y, canvas->cols, "a\u65E5e\u0301\u304B\u3099", fg, bg);
		else
			*cell = (struct cell){ glyph, how == 2 ? 0 : next_glyph(from), fg, bg };
	}
}

/* RI, or a control sequence, behind its ESC; returns its length. */
static size_t check_sequence(const char *s, size_t n, const struct canvas *canvas)
{
	if (n >= 1 && s[0] == 'M')
		return 1;
	require(n >= 2 && s[0] == '[');
	unsigned numbers[16] = { 0 };
	size_t count = 0, i = 1;
	const int is_private = i < n && s[i] == '?';
	for (i += (size_t)is_private; i < n && (s[i] == ';' || (s[i] >= '0' && s[i] <= '9')); i++) {
		if (s[i] == ';')
			count++;
		else
			numbers[count] = numbers[count] * 10 + (unsigned)(s[i] - '0');
		require(count < 16 && numbers[count] <= 2026);
	}
	require(i < n && strchr(is_private ? "hl" : "HABCDGJKPXbm", s[i]) && s[i]);
	if (is_private)
		require(numbers[0] == 2026);
	if (s[i] == 'H')
		require(numbers[0] <= (unsigned)canvas->rows && numbers[1] <= (unsigned)canvas->cols);
	if (strchr("CDGPXb", s[i]))
		require(numbers[0] <= (unsigned)canvas->cols);
	return i + 1;
}

static void check_bytes(const struct bytes *out, const struct canvas *canvas, const struct encoder_caps *caps)
{
	for (size_t i = 0; i < out->n;) {
		const unsigned char byte = (unsigned char)out->data[i];
		uint32_t c;
		if (byte == 0x1B) {
			i += 1 + check_sequence(out->data + i + 1, out->n - i - 1, canvas);
		} else if (byte == '\r' || byte == '\n' || byte == '\v' || byte == '\b') {
			i++;
		} else {
			const size_t n = text_decode(out->data + i, out->n - i, &c);
			require(canvas_glyph_is_printable(c) && !canvas_glyph_is_invisible(c)
				&& (c != 0xFFFD || n == 3));
			require(caps->utf8 || c < 0x7F);
			i += n;
		}
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct taken from = { data, n };
	const unsigned bits = take_byte(&from);
	const unsigned more = take_byte(&from);
	const struct encoder_caps caps = {
		.depth = (enum colour_depth)(more % N_DEPTHS),
		.utf8 = bits & 1,
		.synchronized = bits & 2,
		.column = bits & 4,
		.repeat = bits & 8,
		.erase_chars = bits & 16,
		.delete_chars = bits & 16,
		.erase_line = bits & 32,
		.bce = bits & 64,
		.corner_scrolls = bits & 128,
		.index = more & 64,
	};
	struct canvas old = { 0 }, new = { 0 };
	struct bytes out = { 0 };
	const int cols = (int)take_byte(&from) % 64 + 1, rows = (int)take_byte(&from) % 8 + 1;
	require(canvas_init(&old, cols, rows, NULL) && canvas_init(&new, cols, rows, NULL));
	draw(&from, &old);
	canvas_copy(&new, 0, &old);
	draw(&from, &new);

	require(encoder_encode(more & 128 ? NULL : &old, &new, &caps, &out));
	check_bytes(&out, &new, &caps);
	out.n = 0;
	require(encoder_encode(&new, &new, &caps, &out) && out.n == 0);
	bytes_fini(&out);
	canvas_fini(&old);
	canvas_fini(&new);
	return 0;
}
