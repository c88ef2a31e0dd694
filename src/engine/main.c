/* The engine's program, in the role that its first argument gives it:
 *
 *   termviz-engine engine NAME   the engine of a run, started by its keeper
 *   termviz-engine standby NAME  an engine that is to go on should that one die
 *   termviz-engine probe NAME    whether an output can be opened now (engine/rescue.h)
 *   termviz-engine probe-input NAME   the same of an input (engine/capturing.h)
 *   termviz-engine devices       the list of devices, to the descriptor SPAWN_FIRST_FD
 *   termviz-engine writer RUN FILE   writes what a run records (writer/writer.h)
 *   termviz-engine report        measures whole files, for a socket (engine/report.h)
 *   termviz-engine outline       draws the outline of files, for a socket (engine/outliner.h)
 *   termviz-engine still         hears a file for a picture, for a socket (engine/still.h)
 *
 * Nobody types this.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/confine.h"
#include "base/spawn.h"
#include "device/device.h"
#include "engine/capturing.h"
#include "engine/engine.h"
#include "engine/outliner.h"
#include "engine/report.h"
#include "engine/rescue.h"
#include "engine/still.h"
#include "source/source.h"
#include "writer/writer.h"

static void put(const char *name, const char *description, void *context)
{
	fprintf(context, "%s\t%s\n", name, description);
}

static int list_devices(void)
{
	FILE *to = fdopen(SPAWN_FIRST_FD, "w");
	if (!to)
		return 1;
	confine(CONFINE_ENGINE, NULL, NULL);
	device_prepare_environment();
	for (size_t i = 0; i < n_sources; i++)
		if (source_table[i]->list)
			source_table[i]->list(put, to);
	/* PortAudio's own end may abort: what has been written is what counts. */
	fflush(to);
	_exit(0);
}

int main(int argc, char **argv)
{
	struct err err = { 0 };
	if (!confine_check_rights(&err)) {
		fprintf(stderr, "termviz-engine: %s\n", err.message);
		return 1;
	}
	if (argc == 3 && strcmp(argv[1], "engine") == 0)
		return engine_run(argv[2], SPAWN_FIRST_FD, false);
	if (argc == 3 && strcmp(argv[1], "standby") == 0)
		return engine_run(argv[2], SPAWN_FIRST_FD, true);
	if (argc == 3 && strcmp(argv[1], "probe") == 0)
		return rescue_probe(argv[2]);
	if (argc == 4 && strcmp(argv[1], "writer") == 0)
		return writer_run(argv[2], argv[3], SPAWN_FIRST_FD);
	if (argc == 3 && strcmp(argv[1], "probe-input") == 0)
		return capturing_probe(argv[2]);
	if (argc == 2 && strcmp(argv[1], "devices") == 0)
		return list_devices();
	if (argc == 2 && strcmp(argv[1], "report") == 0)
		report_work(SPAWN_FIRST_FD);
	if (argc == 2 && strcmp(argv[1], "outline") == 0)
		outliner_work(SPAWN_FIRST_FD, SPAWN_FIRST_FD + 1);
	if (argc == 2 && strcmp(argv[1], "still") == 0)
		still_work(SPAWN_FIRST_FD, SPAWN_FIRST_FD + 1);
	fputs("termviz-engine: a part of termviz; run that\n", stderr);
	return 2;
}
