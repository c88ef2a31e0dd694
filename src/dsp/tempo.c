#include "dsp/tempo.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>

enum { N_MULTIPLES = 4 }; /* of a period that the envelope has to repeat at, too */

/* The tempo that people tap, if several fit, is near 120 to 130 BPM, within an octave mostly: D. Moelants, Preferred
 * tempo reconsidered, Proc. ICMPC 2002. As a log-normal weight: D. Ellis, Beat tracking by dynamic programming, J. New
 * Music Research 36, 2007; its width by trial: 0.8 to 0.9 gave more of 29 pieces the octave of their drums than 1. */
#define PREFERRED_S 0.48
#define PREFERENCE_OCTAVES 0.9

/* If a faster pulse is as strong as that, it is the beat, up to this tempo: one of half the period, as in bare clicks;
 * or of two thirds of it, lest every third of equal eighths be the beat for being nearer to the preferred tempo. */
#define AS_STRONG 0.95f
#define FASTER_UP_TO_BPM 200.0
static const double faster_by[] = { 2, 1.5 };

#define LEAST_S 4.0 /* that are needed to tell */

/* Chance repeats as well, the less the longer one listens: the autocorrelation of n independent values has a standard
 * deviation of 1/√n (M. S. Bartlett, J. R. Stat. Soc. 8, 1946). In 300 minutes of clicks at random times none was
 * taken for a tempo with these. */
#define LEAST_CONFIDENCE 0.3 /* after CONFIDENCE_S */
#define CONFIDENCE_S 10.0
#define LEAST_EVER 0.15
#define LEAST_TO_GO_ON 0.5 /* of that, once there was a tempo: for a passage that says little */

/* A tempo within this ratio of the one before is the same, and preferred by so much. */
#define SAME_RATIO 1.04
#define SAME_BONUS 1.25

size_t tempo_n_lags(double step_s)
{
	return (size_t)ceil(N_MULTIPLES * 60 / TEMPO_MIN_BPM / step_s) + 4;
}

/* Nothing repeats itself more than it is itself (Cauchy and Schwarz), but for what is rounded and for the step that a death
 * has cut in two. What does was left by one that went mad. */
static bool is_believable(const struct tempo_sums *sums, size_t n_lags)
{
	if (!isfinite(sums->sums[0]))
		return false;
	for (size_t lag = 0; lag < n_lags; lag++)
		if (!(fabs(sums->sums[lag]) <= 2 * sums->sums[0]))
			return false;
	return true;
}

void tempo_init(struct tempo *tempo, struct tempo_sums *sums, double step_s, double memory_s)
{
	*tempo = (struct tempo){
		.step_s = step_s, .memory_s = memory_s, .keep = exp(-step_s / memory_s), .sums = sums
	};
	tempo->n_lags = tempo_n_lags(step_s);
	assert(tempo->n_lags <= TEMPO_MAX_LAGS);
	if (sums->step_s != step_s || !is_believable(sums, tempo->n_lags))
		tempo_clear(tempo);
}

void tempo_clear(struct tempo *tempo)
{
	*tempo->sums = (struct tempo_sums){ .step_s = tempo->step_s };
}

void tempo_push(struct tempo *tempo, const float *values)
{
	double now = (double)values[0], keep = tempo->keep, *sums = tempo->sums->sums;
	for (size_t lag = 0; lag < tempo->n_lags; lag++)
		sums[lag] = keep * sums[lag] + now * (double)values[lag];
	tempo->sums->n_steps++;
}

/* Long lags have been summed for a shorter time. */
static void normalise(struct tempo *tempo)
{
	const double *sums = tempo->sums->sums;
	double n = (double)tempo->sums->n_steps, forgotten = pow(tempo->keep, n);
	double whole = tempo->keep < 1 ? 1 - forgotten : n;
	for (size_t lag = 0; lag < tempo->n_lags; lag++) {
		double part = tempo->keep < 1 ? 1 - forgotten : n - (double)lag;
		bool is_known = part > whole / 3 && sums[0] > 0;
		tempo->similarity[lag] = is_known ? (float)(sums[lag] / sums[0] * whole / part) : 0;
		forgotten /= tempo->keep;
	}
}

static float similarity_at(const struct tempo *tempo, double lag)
{
	size_t whole = (size_t)lag;
	float share = (float)(lag - (double)whole);
	if (whole + 1 >= tempo->n_lags)
		return 0;
	return (1 - share) * tempo->similarity[whole] + share * tempo->similarity[whole + 1];
}

/* How far the envelope repeats at a period and at its multiples. */
static float mean_similarity(const struct tempo *tempo, double period)
{
	float sum = 0;
	for (int m = 1; m <= N_MULTIPLES; m++)
		sum += similarity_at(tempo, m * period);
	return sum / N_MULTIPLES;
}

/* The same, of a beat; a period that only its multiples repeat at is none. */
static float repetition(const struct tempo *tempo, double period)
{
	return fminf(mean_similarity(tempo, period), 3 * similarity_at(tempo, period));
}

static double preference(const struct tempo *tempo, double period, double before)
{
	double octaves = log2(period * tempo->step_s / PREFERRED_S) / PREFERENCE_OCTAVES;
	double same = fmax(period, before) < SAME_RATIO * fmin(period, before) ? SAME_BONUS : 1;
	return same * exp(-0.5 * octaves * octaves);
}

static double best_period(const struct tempo *tempo, double before)
{
	double best = 0, best_score = 0, longest = 60 / TEMPO_MIN_BPM / tempo->step_s;
	for (double period = 60 / TEMPO_MAX_BPM / tempo->step_s; period <= longest; period += 0.25) {
		float repeats = repetition(tempo, period);
		if (repeats <= 0)
			continue;
		double score = (double)repeats * preference(tempo, period, before);
		if (score > best_score) {
			best = period;
			best_score = score;
		}
	}
	return best;
}

static double fastest_as_strong(const struct tempo *tempo, double period)
{
	double shortest = 60 / FASTER_UP_TO_BPM / tempo->step_s;
	for (size_t i = 0; i < sizeof faster_by / sizeof faster_by[0]; i++) {
		float enough = AS_STRONG * mean_similarity(tempo, period);
		double faster = period / faster_by[i];
		if (faster >= shortest && mean_similarity(tempo, faster) >= enough)
			period = faster;
	}
	return period;
}

/* The peak near a lag, between the steps by a parabola; 0: there is none within `reach`. */
static double peak_near(const struct tempo *tempo, double lag, size_t reach)
{
	const float *s = tempo->similarity;
	size_t middle = (size_t)lround(lag), top = middle - reach;
	if (middle <= reach || middle + reach + 1 >= tempo->n_lags)
		return 0;
	for (size_t l = middle - reach; l <= middle + reach; l++)
		if (s[l] > s[top])
			top = l;
	float curve = s[top - 1] - 2 * s[top] + s[top + 1];
	if (s[top - 1] > s[top] || s[top + 1] > s[top] || !(curve < 0))
		return 0;
	return (double)top + (double)(0.5f * (s[top - 1] - s[top + 1]) / curve);
}

/* The more periods, the more exact; as long as there is a clear peak. */
static double refined(const struct tempo *tempo, double period)
{
	float least = similarity_at(tempo, period) / 2;
	for (int m = 1; (m + 1) * period < (double)tempo->n_lags; m *= 2) {
		double peak = peak_near(tempo, m * period, 3);
		if (!(peak > 0) || similarity_at(tempo, peak) < least)
			break;
		period = peak / m;
	}
	return period;
}

static double least_confidence(const struct tempo *tempo, bool to_go_on)
{
	/* Forgetting leaves as much to choose from as twice the time constant. */
	double listened_s = fmin((double)tempo->sums->n_steps * tempo->step_s, 2 * tempo->memory_s);
	double least = fmax(LEAST_CONFIDENCE * sqrt(CONFIDENCE_S / listened_s), LEAST_EVER);
	return to_go_on ? LEAST_TO_GO_ON * least : least;
}

struct tempo_estimate tempo_find(struct tempo *tempo, struct tempo_estimate before)
{
	const struct tempo_estimate none = { 0 };
	if ((double)tempo->sums->n_steps * tempo->step_s < LEAST_S)
		return none;
	normalise(tempo);
	double period = best_period(tempo, before.period_steps);
	if (!(period > 0))
		return none;
	period = fastest_as_strong(tempo, period);
	double confidence = fmin((double)repetition(tempo, period), 1);
	if (confidence < least_confidence(tempo, before.period_steps > 0))
		return none;
	return (struct tempo_estimate){ refined(tempo, period), confidence };
}
