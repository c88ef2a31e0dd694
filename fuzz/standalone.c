/* Runs a fuzz target where there is no libFuzzer to do it: over the files named on the command line and, with -runs=N in
 * front of them, over N variations of them, the same each time. */
#include <stdio.h>

#include "fuzz.h"

enum { MOST_CHANGES = 4 };

struct input {
	uint8_t *data;
	size_t n;
};

static bool file_read(const char *path, struct input *input)
{
	FILE *file = fopen(path, "rb");
	if (!file)
		return false;
	long size = -1;
	if (fseek(file, 0, SEEK_END) == 0)
		size = ftell(file);
	rewind(file);
	input->n = size > 0 ? (size_t)size : 0;
	input->data = malloc(input->n + 1);
	const bool good = size >= 0 && input->data && fread(input->data, 1, input->n, file) == input->n;
	fclose(file);
	return good;
}

/* In a block of exactly its size, so that a sanitizer sees each step over the end. */
static void run(const uint8_t *data, size_t n)
{
	uint8_t *block = malloc(n > 0 ? n : 1);
	require(block != NULL);
	if (n > 0)
		memcpy(block, data, n);
	LLVMFuzzerTestOneInput(block, n);
	free(block);
}

/* Of xorshift64* (Vigna, "An experimental exploration of Marsaglia's xorshift generators", 2016): the upper half. */
static size_t random_below(size_t n)
{
	static uint64_t x = 1;
	x ^= x >> 12;
	x ^= x << 25;
	x ^= x >> 27;
	return (size_t)((x * 0x2545F4914F6CDD1Du) >> 32) % (n > 0 ? n : 1);
}

static void change(uint8_t *data, size_t *n)
{
	static const uint8_t extremes[] = { 0x00, 0x7f, 0x80, 0xff };
	const size_t at = random_below(*n);
	switch (*n > 0 ? random_below(5) : 5) {
	case 0: data[at] ^= (uint8_t)(1u << random_below(8)); break;
	case 1: data[at] = extremes[random_below(sizeof extremes)]; break;
	case 2: data[at] = (uint8_t)random_below(256); break;
	case 3: *n = at; break;
	case 4: memmove(data + at, data + random_below(at + 1), *n - at); break;
	default: break;
	}
}

static void run_variation(const struct input *of)
{
	size_t n = of->n;
	uint8_t *data = malloc(n + 1);
	require(data != NULL);
	if (n > 0)
		memcpy(data, of->data, n);
	for (size_t i = random_below(MOST_CHANGES) + 1; i > 0; i--)
		change(data, &n);
	run(data, n);
	free(data);
}

int main(int argc, char **argv)
{
	const bool varies = argc > 1 && text_begins(argv[1], "-runs=");
	long n_runs = varies ? strtol(argv[1] + strlen("-runs="), NULL, 10) : 0;
	const int first = varies ? 2 : 1, n = argc - first;
	struct input *inputs = calloc((size_t)argc, sizeof *inputs);
	require(inputs != NULL);
	for (int i = 0; i < n; i++) {
		if (!file_read(argv[first + i], &inputs[i])) {
			perror(argv[first + i]);
			return 1;
		}
		run(inputs[i].data, inputs[i].n);
	}
	for (; n > 0 && n_runs > 0; n_runs--)
		run_variation(&inputs[n_runs % n]);
	for (int i = 0; i < n; i++)
		free(inputs[i].data);
	free(inputs);
	return 0;
}
