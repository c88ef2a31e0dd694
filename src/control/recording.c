#include "control/recording.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/path.h"
#include "base/text.h"
#include "snapshot/snapshot.h"

_Static_assert((RECORDING_FRAMES & (RECORDING_FRAMES - 1)) == 0, "positions become places by a mask");

void recording_init(struct recording *recording)
{
	recording->magic = RECORDING_MAGIC;
	recording->version = RECORDING_VERSION;
}

bool recording_check(const struct recording *recording, size_t size, struct err *err)
{
	return (size >= sizeof *recording && recording->magic == RECORDING_MAGIC
		       && recording->version == RECORDING_VERSION)
		|| err_set(
			err, ERR_VERSION, "recording: of another version of termviz; end that run and start it again");
}

/* --------------------------------------------------------------- the keeper's */

void recording_begin(struct recording *recording)
{
	uint64_t written = atomic_load_explicit(&recording->written, memory_order_acquire);
	uint64_t n_rates = atomic_load_explicit(&recording->n_rates, memory_order_acquire);
	atomic_store_explicit(&recording->rate_held, n_rates ? n_rates - 1 : 0, memory_order_relaxed);
	atomic_store_explicit(&recording->taken, written, memory_order_relaxed);
	atomic_store_explicit(&recording->recorded_ns, 0, memory_order_relaxed);
	atomic_store_explicit(&recording->lost_ns, 0, memory_order_relaxed);
	atomic_store_explicit(&recording->asleep, 0, memory_order_relaxed);
	/* Release pairs with the acquire in recording_is_on(): who writes finds all the room there is. */
	atomic_store_explicit(&recording->on, 1, memory_order_release);
}

void recording_end(struct recording *recording)
{
	atomic_store_explicit(&recording->on, 0, memory_order_release);
}

bool recording_is_on(const struct recording *recording)
{
	return atomic_load_explicit(&recording->on, memory_order_acquire);
}

/* --------------------------------------------------------------- the engine's */

static void count(_Atomic uint64_t *sum_ns, size_t n_frames, uint32_t rate_hz)
{
	atomic_fetch_add_explicit(
		sum_ns, (uint64_t)clock_frames_to_ns((int64_t)n_frames, rate_hz), memory_order_relaxed);
}

/* Whether the frames that come next are known to be of this rate. */
static bool set_rate(struct recording *recording, uint32_t rate_hz, uint64_t at)
{
	uint64_t n = atomic_load_explicit(&recording->n_rates, memory_order_relaxed);
	/* Acquire pairs with the release in recording_let_go(): the writer needs those before it no more. */
	uint64_t held = atomic_load_explicit(&recording->rate_held, memory_order_acquire);
	if (n > 0 && recording->rates[(n - 1) % RECORDING_RATES].rate_hz == rate_hz)
		return true;
	if (n - held >= RECORDING_RATES)
		return false;
	recording->rates[n % RECORDING_RATES] = (struct recording_rate){ .at = at, .rate_hz = rate_hz };
	atomic_store_explicit(&recording->n_rates, n + 1, memory_order_release);
	return true;
}

void recording_write(struct recording *recording, uint32_t rate_hz, const float *stereo, size_t n_frames)
{
	uint64_t written = atomic_load_explicit(&recording->written, memory_order_relaxed);
	/* Acquire pairs with the release in recording_let_go(): what was taken is free to be overwritten. */
	uint64_t taken = atomic_load_explicit(&recording->taken, memory_order_acquire);
	size_t room = RECORDING_FRAMES - (size_t)(written - taken);
	size_t n = n_frames < room ? n_frames : room;
	if (!set_rate(recording, rate_hz, written))
		n = 0;
	size_t start = written & (RECORDING_FRAMES - 1);
	size_t first = n < RECORDING_FRAMES - start ? n : RECORDING_FRAMES - start;
	memcpy(recording->frames + 2 * start, stereo, 2 * first * sizeof *stereo);
	memcpy(recording->frames, stereo + 2 * first, 2 * (n - first) * sizeof *stereo);
	/* Release pairs with the acquire in find_rate(). */
	atomic_store_explicit(&recording->written, written + n, memory_order_release);
	count(&recording->recorded_ns, n_frames, rate_hz);
	if (n < n_frames)
		count(&recording->lost_ns, n_frames - n, rate_hz);
}

bool recording_rouse(struct recording *recording)
{
	/* The fence pairs with the one in recording_fall_asleep(): either the writer sees what has been written, or we that
	 * it sleeps. */
	atomic_thread_fence(memory_order_seq_cst);
	return atomic_load_explicit(&recording->asleep, memory_order_relaxed)
		&& atomic_exchange_explicit(&recording->asleep, 0, memory_order_relaxed);
}

/* --------------------------------------------------------------- the writer's */

/* Finds which of the rates holds at `at`, and returns how many frames there are of it. */
static size_t find_rate(const struct recording *recording, uint64_t at, uint64_t *held)
{
	uint64_t written = atomic_load_explicit(&recording->written, memory_order_acquire);
	uint64_t n_rates = atomic_load_explicit(&recording->n_rates, memory_order_acquire);
	*held = atomic_load_explicit(&recording->rate_held, memory_order_relaxed);
	/* An engine that goes mad may have written anywhere. */
	if (n_rates == *held || written - at > RECORDING_FRAMES || n_rates - *held > RECORDING_RATES)
		return 0;
	while (*held + 1 < n_rates && recording->rates[(*held + 1) % RECORDING_RATES].at <= at)
		++*held;
	const uint32_t rate_hz = recording->rates[*held % RECORDING_RATES].rate_hz;
	if (rate_hz < 1 || rate_hz > SNAPSHOT_MAX_RATE_HZ)
		return 0;
	uint64_t until = *held + 1 < n_rates ? recording->rates[(*held + 1) % RECORDING_RATES].at : written;
	return (size_t)((until < written ? until : written) - at);
}

uint64_t recording_first(const struct recording *recording)
{
	return atomic_load_explicit(&recording->taken, memory_order_relaxed);
}

size_t recording_take(struct recording *recording, uint64_t *at, float *stereo, size_t max_frames, uint32_t *rate_hz)
{
	uint64_t held;
	size_t there = find_rate(recording, *at, &held);
	size_t n = there < max_frames ? there : max_frames;
	size_t start = *at & (RECORDING_FRAMES - 1);
	size_t first = n < RECORDING_FRAMES - start ? n : RECORDING_FRAMES - start;
	memcpy(stereo, recording->frames + 2 * start, 2 * first * sizeof *stereo);
	memcpy(stereo + 2 * first, recording->frames, 2 * (n - first) * sizeof *stereo);
	*at += n;
	if (n)
		*rate_hz = recording->rates[held % RECORDING_RATES].rate_hz;
	return n;
}

void recording_let_go(struct recording *recording, uint64_t until)
{
	uint64_t held;
	find_rate(recording, until, &held);
	/* Release pairs with the acquires in recording_write() and set_rate(). In this order: should we be killed between the
	 * two, the next writer still finds the rate of what is left. */
	atomic_store_explicit(&recording->taken, until, memory_order_release);
	atomic_store_explicit(&recording->rate_held, held, memory_order_release);
}

bool recording_fall_asleep(struct recording *recording, uint64_t at)
{
	atomic_store_explicit(&recording->asleep, 1, memory_order_relaxed);
	atomic_thread_fence(memory_order_seq_cst);
	if (atomic_load_explicit(&recording->written, memory_order_relaxed) == at)
		return true;
	atomic_store_explicit(&recording->asleep, 0, memory_order_relaxed);
	return false;
}

/* --------------------------------------------------------------- names */

static bool find_kind(const char *path, enum recording_kind *kind)
{
	static const char *const ends[]
		= { [RECORDING_WAV] = ".wav", [RECORDING_FLAC] = ".flac", [RECORDING_OGG] = ".ogg" };
	size_t length = strlen(path);
	for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
		size_t n = strlen(ends[i]);
		if (length > n && path[length - n - 1] != '/' && strcasecmp(path + length - n, ends[i]) == 0) {
			*kind = (enum recording_kind)i;
			return true;
		}
	}
	return false;
}

bool recording_check_path(const char *path, enum recording_kind *kind, struct err *err)
{
	struct stat st;
	char folder[PATH_MAX];
	enum recording_kind found;
	if (!find_kind(path, &found))
		return err_set(err, ERR_USAGE, "record '%s': end the name in .wav, .flac or .ogg", path);
	if (kind)
		*kind = found;
	if (lstat(path, &st) == 0)
		return err_set(err, ERR_INPUT, "record %s: it exists; remove it, or choose another name", path);
	path_folder(path, folder, sizeof folder);
	if (access(folder, W_OK | X_OK) != 0)
		return err_set_sys(err, errno, "record %s: cannot write to %s", path, folder);
	return true;
}
