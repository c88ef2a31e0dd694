#include "engine/flow.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"

uint32_t flow_n_wide(uint32_t n_channels)
{
	if (n_channels <= 2)
		return 0;
	return n_channels < FLOW_MAX_WIDE ? n_channels : FLOW_MAX_WIDE;
}

/* Head, sound, wide, marks: in this order. */
void flow_place(struct flow *flow, void *memory, size_t n_frames)
{
	static_assert(sizeof(struct flow_head) <= FLOW_HEAD_BYTES, "FLOW_BYTES() leaves too little room");
	unsigned char *at = memory;
	struct flow_head *head = memory;
	*flow = (struct flow){ .head = head, .most_frames = n_frames };
	at += FLOW_HEAD_BYTES;
	const size_t n_kept = n_frames / FLOW_KEPT_PART;
	ring_place(&flow->sound, &head->sound, at, sizeof(struct stereo_frame), n_frames, n_kept);
	at += n_frames * sizeof(struct stereo_frame);
	ring_place(&flow->wide, &head->wide, at, sizeof(float), n_frames * FLOW_MAX_WIDE, n_kept * FLOW_MAX_WIDE);
	at += n_frames * FLOW_MAX_WIDE * sizeof(float);
	ring_place(&flow->marks, &head->marks, at, sizeof(struct mark), FLOW_MAX_MARKS, FLOW_KEPT_MARKS);
}

bool flow_init(struct flow *flow, size_t n_frames, struct err *err)
{
	void *memory = calloc(1, FLOW_BYTES(n_frames));
	*flow = (struct flow){ 0 };
	if (!memory)
		return err_set(err, ERR_SYSTEM, "out of memory for %zu frames", n_frames);
	flow_place(flow, memory, n_frames);
	flow->sound.n_kept = flow->wide.n_kept = flow->marks.n_kept = 0; /* nobody will go on with it */
	flow->owned = memory;
	return true;
}

void flow_fini(struct flow *flow)
{
	free(flow->owned);
	*flow = (struct flow){ 0 };
}

/* --------------------------------------------------------------- frames */

/* `wide` is always written, and always given back, before `sound`: who sees a stereo frame sees its channels, who sees
 * room for one has room for as many channels as there may be. */

size_t flow_capacity(const struct flow *flow)
{
	const size_t most = flow->sound.capacity - flow->sound.n_kept;
	return most < flow->most_frames ? most : flow->most_frames;
}

size_t flow_room(const struct flow *flow)
{
	const size_t room = ring_writable(&flow->sound), there = flow_readable(flow);
	const size_t wanted = there < flow->most_frames ? flow->most_frames - there : 0;
	return room < wanted ? room : wanted;
}

uint64_t flow_written(const struct flow *flow)
{
	return ring_written(&flow->sound);
}

size_t flow_write(struct flow *flow, const float *stereo, const float *wide, uint32_t n_wide, size_t n_frames)
{
	size_t room = ring_writable(&flow->sound);
	size_t n = n_frames < room ? n_frames : room;
	if (n_wide)
		ring_write(&flow->wide, wide, n * n_wide);
	return ring_write(&flow->sound, stereo, n);
}

bool flow_write_mark(struct flow *flow, struct mark *mark, size_t n_pending)
{
	mark->at = ring_written(&flow->sound) + n_pending;
	mark->wide_at = ring_written(&flow->wide) + n_pending * flow_n_wide(mark->track.info.n_channels);
	return ring_write(&flow->marks, mark, 1) == 1;
}

size_t flow_readable(const struct flow *flow)
{
	return ring_readable(&flow->sound);
}

size_t flow_read(struct flow *flow, float *stereo, float *wide, uint32_t n_wide, size_t n_frames)
{
	size_t there = flow_readable(flow);
	size_t n = n_frames < there ? n_frames : there;
	if (n_wide) {
		size_t n_got = ring_read(&flow->wide, wide, n * n_wide);
		/* Less is there only if a mark between other channels found no room. */
		memset(wide + n_got, 0, (n * n_wide - n_got) * sizeof *wide);
	}
	return ring_read(&flow->sound, stereo, n);
}

size_t flow_drop(struct flow *flow, uint32_t n_wide, size_t n_frames)
{
	size_t there = flow_readable(flow);
	size_t n = n_frames < there ? n_frames : there;
	ring_drop(&flow->wide, n * n_wide);
	return ring_drop(&flow->sound, n);
}

/* --------------------------------------------------------------- marks */

static size_t drop_up_to(struct ring *ring, uint64_t at)
{
	uint64_t position = ring_position(ring);
	return at > position ? ring_drop(ring, (size_t)(at - position)) : 0;
}

/* The rings are passed up to the newest mark that has been reached; only what lies before a jump is still in them. */
static bool next_mark(struct flow *flow, bool jumps, struct mark *mark, size_t *n_frames)
{
	struct mark ahead[FLOW_MAX_MARKS];
	/* Before the marks: what is read here lies before any mark that is written later. */
	size_t n_there = flow_readable(flow);
	size_t n_ahead = ring_peek(&flow->marks, ahead, FLOW_MAX_MARKS);
	uint64_t position = ring_position(&flow->sound);
	const bool goes_on = atomic_load_explicit(&flow->goes_on, memory_order_relaxed);
	size_t reached = 0;
	for (size_t i = 0; i < n_ahead && (jumps || !ahead[i].jump); i++)
		if (ahead[i].jump || ahead[i].at <= position)
			reached = i + 1;
	if (reached) {
		*mark = ahead[reached - 1];
		if (mark->jump)
			atomic_store_explicit(&flow->head->floor, mark->at, memory_order_relaxed);
		drop_up_to(&flow->wide, mark->wide_at);
		size_t n_void = drop_up_to(&flow->sound, mark->at);
		ring_drop(&flow->marks, reached);
		n_there = n_there > n_void ? n_there - n_void : 0;
		position += n_void;
	} else if (goes_on) {
		*mark = flow->resumed;
	}
	*n_frames = n_there;
	/* Not in order only where a jump made void what was still to come before a mark. */
	for (size_t i = reached; i < n_ahead; i++)
		if (ahead[i].at - position < *n_frames)
			*n_frames = (size_t)(ahead[i].at - position);
	if (goes_on)
		atomic_store_explicit(&flow->goes_on, false, memory_order_relaxed);
	return reached > 0 || goes_on;
}

bool flow_next_mark(struct flow *flow, struct mark *mark, size_t *n_frames)
{
	return next_mark(flow, true, mark, n_frames);
}

bool flow_next_mark_before_jump(struct flow *flow, struct mark *mark, size_t *n_frames)
{
	return next_mark(flow, false, mark, n_frames);
}

uint64_t flow_position(const struct flow *flow)
{
	return ring_position(&flow->sound);
}

void flow_note_heard(struct flow *flow, uint64_t position, int64_t heard_ns)
{
	/* In this order: should the process die between two of them, nobody has said. */
	atomic_store_explicit(&flow->head->heard_ns, 0, memory_order_release);
	atomic_store_explicit(&flow->head->heard_at, position, memory_order_release);
	atomic_store_explicit(&flow->head->heard_ns, heard_ns, memory_order_release);
}

bool flow_jump_ahead(const struct flow *flow)
{
	struct mark ahead[FLOW_MAX_MARKS];
	size_t n_ahead = ring_peek(&flow->marks, ahead, FLOW_MAX_MARKS);
	for (size_t i = 0; i < n_ahead; i++)
		if (ahead[i].jump)
			return true;
	return false;
}

bool flow_mark_is_near(const struct flow *flow, size_t n_frames)
{
	struct mark ahead[FLOW_MAX_MARKS];
	size_t n_ahead = ring_peek(&flow->marks, ahead, FLOW_MAX_MARKS);
	if (atomic_load_explicit(&flow->goes_on, memory_order_relaxed))
		return true;
	for (size_t i = 0; i < n_ahead; i++)
		if (ahead[i].jump || ahead[i].at <= ring_position(&flow->sound) + n_frames)
			return true;
	return false;
}

/* --------------------------------------------------------------- going on */

/* Has the mark hold from another frame on, as if its track had been cut in two there. False: it makes no sense. */
static bool move_mark(struct mark *mark, uint64_t to)
{
	const int64_t ahead = (int64_t)(to - mark->at);
	const struct source_info *info = &mark->track.info;
	if (ahead < -RUN_MAX_FRAMES || ahead > RUN_MAX_FRAMES)
		return false;
	mark->position_frame += ahead * info->rate_hz / mark->rate_hz;
	mark->wide_at += (uint64_t)(ahead * flow_n_wide(info->n_channels));
	mark->at = to;
	mark->jump = false;
	mark->again = mark->held = true;
	return true;
}

/* Who wrote it may have died of what it wrote. Of `n_kept` all may lie before the reader, once it has been put back. */
static bool makes_sense(const struct ring *ring)
{
	return ring_readable(ring) <= ring->capacity && ring_written(ring) <= INT64_MAX / 2;
}

static bool is_rate(uint32_t rate_hz)
{
	return rate_hz >= AUDIO_MIN_RATE_HZ && rate_hz <= AUDIO_MAX_RATE_HZ;
}

static bool are_texts(const struct source_info *info)
{
	const struct source_tags *tags = &info->tags;
	return memchr(info->title, 0, sizeof info->title) && memchr(info->format, 0, sizeof info->format)
		&& memchr(tags->title, 0, sizeof tags->title) && memchr(tags->artist, 0, sizeof tags->artist)
		&& memchr(tags->album, 0, sizeof tags->album);
}

/* What is neither true nor false must not even be looked at as a bool. */
static bool are_bools(const bool *const *bools, size_t n)
{
	unsigned char byte = 0;
	for (size_t i = 0; i < n && byte <= true; i++)
		memcpy(&byte, bools[i], sizeof byte);
	return byte <= true;
}

static bool is_whole(const struct mark *mark)
{
	const struct source_info *info = &mark->track.info;
	const bool *const bools[] = { &mark->jump, &mark->again, &mark->held, &mark->end, &mark->track.is_part,
		&info->seekable, &info->live, &info->resumable, &info->tags.track_gain.is_given,
		&info->tags.album_gain.is_given };
	return are_bools(bools, sizeof bools / sizeof bools[0]);
}

static bool is_sound(const struct mark *mark)
{
	const struct source_info *info = &mark->track.info;
	return is_whole(mark) && is_rate(mark->rate_hz) && is_rate(info->rate_hz) && info->n_channels >= 1
		&& info->n_channels <= AUDIO_MAX_CHANNELS && info->raw_type < N_SAMPLE_TYPES && are_texts(info)
		&& mark->position_frame >= 0 && mark->position_frame <= RUN_MAX_FRAMES;
}

/* The frame that was to be heard then; where no device has said, or all was heard, what was read last: whoever read it may
 * not have done all that is to be done with it. */
static uint64_t heard_position(const struct flow *flow, uint32_t rate_hz, int64_t now_ns)
{
	const struct flow_head *head = flow->head;
	const uint64_t read = ring_position(&flow->sound);
	const uint64_t floor = atomic_load_explicit(&head->floor, memory_order_relaxed);
	const int64_t heard_ns = atomic_load_explicit(&head->heard_ns, memory_order_relaxed);
	const int64_t since_ns = heard_ns > 0 ? now_ns - heard_ns : 0;
	int64_t at = (int64_t)read - FLOW_MAX_READ_FRAMES;
	const uint64_t heard_at = atomic_load_explicit(&head->heard_at, memory_order_relaxed);
	if (heard_ns > 0 && heard_at <= read && since_ns > -NS_PER_S * 10 && since_ns < NS_PER_S * 10) {
		const int64_t heard = (int64_t)heard_at + since_ns * rate_hz / NS_PER_S;
		at = heard < at ? heard : at;
	}
	const uint64_t oldest = read > flow->sound.n_kept ? read - flow->sound.n_kept : 0;
	const uint64_t least = floor > oldest ? floor : oldest;
	return at < (int64_t)least ? least : (uint64_t)at;
}

/* The newest mark that holds at `position` or, where that lies before all that are kept, the oldest of them. The one that
 * comes next may hold as well: who went on with it died before it was passed. NULL: there is none. */
static const struct mark *find_mark(const struct flow *flow, uint64_t position, uint64_t *index)
{
	const uint64_t read = ring_position(&flow->marks), written = ring_written(&flow->marks);
	const struct mark *found = NULL;
	for (uint64_t i = read < written ? 0 : 1; i <= FLOW_KEPT_MARKS && i <= read; i++) {
		if (written - (read - i) > FLOW_MAX_MARKS || (found && found->at <= position))
			break;
		found = ring_element(&flow->marks, read - i);
		*index = read - i;
	}
	return found;
}

/* Those that the reader will come to. */
static bool are_sound_ahead(const struct flow *flow)
{
	for (uint64_t i = ring_position(&flow->marks); i < ring_written(&flow->marks); i++) {
		const struct mark *mark = ring_element(&flow->marks, i);
		if (!is_whole(mark) || !(mark->end || is_sound(mark)))
			return false;
	}
	return true;
}

/* Puts the reader's side back to what was to be heard. The marks in memory stay as they are: we may die in the midst of
 * this, and the next one is to find them whole. */
static bool rewind_reader(struct flow *flow, int64_t now_ns)
{
	uint64_t index = 0;
	const struct mark *mark = find_mark(flow, ring_position(&flow->sound), &index);
	if (!mark || !is_sound(mark))
		return false;
	const uint64_t position = heard_position(flow, mark->rate_hz, now_ns);
	mark = find_mark(flow, position, &index);
	if (!is_sound(mark) || mark->at > ring_written(&flow->sound))
		return false;
	flow->resumed = *mark;
	if (!move_mark(&flow->resumed, mark->at > position ? mark->at : position))
		return false;
	atomic_store_explicit(&flow->goes_on, true, memory_order_relaxed);
	/* Whoever goes on after us goes back no further. */
	atomic_store_explicit(&flow->head->floor, flow->resumed.at, memory_order_release);
	ring_rewind(&flow->sound, flow->resumed.at);
	ring_rewind(&flow->wide, flow->resumed.wide_at);
	ring_rewind(&flow->marks, index + 1);
	return makes_sense(&flow->sound) && makes_sense(&flow->wide) && makes_sense(&flow->marks)
		&& are_sound_ahead(flow);
}

bool flow_resume(struct flow *flow, int64_t now_ns, struct mark *goes_on)
{
	bool good = makes_sense(&flow->sound) && makes_sense(&flow->marks) && rewind_reader(flow, now_ns);
	if (good) {
		*goes_on = *(const struct mark *)ring_element(&flow->marks, ring_written(&flow->marks) - 1);
		good = goes_on->end || (is_sound(goes_on) && move_mark(goes_on, ring_written(&flow->sound)));
	}
	if (!good) {
		memset(flow->head, 0, sizeof *flow->head);
		atomic_store_explicit(&flow->goes_on, false, memory_order_relaxed);
	}
	return good;
}
