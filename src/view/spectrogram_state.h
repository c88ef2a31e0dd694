/* What the files of the spectrogram share: its state, and their parts of the work. For these alone. */
#ifndef TERMVIZ_VIEW_SPECTROGRAM_STATE_H
#define TERMVIZ_VIEW_SPECTROGRAM_STATE_H

#include "view/axis.h"
#include "view/band_feed.h"
#include "view/history.h"
#include "view/view.h"

/* Levels are told apart by so many colours: over a range of 70 dB a little more than one dB each. More would be hard to
 * see, and take more bytes to draw. */
enum { SPECTROGRAM_COLOURS = 64 };

struct spectrogram {
	struct view_look look;
	uint32_t kept;      /* mask of enum view_kept */
	struct region plot; /* of the picture, within the view's region */
	struct axis_room room;
	struct axis frequencies, times;
	int cells_high;      /* bands that a cell has room for, one above the other */
	double from_s, to_s; /* across the picture; live, that is before now */
	double column_s;     /* of a column */
	bool covers;         /* the picture stands when it is full */
	size_t n_pushed;     /* columns, since the layout */
	double heard_s;      /* since the newest column began */
	struct band_measure measure;
	struct band_feed feed;
	float *weight;  /* of each band's power; what else there is of each: */
	float *power;   /* as last read */
	float *most;    /* largest weighted power since the newest column began */
	double most_db; /* the largest weight */
	struct history now, frozen;
	size_t n_blank;                      /* newest columns of `now` in which there is nothing to see */
	colour colours[SPECTROGRAM_COLOURS]; /* from the floor to the ceiling */
};

/* spectrogram_layout.c: places all in a region, or releases it. What was heard stays as far as it is of the same thing. */
bool spectrogram_lay_out(struct spectrogram *spectrogram, int cols, int rows, struct err *err);
void spectrogram_forget_layout(struct spectrogram *spectrogram);

/* spectrogram.c: whether there is anything to see in a column. */
bool spectrogram_is_blank(const struct spectrogram *spectrogram, const float *db);

/* spectrogram_draw.c: how far a level is from the floor to the ceiling, 0 … 1; and the whole picture. */
float spectrogram_share(const struct spectrogram *spectrogram, float db);
void spectrogram_draw(const struct spectrogram *spectrogram, struct canvas *canvas, struct region region);

#endif
