#!/bin/sh
# What a terminal is sent: measured by its answers, held by a limit, told in the statistics.
. "${srcdir:-.}/tests/lib.sh"
need tmux

# figure NAME: of the newest line
figure() { tail -n 1 "$dir/stats" 2>/dev/null | tr ' ' '\n' | sed -n "s/^$1=//p"; }
# is NAME TEST: as is rate '> 0'
is() { awk -v value="$(figure "$1")" "BEGIN { exit !(value != \"\" && value $2) }"; }

terminal 100 30
type_line "$TERMVIZ --demo --stats $dir/stats"
expect "redraws are counted" is redraws_per_s '> 10'
expect "and their bytes" is kbytes_per_s '> 1'
expect "answers tell the round trip" is round_trip_ms '> 0'
press q; expect "no answer is left on the prompt" given_back
expect "and nothing runs" nothing_left

rm "$dir/stats"
type_line "clear; $TERMVIZ --demo --stats $dir/stats --max-kbps 4"
expect "a limit is kept" is kbytes_per_s '> 1 && value < 5'
expect "and told" shows '/s limit'
check "the picture goes on" is redraws_per_s '> 0'
press q; expect "the terminal is given back" given_back
expect "and nothing runs" nothing_left
finish
