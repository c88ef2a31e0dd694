#include "view/spot.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/db.h"

enum { LEAST_CENTS = 5 }; /* less can hardly be heard */

double spot_hz(const struct band_feed *feed, double band)
{
	const struct scale_grid *grid = &feed->grid;
	return scale_hz(grid->scale, grid->first + band * grid->step);
}

static int write_hz(char *to, size_t n, double hz)
{
	if (hz < 999.5)
		return snprintf(to, n, "%.0f Hz", hz);
	return snprintf(to, n, "%.2f kHz", hz / 1000);
}

/* Scientific pitch, A4 = 440 Hz (ISO 16). */
static int write_note(char *to, size_t n, double hz)
{
	static const char *const names[] = { "C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B" };
	const double semitones = 12 * log2(hz / 440) + 9 + 4 * 12; /* above C0 */
	const int nearest = (int)lround(semitones), octave = (int)floor(nearest / 12.0);
	const int cents = (int)lround(100 * (semitones - nearest));
	int used = snprintf(to, n, "  %s%d", names[nearest - 12 * octave], octave);
	if (abs(cents) >= LEAST_CENTS)
		used += snprintf(to + used, n - (size_t)used, " %+d", cents);
	return used;
}

void spot_tell(struct view_spot *spot, double hz, double db)
{
	size_t room = sizeof spot->text;
	int used = write_hz(spot->text, room, hz);
	used += write_note(spot->text + used, room - (size_t)used, hz);
	if (db > (double)DB_SILENCE)
		snprintf(spot->text + used, room - (size_t)used, "  %.1f dB", fabs(db) < 0.05 ? 0 : db);
	spot->position_s = -1;
}
