/* What a run has left behind, from whoever made it. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "queue/resume.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct resume resume;
	if (resume_parse(&resume, (const char *)data, size, NULL)) {
		if (resume.loop >= QUEUE_N_LOOPS || resume.start_ns < 0 || !(resume.position_s >= 0)
			|| !memchr(resume.path, 0, sizeof resume.path))
			abort();
		for (size_t i = 0; i < resume.n_operands; i++)
			if (!resume.operands[i][0] || strlen(resume.operands[i]) >= QUEUE_PATH)
				abort();
	}
	resume_fini(&resume);
	return 0;
}
