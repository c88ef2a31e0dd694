#include "view/bars.h"
#include "view/view.h"

const struct view_ops *const view_table[] = {
	&bars_view,
};
const size_t n_views = sizeof view_table / sizeof view_table[0];
