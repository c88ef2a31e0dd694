#!/bin/sh
# What a user sees in a terminal: demo, file, pipe; keys; the end; the terminal given back.
. "${srcdir:-.}/tests/lib.sh"
need tmux sox

song="$dir/a song.wav"
sox -D -n -r 44100 -c 2 -b 16 "$song" synth 20 pinknoise gain -6
terminal 100 30

tmux -L "$socket" select-pane -T mine
type_line "$TERMVIZ --demo"
expect "the demo draws bars" shows_bars
expect "the status line tells the time" shows '0:0[1-9]'
expect "the window has the track's title" title_is 'First Light - termviz'
press s; expect "s hides the status line" shows_not 'dB'
press s; expect "and shows it" shows 'dB'
press m; expect "m measures: a grid, levels and frequencies" shows '1k .* 10k'
press f; expect "f freezes, and says so" shows 'frozen'
press s; expect "without a status line, too" shows 'frozen'
press s f; expect "and goes on" shows_not 'frozen'
press x x m; expect "m is lively again" shows_not '1k .* 10k'
press Space; expect "space pauses" shows 'paused'
press Space; expect "and goes on" shows_bars
press q; expect "q gives the terminal back" given_back
expect "and its title" title_is mine
expect "and leaves nothing" nothing_left

type_line "$TERMVIZ '$song'"
expect "a file draws bars" shows_bars
expect "its name is shown" shows 'a song'
press Right Right; expect "keys seek" shows '0:1[0-9] / 0:20'
press End; tmux -L "$socket" resize-window -x 40 -y 12; expect "resized live" shows_bars
tmux -L "$socket" resize-window -x 1 -y 1
tmux -L "$socket" resize-window -x 100 -y 30; expect "and through 1x1" shows 'a song'
press C-c; expect "Ctrl-C gives the terminal back" given_back
type_line 'echo status $?'; expect "with status 130" shows 'status 130'
expect "and leaves nothing" nothing_left

type_line "clear; sox '$song' -t raw - trim 0 1 | $TERMVIZ -; echo status \$?"
expect "a pipe draws bars" shows_bars
expect "its end ends the program" shows 'status 0'
expect "and gives the terminal back" given_back

type_line "clear; $TERMVIZ --demo --seconds 1; echo after a second: status \$?"
expect "--seconds ends any run" shows '^after a second: status 0'

type_line "clear; $TERMVIZ --demo --glyphs ascii --color mono"
expect "ASCII bars" shows '##'
check "and nothing but ASCII" sh -c "! tmux -L $socket capture-pane -p | LC_ALL=C grep -q '[^ -~]'"
press q; expect "and the terminal back" given_back

type_line "clear; LC_ALL=C $TERMVIZ --demo"
expect "LC_ALL=C draws ASCII" shows '##'
press q; expect "and gives the terminal back" given_back

type_line "clear; TERM=dumb $TERMVIZ --demo; echo status \$?"
expect "a dumb terminal is a clear error" shows 'dumb'
expect "and status 1" shows 'status 1'
expect "nothing is left" nothing_left
finish
