#include "ui/scene.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/db.h"
#include "base/text.h"
#include "ui/status.h"

#define LEVEL_NS (250 * NS_PER_MS) /* a number that changes faster cannot be read */
/* How much below the floor a sample's peak may lie and a band still reach it: a square wave's fundamental is 2.1 dB
 * over its peak's level. */
#define WAKE_MARGIN_DB 3.0

bool scene_init(struct scene *scene, const struct view_look *look, const struct snapshot_ring *ring,
	const struct run_state_page *page, const struct queue *queue, struct err *err)
{
	struct layout layout;
	*scene = (struct scene){
		.look = *look, .page = page, .queue = queue, .level_db = DB_SILENCE, .fps = look->settings->fps
	};
	if (!layout_parse(&layout, look->settings->view, err) || !panes_init(&scene->panes, &scene->look, &layout, err))
		return false;
	scene->snapshot = calloc(1, sizeof *scene->snapshot);
	if (!scene->snapshot)
		return err_set(err, ERR_SYSTEM, "out of memory for a snapshot");
	snapshot_reader_init(&scene->reader, ring);
	return queue_panel_init(&scene->panel, &scene->look, queue, err) && canvas_init(&scene->canvas, 1, 1, err)
		&& canvas_init(&scene->line_row, 1, 1, err);
}

void scene_fini(struct scene *scene)
{
	panes_fini(&scene->panes);
	free(scene->snapshot);
	queue_panel_fini(&scene->panel);
	canvas_fini(&scene->canvas);
	canvas_fini(&scene->line_row);
	*scene = (struct scene){ 0 };
}

/* One row alone is for the picture. */
static int status_rows(const struct scene *scene)
{
	return scene->look.settings->status && scene->canvas.rows > 1;
}

bool scene_lay_out(struct scene *scene, struct err *err)
{
	scene->has_line = false;
	const int cols = scene->canvas.cols, rows = scene->canvas.rows - status_rows(scene);
	return queue_panel_resize(&scene->panel, cols, rows, err) && panes_lay_out(&scene->panes, cols, rows, err);
}

bool scene_resize(struct scene *scene, int cols, int rows, struct err *err)
{
	return canvas_resize(&scene->canvas, cols, rows, err) && canvas_resize(&scene->line_row, cols, 1, err)
		&& scene_lay_out(scene, err);
}

bool scene_keep(struct scene *scene, uint32_t what)
{
	return panes_keep(&scene->panes, scene->panes.kept ^ what);
}

double scene_floor_db(const struct scene *scene)
{
	return panes_floor_db(&scene->panes);
}

float scene_wake_peak(const struct scene *scene)
{
	return db_to_amplitude((float)(scene_floor_db(scene) - WAKE_MARGIN_DB));
}

bool scene_set_layout(struct scene *scene, const char *text, struct err *err)
{
	struct layout layout;
	return layout_parse(&layout, text, err) && panes_change(&scene->panes, &layout, err)
		&& scene_lay_out(scene, err);
}

bool scene_set_view(struct scene *scene, const struct view_ops *ops, struct err *err)
{
	return panes_set_view(&scene->panes, ops, err) && scene_lay_out(scene, err);
}

const struct view_ops *scene_view(const struct scene *scene)
{
	return scene->panes.items[scene->panes.chosen].ops;
}

bool scene_choose_pane(struct scene *scene, int steps, int64_t now_ns, struct err *err)
{
	panes_choose(&scene->panes, steps);
	scene->marked_until_ns = now_ns + RUN_NOTICE_NS;
	return !scene->panes.zoomed || scene_lay_out(scene, err);
}

bool scene_zoom(struct scene *scene, struct err *err)
{
	panes_zoom(&scene->panes);
	return scene_lay_out(scene, err);
}

struct scene_wants scene_wants(const struct scene *scene)
{
	return (struct scene_wants){ .channels = panes_channels(&scene->panes),
		.levels = panes_levels(&scene->panes),
		.measures = panes_measures(&scene->panes),
		.outline = panes_outline(&scene->panes) };
}

void scene_notice(struct scene *scene, const char *text, int64_t now_ns)
{
	scene->has_line = false;
	text_clean(scene->own_notice, sizeof scene->own_notice, text);
	scene->notice_until_ns = now_ns + RUN_NOTICE_NS;
}

void scene_dismiss_notice(struct scene *scene)
{
	scene->notice_until_ns = 0;
}

void scene_stand_still(struct scene *scene, const char *why)
{
	scene->has_line = false;
	scene->notice_until_ns = 0;
	text_clean(scene->standstill, sizeof scene->standstill, why);
}

static bool take_state(struct scene *scene, int64_t now_ns)
{
	uint32_t sequence;
	struct run_state state;
	if (!run_state_changed(scene->page, scene->state_sequence) || !run_state_read(scene->page, &state, &sequence))
		return false;
	scene->state = state;
	scene->state_sequence = sequence;
	if (state.notice_serial != scene->notice_serial) {
		const bool is_news = run_state_has_news(&state, scene->notice_serial, now_ns);
		scene->notice_serial = state.notice_serial;
		scene->own_notice[0] = '\0';
		scene->notice_until_ns = is_news ? now_ns + RUN_NOTICE_NS : 0;
	}
	return true;
}

/* What plays, and how far its outline has come. */
static bool teach(struct scene *scene, bool news)
{
	news = (panes_outline(&scene->panes) && outlined_look(&scene->outlined, &scene->state)) || news;
	panes_learn(&scene->panes, &scene->state, outlined_found(&scene->outlined), news);
	return news;
}

static bool is_paused(const struct scene *scene)
{
	return scene->state.phase == RUN_PAUSED;
}

/* Which entry of the queue is heard. */
static uint32_t playing(const struct scene *scene)
{
	return scene->state.queue_length ? scene->state.queue_id : QUEUE_NOTHING;
}

/* What plays, and what is to. */
static bool take_queue(struct scene *scene, bool has_state)
{
	const struct queue_figures figures = queue_figures(scene->queue);
	const bool is_new = memcmp(&figures, &scene->figures, sizeof figures) != 0;
	scene->figures = figures;
	panes_list(&scene->panes, scene->queue, playing(scene), is_new || has_state);
	return is_new;
}

static void take_snapshot(struct scene *scene)
{
	const struct snapshot *snapshot = scene->snapshot;
	panes_advance(&scene->panes, snapshot, is_paused(scene));
	scene->has_snapshot = true;
	for (int side = 0; side < 2; side++)
		if (snapshot->head.side_peak[side] > scene->peak)
			scene->peak = snapshot->head.side_peak[side];
}

static bool is_silent(const struct scene *scene)
{
	return scene->level_db < (float)scene_floor_db(scene);
}

/* A redraw stands until the next one: its middle is what has to be in time with the sound. */
static int64_t lead_ns(const struct scene *scene)
{
	return NS_PER_S / scene->fps / 2 - (int64_t)(scene->look.settings->delay_ms * 1e6);
}

bool scene_advance(struct scene *scene, int64_t now_ns)
{
	const bool has_state = take_state(scene, now_ns);
	bool anything = teach(scene, has_state);
	anything = take_queue(scene, has_state) || anything;
	const struct scene_wants wants = scene_wants(scene);
	const struct snapshot_wish wish
		= { .channels = wants.channels, .levels = wants.levels, .measures = wants.measures };
	int64_t heard_ns;
	int64_t shown_ns = now_ns + lead_ns(scene);
	while ((scene->has_more = snapshot_reader_next_heard(&scene->reader, &heard_ns)) && heard_ns <= shown_ns
		&& snapshot_reader_next(&scene->reader, &wish, scene->snapshot)) {
		take_snapshot(scene);
		anything = true;
	}
	scene->next_ns = scene->has_more && is_silent(scene) ? heard_ns - lead_ns(scene) : INT64_MAX;
	bool begins = is_silent(scene) && db_from_amplitude(scene->peak) >= (float)scene_floor_db(scene);
	if (begins || now_ns - scene->level_ns >= LEVEL_NS) {
		scene->level_db = db_from_amplitude(scene->peak);
		scene->level_ns = now_ns;
		scene->peak = 0;
	}
	if (scene->notice_until_ns && now_ns >= scene->notice_until_ns)
		scene->notice_until_ns = 0;
	if (scene->pointer.until_ns && now_ns >= scene->pointer.until_ns)
		pointer_leave(&scene->pointer);
	return anything;
}

void scene_inform(struct scene *scene, const struct statistics *statistics)
{
	panes_inform(&scene->panes, statistics, &scene->state);
}

static double position_s(const struct scene *scene, int64_t now_ns)
{
	const struct snapshot_head *head = &scene->snapshot->head;
	if (scene->state.followed.phase != RUN_FOLLOWED_NONE)
		return (double)run_followed_position_ns(&scene->state.followed, now_ns) / NS_PER_S;
	return scene->has_snapshot && head->rate_hz ? (double)head->position_frame / head->rate_hz : 0;
}

static bool says_the_same(const struct scene *scene, const struct status_line *line)
{
	const struct status_line *before = &scene->line;
	return scene->line_sequence == scene->state_sequence && floor(before->position_s) == floor(line->position_s)
		&& before->loop == line->loop && before->n_unread == line->n_unread
		&& before->shuffled == line->shuffled && before->frozen == line->frozen
		&& before->level_db == line->level_db && before->redraws_per_s == line->redraws_per_s
		&& before->held_by == line->held_by && before->quality == line->quality && before->fps == line->fps
		&& before->notice == line->notice && before->spot == line->spot;
}

/* Drawn when it says something else: numbers are slow to write. */
static void draw_line(struct scene *scene, const struct status_line *line, int y)
{
	const struct region region = { 0, 0, scene->line_row.cols, 1 };
	if (!scene->has_line || !says_the_same(scene, line)) {
		canvas_clear(&scene->line_row);
		status_draw(&scene->line_row, region, &scene->look, line);
		scene->line = *line;
		scene->line_sequence = scene->state_sequence;
		scene->has_line = true;
	}
	canvas_copy(&scene->canvas, y, &scene->line_row);
}

static void draw_panes(struct scene *scene, bool resting, int64_t now_ns)
{
	struct canvas *canvas = &scene->canvas;
	const struct region region = { 0, 0, canvas->cols, canvas->rows - status_rows(scene) };
	struct region room;
	canvas_clear_region(canvas, region);
	panes_draw(&scene->panes, canvas, region, now_ns < scene->marked_until_ns);
	if (resting && !scene->panes.kept && !scene->standstill[0] && panes_room_for_words(&scene->panes, &room))
		status_draw_why_empty(canvas, room, &scene->look,
			&(struct status_line){ .state = &scene->state, .n_unread = scene->figures.n_unread });
	if ((scene->panes.kept & VIEW_FROZEN) && !status_rows(scene))
		status_draw_frozen(canvas, region, &scene->look);
}

bool scene_tells_spots(const struct scene *scene)
{
	bool tells = false;
	for (int i = 0; i < scene->panes.n; i++)
		tells = tells || scene->panes.items[i].ops->spot;
	return tells && !scene->panel.open && !scene->help.open;
}

bool scene_spot(const struct scene *scene, int x, int y, struct view_spot *spot)
{
	*spot = (struct view_spot){ .position_s = -1 };
	return scene_tells_spots(scene) && panes_spot(&scene->panes, x, y, spot);
}

/* What the pointer is over changes with the sound: it is looked up anew as often as can be read. NULL: nothing. */
static const char *spot_text(struct scene *scene, int64_t now_ns)
{
	if (!scene->pointer.until_ns)
		return NULL;
	if (scene->pointer.has_moved || now_ns - scene->spot_ns >= LEVEL_NS) {
		if (!scene_spot(scene, scene->pointer.x, scene->pointer.y, &scene->spot))
			scene->spot.text[0] = '\0';
		scene->spot_ns = now_ns;
		scene->pointer.has_moved = scene->has_line = false;
	}
	return scene->spot.text[0] ? scene->spot.text : NULL;
}

void scene_open_queue(struct scene *scene)
{
	queue_panel_open(&scene->panel, playing(scene));
}

static const char *notice_of(const struct scene *scene, int64_t now_ns)
{
	if (now_ns >= scene->notice_until_ns)
		return scene->standstill[0] ? scene->standstill : NULL;
	return scene->own_notice[0] ? scene->own_notice : scene->state.notice;
}

static void draw_status(struct scene *scene, bool resting, const char *spot, int64_t now_ns)
{
	const struct status_line line = {
		.state = &scene->state,
		.position_s = position_s(scene, now_ns),
		.loop = scene->figures.loop,
		.shuffled = scene->figures.shuffled,
		.n_unread = scene->figures.n_unread,
		.frozen = scene->panes.kept & VIEW_FROZEN,
		.level_db = is_silent(scene) ? DB_SILENCE : scene->level_db,
		.redraws_per_s = resting ? 0 : scene->redraws_per_s,
		.held_by = scene->held_by,
		.quality = scene->quality,
		.fps = scene->fps,
		.spot = spot,
		.notice = notice_of(scene, now_ns),
	};
	draw_line(scene, &line, scene->canvas.rows - 1);
	if (line.notice)
		status_draw_long_notice(&scene->canvas, (struct region){ 0, 0, scene->canvas.cols, scene->canvas.rows },
			&scene->look, line.notice);
}

void scene_draw(struct scene *scene, int64_t now_ns)
{
	const bool resting = is_silent(scene) && panes_at_rest(&scene->panes, false);
	struct canvas *canvas = &scene->canvas;
	const struct region picture = { 0, 0, canvas->cols, canvas->rows - status_rows(scene) };
	const struct region last = { 0, canvas->rows - 1, canvas->cols, 1 };
	if (scene->panel.open)
		queue_panel_draw(&scene->panel, canvas, playing(scene));
	else
		draw_panes(scene, resting, now_ns);
	const char *spot = spot_text(scene, now_ns);
	if (spot && !status_rows(scene))
		status_draw_spot(canvas, picture, &scene->look, scene->pointer.x, scene->pointer.y, spot);
	if (scene->help.open)
		help_panel_draw(&scene->help, scene->keys, scene->panel.open, canvas, picture, &scene->look);
	if (scene->command.open)
		command_line_draw(&scene->command, canvas, last, &scene->look);
	else if (status_rows(scene) || notice_of(scene, now_ns)) /* who hides the line still wants to be told */
		draw_status(scene, resting, spot, now_ns);
}

bool scene_has_fallen(const struct scene *scene)
{
	return !scene->has_more && !(scene->panes.kept & VIEW_FROZEN) && panes_have_fallen(&scene->panes);
}

bool scene_at_rest(const struct scene *scene, int64_t now_ns)
{
	const float floor = db_to_amplitude((float)scene_floor_db(scene));
	return is_silent(scene) && scene->peak < floor && now_ns - scene->level_ns < LEVEL_NS
		&& panes_at_rest(&scene->panes, is_paused(scene))
		&& (!scene->has_more || snapshot_reader_is_quiet(&scene->reader, floor));
}

/* The clock of a file's silent passage, or of who is followed, moves the status line once a second; a notice ends. */
int64_t scene_rest_until(const struct scene *scene, int64_t now_ns)
{
	int64_t until = INT64_MAX;
	bool ticks
		= status_rows(scene) && scene->state.phase == RUN_PLAYING && !scene->state.live && scene->has_snapshot;
	uint32_t rate = scene->snapshot->head.rate_hz;
	if (ticks && rate) {
		int64_t into = scene->snapshot->head.position_frame % rate;
		until = now_ns + clock_frames_to_ns(rate - into, rate) + NS_PER_MS;
	}
	int64_t tick_ns = status_rows(scene) ? run_followed_tick_ns(&scene->state.followed, now_ns) : INT64_MAX;
	if (tick_ns < until)
		until = tick_ns;
	if (scene->notice_until_ns && scene->notice_until_ns < until)
		until = scene->notice_until_ns;
	if (scene->marked_until_ns > now_ns && scene->marked_until_ns < until)
		until = scene->marked_until_ns;
	if (scene->pointer.until_ns && scene->pointer.until_ns < until)
		until = scene->pointer.until_ns;
	return until;
}
