#!/bin/sh
# Whatever dies, the terminal comes back, the run goes on or ends by the rules, and nothing stays behind.
. "${srcdir:-.}/tests/lib.sh"
need tmux bash

start() { type_line "clear; $TERMVIZ --demo"; expect "bars" shows_bars; }
terminal 90 24

start
kill -9 "$(pid_of ui)"
# the shell may have written its prompt before the keeper could leave the alternate screen: then ask for another
back_to_shell() { main_screen && tty_cooked; }
expect "kill -9 of the UI: the keeper leaves the alternate screen" back_to_shell
press Enter
expect "and gives the terminal back" given_back
expect "and its run ends" nothing_left

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
