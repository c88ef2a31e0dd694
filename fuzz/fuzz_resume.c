/* What a run has left behind, from whoever made it. */
#include "fuzz.h"
#include "queue/resume.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct resume resume;
	if (resume_parse(&resume, (const char *)data, n, NULL)) {
		require(resume.loop < QUEUE_N_LOOPS && resume.start_ns >= 0 && resume.position_s >= 0);
		require(memchr(resume.path, 0, sizeof resume.path) != NULL);
		for (size_t i = 0; i < resume.n_operands; i++)
			require(resume.operands[i][0] && strlen(resume.operands[i]) < QUEUE_PATH);
	}
	resume_fini(&resume);
	return 0;
}
