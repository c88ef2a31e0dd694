/* Which key a complete control sequence stands for: xterm's ctlseqs.ms, rxvt's rxvtRef.txt, console_codes(4). Pure. */
#ifndef TERMVIZ_UI_INPUT_KEYS_H
#define TERMVIZ_UI_INPUT_KEYS_H

#include <stddef.h>
#include <stdint.h>

#include "ui/input.h"

enum { CSI_MAX_NUMBERS = 4, CSI_MAX_NUMBER = 0x110000 };

struct csi {
	unsigned char private; /* one of < = > ?, or 0 */
	unsigned char intermediate;
	unsigned char final;
	unsigned n_numbers;                /* given, at most CSI_MAX_NUMBERS */
	unsigned numbers[CSI_MAX_NUMBERS]; /* 0 where missing */
};

/* The key of a byte below a space, or of DEL. */
uint32_t control_key(unsigned char byte);

/* The one whose bytes these are, of those that a terminal's description names; 0: none. */
uint32_t sequence_key(
	const struct input_sequence *sequences, size_t n_sequences, const unsigned char *bytes, size_t n_bytes);

/* Reads the `n` >= 1 bytes behind "ESC [", the final byte included. */
struct csi csi_read(const unsigned char *s, size_t n);

/* The key, as struct input_event has it; 0: none. */
uint32_t csi_key(const struct csi *csi);

/* The same of the `n` >= 1 bytes behind "ESC O". */
uint32_t ss3_key(const unsigned char *s, size_t n);

#endif
