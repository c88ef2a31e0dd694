#include "view/figures.h"

#include <math.h>
#include <stdio.h>

/* By decimals: what fits beside a sign, and what rounds to zero. */
static const struct {
	double most, least;
} limits[FIGURE_MAX_DECIMALS + 1] = { { 99999, 0.5 }, { 999.9, 0.05 }, { 99.99, 0.005 } };

void figure_format(char to[FIGURE_BYTES], double value, int decimals, bool with_sign, enum glyph_set glyphs)
{
	if (isnan(value)) {
		/* By hand, as printf() counts a width in bytes. */
		snprintf(to, FIGURE_BYTES, "%s", glyphs == GLYPHS_ASCII ? "    --" : "     —");
		return;
	}
	value = fmin(fmax(value, -limits[decimals].most), limits[decimals].most);
	if (fabs(value) < limits[decimals].least)
		value = 0; /* not -0.0 */
	snprintf(to, FIGURE_BYTES, with_sign ? "%+*.*f" : "%*.*f", FIGURE_COLS, decimals, value);
}
