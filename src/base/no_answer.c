#include "base/no_answer.h"

#include <stdio.h>
#include <unistd.h>

#include "base/text.h"

/* JACK's clients share a store of properties, server or no server, and wait without end for the lock of one that was
 * killed while it had it. */
void no_answer_explain(char *text, size_t size)
{
	char store[64];
	snprintf(store, sizeof store, "/dev/shm/jack_db-%u", (unsigned)getuid());
	if (access(store, F_OK) == 0)
		snprintf(text, size,
			"the audio server does not answer; unless JACK's runs: rm -r %s, a killed client may have "
			"locked it",
			store);
	else
		text_copy(text, size, "the audio server does not answer; it may have stopped: start it again");
}
