#include "companion/mpd_address.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/* Where a port begins, at its colon; NULL: there is none. */
static char *find_port(struct mpd_address *address, char *host)
{
	char *bracket = *host == '[' ? strchr(host, ']') : NULL;
	char *colon = strrchr(host, ':');
	if (bracket) {
		*bracket = '\0';
		address->host = host + 1;
		return bracket[1] == ':' ? bracket + 1 : NULL;
	}
	bool is_path = *host == '/' || *host == '@';
	bool is_bare = colon && strchr(host, ':') != colon; /* an address of IPv6 */
	return is_path || is_bare ? NULL : colon;
}

void mpd_address_parse(struct mpd_address *address, const char *text)
{
	*address = (struct mpd_address){ .port = 0 };
	text_copy(address->text, sizeof address->text, text);
	char *host = address->text, *at = strrchr(host, '@');
	if (at && at > host && at[-1] == '@') /* of an abstract socket */
		at--;
	if (at && at != host) {
		*at = '\0';
		address->password = host;
		host = at + 1;
	}
	address->host = host;
	char *colon = find_port(address, host);
	if (colon) {
		*colon = '\0';
		address->port = (unsigned)strtoul(colon + 1, NULL, 10);
	}
	if (!*address->host)
		address->host = NULL;
}
