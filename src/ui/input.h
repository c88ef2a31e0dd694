/* What a terminal sends: keys, the mouse's reports, answers, pastes. A pure parser of bytes, fed piece by piece.
 *
 * A control sequence or control string (ECMA-48: CSI, SS3, DCS, OSC, APC, PM, SOS) that has begun never becomes keys,
 * however it is cut and however long it is, unless it is given up; CAN, SUB or a new ESC end it. Only an ESC alone is a
 * key, once INPUT_ESCAPE_NS have passed. Pasted text never becomes keys, and what looks like the begin of its end is
 * left out of it. Malformed UTF-8 is dropped.
 */
#ifndef TERMVIZ_UI_INPUT_H
#define TERMVIZ_UI_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum input_kind {
	INPUT_KEY, /* `key` */
	INPUT_FOCUS_IN,
	INPUT_FOCUS_OUT,
	INPUT_PASTE_BEGIN,
	INPUT_PASTED, /* a byte of it: `first` */
	INPUT_PASTE_END,
	INPUT_POINTED, /* the mouse is over the cell in column `first`, row `second`, both from 0 */
	INPUT_CLICKED, /* its first button was pressed there */
	/* Answers, with the numbers they carry: */
	INPUT_ANSWER_MODE,   /* DECRQM: private mode `first` is: `second` 0 unknown, 1 set, 2 reset, 3, 4 for ever so */
	INPUT_ANSWER_STATUS, /* to CSI 5 n: all sent before has been consumed; `first` 0 is "well" */
	INPUT_ANSWER_DA,     /* device attributes */
	INPUT_ANSWER_KIND,   /* secondary ones: the terminal's kind `first` and version `second` */
	INPUT_ANSWER_POSITION,   /* the cursor is in row `first`, from 2 on (else it is a key), column `second` */
	INPUT_ANSWER_WINDOW,     /* the window is: `first` 1 shown, 2 minimized */
	INPUT_ANSWER_BACKGROUND, /* OSC 11: the background colour `first`, 0xRRGGBB */
	INPUT_ANSWER_NAME,       /* XTVERSION: `text` is the terminal's name and version */
	INPUT_ANSWER_SETTING,    /* DECRQSS: `text` is what has been asked for, as it would be set */
};

/* Keys: Unicode code points (32 … , so 'q', ' ', 0xE9), the values below, INPUT_CTRL('A') … for control characters,
 * each perhaps with modifiers added: INPUT_LEFT | INPUT_SHIFT. Shift is not told of characters, as they show it. */
enum input_key {
	INPUT_UP = 0x110000, /* the first number that is no code point */
	INPUT_DOWN,
	INPUT_RIGHT,
	INPUT_LEFT,
	INPUT_HOME,
	INPUT_END,
	INPUT_INSERT,
	INPUT_DELETE,
	INPUT_PAGE_UP,
	INPUT_PAGE_DOWN,
	INPUT_BEGIN, /* the keypad's middle */
	INPUT_ENTER,
	INPUT_TAB,
	INPUT_BACKSPACE,
	INPUT_ESCAPE,
	INPUT_WHEEL_UP, /* the mouse's: one notch */
	INPUT_WHEEL_DOWN,
	INPUT_F1, /* … INPUT_F1 + 19 */
	INPUT_F_LAST = INPUT_F1 + 19,
};

#define INPUT_SHIFT 0x1000000u
#define INPUT_ALT 0x2000000u
#define INPUT_WITH_CTRL 0x4000000u
/* `c`: a capital letter, or one of @ [ \ ] ^ _ */
#define INPUT_CTRL(c) (INPUT_WITH_CTRL | (uint32_t)(c))

enum { INPUT_TEXT = 48 };

struct input_event {
	enum input_kind kind;
	uint32_t key;
	unsigned first, second;
	char text[INPUT_TEXT]; /* printable ASCII, terminated */
};

/* What this terminal sends for a key beyond the sequences known anyhow: from its description. */
struct input_sequence {
	const char *bytes;
	uint32_t key;
};

enum { INPUT_BUFFER = 1024, INPUT_MAX_SEQUENCE = 64, INPUT_MAX_EVENTS = 4 };

#define INPUT_ESCAPE_NS 50000000LL
/* A control string that has not ended by then is none: Alt and a capital P begin one, too. */
#define INPUT_STRING_NS 5000000000LL

/* Zeroed it is ready, with no sequences of the terminal's own. All of it is private. */
struct input {
	const struct input_sequence *sequences; /* borrowed */
	size_t n_sequences;

	unsigned char buffer[INPUT_BUFFER]; /* fed, not yet parsed */
	size_t begin, end;

	struct input_event events[INPUT_MAX_EVENTS]; /* parsed, not yet taken */
	size_t n_events;

	int state;
	bool alt;                                   /* an ESC lies before what is being read */
	unsigned char sequence[INPUT_MAX_SEQUENCE]; /* what is being read, from its ESC on */
	size_t n_sequence;          /* may go beyond the room there is: then it is too long to mean anything */
	uint32_t code_point, least; /* of a UTF-8 character being read, and the least its length may stand for */
	unsigned n_more;            /* bytes it lacks, or bytes to swallow */
	size_t n_matched;           /* of the end of a paste */
};

/* How many bytes it can take now. After input_next() has returned false: INPUT_BUFFER. */
size_t input_room(const struct input *input);

/* Takes up to `n` bytes, as many as there is room for; returns how many. */
size_t input_feed(struct input *input, const unsigned char *bytes, size_t n);

/* The next event, if there is one. */
bool input_next(struct input *input, struct input_event *event);

/* Whether an ESC waits to be known as a key or as the begin of a sequence: if nothing has been fed for INPUT_ESCAPE_NS,
 * input_expire() is due. */
bool input_is_waiting(const struct input *input);

/* Makes such an ESC a key, to be had from input_next(). */
void input_expire(struct input *input);

/* Whether a control string is being read, which takes whatever is typed; and gives it up, INPUT_STRING_NS after it began. */
bool input_is_in_string(const struct input *input);
void input_drop_string(struct input *input);

#endif
