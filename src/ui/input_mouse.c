#include "ui/input_mouse.h"

/* Bits of a report's first number beside the button's own. */
enum { SHIFT = 4, ALT = 8, CTRL = 16, MOTION = 32, WHEEL = 64, MORE_BUTTONS = 128 };

/* No screen is larger. */
enum { MOST_CELLS = 1 << 15 };

static uint32_t modifiers_of(unsigned bits)
{
	return (bits & SHIFT ? INPUT_SHIFT : 0) | (bits & ALT ? INPUT_ALT : 0) | (bits & CTRL ? INPUT_WITH_CTRL : 0);
}

bool mouse_of_csi(const struct csi *csi, struct input_event *event)
{
	const unsigned bits = csi->numbers[0], column = csi->numbers[1], row = csi->numbers[2];
	const unsigned button = bits & ~(unsigned)(SHIFT | ALT | CTRL);
	const bool is_report = csi->private == '<' && !csi->intermediate && csi->n_numbers == 3
		&& (csi->final == 'M' || csi->final == 'm');
	if (!is_report || column < 1 || row < 1 || column > MOST_CELLS || row > MOST_CELLS || bits >= MORE_BUTTONS)
		return false;
	*event = (struct input_event){ .first = column - 1, .second = row - 1 };
	if (button & MOTION) {
		event->kind = INPUT_POINTED;
		return true;
	}
	if (csi->final == 'm') /* let go */
		return false;
	if (button == 0) {
		event->kind = INPUT_CLICKED;
		return true;
	}
	event->kind = INPUT_KEY;
	event->key = (button == WHEEL ? INPUT_WHEEL_UP : INPUT_WHEEL_DOWN) | modifiers_of(bits);
	return button == WHEEL || button == WHEEL + 1;
}
