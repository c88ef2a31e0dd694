#!/bin/sh
# Whatever dies, the terminal comes back, the run goes on or ends by the rules, and nothing stays behind.
. "${srcdir:-.}/tests/lib.sh"
need tmux bash

start() { type_line "clear; $TERMVIZ --demo"; expect "bars" shows_bars; }
has_terminal() { [ "$(tmux -L "$socket" display -p '#{pane_current_command}')" = "$1" ]; }
terminal 90 24

start
kill -9 "$(pid_of ui)"
# the shell may have written its prompt before the keeper could leave the alternate screen: then ask for another
back_to_shell() { main_screen && tty_cooked; }
expect "kill -9 of the UI: the keeper leaves the alternate screen" back_to_shell
press Enter
expect "and gives the terminal back" given_back
expect "and its run ends" nothing_left

# a shell that was quicker than the keeper: its own settings stay as they are
tty=$(tmux -L "$socket" display -p '#{pane_tty}')
start
keeper=$(pid_of keeper) ui=$(pid_of ui)
kill -STOP "$keeper"
kill -9 "$ui"
until_true 5 has_terminal sh
stty -F "$tty" -icanon -echo -noflsh
kill -CONT "$keeper"
expect "kill -9 of the UI, seen late: the run ends" nothing_left
check "the alternate screen is left" main_screen
check "the shell's settings are not touched" sh -c "stty -F '$tty' -a | grep -q ' -icanon.*'"
stty -F "$tty" sane
press Enter
expect "and it goes on" given_back

start
first=$(pid_of engine)
kill -9 "$first"
new_engine() { e=$(pid_of engine); [ -n "$e" ] && [ "$e" != 0 ] && [ "$e" != "$first" ]; }
expect "kill -9 of the engine: another goes on" new_engine
expect "and it is told" shows 'engine died'
expect "and draws" shows_bars
kill -SEGV "$(pid_of engine)"
expect "after a crash, too" shows_bars
press q; expect "then the terminal comes back" given_back
expect "and nothing is left" nothing_left

start
kill -9 "$(pid_of keeper)"
expect "kill -9 of the keeper: the terminal comes back" given_back
check "with a word why" shows 'keeper died'
expect "and nothing is left" nothing_left

for signal in TERM:143 HUP:129 QUIT:131; do
	start
	kill -"${signal%:*}" "$(pid_of ui)"
	expect "SIG${signal%:*} gives the terminal back" given_back
	type_line 'echo "status $?"'
	expect "and the status tells of it" shows "status ${signal#*:}"
	expect "and nothing is left" nothing_left
done

# bash waits for what runs in its loop; other shells would prompt into the picture
type_line "clear; bash -c 'while :; do $TERMVIZ --demo; done'"
expect "bars in a loop" shows_bars
press C-c
expect "Ctrl-C ends the loop, too" given_back
expect "and nothing is left" nothing_left

start
kill -SEGV "$(pid_of ui)"
expect "a crash of the UI is seen to" back_to_shell
press Enter
expect "a crash of the UI gives the terminal back" given_back
expect "and nothing is left" nothing_left

type_line 'clear; set -m'
start
press C-z; expect "Ctrl-Z gives the terminal back" given_back
type_line 'fg'; expect "fg brings the bars back" shows_bars
press q; expect "and q the terminal" given_back
expect "nothing is left" nothing_left

start
tmux -L "$socket" kill-server; tmux_started=
expect "a closed terminal ends the run" nothing_left
finish
