#include "snapshot/run_state.h"

#include <math.h>

#include "base/clock.h"
#include "base/text.h"
#include "snapshot/words.h"

enum { MAX_TRIES = 8 };
#define MAX_TIME_NS (INT64_MAX / 4) /* no sum of a few of them overflows */
#define MOST_TICK_NS (3600e9)       /* a player that takes longer for a second of its track stands still */

_Static_assert(sizeof(struct run_state) % 8 == 0, "words can be copied");
_Static_assert(offsetof(struct run_state_page, state) % 8 == 0, "words can be copied");

void run_state_init(struct run_state_page *page)
{
	page->magic = RUN_STATE_MAGIC;
	page->version = RUN_STATE_VERSION;
	page->state.length_frames = -1;
}

bool run_state_check(const struct run_state_page *page, size_t size, struct err *err)
{
	if (size < sizeof *page || page->magic != RUN_STATE_MAGIC)
		return err_set(err, ERR_VERSION, "run state: this is not a run of termviz");
	if (page->version != RUN_STATE_VERSION)
		return err_set(
			err, ERR_VERSION, "run state: of another version of termviz; end that run and start it again");
	return true;
}

/* The same sequence lock as in snapshot/ring.c, where the pairing is explained. */
void run_state_publish(struct run_state_page *page, const struct run_state *state)
{
	uint32_t sequence = atomic_load_explicit(&page->sequence, memory_order_relaxed) | 1u;
	atomic_store_explicit(&page->sequence, sequence, memory_order_relaxed);
	atomic_thread_fence(memory_order_release);
	words_store(&page->state, state, sizeof *state);
	atomic_store_explicit(&page->sequence, sequence + 1, memory_order_release);
}

static bool is_time(int64_t ns)
{
	return ns >= -1 && ns <= MAX_TIME_NS;
}

bool run_followed_is_sane(const struct run_followed *followed)
{
	return followed->phase <= RUN_FOLLOWED_PLAYING && isfinite(followed->speed) && followed->speed >= 0
		&& followed->speed <= RUN_FOLLOWED_MAX_SPEED && is_time(followed->position_ns)
		&& is_time(followed->at_ns) && is_time(followed->length_ns);
}

int64_t run_followed_position_ns(const struct run_followed *followed, int64_t now_ns)
{
	if (followed->phase == RUN_FOLLOWED_NONE || followed->position_ns < 0)
		return -1;
	double played_ns = (double)(now_ns - followed->at_ns) * (double)followed->speed, most_ns = (double)MAX_TIME_NS;
	int64_t position_ns = followed->position_ns + (int64_t)fmin(fmax(played_ns, -most_ns), most_ns);
	if (followed->length_ns >= 0 && position_ns > followed->length_ns)
		position_ns = followed->length_ns;
	return position_ns > 0 ? position_ns : 0;
}

int64_t run_followed_tick_ns(const struct run_followed *followed, int64_t now_ns)
{
	const int64_t position_ns = run_followed_position_ns(followed, now_ns);
	if (followed->speed <= 0 || position_ns < 0 || (followed->length_ns >= 0 && position_ns >= followed->length_ns))
		return INT64_MAX;
	const double left_ns = (double)(NS_PER_S - position_ns % NS_PER_S) / (double)followed->speed;
	return left_ns < MOST_TICK_NS ? now_ns + (int64_t)left_ns + NS_PER_MS : INT64_MAX;
}

/* clang-format off */
#define TEXT(member) { state->member, sizeof state->member }
/* clang-format on */

bool run_state_has_news(const struct run_state *state, uint32_t told_serial, int64_t now_ns)
{
	return state->notice[0] && state->notice_serial != told_serial
		&& (told_serial || state->notice_ns >= now_ns - RUN_NOTICE_NS);
}

static void make_sane(struct run_state *state)
{
	const struct {
		char *text;
		size_t size;
	} texts[] = { TEXT(title), TEXT(artist), TEXT(album), TEXT(track_title), TEXT(format), TEXT(notice),
		TEXT(output_name) };
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		texts[i].text[texts[i].size - 1] = '\0';
		text_clean(texts[i].text, texts[i].size, texts[i].text);
	}
	if (state->phase > RUN_DRAINING)
		state->phase = RUN_STARTING;
	if (state->source_kind > RUN_SOURCE_CAPTURE)
		state->source_kind = RUN_SOURCE_NONE;
	if (state->output > RUN_OUTPUT_LOST)
		state->output = RUN_OUTPUT_NONE;
	if (state->length_frames < 0 || state->length_frames > RUN_MAX_FRAMES)
		state->length_frames = -1;
	if (state->quality >= N_RUN_QUALITIES)
		state->quality = RUN_QUALITY_FULL;
	if (state->measured_percent > 100)
		state->measured_percent = 100;
	if (!isfinite(state->volume_db))
		state->volume_db = 0;
	if (!run_followed_is_sane(&state->followed))
		state->followed = (struct run_followed){ .phase = RUN_FOLLOWED_NONE };
	if (!isfinite(state->gain_db))
		state->gain_db = 0;
}

bool run_state_read(const struct run_state_page *page, struct run_state *state, uint32_t *sequence)
{
	for (int i = 0; i < MAX_TRIES; i++) {
		struct run_state copy;
		uint32_t before = atomic_load_explicit(&page->sequence, memory_order_acquire);
		words_load(&copy, &page->state, sizeof copy);
		atomic_thread_fence(memory_order_acquire);
		if (before != atomic_load_explicit(&page->sequence, memory_order_relaxed) || (before & 1))
			continue;
		make_sane(&copy);
		*state = copy;
		if (sequence)
			*sequence = before;
		return true;
	}
	return false;
}

bool run_state_changed(const struct run_state_page *page, uint32_t sequence)
{
	return atomic_load_explicit(&page->sequence, memory_order_relaxed) != sequence;
}
