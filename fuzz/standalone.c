/* Runs a fuzz target over the files named on the command line, where there is no libFuzzer to do it. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

/* The whole file in a block of exactly its size, so that a sanitizer sees each step over the end. */
static uint8_t *file_read(const char *path, size_t *n)
{
	FILE *file = fopen(path, "rb");
	if (!file)
		return NULL;
	uint8_t *data = NULL;
	if (fseek(file, 0, SEEK_END) == 0) {
		long size = ftell(file);
		rewind(file);
		if (size >= 0)
			data = malloc(size > 0 ? (size_t)size : 1);
		*n = (size_t)size;
		if (data && fread(data, 1, *n, file) != *n) {
			free(data);
			data = NULL;
		}
	}
	fclose(file);
	return data;
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		size_t n = 0;
		uint8_t *data = file_read(argv[i], &n);
		if (!data) {
			perror(argv[i]);
			return 1;
		}
		LLVMFuzzerTestOneInput(data, n);
		free(data);
	}
	return 0;
}
