/* Captures from a PulseAudio or PipeWire server: what plays on its default output, wherever that is; one application;
 * or a source.
 *
 * The stream may not be moved by the server (PA_STREAM_DONT_MOVE): when what it records goes away, some servers would
 * put it on the next best source, a microphone. It is ended instead, and we look for our target anew.
 */
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "source/pulse_list.h"
#include "source/pulse_server.h"
#include "source/rows.h"

/* A stream sends fragments all the time, of silence as well. */
#define MUTE_NS (2 * NS_PER_S)

enum { FRAGMENT_MS = 10, N_CHANNELS = 2, MIN_RATE_HZ = 8000, MAX_RATE_HZ = 384000, MAX_FAILURES = 3 };
static const size_t frame_bytes = N_CHANNELS * sizeof(float);

struct pulse {
	struct pulse_server server;
	char input[PULSE_NAME];
	uint32_t rate_hz;
	pa_stream *stream; /* NULL: nothing to be captured now */
	struct pulse_target target;
	bool moved;          /* somebody has put the stream on another source */
	unsigned n_failures; /* to connect, in a row */
	bool is_mute;        /* the server sends nothing at all, which has been told */
	void (*tell)(enum source_news news, const char *text, void *context);
	void *tell_context;
	const char *fragment;   /* peeked at; NULL: none, or a hole */
	size_t n_bytes, n_used; /* of it; n_bytes is 0 where none is held */
};

static bool accepts(const struct source_request *request)
{
	static const char *const names[] = { "monitor", "mic" }, *const prefixes[] = { "app:", "pulse:" };
	bool ours = false;
	for (size_t i = 0; request->input && i < 2; i++)
		ours = ours || strcmp(request->input, names[i]) == 0 || text_begins(request->input, prefixes[i]);
	return ours;
}

/* --------------------------------------------------------------- the stream */

static void drop(struct pulse *pulse)
{
	if (pulse->n_bytes)
		pa_stream_drop(pulse->stream);
	pulse->fragment = NULL;
	pulse->n_bytes = pulse->n_used = 0;
}

static void disconnect(struct pulse *pulse)
{
	if (pulse->stream) {
		drop(pulse);
		pa_stream_set_state_callback(pulse->stream, NULL, NULL);
		pa_stream_set_moved_callback(pulse->stream, NULL, NULL);
		pa_stream_disconnect(pulse->stream);
		pa_stream_unref(pulse->stream);
	}
	pulse->stream = NULL;
	pulse->moved = false;
}

static bool is_ready(const struct pulse *pulse)
{
	return pulse->stream && pa_stream_get_state(pulse->stream) == PA_STREAM_READY;
}

/* Any end of the stream is a reason to look. */
static void on_state(pa_stream *stream, void *context)
{
	struct pulse *pulse = context;
	if (!PA_STREAM_IS_GOOD(pa_stream_get_state(stream)))
		pulse->server.changed = true;
}

/* PA_STREAM_DONT_MOVE should rule that out; a microphone must not be recorded where a server thinks otherwise. */
static void on_moved(pa_stream *stream, void *context)
{
	struct pulse *pulse = context;
	(void)stream;
	pulse->moved = true;
	pulse->server.changed = true;
}

/* The state's callback comes last: until then it is seen here, and would only have us look again, for ever. */
static bool start_stream(struct pulse *pulse)
{
	const pa_sample_spec spec = { PA_SAMPLE_FLOAT32NE, pulse->rate_hz, N_CHANNELS };
	const pa_buffer_attr buffer = { .maxlength = UINT32_MAX,
		.fragsize = (uint32_t)(pulse->rate_hz * FRAGMENT_MS / 1000 * N_CHANNELS * sizeof(float)) };
	pulse->stream = pa_stream_new(pulse->server.context, "picture", &spec, NULL);
	if (!pulse->stream)
		return false;
	pa_stream_set_moved_callback(pulse->stream, on_moved, pulse);
	if (pulse->target.sink_input != PA_INVALID_INDEX)
		pa_stream_set_monitor_stream(pulse->stream, pulse->target.sink_input);
	if (pa_stream_connect_record(
		    pulse->stream, pulse->target.source, &buffer, PA_STREAM_ADJUST_LATENCY | PA_STREAM_DONT_MOVE)
		< 0)
		return false;
	int64_t until_ns = clock_now_ns() + PULSE_ANSWER_NS;
	while (PA_STREAM_IS_GOOD(pa_stream_get_state(pulse->stream)) && !is_ready(pulse)
		&& pulse_server_turn_until(&pulse->server, until_ns))
		;
	pa_stream_set_state_callback(pulse->stream, on_state, pulse);
	return is_ready(pulse);
}

/* Whether a monitor is what is recorded, where nothing else may be. */
static bool is_allowed(struct pulse *pulse)
{
	return !pulse->target.is_monitor || pulse_is_monitor(&pulse->server, pa_stream_get_device_index(pulse->stream));
}

/* After start_stream() has failed. */
static const char *why_not_started(const struct pulse *pulse)
{
	if (pulse->stream && PA_STREAM_IS_GOOD(pa_stream_get_state(pulse->stream)))
		return "the server does not answer; restart it";
	return pa_strerror(pa_context_errno(pulse->server.context));
}

/* Connects to the target; makes sure that a monitor is what it got where one was wanted. */
static bool connect(struct pulse *pulse, struct err *err)
{
	disconnect(pulse);
	if (!pulse->target.found)
		return true;
	const char *why = NULL;
	if (!start_stream(pulse))
		why = why_not_started(pulse);
	else if (!is_allowed(pulse))
		why = "the server offers an input in place of what plays; see pactl list source-outputs";
	if (!why)
		return true;
	disconnect(pulse);
	if (pulse->server.cancelled)
		return err_set(err, ERR_GONE, "'%.100s': cancelled while it was being opened", pulse->target.title);
	return err_set(err, ERR_INPUT, "'%.100s' cannot be captured: %s", pulse->target.title, why);
}

static bool is_same(const struct pulse_target *a, const struct pulse_target *b)
{
	return a->found == b->found && a->sink_input == b->sink_input && strcmp(a->source, b->source) == 0;
}

/* Whether what is captured no longer comes, or no longer from where it should. */
static bool is_lost(struct pulse *pulse)
{
	bool strayed = pulse->moved && is_ready(pulse) && !is_allowed(pulse);
	pulse->moved = false;
	return pulse->target.found && (!is_ready(pulse) || strayed);
}

/* Something has changed at the server: is what we capture still what is wanted? A target that is gone for now is waited
 * for. One that goes while we connect to it is looked for anew; if that does not help, it fails. */
static enum source_status follow(struct pulse *pulse, struct err *err)
{
	struct pulse_target now;
	pulse->server.changed = false;
	bool lost = is_lost(pulse);
	if (!pulse_find(&pulse->server, pulse->input, &now, NULL))
		now.found = false;
	if (!lost && is_same(&now, &pulse->target))
		return SOURCE_OK;
	pulse->target = now;
	if (connect(pulse, err)) {
		pulse->n_failures = 0;
		return SOURCE_OK;
	}
	pulse->server.changed = true;
	if (pulse->server.cancelled)
		return SOURCE_CANCELLED;
	return ++pulse->n_failures < MAX_FAILURES ? SOURCE_DRY : SOURCE_FAILED;
}

/* --------------------------------------------------------------- the source */

static bool open_pulse(void *state, const struct source_request *request, struct source_info *info, struct err *err)
{
	struct pulse *pulse = state;
	text_copy(pulse->input, sizeof pulse->input, request->input);
	pulse->tell = request->tell;
	pulse->tell_context = request->tell_context;
	if (!pulse_server_init(&pulse->server, request->cancel_fd, err)
		|| !pulse_find(&pulse->server, pulse->input, &pulse->target, err))
		return false;
	pulse->rate_hz = pulse->target.rate_hz;
	if (pulse->rate_hz < MIN_RATE_HZ || pulse->rate_hz > MAX_RATE_HZ)
		pulse->rate_hz = 48000;
	*info = (struct source_info){
		.rate_hz = pulse->rate_hz, .n_channels = N_CHANNELS, .n_frames = -1, .live = true
	};
	text_copy(info->title, sizeof info->title, pulse->target.title);
	pulse_server_name(&pulse->server, info->format, sizeof info->format);
	return connect(pulse, err);
}

/* Peeks at the next fragment where none is held; false: there is none. */
static bool has_sound(struct pulse *pulse)
{
	const void *data = NULL;
	if (pulse->n_bytes)
		return true;
	if (!is_ready(pulse) || pa_stream_peek(pulse->stream, &data, &pulse->n_bytes) < 0)
		pulse->n_bytes = 0;
	pulse->fragment = data;
	return pulse->n_bytes > 0;
}

/* From the fragment that is held, and lets go of it once it is used up. */
static size_t copy(struct pulse *pulse, float *frames, size_t max_frames)
{
	size_t n = (pulse->n_bytes - pulse->n_used) / frame_bytes;
	n = n < max_frames ? n : max_frames;
	if (pulse->fragment)
		memcpy(frames, pulse->fragment + pulse->n_used, n * frame_bytes);
	else
		memset(frames, 0, n * frame_bytes); /* a hole: what was not captured counts as silence */
	pulse->n_used += n * frame_bytes;
	if (pulse->n_bytes - pulse->n_used < frame_bytes)
		drop(pulse);
	return n;
}

/* Does what the server wants done; SOURCE_OK: what comes may be read.
 *
 * Not while a fragment is held: it may lie in memory shared with the server, and should that die, libpulse waits in the
 * main loop, for ever, until it is let go of. */
static enum source_status attend(struct pulse *pulse, struct err *err)
{
	if (pulse->n_bytes)
		return SOURCE_OK;
	pulse_server_turn(&pulse->server, false);
	enum source_status status
		= pulse->server.changed && pulse_server_is_good(&pulse->server) ? follow(pulse, err) : SOURCE_OK;
	if (pulse_server_is_good(&pulse->server))
		return status;
	err_set(err, ERR_GONE, "the sound server is gone");
	return SOURCE_FAILED;
}

static enum source_status read_pulse(void *state, float *frames, size_t max_frames, size_t *n_frames, struct err *err)
{
	struct pulse *pulse = state;
	*n_frames = 0;
	enum source_status status = attend(pulse, err);
	if (status != SOURCE_OK)
		return status;
	while (*n_frames < max_frames && has_sound(pulse))
		*n_frames += copy(pulse, frames + *n_frames * N_CHANNELS, max_frames - *n_frames);
	return *n_frames ? SOURCE_OK : SOURCE_DRY;
}

static void set_mute(struct pulse *pulse, bool is_mute)
{
	static const char *const words[]
		= { "the sound server goes on", "nothing comes from the sound server; is it stopped?" };
	if (pulse->is_mute != is_mute && pulse->tell)
		pulse->tell(SOURCE_NEWS_NOTICE, words[is_mute], pulse->tell_context);
	pulse->is_mute = is_mute;
}

/* Waits for the server's next word. False: cancelled, or it is gone. */
static bool turn(struct pulse *pulse, int64_t since_ns)
{
	const bool should_send = is_ready(pulse) && pa_stream_is_suspended(pulse->stream) == 0;
	if (!should_send || pulse->is_mute)
		return pulse_server_turn(&pulse->server, true);
	if (pulse_server_turn_until(&pulse->server, since_ns + MUTE_NS))
		return true;
	if (clock_now_ns() < since_ns + MUTE_NS || pulse->server.cancelled || !pulse_server_is_good(&pulse->server))
		return false;
	set_mute(pulse, true);
	return true;
}

/* Nothing is peeked at here: where the stream has been moved, read() has to look first whence it comes. */
static enum source_status wait_pulse(void *state)
{
	struct pulse *pulse = state;
	const int64_t since_ns = clock_now_ns();
	while (!pulse->n_bytes && !pulse->server.changed
		&& !(is_ready(pulse) && pa_stream_readable_size(pulse->stream) > 0))
		if (!turn(pulse, since_ns))
			return pulse->server.cancelled ? SOURCE_CANCELLED : SOURCE_OK; /* read() tells why */
	set_mute(pulse, false);
	return SOURCE_OK;
}

static void close_pulse(void *state)
{
	struct pulse *pulse = state;
	disconnect(pulse);
	pulse_server_fini(&pulse->server);
}

const struct source_ops source_pulse = {
	.name = "pulse",
	.help = "what plays here, one application or a microphone, by PulseAudio or PipeWire",
	.state_bytes = sizeof(struct pulse),
	.accepts = accepts,
	.open = open_pulse,
	.read = read_pulse,
	.wait = wait_pulse,
	.close = close_pulse,
	.list = pulse_list,
};
