#include "dsp/scale.h"

#include <math.h>

static double same(double x)
{
	return x;
}

/* D. O'Shaughnessy, Speech Communication, 1987: 2595 log10(1 + f/700). */
static double mel_of(double hz)
{
	return 2595 * log10(1 + hz / 700);
}

static double hz_of_mel(double mel)
{
	return 700 * (pow(10, mel / 2595) - 1);
}

/* H. Traunmüller, Analytical expressions for the tonotopic sensory scale, JASA 88, 1990: 26.81 f/(1960 + f) - 0.53. */
static double bark_of(double hz)
{
	return 26.81 * hz / (1960 + hz) - 0.53;
}

static double hz_of_bark(double bark)
{
	return 1960 * (bark + 0.53) / (26.28 - bark);
}

/* IEC 61260-1: the octave ratio of fractional-octave filters is 10^0.3. */
#define IEC_OCTAVE (0.3 * 3.3219280948873623) /* as a difference of places: log2(10^0.3) */
#define IEC_REFERENCE_HZ 1000.0
#define CONCERT_PITCH_HZ 440.0 /* ISO 16 */

static const struct scale_row {
	double (*place)(double hz);
	double (*hz)(double place);
	unsigned per_octave; /* bands of its own */
} scales[N_SCALES] = {
	[SCALE_ID_LOG] = { log2, exp2, 0 },
	[SCALE_ID_SEMITONE] = { log2, exp2, 12 },
	[SCALE_ID_OCTAVE_1] = { log2, exp2, 1 },
	[SCALE_ID_OCTAVE_2] = { log2, exp2, 2 },
	[SCALE_ID_OCTAVE_3] = { log2, exp2, 3 },
	[SCALE_ID_OCTAVE_6] = { log2, exp2, 6 },
	[SCALE_ID_OCTAVE_12] = { log2, exp2, 12 },
	[SCALE_ID_OCTAVE_24] = { log2, exp2, 24 },
	[SCALE_ID_LINEAR] = { same, same, 0 },
	[SCALE_ID_MEL] = { mel_of, hz_of_mel, 0 },
	[SCALE_ID_BARK] = { bark_of, hz_of_bark, 0 },
};

double scale_place(enum scale_id scale, double hz)
{
	return scales[scale].place(hz);
}

double scale_hz(enum scale_id scale, double place)
{
	return scales[scale].hz(place);
}

bool scale_has_bands(enum scale_id scale)
{
	return scales[scale].per_octave != 0;
}

/* The bands of a scale that has its own, so many in an octave. A centre may miss the range by a tenth of a band: 20 Hz is
 * the nominal frequency of 19.95. */
static void take_bands(struct scale_grid *grid, unsigned per_octave, double low_hz, double high_hz)
{
	const double slack = 0.1;
	bool is_iec = scales[grid->scale].per_octave % 12 != 0; /* else musical, be there more in an octave or fewer */
	double reference = log2(is_iec ? IEC_REFERENCE_HZ : CONCERT_PITCH_HZ);
	double step = (is_iec ? IEC_OCTAVE : 1) / per_octave;
	double shift = is_iec && per_octave % 2 == 0 ? 0.5 : 0;
	double from = ceil((log2(low_hz) - reference) / step - shift - slack);
	double to = floor((log2(high_hz) - reference) / step - shift + slack);
	grid->is_iec = is_iec;
	grid->step = step;
	grid->first = reference + (from + shift - 0.5) * step;
	grid->n_bands = to >= from ? (size_t)(to - from) + 1 : 1;
}

void scale_grid_init(struct scale_grid *grid, enum scale_id scale, double low_hz, double high_hz, size_t n_bands)
{
	*grid = (struct scale_grid){ .scale = scale, .n_bands = n_bands };
	unsigned per_octave = scales[scale].per_octave;
	if (!scale_has_bands(scale)) {
		grid->first = scale_place(scale, low_hz);
		grid->step = (scale_place(scale, high_hz) - grid->first) / (double)n_bands;
		return;
	}
	take_bands(grid, per_octave, low_hz, high_hz);
	while (grid->n_bands > n_bands && per_octave > 1) {
		per_octave = per_octave % 2 ? 1 : per_octave / 2;
		take_bands(grid, per_octave, low_hz, high_hz);
	}
	if (grid->n_bands > n_bands)
		grid->n_bands = n_bands;
}
