/* A simulated link and terminal, and a program that draws 60 times a second as the pacing lets it, all on simulated
 * time in steps of half a millisecond. The link is a queue without end, emptied at a rate, before a terminal whose
 * answers take a round trip to come. */
#ifndef TERMVIZ_TESTS_LINK_BENCH_H
#define TERMVIZ_TESTS_LINK_BENCH_H

#include <string.h>

#include "base/clock.h"
#include "ui/pacing.h"

#define STEP_NS (NS_PER_MS / 2)
#define BEAT_NS (NS_PER_S / 60)
enum { MAX_PIECES = 20000, FENCE_BYTES = 4, QUESTION_BYTES = 100 };

struct piece {
	double left_bytes;
	int64_t sent_ns;
	int kind; /* enum pacing_kind */
	bool ends_redraw;
};

struct link_bench {
	struct pacing pacing;
	int64_t now_ns;
	/* the link and the terminal; to be changed as the simulation goes on */
	double bytes_per_s; /* 0: it stands still */
	int64_t round_trip_ns;
	int64_t hiccup_ns; /* each second it stands still so long */
	bool mute;
	int n_to_lose; /* answers that another program eats */
	int redraw_bytes;
	bool no_marks; /* the terminal knows the one question only */
	/* on the way */
	struct piece pieces[MAX_PIECES];
	int first_piece, n_pieces;
	struct answer {
		int64_t ns;
		int kind;
	} answers[MAX_PIECES];
	int first_answer, n_answers;
	/* the program */
	int64_t next_beat_ns;
	bool held;
	/* since link_run() was called */
	int n_redraws, n_fences;
	int64_t most_lag_ns; /* from sending a redraw to its last byte's arrival */
	double most_queued_bytes;
	uint64_t sent_bytes;
};

static inline struct link_bench *link_begin(double bytes_per_s, int round_trip_ms, int redraw_bytes)
{
	static struct link_bench bench;
	memset(&bench, 0, sizeof bench);
	bench.now_ns = bench.next_beat_ns = 1000 * NS_PER_S;
	bench.bytes_per_s = bytes_per_s;
	bench.round_trip_ns = round_trip_ms * NS_PER_MS;
	bench.redraw_bytes = redraw_bytes;
	pacing_init(&bench.pacing, true, bench.now_ns);
	return &bench;
}

static inline void send_piece(struct link_bench *bench, int n_bytes, int kind, bool ends)
{
	pacing_sent(&bench->pacing, (size_t)n_bytes, bench->now_ns);
	bench->sent_bytes += (uint64_t)n_bytes;
	bench->n_fences += kind >= 0;
	if (kind >= 0)
		pacing_sent_fence(&bench->pacing, (enum pacing_kind)kind, bench->now_ns);
	assert_true(bench->n_pieces < MAX_PIECES);
	bench->pieces[bench->n_pieces++] = (struct piece){ n_bytes, bench->now_ns, kind, ends };
}

static inline int next_kind(const struct link_bench *bench)
{
	return pacing_wants_fence(&bench->pacing, bench->now_ns) ? (int)pacing_next_kind(&bench->pacing, bench->now_ns)
								 : -1;
}

static inline void draw(struct link_bench *bench)
{
	const int64_t now = bench->now_ns;
	if (pacing_wants_measure(&bench->pacing, now))
		send_piece(bench, FENCE_BYTES, next_kind(bench), false);
	bench->held = pacing_ask(&bench->pacing, now) != PACING_FREE;
	if (bench->held)
		return;
	send_piece(bench, bench->redraw_bytes + FENCE_BYTES, next_kind(bench), true);
}

static inline void carry(struct link_bench *bench)
{
	const bool hiccups = bench->now_ns % NS_PER_S < bench->hiccup_ns;
	double bytes = hiccups ? 0 : bench->bytes_per_s * STEP_NS / NS_PER_S, queued = 0;
	while (bench->first_piece < bench->n_pieces && bytes > 0) {
		struct piece *piece = &bench->pieces[bench->first_piece];
		const double carried = bytes < piece->left_bytes ? bytes : piece->left_bytes;
		piece->left_bytes -= carried;
		bytes -= carried;
		if (piece->left_bytes > 0)
			break;
		bench->first_piece++;
		const int64_t lag = bench->now_ns - piece->sent_ns;
		bench->most_lag_ns = lag > bench->most_lag_ns ? lag : bench->most_lag_ns;
		bench->n_redraws += piece->ends_redraw;
		if (piece->kind < 0 || bench->mute || (bench->no_marks && piece->kind == PACING_MARK))
			continue;
		if (bench->n_to_lose > 0)
			bench->n_to_lose--;
		else
			bench->answers[bench->n_answers++]
				= (struct answer){ bench->now_ns + bench->round_trip_ns, piece->kind };
	}
	for (int i = bench->first_piece; i < bench->n_pieces; i++)
		queued += bench->pieces[i].left_bytes;
	bench->most_queued_bytes = queued > bench->most_queued_bytes ? queued : bench->most_queued_bytes;
}

static inline void listen(struct link_bench *bench)
{
	while (bench->first_answer < bench->n_answers && bench->answers[bench->first_answer].ns <= bench->now_ns) {
		pacing_on_answer(
			&bench->pacing, (enum pacing_kind)bench->answers[bench->first_answer].kind, bench->now_ns);
		bench->first_answer++;
		if (bench->held)
			draw(bench);
	}
}

/* Runs on, and counts anew. */
static inline void link_run(struct link_bench *bench, double seconds)
{
	const int64_t end = bench->now_ns + (int64_t)(seconds * NS_PER_S);
	bench->n_redraws = bench->n_fences = 0;
	bench->most_lag_ns = 0;
	bench->most_queued_bytes = 0;
	bench->sent_bytes = 0;
	/* What has been carried leaves the arrays. */
	memmove(bench->pieces, bench->pieces + bench->first_piece,
		(size_t)(bench->n_pieces - bench->first_piece) * sizeof bench->pieces[0]);
	bench->n_pieces -= bench->first_piece;
	memmove(bench->answers, bench->answers + bench->first_answer,
		(size_t)(bench->n_answers - bench->first_answer) * sizeof bench->answers[0]);
	bench->n_answers -= bench->first_answer;
	bench->first_piece = bench->first_answer = 0;
	for (; bench->now_ns < end; bench->now_ns += STEP_NS) {
		const bool beat = bench->now_ns >= bench->next_beat_ns;
		carry(bench);
		listen(bench);
		if (beat) {
			draw(bench);
			bench->next_beat_ns += BEAT_NS;
		}
	}
}

static inline void link_start(struct link_bench *bench, int first_bytes)
{
	const int redraw_bytes = bench->redraw_bytes;
	send_piece(bench, QUESTION_BYTES, PACING_STATUS, false);
	bench->redraw_bytes = first_bytes;
	draw(bench);
	bench->next_beat_ns += BEAT_NS;
	bench->redraw_bytes = redraw_bytes;
}

#endif
