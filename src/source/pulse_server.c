#include "source/pulse_server.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"

#define CONNECT_NS (3 * NS_PER_S)

/* --------------------------------------------------------------- the main loop */

/* Level-triggered: switched off until the next turn, or the loop would spin. */
static void on_cancel(pa_mainloop_api *api, pa_io_event *event, int fd, pa_io_event_flags_t flags, void *context)
{
	struct pulse_server *server = context;
	(void)fd, (void)flags;
	server->cancelled = true;
	api->io_enable(event, PA_IO_EVENT_NULL);
}

static void on_change(pa_context *context, pa_subscription_event_type_t type, uint32_t index, void *server)
{
	(void)context, (void)type, (void)index;
	((struct pulse_server *)server)->changed = true;
}

static bool turn_for(struct pulse_server *server, int64_t wait_ns)
{
	int timeout_us = wait_ns < 0 ? -1 : (int)(wait_ns / 1000);
	return pa_mainloop_prepare(server->loop, timeout_us) >= 0 && pa_mainloop_poll(server->loop) >= 0
		&& pa_mainloop_dispatch(server->loop) >= 0;
}

bool pulse_server_is_good(const struct pulse_server *server)
{
	return server->context && PA_CONTEXT_IS_GOOD(pa_context_get_state(server->context));
}

static void heed_cancel(struct pulse_server *server)
{
	server->cancelled = false;
	if (server->cancel_event)
		pa_mainloop_get_api(server->loop)->io_enable(server->cancel_event, PA_IO_EVENT_INPUT);
}

bool pulse_server_turn(struct pulse_server *server, bool waits)
{
	heed_cancel(server);
	return turn_for(server, waits ? -1 : 0) && !server->cancelled && pulse_server_is_good(server);
}

bool pulse_server_turn_until(struct pulse_server *server, int64_t until_ns)
{
	int64_t left_ns = until_ns - clock_now_ns();
	heed_cancel(server);
	return left_ns > 0 && turn_for(server, left_ns) && !server->cancelled && pulse_server_is_good(server);
}

bool pulse_server_finish(struct pulse_server *server, pa_operation *operation)
{
	int64_t until_ns = clock_now_ns() + PULSE_ANSWER_NS, left_ns;
	if (!operation)
		return false;
	while (pa_operation_get_state(operation) == PA_OPERATION_RUNNING && pulse_server_is_good(server)
		&& (left_ns = until_ns - clock_now_ns()) > 0 && turn_for(server, left_ns))
		;
	bool done = pa_operation_get_state(operation) == PA_OPERATION_DONE;
	if (!done) {
		pa_operation_cancel(operation);
		server->changed = true;
	}
	pa_operation_unref(operation);
	return done;
}

/* --------------------------------------------------------------- connecting */

static bool connect(struct pulse_server *server)
{
	int64_t until_ns = clock_now_ns() + CONNECT_NS;
	if (!server->context || pa_context_connect(server->context, NULL, PA_CONTEXT_NOAUTOSPAWN, NULL) < 0)
		return false;
	while (pa_context_get_state(server->context) != PA_CONTEXT_READY)
		if (!pulse_server_turn_until(server, until_ns))
			return false;
	return true;
}

static bool subscribe(struct pulse_server *server)
{
	const pa_subscription_mask_t what = PA_SUBSCRIPTION_MASK_SERVER | PA_SUBSCRIPTION_MASK_SINK
		| PA_SUBSCRIPTION_MASK_SOURCE | PA_SUBSCRIPTION_MASK_SINK_INPUT;
	pa_context_set_subscribe_callback(server->context, on_change, server);
	return pulse_server_finish(server, pa_context_subscribe(server->context, what, NULL, NULL));
}

/* Puts a failure to connect into words. */
static bool refuse(const struct pulse_server *server, struct err *err)
{
	if (server->cancelled)
		return err_set(err, ERR_GONE, "cancelled while the sound server was waited for");
	if (!server->context)
		return err_set(err, ERR_SYSTEM, "out of memory for a connection to PulseAudio");
	const char *address = pa_context_get_server(server->context);
	const char *why
		= pulse_server_is_good(server) ? "it does not answer" : pa_strerror(pa_context_errno(server->context));
	return err_set(err, ERR_INPUT,
		"no PulseAudio or PipeWire server answers at %.200s: %s; start one, or name a device: "
		"termviz --list-devices; termviz --demo needs neither",
		address ? address : "its usual place", why);
}

bool pulse_server_init(struct pulse_server *server, int cancel_fd, struct err *err)
{
	*server = (struct pulse_server){ .cancel_fd = cancel_fd, .loop = pa_mainloop_new() };
	if (!server->loop)
		return refuse(server, err);
	pa_mainloop_api *api = pa_mainloop_get_api(server->loop);
	if (cancel_fd >= 0)
		server->cancel_event = api->io_new(api, cancel_fd, PA_IO_EVENT_INPUT, on_cancel, server);
	server->context = pa_context_new(api, "termviz");
	return (connect(server) && subscribe(server)) || refuse(server, err);
}

void pulse_server_fini(struct pulse_server *server)
{
	if (server->context) {
		pa_context_disconnect(server->context);
		pa_context_unref(server->context);
	}
	if (server->cancel_event)
		pa_mainloop_get_api(server->loop)->io_free(server->cancel_event);
	if (server->loop)
		pa_mainloop_free(server->loop);
	*server = (struct pulse_server){ .cancel_fd = -1 };
}

/* --------------------------------------------------------------- asking */

/* What the server says of itself. */
struct defaults {
	char sink[PULSE_NAME], source[PULSE_NAME], name[PULSE_NAME];
};

static void on_server(pa_context *context, const pa_server_info *info, void *defaults)
{
	struct defaults *to = defaults;
	(void)context;
	if (!info)
		return;
	text_copy(to->sink, sizeof to->sink, info->default_sink_name ? info->default_sink_name : "");
	text_copy(to->source, sizeof to->source, info->default_source_name ? info->default_source_name : "");
	text_clean(to->name, sizeof to->name, info->server_name ? info->server_name : "PulseAudio");
}

static bool ask_defaults(struct pulse_server *server, struct defaults *defaults)
{
	*defaults = (struct defaults){ .name = "the sound server" };
	return pulse_server_finish(server, pa_context_get_server_info(server->context, on_server, defaults));
}

void pulse_server_name(struct pulse_server *server, char *name, size_t size)
{
	struct defaults defaults;
	ask_defaults(server, &defaults);
	text_copy(name, size, strstr(defaults.name, "PipeWire") ? "PipeWire" : "PulseAudio");
}

static void on_sink(pa_context *context, const pa_sink_info *info, int end, void *target)
{
	struct pulse_target *to = target;
	(void)context;
	if (end || !info || !info->monitor_source_name)
		return;
	to->found = true;
	to->is_monitor = true;
	to->rate_hz = info->sample_spec.rate;
	text_copy(to->source, sizeof to->source, info->monitor_source_name);
	text_clean(to->title, sizeof to->title, info->description ? info->description : info->name);
}

static void on_source(pa_context *context, const pa_source_info *info, int end, void *target)
{
	struct pulse_target *to = target;
	(void)context;
	if (end || !info)
		return;
	to->found = true;
	to->is_monitor = info->monitor_of_sink != PA_INVALID_INDEX;
	to->rate_hz = info->sample_spec.rate;
	text_copy(to->source, sizeof to->source, info->name);
	text_clean(to->title, sizeof to->title, info->description ? info->description : info->name);
}

bool pulse_is_monitor(struct pulse_server *server, uint32_t source)
{
	struct pulse_target target = { 0 };
	pulse_server_finish(server, pa_context_get_source_info_by_index(server->context, source, on_source, &target));
	return target.found && target.is_monitor;
}

/* --------------------------------------------------------------- finding */

static bool find_default_sink(struct pulse_server *server, struct pulse_target *target, struct err *err)
{
	struct defaults defaults;
	if (ask_defaults(server, &defaults) && defaults.sink[0])
		pulse_server_finish(
			server, pa_context_get_sink_info_by_name(server->context, defaults.sink, on_sink, target));
	return target->found
		|| err_set(err, ERR_INPUT, "%s has no output whose sound could be shown; see pactl list sinks",
			defaults.name);
}

/* Not called by the device's name: that changes with the default. */
static bool find_monitor(struct pulse_server *server, const char *name, struct pulse_target *target, struct err *err)
{
	(void)name;
	if (!find_default_sink(server, target, err))
		return false;
	text_copy(target->title, sizeof target->title, "what plays here");
	return true;
}

static bool find_mic(struct pulse_server *server, const char *name, struct pulse_target *target, struct err *err)
{
	struct defaults defaults;
	(void)name;
	if (ask_defaults(server, &defaults) && defaults.source[0])
		pulse_server_finish(server,
			pa_context_get_source_info_by_name(server->context, defaults.source, on_source, target));
	if (target->found && !target->is_monitor)
		return true;
	return err_set(err, ERR_INPUT,
		"%s has no microphone as its default source (it is '%s'); name one: termviz "
		"--list-devices",
		defaults.name, defaults.source);
}

static bool find_named(struct pulse_server *server, const char *name, struct pulse_target *target, struct err *err)
{
	pulse_server_finish(server, pa_context_get_source_info_by_name(server->context, name, on_source, target));
	if (!target->found)
		pulse_server_finish(server, pa_context_get_sink_info_by_name(server->context, name, on_sink, target));
	return target->found
		|| err_set(err, ERR_INPUT, "pulse:%s: no such source or sink; termviz --list-devices lists them", name);
}

/* Looking for an application among those that play. One browser may have many streams, most of them paused. */
struct search {
	const char *name;
	int rank; /* of what was found; 0: nothing */
	uint32_t sink_input, sink;
	char title[PULSE_NAME];
};

static void on_sink_input(pa_context *context, const pa_sink_input_info *info, int end, void *data)
{
	static const char *const keys[] = { PA_PROP_APPLICATION_NAME, PA_PROP_APPLICATION_PROCESS_BINARY,
		PA_PROP_APPLICATION_ID, PA_PROP_MEDIA_NAME };
	struct search *search = data;
	(void)context;
	for (size_t i = 0; !end && info && i < sizeof keys / sizeof keys[0]; i++) {
		const char *value = pa_proplist_gets(info->proplist, keys[i]);
		if (!value || !strcasestr(value, search->name))
			continue;
		int rank = 1 + !info->corked + 2 * (strcasecmp(value, search->name) == 0);
		if (rank <= search->rank)
			continue;
		search->rank = rank;
		search->sink_input = info->index;
		search->sink = info->sink;
		text_clean(search->title, sizeof search->title, value);
	}
}

static bool find_application(
	struct pulse_server *server, const char *name, struct pulse_target *target, struct err *err)
{
	struct search search = { .name = name, .sink_input = PA_INVALID_INDEX };
	if (!*name)
		return err_set(err, ERR_INPUT, "--input app:NAME: the application's name is missing");
	pulse_server_finish(server, pa_context_get_sink_input_info_list(server->context, on_sink_input, &search));
	if (search.sink_input == PA_INVALID_INDEX) {
		if (!find_default_sink(server, target, err))
			return false;
		target->found = false;
		text_clean(target->title, sizeof target->title, name);
		return true;
	}
	pulse_server_finish(server, pa_context_get_sink_info_by_index(server->context, search.sink, on_sink, target));
	target->sink_input = search.sink_input;
	text_copy(target->title, sizeof target->title, search.title);
	return target->found || err_set(err, ERR_INPUT, "app:%s: what it plays on is gone", name);
}

static const struct way {
	const char *prefix;
	bool (*find)(struct pulse_server *server, const char *name, struct pulse_target *target, struct err *err);
} ways[] = {
	{ "monitor", find_monitor },
	{ "mic", find_mic },
	{ "app:", find_application },
	{ "pulse:", find_named },
};

bool pulse_find(struct pulse_server *server, const char *input, struct pulse_target *target, struct err *err)
{
	*target = (struct pulse_target){ .sink_input = PA_INVALID_INDEX };
	for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
		size_t n = strlen(ways[i].prefix);
		if (strncmp(input, ways[i].prefix, n) == 0)
			return ways[i].find(server, input + n, target, err);
	}
	return err_set(err, ERR_INPUT, "%s: no such input; termviz --list-devices lists them", input);
}
