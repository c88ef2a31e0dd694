#include "ui/pointer.h"

#include "base/clock.h"

#define REST_NS (5 * NS_PER_S)      /* who wants to know has read it */
#define DOUBLE_NS (500 * NS_PER_MS) /* as desktops have it: 400 to 500 ms */

void pointer_move(struct pointer *pointer, int x, int y, int64_t now_ns)
{
	pointer->x = x;
	pointer->y = y;
	pointer->until_ns = now_ns + REST_NS;
	pointer->has_moved = true;
}

void pointer_leave(struct pointer *pointer)
{
	pointer->until_ns = 0;
}

bool pointer_click(struct pointer *pointer, int x, int y, int64_t now_ns)
{
	const bool is_second
		= pointer->click_ns && now_ns - pointer->click_ns < DOUBLE_NS && pointer->x == x && pointer->y == y;
	pointer_move(pointer, x, y, now_ns);
	pointer->click_ns = is_second ? 0 : now_ns;
	return is_second;
}
