#include "ui/attention.h"

#include "base/clock.h"

#define SEEN_NS (5 * NS_PER_S)
/* One that is shown again without being given the focus is not asleep for longer. */
#define HIDDEN_NS (500 * NS_PER_MS)
/* A window loses the focus first and is minimized then. */
#define UNFOCUSED_NS (300 * NS_PER_MS)

enum { PATIENCE = 3, WINDOW_HIDDEN = 2 };

static void take_state(struct attention *attention, unsigned state, int64_t now_ns)
{
	if (attention->n_unanswered >= PATIENCE)
		return;
	attention->n_unanswered = 0;
	attention->hidden = state == WINDOW_HIDDEN;
	attention->ask_ns = now_ns + (attention->hidden ? HIDDEN_NS : SEEN_NS);
}

void attention_event(struct attention *attention, const struct input_event *event, int64_t now_ns)
{
	switch (event->kind) {
	case INPUT_FOCUS_OUT:
		attention->unfocused = true;
		attention->ask_ns = now_ns + UNFOCUSED_NS;
		break;
	case INPUT_FOCUS_IN:
		attention->unfocused = attention->hidden = false;
		attention->ask_ns = now_ns + SEEN_NS;
		break;
	case INPUT_ANSWER_WINDOW: take_state(attention, event->first, now_ns); break;
	case INPUT_KEY:
		if (attention->hidden)
			attention->n_unanswered = PATIENCE;
		attention->hidden = false;
		break;
	default: break;
	}
}

bool attention_asks(struct attention *attention, int64_t now_ns)
{
	const bool first = attention->ask_ns == 0;
	if (now_ns < attention->ask_ns || attention->n_unanswered >= PATIENCE)
		return false;
	attention->ask_ns = now_ns + SEEN_NS;
	if (first)
		return false; /* who begins to look can see it */
	/* One that falls silent while hidden is taken for seen in the end. */
	if (++attention->n_unanswered >= PATIENCE)
		attention->hidden = false;
	return true;
}

int64_t attention_due_ns(const struct attention *attention)
{
	return attention->hidden ? attention->ask_ns : INT64_MAX;
}
