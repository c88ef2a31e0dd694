/* When the next redraw may be sent, so that the picture at the far end stays current: a link that gets more than it
 * carries stores the rest, and shows the past.
 *
 * Behind redraws go fences, questions that the terminal answers once it has consumed all before them. From the answers
 * follow the shortest round trip, how many bytes arrive in a second, and how many are still in flight. In flight may be
 * what arrives within the shortest round trip, and one redraw more. While answers come in time the link has shown no
 * limit: then twice what it has carried may be tried. A near terminal that keeps up gets a fence behind each eighth
 * redraw or so only.
 *
 * Answers carry no number: one that was lost, or meant for another program, would be counted wrong for ever. So once a
 * second the fence is a mark, a question of another kind: its answer tells exactly how far the terminal is. Where marks
 * are never answered, what is long overdue is given up.
 *
 * Pure: no clock, no descriptor; all times are given, in nanoseconds, and do not go back. Of one thread. */
#ifndef TERMVIZ_UI_PACING_H
#define TERMVIZ_UI_PACING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A power of two, so that counters may wrap. More than a redraw each 1/60 s over a link of 2 s. */
enum { PACING_FENCES = 128 };

enum pacing_kind {
	PACING_STATUS, /* CSI 5 n */
	PACING_MARK,   /* CSI c */
	PACING_N_KINDS,
};

enum pacing_verdict {
	PACING_FREE,
	PACING_HELD_BY_LINK,
	PACING_HELD_BY_LIMIT, /* the user's */
};

struct pacing_fence {
	int64_t sent_ns;
	uint64_t end_bytes;       /* sent in all, up to it */
	uint64_t delivered_bytes; /* known to have arrived when it was sent, */
	int64_t delivered_ns;     /* since then, or since something was in flight again */
	int64_t due_ns;           /* its answer is late behind this */
	uint64_t begin_bytes;     /* where the one before it ended */
	enum pacing_kind kind;
	bool is_sure;  /* no answer of an older mark may come in its place */
	bool is_alone; /* hardly anything was in flight with it: its round trip is the way's alone */
};

/* A while of late answers: what is known of the rate. */
struct pacing_stretch {
	int64_t began_ns;
	double rate; /* bytes per second, the most */
	double busy_bytes;
	int64_t busy_ns; /* the link was busy with those */
};

/* Zeroed it asks nothing and holds nothing back. All of it is private. */
struct pacing {
	bool asks;
	bool answered;       /* ever */
	bool marks_answered; /* ever */
	int64_t began_ns;

	struct pacing_fence fences[PACING_FENCES];
	uint32_t oldest, next;   /* fences not yet answered: counters into the ring */
	uint32_t mark;           /* the newest one, */
	bool mark_is_out;        /* not answered by itself */
	int64_t marked_ns;       /* when it was sent */
	int64_t unsure_until_ns; /* an answer may be that of an older one */

	uint64_t sent_bytes, fenced_bytes, delivered_bytes; /* in all; up to the newest fence */
	int64_t sent_ns;                                    /* the newest fence */
	int64_t carried_ns;   /* when the link will have sent all, by what is known; or has */
	int64_t delivered_ns; /* the newest answer, or the sending that ended an empty link */

	int64_t round_trip_ns; /* the newest that is sure; 0: none yet */
	int64_t shortest_ns;   /* the same of the way alone */
	int64_t measured_ns;   /* when that was measured, or the link began to be the limit */
	int64_t stale_ns;      /* how long it is good for */
	int64_t late_ns;       /* when one was late; 0: never */
	struct pacing_stretch now, before;

	double limit_bytes_per_s; /* 0: none */
	int64_t limit_until_ns;
};

/* Begins anew, with an empty link; the limit stays, and what has been sent is counted on. `asks`: the terminal may be
 * asked; else only the limit holds redraws back. */
void pacing_init(struct pacing *pacing, bool asks, int64_t now_ns);

/* Holds redraws to so many bytes per second (0: no limit). */
void pacing_set_limit(struct pacing *pacing, double bytes_per_s);

/* Whether a redraw may be sent now. Held by the link, it may be free after any answer, and by time alone as well: ask
 * again at each beat. */
enum pacing_verdict pacing_ask(const struct pacing *pacing, int64_t now_ns);

/* Whether a fence is to be sent by itself, for the round trip of the empty way; redraws wait for its answer. */
bool pacing_wants_measure(const struct pacing *pacing, int64_t now_ns);

/* Whether a fence goes behind a redraw; and which kind the next one is. */
bool pacing_wants_fence(const struct pacing *pacing, int64_t now_ns);
enum pacing_kind pacing_next_kind(const struct pacing *pacing, int64_t now_ns);

/* A redraw of so many bytes has been sent; a fence (of which the bytes do not count) behind it, or by itself. */
void pacing_sent(struct pacing *pacing, size_t n_bytes, int64_t now_ns);
void pacing_sent_fence(struct pacing *pacing, enum pacing_kind kind, int64_t now_ns);

/* An answer has come. One that nobody has asked for changes nothing. */
void pacing_on_answer(struct pacing *pacing, enum pacing_kind kind, int64_t now_ns);

/* How many answers are still to come; and until when to wait for them: longer than they should take, for one that comes
 * too late is typed at the shell. 0: none, or there is no hope of them; INT64_MAX: nothing is known of the link yet. */
size_t pacing_outstanding(const struct pacing *pacing);
int64_t pacing_due_ns(const struct pacing *pacing, int64_t now_ns);

/* Whether none has come for so long that they may be lost, or the terminal takes nothing any more. */
bool pacing_is_silent(const struct pacing *pacing, int64_t now_ns);

/* Whether all that was asked has been answered, by a terminal that answers. */
bool pacing_is_empty(const struct pacing *pacing);

/* For statistics. Unknown or none: 0. */
struct pacing_figures {
	uint64_t sent_bytes; /* redraws of, in all */
	uint64_t in_flight_bytes;
	int64_t round_trip_ns;
};
struct pacing_figures pacing_figures(const struct pacing *pacing);

#endif
