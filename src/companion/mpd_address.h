/* Where MPD is, as users write it. */
#ifndef TERMVIZ_COMPANION_MPD_ADDRESS_H
#define TERMVIZ_COMPANION_MPD_ADDRESS_H

#include "control/session.h"

struct mpd_address {
	char text[SESSION_NAME]; /* holds the others */
	const char *host;        /* NULL: as the environment says */
	const char *password;    /* NULL: as the environment says, or none */
	unsigned port;           /* 0: as the environment says */
};

/* Reads [PASSWORD@]HOST[:PORT]; HOST is a name, an address (one of IPv6 in brackets if a port follows), the path of a
 * socket, or @NAME of an abstract one. "": all as the environment says (MPD_HOST, MPD_PORT). */
void mpd_address_parse(struct mpd_address *address, const char *text);

#endif
