/* Text from outside, made fit to show; numbers with units, read and written.
 *
 * Nothing here depends on the locale. */
#ifndef TERMVIZ_BASE_TEXT_H
#define TERMVIZ_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Decodes one UTF-8 character at `s` of `n` > 0 bytes into `*code_point`; returns how many bytes it took, at least 1.
 * A malformed, overlong or surrogate sequence takes one byte and gives U+FFFD. */
size_t text_decode(const char *s, size_t n, uint32_t *code_point);

/* Encodes `code_point` as UTF-8 into `out` (room for 4 bytes, not terminated); returns the number of bytes. */
size_t text_encode(uint32_t code_point, char *out);

/* Copies `from` (any bytes, terminated) into `to` of `size` bytes as valid, printable UTF-8: control characters
 * (C0, C1, DEL), bidirectional overrides and line separators become '?' (a newline or tab a space), malformed
 * bytes U+FFFD; cut at a character's boundary if too long. `to` may be `from` (malformed bytes then become '?',
 * so that it never grows). */
void text_clean(char *to, size_t size, const char *from);

/* Copies as strlcpy does: always terminated; returns false if it had to be cut (at a byte). */
bool text_copy(char *to, size_t size, const char *from);

/* Whether `s` begins with `with`. */
bool text_begins(const char *s, const char *with);

/* A variable of the environment, "" where it is not set. */
const char *text_env(const char *name);

/* Reads "SS[.mmm]", "MM:SS[.mmm]" or "HH:MM:SS[.mmm]" as seconds, not negative; false if it is anything else. */
bool text_parse_time(const char *s, double *seconds);

/* Writes seconds as "M:SS" or "H:MM:SS" (whole seconds, rounded down) into `to`; negative or not finite: "-:--". */
void text_format_time(char *to, size_t size, double seconds);

/* Reads a finite decimal number that fills the whole string, save for one of the suffixes in `unit`, which may follow
 * directly or after one space, in any case ("dB", "Hz", "ms"; NULL: none). With the unit "Hz", "kHz" and "k"
 * multiply by 1000. */
bool text_parse_number(const char *s, const char *unit, double *value);

#endif
