/* What the settings ask of bars, whoever shows them: whose they are, how they move, what they weigh. */
#ifndef TERMVIZ_VIEW_BARS_SETTINGS_H
#define TERMVIZ_VIEW_BARS_SETTINGS_H

#include <stdbool.h>

#include "config/settings.h"
#include "dsp/ballistics.h"
#include "dsp/scale.h"
#include "snapshot/snapshot.h"

/* What the two manners differ in, where no option says otherwise. */
struct bars_manner {
	enum ballistics_mode ballistics;
	bool gain;   /* may be automatic */
	bool smooth; /* bars may pull up their neighbours */
};

enum { BARS_MAX_FIELDS = SETTINGS_LIST };

/* Which channels are shown: two at most side by side, more one above the other. */
struct bars_arrangement {
	int n_fields;
	int n_across; /* side by side */
	int apart;    /* columns between these, beside a bar's gap */
	struct {
		enum snapshot_channel_id channel;
		bool reversed;    /* low frequencies at the right */
		const char *name; /* written in its corner; NULL: none */
	} fields[BARS_MAX_FIELDS];
};

const struct bars_manner *bars_manner_of(const struct settings *settings);

struct bars_arrangement bars_arrange(const struct settings *settings);

/* What a field is called where it is told of: as in its corner, or the side that it shows; NULL: it shows all there is. */
const char *bars_name(const struct bars_arrangement *arrangement, int field);

struct ballistics_motion bars_motion(const struct settings *settings);

/* Fills in by what each band's power is to be multiplied, and returns the largest of these in dB, at least 0. */
double bars_weigh(const struct settings *settings, const struct scale_grid *grid, float *weight);

/* The automatic gain brings what is loud this close to the ceiling. */
#define BARS_HEADROOM_DB 6.0f

#endif
