/* What meters show of the measures, as of the sound's own time: bars that fall, marks that are held, and figures that
 * change seldom enough to be read. */
#ifndef TERMVIZ_VIEW_READINGS_H
#define TERMVIZ_VIEW_READINGS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "canvas/blocks.h"
#include "config/settings.h"
#include "dsp/ballistics.h"
#include "snapshot/snapshot.h"
#include "view/figures.h"

/* Whose: one of the source's channels, or the loudest of them all at each moment. */
enum { READINGS_ALL = SNAPSHOT_N_SOURCE_CHANNELS, READINGS_N };

enum reading_bar { BAR_PEAK, BAR_RMS, BAR_TRUE_PEAK, BAR_PROGRAMME, N_READING_BARS };

/* Figures of a channel. */
enum channel_figure {
	FIGURE_PEAK, /* the largest since the figures were written, as are true peak and programme */
	FIGURE_RMS,
	FIGURE_TRUE_PEAK,
	FIGURE_PROGRAMME,
	FIGURE_MAX_PEAK, /* since the beginning, as are all below */
	FIGURE_MAX_TRUE_PEAK,
	FIGURE_MAX_PROGRAMME,
	FIGURE_CREST, /* largest magnitude over RMS */
	FIGURE_HEADROOM,
	FIGURE_CLIPS,
	FIGURE_DC,
	FIGURE_WHOLE_RMS,
	N_CHANNEL_FIGURES,
};

/* Figures of the whole. */
enum whole_figure {
	FIGURE_MOMENTARY,
	FIGURE_SHORT_TERM,
	FIGURE_INTEGRATED,
	FIGURE_MAX_MOMENTARY,
	FIGURE_MAX_SHORT_TERM,
	FIGURE_RANGE,
	FIGURE_PEAK_TO_LOUDNESS,
	FIGURE_DYNAMIC_RANGE,
	FIGURE_CORRELATION,
	FIGURE_WHOLE_CORRELATION,
	FIGURE_BALANCE,
	FIGURE_WHOLE_BALANCE,
	FIGURE_TEMPO,
	FIGURE_CONFIDENCE,
	N_WHOLE_FIGURES,
};

struct reading_figure {
	char text[FIGURE_BYTES];
	bool alert; /* the value is one to be warned of */
};

struct reading_channel {
	struct snapshot_meter now;
	float programme;                                 /* now, of the meter that was chosen */
	float most_peak, most_true_peak, most_programme; /* since the figures were written */
	float max_programme;                             /* since the beginning */
};

struct readings {
	const struct settings *settings;
	enum glyph_set glyphs;
	uint32_t n_channels; /* 0: nothing has been heard yet */
	uint32_t measured;   /* mask: what the latest snapshot had */
	struct reading_channel channels[READINGS_N];
	struct snapshot_loudness loudness; /* the latest; SNAPSHOT_NO_LEVEL where it was not measured */
	struct snapshot_stereo stereo;
	struct snapshot_rhythm rhythm;
	float dynamic_range_db;
	struct ballistics bars[N_READING_BARS];
	struct reading_figures {
		struct reading_figure channels[READINGS_N][N_CHANNEL_FIGURES];
		struct reading_figure whole[N_WHOLE_FIGURES];
	} figures;
	float figures_age_s; /* since they were written */
	float still_s;       /* how long they have said the same, and no loudness has been on its way down */
};

/* Nothing heard: all figures are unknown. `settings` must outlive it. False: out of memory. readings_fini() is right
 * after a zeroed struct, too. */
bool readings_init(struct readings *readings, const struct settings *settings, enum glyph_set glyphs, struct err *err);
void readings_fini(struct readings *readings);

/* Takes one snapshot in. */
void readings_advance(struct readings *readings, const struct snapshot *snapshot);

/* Where a bar of a channel, and its mark, stand, in dB; DB_SILENCE: nowhere. */
float readings_bar_db(const struct readings *readings, enum reading_bar bar, uint32_t channel);
float readings_mark_db(const struct readings *readings, enum reading_bar bar, uint32_t channel);

/* Writes the figures anew from the rest. For readings_advance(); in view/readings_figures.c. */
void readings_write_figures(struct readings *readings);

/* Whether a beat has just been. */
bool readings_beat(const struct readings *readings);

/* Whether the figures have said the same for a while, and no loudness is on its way down. */
bool readings_are_still(const struct readings *readings);

#endif
