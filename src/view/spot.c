#include "view/spot.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/db.h"

#define CONCERT_PITCH_HZ 440.0 /* ISO 16 */
enum { SEMITONES = 12, CONCERT_PITCH = 4 * SEMITONES + 9 /* A4, in semitones above C0 */ };

void spot_add(struct view_spot *spot, const char *format, ...)
{
	size_t used = strlen(spot->text);
	va_list args;
	va_start(args, format);
	vsnprintf(spot->text + used, sizeof spot->text - used, format, args);
	va_end(args);
}

/* Three digits at least. */
static void add_hz(struct view_spot *spot, double hz)
{
	if (hz < 100)
		spot_add(spot, "%.1f Hz", hz);
	else if (hz < 1000)
		spot_add(spot, "%.0f Hz", hz);
	else
		spot_add(spot, "%.2f kHz", hz / 1000);
}

void spot_begin(struct view_spot *spot)
{
	*spot = (struct view_spot){ .position_s = -1 };
}

void spot_tell_hz(struct view_spot *spot, const char *name, double hz)
{
	static const char *const notes[SEMITONES] = { "C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B" };
	const long note = lround(SEMITONES * log2(hz / CONCERT_PITCH_HZ)) + CONCERT_PITCH;
	spot_begin(spot);
	if (name)
		spot_add(spot, "%s  ", name);
	add_hz(spot, hz);
	if (note >= 0)
		spot_add(spot, "  %s%ld", notes[note % SEMITONES], note / SEMITONES);
}

void spot_add_db(struct view_spot *spot, const char *of, double db)
{
	spot_add(spot, "%s%s%s", spot->text[0] ? "  " : "", of, *of ? " " : "");
	if (db > (double)DB_SILENCE)
		spot_add(spot, "%.1f dB", db);
	else
		spot_add(spot, "silent");
}
