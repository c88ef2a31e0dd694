/* Lines for programs, of any settings, of snapshots and a run state that are sane and no more: whole lines of printable
 * text, and JSON where that is said. */
#include <jansson.h>

#include "data/data.h"
#include "snapshots.h"

enum { MOST_SNAPSHOTS = 8, MOST_BANDS = 64 };

static void take_state(struct taken *from, struct run_state *state)
{
	struct run_state_page page = { 0 };
	run_state_init(&page);
	page.state.phase = take_byte(from) % 8;
	page.state.rate_hz = take_u32(from);
	page.state.length_frames = (int64_t)take_u64(from);
	take_text(from, page.state.title, sizeof page.state.title);
	take_text(from, page.state.notice, sizeof page.state.notice);
	require(run_state_read(&page, state, NULL));
}

static void check(const struct settings *settings, struct line *line)
{
	if (settings->data == DATA_RAW && settings->data_type != DATA_TYPE_ASCII)
		return;
	require(line->n > 0 && line->bytes[line->n - 1] == '\n');
	line->bytes[line->n - 1] = '\0';
	require_printable(line->bytes, line->n);
	if (settings->data == DATA_JSON) {
		json_t *object = json_loads(line->bytes, 0, NULL);
		require(json_is_object(object));
		json_decref(object);
	}
	line->bytes[line->n - 1] = '\n';
}

static void put(struct data *data, const struct data_moment *moment, struct line *line)
{
	line_clear(line);
	data->format->put(data, moment, line);
	check(data->settings, line);
	data_told(data);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	static struct settings settings;
	static struct snapshot snapshot;
	const struct view_look look = { .settings = &settings };
	struct taken from = { bytes, n };
	struct run_state state;
	struct line line = { 0 };
	struct data *data = calloc(1, sizeof *data);
	require(data != NULL);
	memset(&snapshot, 0, sizeof snapshot);
	take_settings(&from, &settings);
	settings.data = DATA_JSON + (int32_t)take_byte(&from) % 4;
	settings.bands = settings.bands < MOST_BANDS ? settings.bands : MOST_BANDS;
	take_state(&from, &state);
	data_view.init(data, &look);
	require(data_view.layout(data, 1, 1, NULL));
	struct data_moment moment = { .state = &state, .title_is_new = true, .notice = state.notice };
	if (data->format->begin)
		data->format->begin(data, &line);
	if (line.n > 0)
		check(&settings, &line);
	for (int i = 0; i < MOST_SNAPSHOTS && from.n > 0; i++) {
		if (take_snapshot(&from, &snapshot, &data_view, data)) {
			moment.position_s = (double)snapshot.head.position_frame / snapshot.head.rate_hz;
			data_view.advance(data, &snapshot);
		}
		put(data, &moment, &line);
	}
	struct statistics statistics;
	if (data_view.inform && take_statistics(&from, &statistics))
		data_view.inform(data, &statistics, &state);
	data_hush(data);
	put(data, &moment, &line);
	data_view.at_rest(data);
	data_view.fini(data);
	line_fini(&line);
	free(data);
	return 0;
}
