#!/bin/sh
# Under a shell with jobs, and without one: stopped, continued, in the background; and a terminal that takes nothing.
. "${srcdir:-.}/tests/lib.sh"
need tmux bash

start() { type_line "clear; $TERMVIZ --demo"; expect "bars" shows_bars; }
# is_stopped: the UI is; `ui` is its process
is_stopped() { ui=$(pid_of ui); [ -n "$ui" ] && grep -q '^State:.T' "/proc/$ui/status"; }
tty_raw() { stty -F "$(tmux -L "$socket" display -p '#{pane_tty}')" -a | grep -q '[-]icanon'; }
# in_order: as given_back, by a shell that reads its line without echo
in_order() { shows_prompt && cursor_shown && main_screen; }
is_back() { shows_bars && tty_raw && ! main_screen && ! cursor_shown; }

terminal 90 24
tmux -L "$socket" new-window "$TERMVIZ --demo"
expect "bars without a shell" shows_bars
press C-z m
expect "there Ctrl-Z stops nothing, and keys are heard" shows '1k .* 10k'
press q
expect "q quits" nothing_left

# a shell that puts the terminal's settings right when a job has stopped
type_line "clear; exec env PS1='PROMPT> ' bash --norc --noprofile"
expect "a shell with jobs" shows_prompt
start
press C-z; expect "Ctrl-Z gives the terminal back" in_order
type_line 'bg'; expect "bg lets it stop again" is_stopped
type_line 'clear'; expect "with the terminal in order" in_order
type_line 'fg'; expect "and fg brings the bars back" is_back
press C-z; expect "a second time" in_order
type_line 'kill %1'; expect "kill ends it while it is stopped" nothing_left
type_line 'clear'; expect "with the terminal in order" in_order

start
press C-z; expect "Ctrl-Z" in_order
tmux -L "$socket" resize-window -x 60 -y 15
type_line 'fg'; expect "fg after a resize" is_back
tmux -L "$socket" resize-window -x 90 -y 24

kill -STOP "$(pid_of ui)"
expect "stopped from outside, the shell is back" shows 'PROMPT>'
press C-u # answers that came when nobody took them
type_line 'fg'; expect "fg brings the bars and the keys back" is_back
press q; expect "q gives the terminal back" in_order
expect "nothing is left" nothing_left

type_line "clear; $TERMVIZ --demo &"
expect "a job in the background stops" shows_prompt
check "before anything is begun" no_runs
type_line 'fg'; expect "fg begins it" is_back
press q; expect "q gives the terminal back" in_order

type_line "clear; (trap '' TTOU; exec $TERMVIZ --demo) &"
expect "one that cannot be stopped says so" shows 'in the background'
press Enter
expect "and leaves the terminal alone" in_order
expect "nothing is left" nothing_left

type_line 'clear; stty tostop -ixon; stty -a | tail -n +2 >"$TERMVIZ_TMPDIR/before"'
start
press C-z; expect "tostop: Ctrl-Z" in_order
type_line 'fg'; expect "fg" is_back
press q; expect "q gives the terminal back" in_order
type_line 'stty -a | tail -n +2 >"$TERMVIZ_TMPDIR/after"'
expect "with the user's own settings, whatever the size" cmp -s "$dir/before" "$dir/after"
finish
