/* Brings pictures to the terminal as fast as it takes them, and keeps count. Of one thread. */
#ifndef TERMVIZ_UI_DELIVERY_H
#define TERMVIZ_UI_DELIVERY_H

#include <stdbool.h>
#include <stdint.h>

#include "ui/joined.h"
#include "ui/latency.h"
#include "ui/scene.h"
#include "ui/terminal.h"

/* Zeroed but for what it borrows, it is ready. */
struct delivery {
	struct terminal *terminal; /* borrowed, as all of these */
	struct scene *scene;
	const struct joined *joined;

	bool is_due;     /* the picture has changed since it was delivered last */
	bool stuck;      /* the terminal has taken nothing for long; it may be hours: */
	int64_t look_ns; /* when to look whether it still is; INT64_MAX: it will be heard of */

	enum pacing_verdict verdict; /* on the last one that was due */
	const char *held_by;         /* the last that held one back */
	int64_t refused_ns;          /* since then none was taken; 0: they are */
	int64_t second_ns;           /* counted from here: */
	unsigned n_redraws, n_held;
	uint64_t second_bytes; /* sent by then */

	struct statistics_reader figures; /* counts of redraws since the beginning; rates of the last second */
	struct latency latency;
	uint64_t timed_index; /* of the snapshot whose latency was noted last */
};

/* A redraw that was due at one moment begins at another: beats between them were missed. 0: it was due at no certain
 * one. */
void delivery_begin(struct delivery *delivery, int64_t due_ns, int64_t now_ns);

/* Draws the scene and sends it, if the link has room: what it has none for is not even drawn. Once it has, it is given
 * the present. */
void delivery_draw(struct delivery *delivery, int64_t now_ns);

/* What was drawn last is of what is heard now: notes how late it was shown, if it was. */
void delivery_time(struct delivery *delivery);

/* Tells the keeper what has been counted; `asks`: and asks for the run's statistics. */
void delivery_tell(struct delivery *delivery, int64_t now_ns, bool asks);

/* Nothing is drawn until then: this time does not count. */
void delivery_rest(struct delivery *delivery, int64_t until_ns);

/* After something was read from the terminal or written to it, and at look_ns: whether the link, if it held a picture
 * back, has room now. A terminal that was stuck is no longer then. */
bool delivery_is_freed(struct delivery *delivery, int64_t now_ns);

#endif
