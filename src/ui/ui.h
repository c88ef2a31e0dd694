/* The terminal UI: joins a run and shows it until the user leaves or the run ends. */
#ifndef TERMVIZ_UI_UI_H
#define TERMVIZ_UI_UI_H

#include <stdbool.h>

#include "base/err.h"
#include "config/config.h"
#include "config/theme.h"
#include "ui/terminal.h"

struct ui_config {
	const struct settings *settings;
	struct config *config; /* where they come from; is read again, and ours meanwhile */
	const struct config_sources *sources;
	const struct theme *theme;         /* that of the settings, for a dark background */
	struct terminal *terminal;         /* opened, not entered */
	int keeper_fd;                     /* connected; owned by the caller */
	int alarm_fd;                      /* can be read when the sound has ended; -1: none */
	bool *played_out;                  /* told: nothing was left to show, and nobody has left */
	void (*waits_for_recording)(void); /* tells that the end is held up by what is still to be written */
	bool holds_pipeline; /* the shell waits for a pipeline with us in it: detaching would not free it */
};

/* Runs until the end; the terminal is as it was before when it returns. The exit status is returned; if the run ended
 * for a reason worth a line, `err` has it. */
int ui_run(const struct ui_config *config, struct err *err);

#endif
