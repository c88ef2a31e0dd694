#include "source/source.h"

#include "source/rows.h"

const struct source_ops *const source_table[] = {
#ifdef HAVE_PULSE
	&source_pulse,
#endif
	&source_capture, &source_demo, &source_stream, &source_file
};
const size_t n_sources = sizeof source_table / sizeof source_table[0];

const struct source_ops *source_find(const struct source_request *request)
{
	for (size_t i = 0; i < n_sources; i++) {
		if (source_table[i]->accepts(request))
			return source_table[i];
	}
	return NULL;
}
