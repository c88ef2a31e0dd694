#!/bin/sh
# In GNU screen: the picture goes with the program, and nobody works while the window is not shown.
. "${srcdir:-.}/tests/lib.sh"
need tmux screen

export SCREENDIR="$dir/screens"
mkdir -m 700 "$SCREENDIR"
# Its server: named PID.NAME.
stop_screen() { for server in "$SCREENDIR"/*."$socket"; do server=${server##*/}; kill "${server%%.*}"; done; }
trap 'stop_screen; clean_up' EXIT
terminal 90 24
tmux -L "$socket" new-window "TERM=xterm-256color screen -c /dev/null -U -S $socket sh -c \"PS1='SCREEN> ' exec sh\""
type_line 'stty -a >/dev/null' # what screen says first wants a key
expect "a shell in screen" shows 'SCREEN>'
type_line "clear; $TERMVIZ --demo"
expect "bars" shows_bars
press q
expect "q takes them away" shows_not '[▁▂▃▄▅▆▇█]'
expect "with the shell's prompt" shows 'SCREEN>'
expect "and nothing is left" nothing_left

type_line "clear; $TERMVIZ --demo"
expect "bars" shows_bars
press C-a; press c
expect "it rests when another window is shown" is_still
press C-a; press C-a
expect "and is back when it is shown again" shows_bars
press q
expect "q quits" nothing_left
finish
