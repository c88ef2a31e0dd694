/* The whole picture, from the memory of a run that has gone mad: ring, run state and queue are spoiled while it is looked
 * at, the view changed and resized, the queue opened and keys pressed in it. */
#include "base/clock.h"
#include "drawn.h"
#include "snapshots.h"
#include "ui/input.h"
#include "ui/scene.h"

enum { MOST_STEPS = 48, MOST_COLS = 100, MOST_ROWS = 30, N_ENTRIES = 8, N_SLOTS = 16, BINS_CLEARED = 1 << 19 };

static struct snapshot_ring ring;
static struct snapshot_writer writer;
static struct run_state_page page;
static struct queue queue;
static int64_t now_ns;

/* --------------------------------------------------------------- the run */

static void begin_run(void)
{
	memset(&ring, 0, offsetof(struct snapshot_ring, bins) + BINS_CLEARED);
	snapshot_ring_init(&ring);
	snapshot_writer_init(&writer, &ring);
	memset(&page, 0, sizeof page);
	run_state_init(&page);
	memset(&queue, 0, offsetof(struct queue, order));
	queue_init(&queue, 1);
	for (int i = 0; i < N_ENTRIES; i++)
		queue_add(&queue, &(struct queue_item){ .path = "/a/b\xff.wav", .title = "b", .end_ns = -1 },
			QUEUE_NOTHING, QUEUE_NOTHING);
	now_ns = NS_PER_S;
}

static void publish(const struct scene *scene)
{
	const struct scene_wants wants = scene_wants(scene);
	struct snapshot_head *head = &writer.snapshot.head;
	if (ring.n_published >= N_SLOTS)
		return;
	usual_snapshot(&writer.snapshot);
	head->channels = wants.channels;
	head->published = head->renewed = wants.levels;
	head->measured = wants.measures;
	head->taken_ns = head->heard_ns = now_ns;
	snapshot_writer_publish(&writer);
}

static void spoil(struct taken *from)
{
	static const struct part {
		void *memory;
		size_t n;
	} parts[] = { { &ring, offsetof(struct snapshot_ring, slots) }, { ring.slots, N_SLOTS * sizeof ring.slots[0] },
		{ ring.bins, BINS_CLEARED }, { &page, sizeof page }, { &queue, offsetof(struct queue, order) },
		{ queue.order, N_ENTRIES * sizeof queue.order[0] }, { queue.place, N_ENTRIES * sizeof queue.place[0] },
		{ queue.entries, N_ENTRIES * sizeof queue.entries[0] }, { queue.text, N_ENTRIES * 16 } };
	const struct part *part = &parts[take_byte(from) % (sizeof parts / sizeof parts[0])];
	const size_t at = take_u32(from) % (part->n / 4) * 4;
	const float value = take_float(from);
	memcpy((char *)part->memory + at, &value, sizeof value);
	queue.n_entries = queue.n_entries % (4u * N_ENTRIES); /* more is the same, and slow */
	ring.n_published = ring.n_published < N_SLOTS ? ring.n_published : ring.n_published % SNAPSHOT_N_SLOTS;
}

/* --------------------------------------------------------------- who looks at it */

static void press(struct scene *scene, struct taken *from)
{
	const unsigned key = take_byte(from);
	struct command command = { 0 };
	if (!scene->panel.open)
		scene_open_queue(scene);
	if (key < n_queue_key_rows) {
		if (queue_panel_key(&scene->panel, queue_key_rows[key].key, &command) == PANEL_SENDS)
			require(command_is_sane(&command));
	} else if (key < 128) {
		queue_panel_key(&scene->panel, key == 127 ? INPUT_ENTER : key, &command);
	} else {
		queue_panel_paste(&scene->panel, (unsigned char)key);
	}
}

static void look(struct scene *scene)
{
	now_ns += 20 * NS_PER_MS;
	scene_advance(scene, now_ns);
	scene_draw(scene, now_ns);
	require_drawn(&scene->canvas);
	scene_at_rest(scene, now_ns);
	scene_rest_until(scene, now_ns);
	scene_wake_peak(scene);
}

static void step(struct scene *scene, struct taken *from)
{
	const unsigned what = take_byte(from);
	if (what < 64)
		spoil(from);
	else if (what < 128)
		publish(scene);
	else if (what < 160)
		press(scene, from);
	else if (what < 168)
		require(scene_resize(
			scene, 1 + (int)take_byte(from) % MOST_COLS, 1 + (int)take_byte(from) % MOST_ROWS, NULL));
	else if (what < 176)
		require(scene_set_view(scene, view_table[take_byte(from) % n_views], NULL));
	else if (what < 184)
		scene_keep(scene, take_byte(from) % 2 ? VIEW_FROZEN : VIEW_MAXIMUM);
	else
		look(scene);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static struct theme theme;
	static struct settings settings;
	const struct view_look appearance = { .settings = &settings, .theme = &theme };
	struct taken from = { data, n };
	struct scene scene;
	begin_run();
	theme_default(&theme);
	options_defaults(&settings);
	require(scene_init(&scene, &appearance, &ring, &page, &queue, NULL) && scene_resize(&scene, 60, 12, NULL));
	for (int i = 0; i < MOST_STEPS && from.n > 0; i++)
		step(&scene, &from);
	look(&scene);
	scene_fini(&scene);
	return 0;
}
