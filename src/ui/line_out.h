/* Lines to a descriptor that may be slow: whole lines, or none. What its reader has no room for is skipped, so that what
 * is read is the present, and nobody waits. */
#ifndef TERMVIZ_UI_LINE_OUT_H
#define TERMVIZ_UI_LINE_OUT_H

#include <stdbool.h>

#include "data/line.h"

struct line_out {
	int fd;
	bool is_ours;     /* opened anew, so as not to block without others of the descriptor noticing; to be closed */
	bool is_sized;    /* its pipe holds no more than it should */
	struct line line; /* to be written, or on its way */
	size_t n_sent;    /* bytes of it */
};

enum line_result {
	LINE_TAKEN,   /* or begun at least */
	LINE_SKIPPED, /* there was no room */
	LINE_CLOSED,  /* nobody reads */
	LINE_FAILED,  /* errno says why */
};

/* `fd` stays the caller's. */
void line_out_init(struct line_out *out, int fd);
void line_out_fini(struct line_out *out);

/* Whether a line is on its way of which only a part has been taken. */
bool line_out_is_busy(const struct line_out *out);

/* Writes out->line, or what is left of it. */
enum line_result line_out_send(struct line_out *out);

/* Waits for what is left of a line to be taken, at most so long for each part of it. */
void line_out_finish(struct line_out *out, int patience_ms);

/* Makes a pipe hold no more than about so many bytes: what is in it is old when it is read. */
void line_out_limit(struct line_out *out, size_t n_bytes);

#endif
