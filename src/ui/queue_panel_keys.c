/* The queue on the screen: its keys. */
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "base/url.h"
#include "queue/search.h"
#include "ui/file_name.h"
#include "ui/input.h"
#include "ui/queue_panel.h"

enum { TO_THE_END = 1 << 24, WHEEL_ROWS = 3 };

/* --------------------------------------------------------------- the cursor */

static enum queue_panel_answer step(struct queue_panel *panel, int by, struct command *command)
{
	const int64_t to = (int64_t)panel->place + by;
	(void)command;
	queue_panel_go(panel, to > 0 ? (uint32_t)to : 0);
	return PANEL_TAKES;
}

static enum queue_panel_answer turn_page(struct queue_panel *panel, int by, struct command *command)
{
	return step(panel, by * (int)panel->page_rows, command);
}

/* Goes to the next hit, if `by` is 0 from where the cursor is. */
static void seek_hit(struct queue_panel *panel, int by)
{
	const uint32_t n = queue_figures(panel->queue).n_shown;
	uint32_t place = panel->place;
	if (n == 0)
		return;
	panel->is_missing
		= !queue_search(panel->queue, panel->sought, (uint32_t)((int64_t)place + n + by) % n, by < 0, &place);
	panel->is_stale = true;
	if (!panel->is_missing)
		queue_panel_go(panel, place);
}

static enum queue_panel_answer next_hit(struct queue_panel *panel, int by, struct command *command)
{
	(void)command;
	if (!panel->sought[0])
		return PANEL_PASSES;
	seek_hit(panel, by);
	panel->notice = "the queue has none of what was searched";
	return panel->is_missing ? PANEL_REFUSES : PANEL_TAKES;
}

/* --------------------------------------------------------------- commands */

/* A command about the entry that the cursor is on. */
static enum queue_panel_answer send(struct queue_panel *panel, enum command_verb verb, struct command *command)
{
	if (panel->id == QUEUE_NOTHING)
		return PANEL_TAKES;
	*command = (struct command){ .verb = verb, .item = panel->id + 1 };
	return PANEL_SENDS;
}

static enum queue_panel_answer play(struct queue_panel *panel, int by, struct command *command)
{
	(void)by;
	return send(panel, COMMAND_JUMP, command);
}

/* The cursor is on its neighbour before the run has obeyed: a second key may have come with the first. */
static enum queue_panel_answer remove_entry(struct queue_panel *panel, int by, struct command *command)
{
	const enum queue_panel_answer answer = send(panel, COMMAND_REMOVE, command);
	const uint32_t sequence = queue_figures(panel->queue).sequence;
	uint32_t place = 0, pair[2];
	const bool is_known = queue_place(panel->queue, panel->id, &place);
	const size_t n = is_known ? queue_list(panel->queue, place, pair, 2) : 0;
	(void)by;
	if (answer != PANEL_SENDS || !is_known || !queue_panel_is_steady(panel, sequence))
		return answer;
	if (n == 2)
		panel->id = pair[1];
	else if (place > 0)
		queue_panel_go(panel, place - 1);
	panel->is_stale = true;
	return answer;
}

/* So with the place that it is on its way to. */
static enum queue_panel_answer move_entry(struct queue_panel *panel, int by, struct command *command)
{
	const int64_t to = (int64_t)panel->place + by;
	if (to < 0 || to >= queue_figures(panel->queue).n_shown)
		return PANEL_TAKES;
	const enum queue_panel_answer answer = send(panel, COMMAND_MOVE, command);
	command->value = (double)to + 1;
	panel->place = (uint32_t)to;
	panel->is_stale = true;
	return answer;
}

/* --------------------------------------------------------------- questions */

static enum queue_panel_answer ask(struct queue_panel *panel, int question, struct command *command)
{
	(void)command;
	panel->question = (enum queue_question)question;
	panel->prompt = (struct prompt){ 0 };
	panel->sought_from = panel->place;
	panel->is_missing = false;
	panel->is_stale = true;
	return PANEL_TAKES;
}

static enum queue_panel_answer refuse(struct queue_panel *panel, const char *why)
{
	panel->notice = why;
	return PANEL_REFUSES;
}

static enum queue_panel_answer name_file(struct queue_panel *panel, enum command_verb verb, struct command *command)
{
	*command = (struct command){ .verb = verb };
	if (!panel->prompt.text[0])
		return PANEL_TAKES;
	if (!file_name_expand(command->text, sizeof command->text, panel->prompt.text)
		|| !command_make_absolute(command, NULL))
		return refuse(panel, "this name is too long");
	return PANEL_SENDS;
}

static enum queue_panel_answer save(struct queue_panel *panel, struct command *command)
{
	return name_file(panel, COMMAND_SAVE, command);
}

/* What is not there is better refused now than found missing when its turn comes. */
static enum queue_panel_answer add(struct queue_panel *panel, struct command *command)
{
	const enum queue_panel_answer answer = name_file(panel, COMMAND_ADD, command);
	const bool is_missing = answer == PANEL_SENDS && !url_is(command->text) && access(command->text, R_OK) != 0;
	return is_missing ? refuse(panel, "add: there is no such file that can be read") : answer;
}

static enum queue_panel_answer play_hit(struct queue_panel *panel, struct command *command)
{
	return panel->is_missing || !panel->sought[0] ? PANEL_TAKES : play(panel, 0, command);
}

static enum queue_panel_answer clear(struct queue_panel *panel, struct command *command)
{
	*command = (struct command){ .verb = COMMAND_CLEAR };
	return strcmp(panel->prompt.text, "y") == 0 ? PANEL_SENDS : PANEL_TAKES;
}

static enum queue_panel_answer (*const accepted[])(struct queue_panel *, struct command *) = {
	[QUEUE_ASKS_WHAT] = play_hit,
	[QUEUE_ASKS_NAME] = save,
	[QUEUE_ASKS_FILE] = add,
	[QUEUE_ASKS_CLEAR] = clear,
};

/* What is sought is found as it is typed, from where the cursor was; where there is none, it goes back to there. */
static void search(struct queue_panel *panel)
{
	text_copy(panel->sought, sizeof panel->sought, panel->prompt.text);
	panel->is_missing = false;
	queue_panel_go(panel, panel->sought_from);
	if (panel->sought[0])
		seek_hit(panel, 0);
}

static enum queue_panel_answer press_in_search(struct queue_panel *panel, uint32_t key)
{
	if (key != INPUT_DOWN && key != INPUT_UP)
		return PANEL_PASSES;
	seek_hit(panel, key == INPUT_DOWN ? 1 : -1);
	panel->sought_from = panel->place;
	return PANEL_TAKES;
}

static enum queue_panel_answer press_in_name(struct queue_panel *panel, uint32_t key)
{
	if (key != INPUT_TAB || panel->question == QUEUE_ASKS_CLEAR)
		return PANEL_PASSES;
	file_name_complete(&panel->prompt);
	return PANEL_TAKES;
}

static enum queue_panel_answer press_in_prompt(struct queue_panel *panel, uint32_t key, struct command *command)
{
	const enum queue_question question = panel->question;
	const enum prompt_answer answer = prompt_key(&panel->prompt, key);
	panel->is_stale = true;
	if (answer == PROMPT_IGNORES)
		return question == QUEUE_ASKS_WHAT ? press_in_search(panel, key) : press_in_name(panel, key);
	if (answer == PROMPT_TAKES && question == QUEUE_ASKS_WHAT)
		search(panel);
	/* One letter is the whole answer. */
	if (answer == PROMPT_TAKES && question != QUEUE_ASKS_CLEAR)
		return PANEL_TAKES;
	panel->question = QUEUE_ASKS_NOTHING;
	return answer == PROMPT_CANCELS ? PANEL_TAKES : accepted[question](panel, command);
}

void queue_panel_paste(struct queue_panel *panel, unsigned char byte)
{
	if (panel->question == QUEUE_ASKS_NOTHING || panel->question == QUEUE_ASKS_CLEAR)
		return;
	prompt_paste(&panel->prompt, byte);
	panel->is_stale = true;
	if (panel->question == QUEUE_ASKS_WHAT)
		search(panel);
}

static enum queue_panel_answer leave(struct queue_panel *panel, int by, struct command *command)
{
	(void)by, (void)command;
	panel->open = false;
	return PANEL_TAKES;
}

/* --------------------------------------------------------------- the table */

const struct queue_key_row queue_key_rows[] = {
	{ INPUT_UP, "Up", step, -1, "a row up, down" },
	{ INPUT_DOWN, "Down", step, 1, "a row up, down" },
	{ 'k', "k", step, -1, "a row up, down" },
	{ 'j', "j", step, 1, "a row up, down" },
	{ INPUT_WHEEL_UP, "WheelUp", step, -WHEEL_ROWS, "rows up, down" },
	{ INPUT_WHEEL_DOWN, "WheelDown", step, WHEEL_ROWS, "rows up, down" },
	{ INPUT_PAGE_UP, "PgUp", turn_page, -1, "a page up, down" },
	{ INPUT_PAGE_DOWN, "PgDn", turn_page, 1, "a page up, down" },
	{ INPUT_HOME, "Home", step, -TO_THE_END, "to the first, last row" },
	{ INPUT_END, "End", step, TO_THE_END, "to the first, last row" },
	{ 'g', "g", step, -TO_THE_END, "to the first, last row" },
	{ 'G', "G", step, TO_THE_END, "to the first, last row" },
	{ INPUT_ENTER, "Enter", play, 0, "play it" },
	{ 'd', "d", remove_entry, 0, "remove it" },
	{ INPUT_DELETE, "Delete", remove_entry, 0, "remove it" },
	{ 'K', "K", move_entry, -1, "move it up, down" },
	{ 'J', "J", move_entry, 1, "move it up, down" },
	{ INPUT_UP | INPUT_SHIFT, "Shift-Up", move_entry, -1, "move it up, down" },
	{ INPUT_DOWN | INPUT_SHIFT, "Shift-Down", move_entry, 1, "move it up, down" },
	{ INPUT_UP | INPUT_ALT, "Alt-Up", move_entry, -1, "move it up, down" },
	{ INPUT_DOWN | INPUT_ALT, "Alt-Down", move_entry, 1, "move it up, down" },
	{ '/', "/", ask, QUEUE_ASKS_WHAT, "search as it is typed" },
	{ 'n', "n", next_hit, 1, "next, previous hit" },
	{ 'N', "N", next_hit, -1, "next, previous hit" },
	{ 's', "s", ask, QUEUE_ASKS_NAME, "save as a playlist" },
	{ 'w', "w", ask, QUEUE_ASKS_NAME, "save as a playlist" },
	{ 'a', "a", ask, QUEUE_ASKS_FILE, "add a file, folder, list" },
	{ 'c', "c", ask, QUEUE_ASKS_CLEAR, "remove all, after asking" },
	{ 'Q', "Q", leave, 0, "back to the picture" },
	{ 'q', "q", leave, 0, "back to the picture" },
	{ INPUT_ESCAPE, "Esc", leave, 0, "back to the picture" },
};
const size_t n_queue_key_rows = sizeof queue_key_rows / sizeof queue_key_rows[0];

bool queue_panel_click(struct queue_panel *panel, int y, bool is_second)
{
	const int row = y - panel->head_rows;
	const uint32_t place = panel->top + (uint32_t)row;
	if (panel->question != QUEUE_ASKS_NOTHING || row < 0 || (uint32_t)row >= panel->page_rows
		|| place >= panel->figures.n_shown)
		return false;
	if (!is_second)
		queue_panel_go(panel, place);
	return true;
}

enum queue_panel_answer queue_panel_key(struct queue_panel *panel, uint32_t key, struct command *command)
{
	if (panel->question != QUEUE_ASKS_NOTHING)
		return press_in_prompt(panel, key, command);
	for (size_t i = 0; i < n_queue_key_rows; i++)
		if (queue_key_rows[i].key == key)
			return queue_key_rows[i].press(panel, queue_key_rows[i].by, command);
	return PANEL_PASSES;
}
