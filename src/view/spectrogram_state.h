/* What the files of the spectrogram share: its state, and their parts of the work. For these alone. */
#ifndef TERMVIZ_VIEW_SPECTROGRAM_STATE_H
#define TERMVIZ_VIEW_SPECTROGRAM_STATE_H

#include "view/axis.h"
#include "view/band_feed.h"
#include "view/bars_settings.h"
#include "view/history.h"
#include "view/view.h"

/* Levels are told apart by so many colours: over a range of 70 dB a little more than one dB each. More would be hard to
 * see, and take more bytes to draw. */
enum { SPECTROGRAM_COLOURS = 64 };

/* One channel's picture. */
struct spectrogram_field {
	enum snapshot_channel_id channel;
	bool reversed;     /* low frequencies at the top, or at the right */
	const char *name;  /* shown in its corner; NULL: none */
	const char *told;  /* its name where it is told of: bars_name() */
	struct region at;  /* within the plot */
	float *power;      /* of each band, as last read */
	float *most;       /* and the largest weighted one since the newest column began */
	uint16_t *band_of; /* at each place along the frequencies, from the foot up or from the left */
	struct history now, frozen;
	struct axis frequencies;
};

/* How far the picture has come: when it was frozen, or now. A column is what is heard in one step of time, across the
 * picture or down it. */
struct spectrogram_moment {
	size_t n_pushed;     /* columns, since they are so long */
	double position_s;   /* in the track; 0 where that has no meaning */
	double since_jump_s; /* the sound goes on without a jump since then */
};

struct spectrogram {
	struct view_look look;
	uint32_t kept;      /* mask of enum view_kept */
	struct region plot; /* of the picture, within the view's region */
	struct axis_room room;
	struct axis times;
	bool falls;          /* time runs from the top down, or from the bottom to the top where the picture moves */
	int cells_high;      /* bands, or columns, that a cell has room for, one above the other */
	double from_s, to_s; /* across the picture; live, that is before now */
	double column_s;     /* of a column */
	bool covers;         /* the picture stands when it is full */
	double heard_s;      /* since the newest column began */
	uint32_t segment;    /* of the sound, as last heard */
	struct spectrogram_moment now, frozen;
	struct band_measure measure;
	struct band_feed feed;
	float *weight;  /* of each band's power */
	uint16_t *lag;  /* of each band: how many columns ago the middle of its window was */
	double most_db; /* the largest weight */
	struct spectrogram_field fields[BARS_MAX_FIELDS];
	size_t n_fields;
	float steps_per_db;                  /* colours */
	size_t n_blank;                      /* newest columns in which there is nothing to see */
	colour colours[SPECTROGRAM_COLOURS]; /* from the floor to the ceiling */
};

/* spectrogram_layout.c: places all in a region, or releases it. What was heard stays as far as it is of the same thing. */
bool spectrogram_lay_out(struct spectrogram *spectrogram, int cols, int rows, struct err *err);
void spectrogram_forget_layout(struct spectrogram *spectrogram);

/* How many columns there are. */
size_t spectrogram_count_columns(const struct spectrogram *spectrogram);

/* spectrogram.c: whether there is anything to see in the columns of an age. */
bool spectrogram_is_blank(const struct spectrogram *spectrogram, size_t age);

/* spectrogram_draw.c: how far a level is from the floor to the ceiling, 0 … 1; the whole picture; and what lies under one of
 * its cells. */
float spectrogram_share(const struct spectrogram *spectrogram, float db);
void spectrogram_draw(const struct spectrogram *spectrogram, struct canvas *canvas, struct region region);
bool spectrogram_spot(const struct spectrogram *spectrogram, int x, int y, struct view_spot *spot);

#endif
