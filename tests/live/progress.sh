#!/bin/sh
# What takes long shows that it goes on.
. "${srcdir:-.}/tests/lib.sh"
need tmux sox

cd "$dir" || exit 99
sox -D -n -r 48000 -c 2 -b 16 long.wav synth 900 pinknoise gain -9
sox -D long.wav short.wav trim 0 2
terminal 110 24

type_line "clear; $TERMVIZ --output none --normalize -16 long.wav"
expect "loudness is measured, and how far" shows 'measuring loudness [0-9][0-9]*%'
expect "then the gain is there" shows 'gain [-+]'
check "and no more is told of measuring" shows_not 'measuring loudness'
press q; expect "q quits" given_back

type_line "clear; (head -c 300000 short.wav; until test -e go; do sleep 0.05; head -c 1000 /dev/zero; done) | $TERMVIZ --still -"
expect "what a still reads from a pipe is counted" shows 'standard input: [0-9.]* MB read'
: >go
expect "and drawn when all is there" shows_bars
check "nothing of the count is left" shows_not 'MB read'

type_line "clear; $TERMVIZ --still --view overview long.wav"
expect "a still of a long file has a bar" shows '\[#*  *\] *[0-9]* %'
expect "and is drawn" shows '[⣿⣷]'
expect "nothing is left" nothing_left
finish
