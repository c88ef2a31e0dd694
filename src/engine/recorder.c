#include "engine/recorder.h"

#include "base/clock.h"
#include "control/message.h"

/* What is heard again lies no further back: an engine's position is told every few hundredths of a second, and a device
 * that has just been opened begins again what is less than a second old. */
#define MOST_AGAIN_S 3

/* How many of the frames from the mark on are recorded already. */
static int64_t count_again(const struct recording *recording, const struct mark *mark)
{
	const struct source_info *info = &mark->track.info;
	if (!mark->again || !(info->seekable || mark->held)
		|| atomic_load_explicit(&recording->track_id, memory_order_relaxed) != mark->track.queue_id)
		return 0;
	int64_t until = atomic_load_explicit(&recording->track_frame, memory_order_relaxed);
	int64_t ahead = until - mark->position_frame;
	if (ahead <= 0 || ahead > (int64_t)MOST_AGAIN_S * info->rate_hz)
		return 0;
	return ahead * mark->rate_hz / info->rate_hz;
}

void recorder_mark(struct recorder *recorder, const struct mark *mark)
{
	struct recording *recording = recorder->recording;
	if (!recording || mark->end)
		return;
	recorder->rate_hz = mark->rate_hz;
	recorder->track_rate_hz = mark->track.info.rate_hz;
	recorder->first_frame = mark->position_frame;
	recorder->n_frames = 0;
	recorder->n_again = count_again(recording, mark);
	if (recorder->n_again > 0)
		return;
	/* In this order: should the engine die between two of them, its successor records too much rather than too
	 * little. */
	atomic_store_explicit(&recording->track_frame, 0, memory_order_release);
	atomic_store_explicit(&recording->track_id, mark->track.queue_id, memory_order_release);
	atomic_store_explicit(&recording->track_frame, mark->position_frame, memory_order_release);
}

void recorder_frames(struct recorder *recorder, const float *stereo, size_t n_frames)
{
	struct recording *recording = recorder->recording;
	if (!recording || recorder->rate_hz == 0)
		return;
	size_t n_again = (int64_t)n_frames < recorder->n_again ? n_frames : (size_t)recorder->n_again;
	recorder->n_again -= (int64_t)n_again;
	recorder->n_frames += (int64_t)n_frames;
	if (n_again == n_frames || !recording_is_on(recording))
		return;
	recording_write(recording, recorder->rate_hz, stereo + 2 * n_again, n_frames - n_again);
	atomic_store_explicit(&recording->track_frame,
		recorder->first_frame + recorder->n_frames * recorder->track_rate_hz / recorder->rate_hz,
		memory_order_relaxed);
}

void recorder_tell(const struct recorder *recorder, struct status *status)
{
	struct recording *recording = recorder->recording;
	if (!recording)
		return;
	if (recording_rouse(recording)) {
		const struct message sound = message_of(MESSAGE_SOUND);
		if (message_send(status->keeper_fd, &sound, NULL, 0) != MESSAGE_OK)
			atomic_store_explicit(&recording->asleep, 1, memory_order_relaxed); /* next time */
	}
	uint64_t recorded_ns = atomic_load_explicit(&recording->recorded_ns, memory_order_relaxed);
	status_set_recording(status, recording_is_on(recording), (uint32_t)(recorded_ns / NS_PER_S));
}
