/* The rows of analyzer_table, for analysis/analyzer.c. */
#ifndef TERMVIZ_ANALYSIS_ROWS_H
#define TERMVIZ_ANALYSIS_ROWS_H

#include "analysis/analyzer.h"

extern const struct analyzer_ops analyzer_levels;    /* analysis/levels.c */
extern const struct analyzer_ops analyzer_true_peak; /* analysis/true_peak.c */
extern const struct analyzer_ops analyzer_programme; /* analysis/programme.c */
extern const struct analyzer_ops analyzer_loudness;  /* analysis/loudness.c */
extern const struct analyzer_ops analyzer_stereo;    /* analysis/stereo.c */
extern const struct analyzer_ops analyzer_rhythm;    /* analysis/rhythm.c */

#endif
