#include "ui/input_keys.h"

#include <stdbool.h>
#include <string.h>

struct key_row {
	unsigned number; /* or the final byte */
	uint32_t key;
};

static const struct key_row keys_by_final[] = {
	{ 'A', INPUT_UP },
	{ 'B', INPUT_DOWN },
	{ 'C', INPUT_RIGHT },
	{ 'D', INPUT_LEFT },
	{ 'E', INPUT_BEGIN },
	{ 'F', INPUT_END },
	{ 'H', INPUT_HOME },
	{ 'P', INPUT_F1 },
	{ 'Q', INPUT_F1 + 1 },
	{ 'R', INPUT_F1 + 2 },
	{ 'S', INPUT_F1 + 3 },
	{ 'Z', INPUT_TAB | INPUT_SHIFT },
	{ 'a', INPUT_UP | INPUT_SHIFT },
	{ 'b', INPUT_DOWN | INPUT_SHIFT },
	{ 'c', INPUT_RIGHT | INPUT_SHIFT },
	{ 'd', INPUT_LEFT | INPUT_SHIFT },
};

static const struct key_row keys_by_number[] = {
	{ 1, INPUT_HOME },
	{ 2, INPUT_INSERT },
	{ 3, INPUT_DELETE },
	{ 4, INPUT_END },
	{ 5, INPUT_PAGE_UP },
	{ 6, INPUT_PAGE_DOWN },
	{ 7, INPUT_HOME },
	{ 8, INPUT_END },
	{ 11, INPUT_F1 },
	{ 12, INPUT_F1 + 1 },
	{ 13, INPUT_F1 + 2 },
	{ 14, INPUT_F1 + 3 },
	{ 15, INPUT_F1 + 4 },
	{ 17, INPUT_F1 + 5 },
	{ 18, INPUT_F1 + 6 },
	{ 19, INPUT_F1 + 7 },
	{ 20, INPUT_F1 + 8 },
	{ 21, INPUT_F1 + 9 },
	{ 23, INPUT_F1 + 10 },
	{ 24, INPUT_F1 + 11 },
	{ 25, INPUT_F1 + 12 },
	{ 26, INPUT_F1 + 13 },
	{ 28, INPUT_F1 + 14 },
	{ 29, INPUT_F1 + 15 },
	{ 31, INPUT_F1 + 16 },
	{ 32, INPUT_F1 + 17 },
	{ 33, INPUT_F1 + 18 },
	{ 34, INPUT_F1 + 19 },
};

/* After ESC O; the keypad in application mode as well. */
static const struct key_row keys_by_ss3[] = {
	{ 'A', INPUT_UP },
	{ 'B', INPUT_DOWN },
	{ 'C', INPUT_RIGHT },
	{ 'D', INPUT_LEFT },
	{ 'E', INPUT_BEGIN },
	{ 'F', INPUT_END },
	{ 'H', INPUT_HOME },
	{ 'M', INPUT_ENTER },
	{ 'I', INPUT_TAB },
	{ ' ', ' ' },
	{ 'P', INPUT_F1 },
	{ 'Q', INPUT_F1 + 1 },
	{ 'R', INPUT_F1 + 2 },
	{ 'S', INPUT_F1 + 3 },
	{ 'X', '=' },
	{ 'j', '*' },
	{ 'k', '+' },
	{ 'l', ',' },
	{ 'm', '-' },
	{ 'n', '.' },
	{ 'o', '/' },
	{ 'p', '0' },
	{ 'q', '1' },
	{ 'r', '2' },
	{ 's', '3' },
	{ 't', '4' },
	{ 'u', '5' },
	{ 'v', '6' },
	{ 'w', '7' },
	{ 'x', '8' },
	{ 'y', '9' },
	{ 'a', INPUT_UP | INPUT_WITH_CTRL },
	{ 'b', INPUT_DOWN | INPUT_WITH_CTRL },
	{ 'c', INPUT_RIGHT | INPUT_WITH_CTRL },
	{ 'd', INPUT_LEFT | INPUT_WITH_CTRL },
};

static uint32_t find_key(const struct key_row *rows, size_t n, unsigned number)
{
	for (size_t i = 0; i < n; i++)
		if (rows[i].number == number)
			return rows[i].key;
	return 0;
}

#define FIND_KEY(rows, number) find_key((rows), sizeof(rows) / sizeof *(rows), (number))

uint32_t control_key(unsigned char byte)
{
	switch (byte) {
	case '\t': return INPUT_TAB;
	case '\r':
	case '\n': return INPUT_ENTER;
	case '\b':
	case 0x7F: return INPUT_BACKSPACE;
	default: return INPUT_CTRL(byte + '@');
	}
}

uint32_t sequence_key(
	const struct input_sequence *sequences, size_t n_sequences, const unsigned char *bytes, size_t n_bytes)
{
	for (size_t i = 0; i < n_sequences; i++)
		if (strlen(sequences[i].bytes) == n_bytes && memcmp(sequences[i].bytes, bytes, n_bytes) == 0)
			return sequences[i].key;
	return 0;
}

struct csi csi_read(const unsigned char *s, size_t n)
{
	struct csi csi = { .final = s[n - 1] };
	size_t i = 0;
	bool is_part = false; /* behind a colon: a part of a number that we have no use for */
	if (s[0] >= '<' && s[0] <= '?')
		csi.private = s[i++];
	if (s[i] >= '0' && s[i] <= ';')
		csi.n_numbers = 1;
	for (; i + 1 < n; i++) {
		if (s[i] == ';') {
			csi.n_numbers++;
			is_part = false;
		} else if (s[i] == ':') {
			is_part = true;
		} else if (s[i] < '0') {
			csi.intermediate = s[i];
		} else if (s[i] <= '9' && !is_part && csi.n_numbers - 1 < CSI_MAX_NUMBERS) {
			unsigned *number = &csi.numbers[csi.n_numbers - 1];
			if (*number < CSI_MAX_NUMBER)
				*number = *number * 10 + (unsigned)(s[i] - '0');
		}
	}
	if (csi.n_numbers > CSI_MAX_NUMBERS)
		csi.n_numbers = CSI_MAX_NUMBERS;
	return csi;
}

/* xterm counts modifiers from 1: one more than the sum of shift 1, alt 2, control 4, meta 8. */
static uint32_t modifiers_of(unsigned number)
{
	const unsigned bits = number > 0 ? number - 1 : 0;
	return (bits & 1 ? INPUT_SHIFT : 0) | (bits & (2 | 8) ? INPUT_ALT : 0) | (bits & 4 ? INPUT_WITH_CTRL : 0);
}

/* A character with modifiers, as "CSI code ; modifiers u" tells it. */
static uint32_t key_of_code(unsigned code, uint32_t modifiers)
{
	static const struct key_row named[] = {
		{ 9, INPUT_TAB },
		{ 13, INPUT_ENTER },
		{ 27, INPUT_ESCAPE },
		{ 127, INPUT_BACKSPACE },
	};
	const uint32_t key = FIND_KEY(named, code);
	if (key)
		return key | modifiers;
	if (code < 0x20 || code >= 0x110000)
		return 0;
	if ((modifiers & INPUT_WITH_CTRL) && code >= 'a' && code <= 'z')
		code -= 'a' - 'A';
	return code | (modifiers & ~INPUT_SHIFT);
}

/* rxvt tells modifiers by the final byte. */
static const struct key_row modifiers_by_end[] = {
	{ '^', INPUT_WITH_CTRL },
	{ '@', INPUT_WITH_CTRL | INPUT_SHIFT },
	{ '$', INPUT_SHIFT },
};

uint32_t csi_key(const struct csi *csi)
{
	uint32_t modifiers = modifiers_of(csi->numbers[1]);
	uint32_t key = 0;
	if (csi->private || csi->intermediate)
		return 0;
	if (csi->final == 'u')
		return key_of_code(csi->numbers[0], modifiers);
	if (csi->final == '~' && csi->numbers[0] == 27 && csi->n_numbers >= 3) /* xterm's modifyOtherKeys */
		return key_of_code(csi->numbers[2], modifiers);
	modifiers |= FIND_KEY(modifiers_by_end, csi->final);
	if (strchr("~^@$", csi->final))
		key = FIND_KEY(keys_by_number, csi->numbers[0]);
	else if (csi->numbers[0] <= 1) /* else it is an answer with the same end, as a cursor's position is */
		key = FIND_KEY(keys_by_final, csi->final);
	return key ? key | modifiers : 0;
}

uint32_t ss3_key(const unsigned char *s, size_t n)
{
	const uint32_t key = FIND_KEY(keys_by_ss3, s[n - 1]);
	/* Old terminals put the modifiers' digit before the end. */
	const bool has_digit = n > 1 && s[n - 2] >= '0' && s[n - 2] <= '9';
	return key && has_digit ? key | modifiers_of((unsigned)(s[n - 2] - '0')) : key;
}
