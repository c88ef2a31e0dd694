#include "dsp/halve.h"

#include <math.h>

#include "dsp/kaiser.h"

/* J. F. Kaiser, Nonrecursive digital filter design using the I0-sinh window function, Proc. ISCAS 1974:
 * attenuation = 7.95 + 2.285 (taps - 1) · transition, the transition being here from an eighth to three eighths of the
 * old rate, π/2; beta = 0.1102 (attenuation - 8.7). */
#define ATTENUATION_DB (7.95 + 2.285 * (HALVE_TAPS - 1) * M_PI / 2)
#define BETA (0.1102 * (ATTENUATION_DB - 8.7))

enum { CHUNK = 128 };

void halver_init(struct halver *halver)
{
	double taps[HALVE_PAIRS], sum = 0;
	for (int i = 0; i < HALVE_PAIRS; i++) {
		double at = 2 * i + 1, place = at / HALVE_DELAY;
		taps[i] = sin(M_PI / 2 * at) / (M_PI * at) * kaiser(place, BETA);
		sum += taps[i];
	}
	for (int i = 0; i < HALVE_PAIRS; i++)
		halver->taps[i] = (float)(taps[i] * 0.25 / sum); /* with the middle and their mirror image: 1 at 0 Hz */
}

/* Odd samples are taken apart, so that what is multiplied lies side by side: the compiler can make several outputs at a
 * time. */
static void process_chunk(const struct halver *halver, const float *in, float *restrict out, size_t n)
{
	enum { BEFORE = HALVE_REACH / 2 + 1 };
	float odd[CHUNK + BEFORE];
	for (size_t j = 0; j < n + BEFORE; j++)
		odd[j] = in[2 * (ptrdiff_t)j - HALVE_REACH];
	for (size_t j = 0; j < n; j++)
		out[j] = in[2 * (ptrdiff_t)j + 1 - HALVE_DELAY] / 2;
	for (int i = 0; i < HALVE_PAIRS; i++) {
		const float *later = odd + HALVE_PAIRS + i, *earlier = odd + HALVE_PAIRS - 1 - i;
		float tap = halver->taps[i];
		for (size_t j = 0; j < n; j++)
			out[j] += tap * (later[j] + earlier[j]);
	}
}

void halver_process(const struct halver *halver, const float *in, float *out, size_t n)
{
	for (size_t done = 0; done < n; done += CHUNK)
		process_chunk(halver, in + 2 * done, out + done, n - done < CHUNK ? n - done : CHUNK);
}
