#include "writer/take.h"

#include "base/clock.h"

enum { CHUNK_FRAMES = 4096 };

void take_init(struct take *take, struct recording *recording, const char *path)
{
	*take = (struct take){
		.recording = recording, .file = { .path = path, .fd = -1 }, .at = recording_first(recording)
	};
}

/* --------------------------------------------------------------- rates */

static bool write_converted(struct take *take, const float *stereo, size_t n_frames, bool ends, struct err *err)
{
	float out[2 * CHUNK_FRAMES];
	const double ratio = take->resampler.ratio;
	size_t n_out, n_used;
	do {
		n_out = resampler_process(&take->resampler, ratio, stereo, n_frames, &n_used, out, CHUNK_FRAMES, ends);
		stereo += 2 * n_used;
		n_frames -= n_used;
		if (n_out && !sound_file_write(&take->file, out, n_out, err))
			return false;
	} while (n_out > 0 || n_used > 0);
	return true;
}

/* What the converter holds back comes out. */
static bool end_conversion(struct take *take, struct err *err)
{
	const float none[2] = { 0 };
	bool good = !take->resampler.converter || write_converted(take, none, 0, true, err);
	resampler_fini(&take->resampler);
	return good;
}

static bool change_rate(struct take *take, uint32_t rate_hz, struct err *err)
{
	if (!end_conversion(take, err))
		return false;
	if (!take->file.sound && !sound_file_open(&take->file, take->file.path, rate_hz, err))
		return false;
	take->rate_hz = rate_hz;
	return rate_hz == take->file.rate_hz || resampler_init(&take->resampler, 2, rate_hz, take->file.rate_hz, err);
}

/* --------------------------------------------------------------- work */

/* Should we be killed, another writer begins with what is in the ring: rather than miss anything, with some of what
 * encoder and converter have taken already. */
static void let_go(const struct take *take)
{
	const bool is_held_back = take->file.kind != RECORDING_WAV || take->resampler.converter;
	const uint64_t n_held = is_held_back ? take->rate_hz : 0; /* a second: of Ogg, more than a page */
	const uint64_t first = recording_first(take->recording);
	if (take->at - first > n_held)
		recording_let_go(take->recording, take->at - n_held);
}

bool take_work(struct take *take, bool *any, struct err *err)
{
	float stereo[2 * CHUNK_FRAMES];
	uint32_t rate_hz;
	size_t n;
	*any = false;
	while ((n = recording_take(take->recording, &take->at, stereo, CHUNK_FRAMES, &rate_hz)) > 0) {
		*any = true;
		if (rate_hz != take->rate_hz && !change_rate(take, rate_hz, err))
			return false;
		bool good = take->resampler.converter ? write_converted(take, stereo, n, false, err)
						      : sound_file_write(&take->file, stereo, n, err);
		if (!good)
			return false;
		let_go(take);
	}
	return true;
}

static double lost_s(const struct take *take)
{
	return (double)atomic_load_explicit(&take->recording->lost_ns, memory_order_relaxed) / (double)NS_PER_S;
}

bool take_has_lost(struct take *take)
{
	bool first = !take->told_lost && lost_s(take) > 0;
	take->told_lost = take->told_lost || first;
	return first;
}

bool take_end(struct take *take, struct err *err)
{
	bool good = take->file.failed || end_conversion(take, err);
	resampler_fini(&take->resampler);
	good = sound_file_close(&take->file, good ? err : NULL) && good;
	if (good && lost_s(take) > 0)
		return err_set(err, ERR_SYSTEM, "record %s: %.1f s are missing: the disk was too slow", take->file.path,
			lost_s(take));
	return good;
}
