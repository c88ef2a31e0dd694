#include "dsp/loudness_histogram.h"

#include <math.h>
#include <stdatomic.h>
#include <string.h>

/* EBU Tech 3342, section 3. */
#define LOW_PERCENTILE 0.10
#define HIGH_PERCENTILE 0.95

/* The middle of a step. */
static double level_of(size_t step)
{
	return LOUDNESS_GATE_LUFS + ((double)step + 0.5) / LOUDNESS_STEPS_PER_LU;
}

static double power_of(double level)
{
	return pow(10, level / 10);
}

void loudness_histogram_add(struct loudness_histogram *histogram, double lufs)
{
	if (lufs < LOUDNESS_GATE_LUFS)
		return;
	double place = (lufs - LOUDNESS_GATE_LUFS) * LOUDNESS_STEPS_PER_LU;
	size_t step = place < LOUDNESS_N_STEPS - 1 ? (size_t)place : LOUDNESS_N_STEPS - 1;
	histogram->n++;
	atomic_signal_fence(memory_order_seq_cst); /* `n` is never 0 while something is counted; for who adopts it */
	histogram->counts[step]++;
	histogram->power += power_of(level_of(step));
	if (step > histogram->highest)
		histogram->highest = step;
}

void loudness_histogram_clear(struct loudness_histogram *histogram)
{
	if (histogram->n)
		memset(histogram->counts, 0, sizeof histogram->counts);
	histogram->power = 0;
	histogram->highest = 0;
	atomic_signal_fence(memory_order_seq_cst); /* as above */
	histogram->n = 0;
}

void loudness_histogram_adopt(struct loudness_histogram *histogram)
{
	uint64_t n = 0;
	double power = 0;
	size_t highest = 0;
	for (size_t step = 0; histogram->n && step < LOUDNESS_N_STEPS; step++) {
		if (histogram->counts[step] == 0)
			continue;
		n += histogram->counts[step];
		power += histogram->counts[step] * power_of(level_of(step));
		highest = step;
	}
	histogram->n = n;
	histogram->power = power;
	histogram->highest = highest;
}

/* The first step whose middle is not below `lufs`; one that something is counted in, or above which there is. */
static size_t first_step(const struct loudness_histogram *histogram, double lufs)
{
	double place = ceil((lufs - LOUDNESS_GATE_LUFS) * LOUDNESS_STEPS_PER_LU - 0.5);
	if (place <= 0)
		return 0;
	return place < (double)histogram->highest ? (size_t)place : histogram->highest;
}

/* The level of the item of that rank, counted from 0 at the step `first`. */
static double level_at_rank(const struct loudness_histogram *histogram, size_t first, uint64_t rank)
{
	uint64_t n = 0;
	for (size_t step = first; step < histogram->highest; step++) {
		n += histogram->counts[step];
		if (n > rank)
			return level_of(step);
	}
	return level_of(histogram->highest);
}

/* The nearest rank, as the program in EBU Tech 3342 takes it. */
static uint64_t rank_of(double percentile, uint64_t n)
{
	return (uint64_t)((double)(n - 1) * percentile + 0.5);
}

bool loudness_histogram_gate(const struct loudness_histogram *histogram, double gate_lu, struct loudness_gated *gated)
{
	if (histogram->n == 0)
		return false;
	size_t first = first_step(histogram, 10 * log10(histogram->power / (double)histogram->n) + gate_lu);
	const double growth = power_of(1.0 / LOUDNESS_STEPS_PER_LU);
	double power = power_of(level_of(first)), sum = 0;
	uint64_t n = 0;
	for (size_t step = first; step <= histogram->highest; step++, power *= growth) {
		n += histogram->counts[step];
		sum += histogram->counts[step] * power;
	}
	if (n == 0)
		return false; /* a count that went round, as only one that was adopted can */
	gated->mean_lufs = 10 * log10(sum / (double)n);
	gated->low_lufs = level_at_rank(histogram, first, rank_of(LOW_PERCENTILE, n));
	gated->high_lufs = level_at_rank(histogram, first, rank_of(HIGH_PERCENTILE, n));
	return true;
}
