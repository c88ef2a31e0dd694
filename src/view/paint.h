/* Which colour of the theme's gradient a thing of a spectrum has. */
#ifndef TERMVIZ_VIEW_PAINT_H
#define TERMVIZ_VIEW_PAINT_H

#include "view/view.h"

/* Shares of the picture, 0 … 1: --gradient says which of them counts. */
struct paint_place {
	float height;    /* from the foot up to the ceiling */
	float frequency; /* from the lowest one to the highest, on the picture's scale */
	float level;     /* of the bar or the curve there, from the floor up to the ceiling */
};

colour paint_at(const struct view_look *look, struct paint_place place);

#endif
