#include "ui/input.h"

#include <string.h>

#include "ui/input_answers.h"
#include "ui/input_keys.h"
#include "ui/input_mouse.h"

enum state {
	GROUND,
	UTF8,   /* within a character */
	ESCAPE, /* ESC, or with `alt` ESC ESC */
	CSI,
	SS3,
	STRING,        /* DCS, OSC, APC, PM, SOS */
	STRING_ESCAPE, /* an ESC in it: its end, or the begin of something else */
	LINUX_FN,      /* CSI [: the Linux console's F1 … F5 */
	SWALLOW,       /* an old mouse report's three bytes */
	PASTE,
};

enum { BEL = 0x07, CAN = 0x18, SUB = 0x1A, ESC = 0x1B, DEL = 0x7F };

static const char paste_end[] = "\033[201~";

/* ---- events ---- */

static void add_event(struct input *in, struct input_event event)
{
	if (in->n_events < INPUT_MAX_EVENTS)
		in->events[in->n_events++] = event;
}

static void add_key(struct input *in, uint32_t key)
{
	add_event(in, (struct input_event){ .kind = INPUT_KEY, .key = key });
}

static bool take_event(struct input *in, struct input_event *event)
{
	if (in->n_events == 0)
		return false;
	*event = in->events[0];
	in->n_events--;
	memmove(in->events, in->events + 1, in->n_events * sizeof *in->events);
	return true;
}

/* What the terminal's description says of the bytes read. */
static uint32_t own_key(const struct input *in)
{
	return sequence_key(in->sequences, in->n_sequences, in->sequence, in->n_sequence);
}

/* ---- states ---- */

static void enter(struct input *in, enum state state)
{
	in->state = (int)state;
	if (state == GROUND) {
		in->alt = false;
		in->n_sequence = 0;
	}
}

static void keep_byte(struct input *in, unsigned char byte)
{
	if (in->n_sequence < INPUT_MAX_SEQUENCE)
		in->sequence[in->n_sequence] = byte;
	/* Beyond that it is counted, not kept, and no further than needed to tell. */
	if (in->n_sequence <= INPUT_MAX_SEQUENCE)
		in->n_sequence++;
}

static void begin_escape(struct input *in, bool alt)
{
	in->alt = alt;
	in->n_sequence = 0;
	keep_byte(in, ESC);
	enter(in, ESCAPE);
}

static void add_key_at_ground(struct input *in, uint32_t key)
{
	add_key(in, in->alt ? key | INPUT_ALT : key);
	enter(in, GROUND);
}

static void begin_utf8(struct input *in, unsigned char byte)
{
	static const struct {
		unsigned char first, last, bits;
		unsigned n_more;
		uint32_t least;
	} leads[] = {
		{ 0xC2, 0xDF, 0x1F, 1, 0x80 },
		{ 0xE0, 0xEF, 0x0F, 2, 0x800 },
		{ 0xF0, 0xF4, 0x07, 3, 0x10000 },
	};
	for (size_t i = 0; i < sizeof leads / sizeof *leads; i++) {
		if (byte < leads[i].first || byte > leads[i].last)
			continue;
		in->code_point = byte & leads[i].bits;
		in->n_more = leads[i].n_more;
		in->least = leads[i].least;
		enter(in, UTF8);
		return;
	}
	enter(in, GROUND);
}

static void parse_ground(struct input *in, unsigned char byte)
{
	if (byte == ESC)
		begin_escape(in, false);
	else if (byte < 0x20 || byte == DEL)
		add_key_at_ground(in, control_key(byte));
	else if (byte < 0x80)
		add_key_at_ground(in, byte);
	else
		begin_utf8(in, byte);
}

static void parse_utf8(struct input *in, unsigned char byte)
{
	if ((byte & 0xC0) != 0x80) { /* cut short: what there was goes */
		enter(in, GROUND);
		parse_ground(in, byte);
		return;
	}
	in->code_point = in->code_point << 6 | (byte & 0x3F);
	if (--in->n_more > 0)
		return;
	const uint32_t c = in->code_point;
	if (c < in->least || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF) || c < 0xA0)
		enter(in, GROUND);
	else
		add_key_at_ground(in, c);
}

static void parse_escape(struct input *in, unsigned char byte)
{
	if (byte == ESC) {
		if (in->alt)
			add_key(in, INPUT_ESCAPE);
		begin_escape(in, true);
		return;
	}
	keep_byte(in, byte);
	if (byte == '[') {
		enter(in, CSI);
		return;
	}
	if (byte == 'O') {
		enter(in, SS3);
		return;
	}
	if (in->alt) /* ESC ESC makes one with a key's sequence only */
		add_key(in, INPUT_ESCAPE);
	in->alt = true;
	const uint32_t own = own_key(in);
	if (own) {
		add_key(in, own);
		enter(in, GROUND);
	} else if (byte && strchr("P]X^_", byte)) {
		enter(in, STRING);
	} else if (byte == CAN || byte == SUB) {
		enter(in, GROUND);
	} else {
		parse_ground(in, byte);
	}
}

/* Sequences that are more than one key or answer; false if it is none. */
static bool enter_by_csi(struct input *in, const struct csi *csi)
{
	if (in->n_sequence == 3 && (csi->final == '[' || csi->final == 'M')) {
		in->n_more = 3;
		enter(in, csi->final == '[' ? LINUX_FN : SWALLOW);
		return true;
	}
	if (csi->final != '~' || csi->private || csi->numbers[0] != 200)
		return false;
	add_event(in, (struct input_event){ .kind = INPUT_PASTE_BEGIN });
	enter(in, GROUND);
	in->n_matched = 0;
	enter(in, PASTE);
	return true;
}

static void end_csi(struct input *in)
{
	if (in->n_sequence > INPUT_MAX_SEQUENCE) {
		enter(in, GROUND);
		return;
	}
	const struct csi csi = csi_read(in->sequence + 2, in->n_sequence - 2);
	uint32_t key = own_key(in);
	if (!key)
		key = csi_key(&csi);
	if (key) {
		add_key_at_ground(in, key);
		return;
	}
	if (in->alt) /* the ESC before what is no key is one by itself */
		add_key(in, INPUT_ESCAPE);
	if (enter_by_csi(in, &csi))
		return;
	struct input_event answer;
	if (mouse_of_csi(&csi, &answer) || answer_of_csi(&csi, &answer))
		add_event(in, answer);
	enter(in, GROUND);
}

/* rxvt ends a shifted key's sequence with a byte that otherwise comes before the end. */
static bool is_rxvt_end(const struct input *in, unsigned char byte)
{
	if (byte != '$' || in->n_sequence < 3 || in->n_sequence > INPUT_MAX_SEQUENCE)
		return false;
	for (size_t i = 2; i < in->n_sequence; i++)
		if (in->sequence[i] < '0' || in->sequence[i] > '9')
			return false;
	return true;
}

static bool is_cancelled(struct input *in, unsigned char byte)
{
	if (byte == ESC)
		begin_escape(in, false);
	else if (byte == CAN || byte == SUB)
		enter(in, GROUND);
	else
		return false;
	return true;
}

static void parse_csi(struct input *in, unsigned char byte)
{
	if (is_cancelled(in, byte) || byte < 0x20 || byte >= DEL)
		return;
	const bool ends = byte >= 0x40 || is_rxvt_end(in, byte);
	keep_byte(in, byte);
	if (ends)
		end_csi(in);
}

static void parse_ss3(struct input *in, unsigned char byte)
{
	if (is_cancelled(in, byte) || byte < 0x20 || byte >= DEL)
		return;
	keep_byte(in, byte);
	if (byte >= '0' && byte <= ';') /* old xterm: modifiers */
		return;
	uint32_t key = 0;
	if (in->n_sequence <= INPUT_MAX_SEQUENCE) {
		key = own_key(in);
		if (!key)
			key = ss3_key(in->sequence + 2, in->n_sequence - 2);
	}
	if (key)
		add_key_at_ground(in, key);
	enter(in, GROUND);
}

static void end_string(struct input *in)
{
	struct input_event answer;
	if (in->n_sequence <= INPUT_MAX_SEQUENCE
		&& answer_of_string(in->sequence[1], in->sequence + 2, in->n_sequence - 2, &answer))
		add_event(in, answer);
	enter(in, GROUND);
}

static void parse_string(struct input *in, unsigned char byte)
{
	if (byte == ESC)
		enter(in, STRING_ESCAPE);
	else if (byte == CAN || byte == SUB)
		enter(in, GROUND);
	else if (byte == BEL && in->sequence[1] == ']')
		end_string(in);
	else
		keep_byte(in, byte);
}

static void parse_string_escape(struct input *in, unsigned char byte)
{
	if (byte == '\\') {
		end_string(in);
	} else if (byte != ESC) {
		begin_escape(in, false);
		parse_escape(in, byte);
	}
}

static void parse_linux_fn(struct input *in, unsigned char byte)
{
	if (is_cancelled(in, byte))
		return;
	if (byte >= 'A' && byte <= 'E')
		add_key_at_ground(in, INPUT_F1 + (uint32_t)(byte - 'A'));
	enter(in, GROUND);
}

static void parse_swallow(struct input *in, unsigned char byte)
{
	if (!is_cancelled(in, byte) && --in->n_more == 0)
		enter(in, GROUND);
}

static void parse_paste(struct input *in, unsigned char byte)
{
	/* ESC occurs in it only at its begin, so a mismatch needs no more looking back. */
	if (byte != (unsigned char)paste_end[in->n_matched])
		in->n_matched = 0;
	if (byte == (unsigned char)paste_end[in->n_matched])
		in->n_matched++;
	if (in->n_matched == 0)
		add_event(in, (struct input_event){ .kind = INPUT_PASTED, .first = byte });
	if (paste_end[in->n_matched])
		return;
	add_event(in, (struct input_event){ .kind = INPUT_PASTE_END });
	enter(in, GROUND);
}

static void (*const parsers[])(struct input *, unsigned char) = {
	[GROUND] = parse_ground,
	[UTF8] = parse_utf8,
	[ESCAPE] = parse_escape,
	[CSI] = parse_csi,
	[SS3] = parse_ss3,
	[STRING] = parse_string,
	[STRING_ESCAPE] = parse_string_escape,
	[LINUX_FN] = parse_linux_fn,
	[SWALLOW] = parse_swallow,
	[PASTE] = parse_paste,
};

/* ---- the interface ---- */

size_t input_room(const struct input *in)
{
	return INPUT_BUFFER - (in->end - in->begin);
}

size_t input_feed(struct input *in, const unsigned char *bytes, size_t n)
{
	if (in->begin > 0) {
		memmove(in->buffer, in->buffer + in->begin, in->end - in->begin);
		in->end -= in->begin;
		in->begin = 0;
	}
	if (n > INPUT_BUFFER - in->end)
		n = INPUT_BUFFER - in->end;
	if (n > 0)
		memcpy(in->buffer + in->end, bytes, n);
	in->end += n;
	return n;
}

bool input_next(struct input *in, struct input_event *event)
{
	while (!take_event(in, event)) {
		if (in->begin == in->end)
			return false;
		parsers[in->state](in, in->buffer[in->begin++]);
	}
	return true;
}

bool input_is_waiting(const struct input *in)
{
	return in->state == ESCAPE && in->begin == in->end;
}

void input_expire(struct input *in)
{
	if (!input_is_waiting(in))
		return;
	if (in->alt)
		add_key(in, INPUT_ESCAPE);
	add_key(in, INPUT_ESCAPE);
	enter(in, GROUND);
}

bool input_is_in_string(const struct input *in)
{
	return in->state == STRING || in->state == STRING_ESCAPE;
}

void input_drop_string(struct input *in)
{
	if (input_is_in_string(in))
		enter(in, GROUND);
}
