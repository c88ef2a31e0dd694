#!/bin/sh
# Readers of data beside a terminal: they follow a run, and neither keep it going nor end it.
. "${srcdir:-.}/tests/lib.sh"
need tmux sox

sox -D -n -r 48000 -c 2 -b 16 "$dir/tone.wav" synth 60 sine 1000 gain -20
has_lines() { [ "$(wc -l <"$dir/$1")" -gt "$2" ]; }
followers() { runs | grep -o 'follower [0-9]*' | wc -l; }

# without a terminal
"$TERMVIZ" --headless --output none "$dir/tone.wav"
"$TERMVIZ" --data json --attach >"$dir/first" & first=$!
"$TERMVIZ" --data raw --attach=default >"$dir/second" & second=$!
expect "two readers follow a run" has_lines first 5
expect "each in its format" has_lines second 5
check "and are listed" test "$(followers)" = 2
kill $first; wait $first
check "one that is ended, by a signal" test $? -eq 143
expect "leaves" sh -c '[ "$("$TERMVIZ" --list | grep -o "follower" | wc -l)" = 1 ]'
"$TERMVIZ" --data csv --attach | head -n 2 >"$dir/third"
check "one that is no longer read" has_lines third 1
check "ends nothing" test -n "$(runs)"

# A paused run falls, and is then silent.
"$TERMVIZ" --send pause
expect "a pause is told as zeros" sh -c 'tail -n 1 "$1" | grep -qx "\(0;\)*"' - "$dir/second"
"$TERMVIZ" --send play
expect "and the end of it" sh -c 'tail -n 1 "$1" | grep -q "[1-9]"' - "$dir/second"
"$TERMVIZ" --send quit
wait $second
check "the run's end is the readers': status 0" test $? -eq 0
check "zeros are told last" sh -c 'tail -n 1 "$1" | grep -qx "\(0;\)*"' - "$dir/second"
expect "nothing is left" nothing_left

# beside a terminal
terminal 80 24
type_line "$TERMVIZ --output none '$dir/tone.wav'"
expect "bars" shows_bars
"$TERMVIZ" --data text --attach >"$dir/words" & words=$!
expect "words beside them" grep -q '^tone.wav. Playing' "$dir/words"
press q; expect "q in the only terminal" given_back
expect "ends the run" nothing_left
wait $words
check "and the reader: status 0" test $? -eq 0
finish
