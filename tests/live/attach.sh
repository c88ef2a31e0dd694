#!/bin/sh
# Many UIs on one run: joined at another size and scale, detached, come back to; over ssh as well.
. "${srcdir:-.}/tests/lib.sh"
need tmux sox

# A tone of 1 kHz at -20 dBFS: what a reader shows of it is known, whatever its size and scale.
sox -D -n -r 48000 -c 2 -b 16 "$dir/tone.wav" synth 60 sine 1000 gain -20
terminal 100 24
type_line "$TERMVIZ '$dir/tone.wav'"
expect "bars" shows_bars

tmux -L "$socket" new-window "$TERMVIZ --attach --scale linear --bar-width 1 --bar-gap 0"
expect "a joined UI draws" shows_bars
expect "and is listed" sh -c '[ "$("$TERMVIZ" --list | grep -o "ui [0-9]*" | wc -l)" = 2 ]'
press q
tmux -L "$socket" select-window -t 0
expect "q in it leaves" sh -c '[ "$("$TERMVIZ" --list | grep -o "ui [0-9]*" | wc -l)" = 1 ]'
expect "the first one goes on" shows_bars

press d; expect "d detaches" given_back
check "the run goes on" sh -c '"$TERMVIZ" --list | grep -q "^default	keeper"'
type_line "clear; $TERMVIZ --attach=default"
expect "and is come back to" shows_bars
press q; expect "the last one to leave" given_back
expect "ends the run" nothing_left

type_line "clear; $TERMVIZ --keep --name kept --demo"
expect "bars" shows_bars
press q; expect "with --keep" given_back
check "it is kept" sh -c '"$TERMVIZ" --list | grep -q "^kept	"'
"$TERMVIZ" --send quit
expect "until it is told to quit" nothing_left

type_line "clear; cat '$dir/tone.wav' | $TERMVIZ -"
expect "a pipe draws" shows_bars
press d; expect "a pipeline cannot be detached from" shows 'cannot detach'
press q; expect "but ended" given_back
expect "nothing is left" nothing_left
finish
