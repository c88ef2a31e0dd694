#include "snapshot/kept.h"

void kept_init(struct kept *kept)
{
	kept->magic = KEPT_MAGIC;
	kept->version = KEPT_VERSION;
}

bool kept_check(const struct kept *kept, size_t size, struct err *err)
{
	return (size >= sizeof *kept && kept->magic == KEPT_MAGIC && kept->version == KEPT_VERSION)
		|| err_set(err, ERR_VERSION,
			"kept measures: of another version of termviz; end that run and start it again");
}

void kept_begin(struct kept *kept, const struct kept_track *track, int64_t frame)
{
	/* Fences, for an engine that dies between two of these stores: nothing is taken for measured that is not. */
	atomic_store_explicit(&kept->measured_frame, 0, memory_order_relaxed);
	atomic_thread_fence(memory_order_seq_cst);
	kept->track = *track;
	atomic_thread_fence(memory_order_seq_cst);
	atomic_store_explicit(&kept->measured_frame, frame, memory_order_relaxed);
}

void kept_set_running(struct kept *kept, uint32_t measures)
{
	/* Fences, because neither what was stored before may come after it nor what is stored next before. */
	atomic_thread_fence(memory_order_seq_cst);
	atomic_store_explicit(&kept->running, measures, memory_order_relaxed);
	atomic_thread_fence(memory_order_seq_cst);
}
