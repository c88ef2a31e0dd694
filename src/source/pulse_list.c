#include "source/pulse_list.h"

#include <stdio.h>

#include "base/text.h"
#include "source/pulse_server.h"

struct list {
	void (*put)(const char *name, const char *description, void *context);
	void *context;
};

static void put(const struct list *list, const char *prefix, const char *name, const char *what, const char *text)
{
	char full_name[PULSE_NAME], description[2 * PULSE_NAME];
	snprintf(full_name, sizeof full_name, "%s%.200s", prefix, name);
	text_clean(full_name, sizeof full_name, full_name);
	snprintf(description, sizeof description, "%s%.400s", what, text ? text : name);
	text_clean(description, sizeof description, description);
	list->put(full_name, description, list->context);
}

static void on_sink(pa_context *context, const pa_sink_info *info, int end, void *list)
{
	(void)context;
	if (!end && info)
		put(list, "pulse:", info->name, "an output; captured: what plays on ", info->description);
}

static void on_source(pa_context *context, const pa_source_info *info, int end, void *list)
{
	(void)context;
	if (!end && info && info->monitor_of_sink == PA_INVALID_INDEX)
		put(list, "pulse:", info->name, "input: ", info->description);
}

static void on_sink_input(pa_context *context, const pa_sink_input_info *info, int end, void *list)
{
	(void)context;
	const char *name = !end && info ? pa_proplist_gets(info->proplist, PA_PROP_APPLICATION_NAME) : NULL;
	if (name)
		put(list, "app:", name, "application, plays ", info->name);
}

static void put_target(struct pulse_server *server, const struct list *list, const char *input, const char *what)
{
	struct pulse_target target;
	if (pulse_find(server, input, &target, NULL))
		put(list, "", input, what, target.title);
}

void pulse_list(void (*put_line)(const char *name, const char *description, void *context), void *context)
{
	struct pulse_server server;
	struct list list = { put_line, context };
	if (pulse_server_init(&server, -1, NULL)) {
		put_target(&server, &list, "monitor", "");
		put_target(&server, &list, "mic", "microphone: ");
		pulse_server_finish(&server, pa_context_get_sink_input_info_list(server.context, on_sink_input, &list));
		pulse_server_finish(&server, pa_context_get_sink_info_list(server.context, on_sink, &list));
		pulse_server_finish(&server, pa_context_get_source_info_list(server.context, on_source, &list));
	}
	pulse_server_fini(&server);
}

void pulse_list_outputs(void (*put_line)(const char *name, const char *description, void *context), void *context)
{
	struct pulse_server server;
	struct list list = { put_line, context };
	if (pulse_server_init(&server, -1, NULL))
		pulse_server_finish(&server, pa_context_get_sink_info_list(server.context, on_sink, &list));
	pulse_server_fini(&server);
}
