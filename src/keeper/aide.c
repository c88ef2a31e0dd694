#include "keeper/aide.h"

#include "keeper/aide_rows.h"
#include "keeper/keeper_state.h"

const struct aide_ops *const aide_table[] = { &aide_scanner, &aide_companion, &aide_writer, &aide_standby };
const size_t n_aides = sizeof aide_table / sizeof aide_table[0];
_Static_assert(sizeof aide_table / sizeof aide_table[0] <= AIDES_MAX, "the keeper has room for each of them");

struct child *aide_child(struct keeper *keeper, const struct aide_ops *aide)
{
	size_t i = 0;
	while (aide_table[i] != aide)
		i++;
	return &keeper->aides[i];
}
