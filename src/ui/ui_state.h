/* What ui/ui*.c share: the UI itself. Of one thread. */
#ifndef TERMVIZ_UI_UI_STATE_H
#define TERMVIZ_UI_UI_STATE_H

#include "control/message.h"
#include "control/quality.h"
#include "ui/config_watch.h"
#include "ui/delivery.h"
#include "ui/desktop.h"
#include "ui/joined.h"
#include "ui/keys.h"
#include "ui/scene.h"
#include "ui/ui.h"

struct ui {
	const struct ui_config *config;
	struct settings settings;   /* ours: keys change them */
	struct settings begun_with; /* the same without what has been changed here */
	bool has_preset;            /* one has been chosen here */
	struct config_watch config_watch;
	struct theme theme;             /* as its file was when it was last read */
	char theme_name[SETTINGS_TEXT]; /* what it was found by */
	struct keys keys;               /* what they do */
	struct terminal *terminal;
	int signal_fd;
	int alarm_fd; /* -1: nothing (more) to be told */
	struct joined joined;
	struct scene scene;
	struct desktop desktop;
	struct delivery delivery;

	bool entered;              /* the terminal is ours */
	bool pauses;               /* what plays, while it is suspended */
	bool suspended;            /* it has been given back until we are in the foreground again */
	struct scene_wants wanted; /* told the keeper */
	uint32_t measures_asked;
	struct quality quality; /* that our redraws can keep up with */
	bool asleep;            /* told the keeper so: no redraws until woken */
	int64_t next_ns;        /* the next redraw's moment */
	int64_t ask_ns;         /* when statistics are to be asked for, where a view shows them */
	int64_t enter_by_ns;
	int64_t leave_by_ns; /* INT64_MAX: when the run ends */

	bool leaving, over; /* over: nothing more is to be shown */
	enum message_leave how;
	int status;
	struct err *err;
};

/* ui_keeper.c. Tells the keeper what we want analysed, and whether we sleep: out of sight we do, whatever `asleep` says. */
void ui_tell_watch(struct ui *ui, bool asleep);

/* Takes what the keeper says; the run has ended with this outcome. */
void ui_on_keeper(struct ui *ui);
void ui_on_ended(struct ui *ui, const struct message_outcome *outcome);

/* ui.c. Whether what is drawn would not be seen. */
bool ui_is_out_of_sight(const struct ui *ui);

/* Takes the rate of redraws from the settings, the focus and the quality. */
void ui_set_rate(struct ui *ui);

/* Ends the loop; the run is left after it, with this exit status. */
void ui_leave(struct ui *ui, enum message_leave how, int status);

/* Has the picture be drawn at once, and us no longer asleep. */
void ui_wake(struct ui *ui);

/* ui_keys.c. A key, or a byte of a paste. */
void ui_press(struct ui *ui, uint32_t key);
void ui_paste(struct ui *ui, unsigned char byte);

/* ui_mouse.c. Where the mouse is, clicks, or is no longer. */
void ui_take_mouse(struct ui *ui, const struct input_event *event);

/* ui_panes.c. The views are others: settings and keeper are told. The chosen pane is divided ("right VIEW", "below VIEW"), the
 * new one chosen; or it is closed, the one before it
 * chosen. False with `err`: what is wrong. */
void ui_views_changed(struct ui *ui);
bool ui_split_check(const char *argument, struct err *err);
bool ui_split_pane(struct ui *ui, const char *argument, struct err *err);
bool ui_close_pane(struct ui *ui, struct err *err);

/* ui_quality.c. A redraw that was due then is done: less or more is wanted of the next ones, if that tells so. */
void ui_judge(struct ui *ui, int64_t due_ns);

/* ui_config.c. Joins the run. Bound to reading from then on, we may still write into our own folder of configuration,
 * which is made here, and watch it. False with `err`, or with ui->status. */
bool ui_join(struct ui *ui, struct err *err);

/* Has the picture follow ui->settings, which were `before`. False with `err`: part of it cannot. */
bool ui_settings_changed(struct ui *ui, const struct settings *before, struct err *err);

/* Reads the configuration again: what is different in it takes effect. False with `err`, and nothing has changed. */
bool ui_read_config(struct ui *ui, struct err *err);

/* Takes the settings of a preset over all others; "next": of the one after it. False with `err`: there is none. */
bool ui_use_preset(struct ui *ui, const char *name, struct err *err);

/* Writes the settings in force into the configuration file, and says so. False with `err`. */
bool ui_save_config(struct ui *ui, struct err *err);

/* Tells what is wrong with the configuration, if anything is. */
void ui_tell_warnings(struct ui *ui);

/* ui_reload.c. Reads the configuration and the theme's file again, and says so. */
void ui_reload(struct ui *ui);

/* The same, if the configuration file has been written. */
void ui_on_config(struct ui *ui);

/* ui_theme.c. Shows the theme that the settings name, as it is now; nothing if it is the one shown and not `anew`. False
 * with `err`: it cannot be loaded, or memory is short; the old one stays, in the settings, too. */
bool ui_show_theme(struct ui *ui, bool anew, struct err *err);

/* The same of a name, or the path of a file; or of the next theme, with a `step` of -1 the one before. A notice says what
 * it is, and of the latter which were left out as they are wrong. */
bool ui_set_theme(struct ui *ui, const char *name, struct err *err);
bool ui_turn_theme(struct ui *ui, int step, struct err *err);

/* ui_terminal.c. Lays the picture out for the terminal's size; all of it is redrawn. */
void ui_fit(struct ui *ui);

/* Takes the terminal. In the background we stop as the kernel would stop us, until the user wants us: `suspended`. */
void ui_enter(struct ui *ui);

/* Gives it back, if it is taken. */
void ui_give_back(struct ui *ui);

/* Obeys what signal_fd has. */
void ui_on_signals(struct ui *ui);

#endif
