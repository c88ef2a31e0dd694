/* What players say of themselves: properties of MPRIS, as they come and however they are typed. */
#ifndef TERMVIZ_COMPANION_FOLLOW_READ_H
#define TERMVIZ_COMPANION_FOLLOW_READ_H

#include <stdint.h>
#include <systemd/sd-bus.h>

struct heard {
	char status[16];
	char track_id[256];
	char title[256]; /* printable, as the artist */
	char artist[256];
	double length_us; /* negative: not known, as the position */
	double position_us;
	double rate;
	double volume; /* negative: it has none */
};

/* Reads the reply of GetAll. What is missing or not as expected is not known; negative if it is no such reply. */
int follow_read(struct heard *heard, sd_bus_message *reply);

#endif
