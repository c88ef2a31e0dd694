#!/bin/sh
# Over a real ssh on loopback: a headless run is started, and joined from a second login.
. "${srcdir:-.}/tests/lib.sh"
need tmux pgrep
. "${srcdir:-.}/tests/sshd.sh"
remote="$ssh 127.0.0.1"

check "ssh host termviz --headless returns" $remote "$TERMVIZ --headless --demo"
check "the run outlives the login" sh -c '"$TERMVIZ" --list | grep -q "^default	keeper"'
terminal 100 30
type_line "$ssh -t 127.0.0.1 $TERMVIZ --attach"
expect "it is joined over ssh" shows_bars
tmux -L "$socket" new-window "$TERMVIZ --attach"
expect "and from here at the same time" shows_bars
press q
tmux -L "$socket" select-window -t 0
expect "the one over ssh goes on" shows_bars
press d; expect "and leaves the shell in order" given_back
check "the run still goes on" sh -c '"$TERMVIZ" --list | grep -q "^default	keeper"'
"$TERMVIZ" --send quit
expect "until it is told to quit" nothing_left

type_line "clear; $ssh -t 127.0.0.1 $TERMVIZ --demo"
expect "one that is begun over ssh" shows_bars
kill -9 $(pgrep -P "$(tmux -L "$socket" display -p '#{pane_pid}')" ssh)
expect "ends when the connection is cut" nothing_left
finish
