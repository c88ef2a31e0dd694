/* Where the mouse points, and how it clicks. Pure: times are arguments. */
#ifndef TERMVIZ_UI_POINTER_H
#define TERMVIZ_UI_POINTER_H

#include <stdbool.h>
#include <stdint.h>

/* Zeroed it points nowhere. */
struct pointer {
	int x, y;         /* the cell, from 0 */
	int64_t until_ns; /* it counts as there till then, unless it moves; 0: it is nowhere */
	bool has_moved;   /* since what lies there was looked up */
	int64_t click_ns;
};

/* It points at a cell now. */
void pointer_move(struct pointer *pointer, int x, int y, int64_t now_ns);

/* It has left, or its time is over. */
void pointer_leave(struct pointer *pointer);

/* A click at a cell; true: the second of two there, shortly after each other. */
bool pointer_click(struct pointer *pointer, int x, int y, int64_t now_ns);

#endif
