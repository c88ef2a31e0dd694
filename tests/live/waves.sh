#!/bin/sh
# The wave comes from the engine to the terminal: it scrolls, stands as on an oscilloscope, and is a figure on a
# vectorscope.
. "${srcdir:-.}/tests/lib.sh"
need tmux sox

sox -D -n -r 44100 -c 2 -b 16 "$dir/tone.wav" synth 60 sine 440 gain -6 2>/dev/null
sox -D -n -r 96000 -c 2 -b 24 "$dir/clipped.wav" synth 60 sine 440 gain 6 2>/dev/null
sox -D -n -r 44100 -c 2 -b 16 "$dir/silence.wav" trim 0 60
# without the status line, the time of which goes on
picture() { screen | sed '$d'; }
is_as_before() { [ "$(picture)" = "$before" ]; }
look() { type_line "clear; $TERMVIZ --output none --manner measure $1"; }
leave() { press q; expect "q quits" given_back; }

terminal 60 20
look "--view waveform --span 1 '$dir/tone.wav'"
expect "it has scrolled all across" shows '0┤⣿⣿⣿⣿⣿⣿'
check "half of full scale is not clipped" shows_not '1┤.*!'
press Space; expect "space pauses" shows '⏸'
expect "it stands still" is_still
check "and shows what it did" shows '0┤⣿⣿⣿⣿⣿⣿'
leave
look "--view waveform --stereo split '$dir/clipped.wav'"
expect "both sides, and that they are clipped" shows '1┤L .*!'
expect "the right one, too" shows '1┤R .*!'
leave
look "--view waveform --wave scope --sweep 5 '$dir/tone.wav'"
expect "an oscilloscope has its time below" shows 'ms 0 .* 5$'
expect "a trace" shows '⠈⢧'
before=$(picture)
expect "that stands still while the tone goes on" is_as_before
press f; expect "it freezes" shows 'frozen'
leave
sox -D -n -r 44100 -c 2 -b 16 "$dir/rising.wav" synth 60 sine 100-2000 gain -6 2>/dev/null
look "--view waveform --wave scope --sweep 20 '$dir/rising.wav'"
moves() { was=$(picture); until_true 1 differs; }
differs() { [ "$(picture)" != "$was" ]; }
expect "another trace for another tone" moves
press f; expect "it freezes" shows 'frozen'
before=$(picture); was=$(screen | tail -n 1)
time_goes_on() { [ "$(screen | tail -n 1)" != "$was" ]; }
expect "the tone goes on" time_goes_on
check "the trace does not" is_as_before
press f; expect "until it is let go" moves
leave
look "--view vectorscope '$dir/tone.wav'"
expect "both sides have the same" shows 'correlation +1.00   balance  0.0 dB'
leave
look "--view vectorscope '$dir/silence.wav'"
expect "nothing is in the middle" shows 'correlation +0.00'
leave
expect "nothing is left" nothing_left
finish
