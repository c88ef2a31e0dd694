#include "source/source.h"

#include <stdlib.h>

#include "source/rows.h"

const struct source_ops *const source_table[] = {
#ifdef HAVE_PULSE
	&source_pulse,
#endif
	&source_capture, &source_demo, &source_stream, &source_file, &source_ffmpeg
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

static bool open_with(const struct source_ops *ops, const struct source_request *request, void **state,
	struct source_info *info, struct err *err)
{
	*state = calloc(1, ops->state_bytes);
	if (!*state)
		return err_set(err, ERR_SYSTEM, "out of memory for a decoder");
	if (ops->open(*state, request, info, err))
		return true;
	ops->close(*state);
	free(*state);
	return false;
}

bool source_open(const struct source_request *request, const struct source_ops **ops, void **state,
	struct source_info *info, struct err *err)
{
	err_set(err, ERR_FORMAT, "nothing to play: name a file, or - for standard input");
	for (size_t i = 0; i < n_sources && err->code == ERR_FORMAT; i++) {
		*ops = source_table[i];
		if ((*ops)->accepts(request) && open_with(*ops, request, state, info, err))
			return true;
	}
	*ops = NULL;
	*state = NULL;
	return false;
}

void source_tell_tags(struct source_info *info, const struct tags_reading *reading)
{
	tags_finish(reading, &info->tags);
	tags_whole_title(&info->tags, info->title, sizeof info->title);
}
