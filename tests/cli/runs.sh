#!/bin/sh
# Runs without a terminal: headless, listed, commanded, ended; nothing is left behind, whatever is killed.
. "${srcdir:-.}/tests/lib.sh"
need sox

check "a headless run returns at once" "$TERMVIZ" --headless --demo
check "it is listed with its processes" sh -c '"$TERMVIZ" --list | grep -q "^default	keeper [0-9]*, engine [0-9]*"'
check "and how long it has been up" sh -c '"$TERMVIZ" --list | grep -q "^default	.*, up 0:[0-9][0-9]"'
check "a command is obeyed" "$TERMVIZ" --send pause
check "and another" "$TERMVIZ" --send 'seek 30'
run_is 1 'no next file' --send next
check "a second run gets a name of its own" "$TERMVIZ" --headless --demo
check "both are listed" sh -c '[ "$("$TERMVIZ" --list | cut -f1 | tr "\n" " ")" = "default default-2 " ]'
run_is 2 'name one' --send pause
check "one is ended" "$TERMVIZ" --name default-2 --send quit
run_is 2 'goes on already' --headless --demo --name default

keeper=$(pid_of keeper) engine=$(pid_of engine)
check "a session of its own" sh -c "[ \$(ps -o sid= -p $keeper) = $keeper ]"
check "no terminal" sh -c "[ \$(ps -o tty= -p $keeper) = '?' ] && [ \$(ps -o tty= -p $engine) = '?' ]"
check "in /" sh -c "[ \$(readlink /proc/$keeper/cwd) = / ] && [ \$(readlink /proc/$engine/cwd) = / ]"

# an inherited descriptor must not get through
exec 9>"$dir/inherited"
check "a third run" "$TERMVIZ" --headless --demo --name third
for p in $("$TERMVIZ" --list | sed -n 's/^third.*keeper \([0-9]*\), engine \([0-9]*\).*/\1 \2/p'); do
	check "no descriptor is inherited by $(cat "/proc/$p/comm")" sh -c "! ls -l /proc/$p/fd | grep -q inherited"
done
"$TERMVIZ" --name third --send quit

new_engine() { e=$(pid_of engine); [ -n "$e" ] && [ "$e" != 0 ] && [ "$e" != "$engine" ]; }
kill -9 "$engine"
expect "a killed engine is replaced" new_engine
check "and obeys" "$TERMVIZ" --send play

kill -9 "$keeper"
expect "nothing is left of a killed keeper's run" nothing_left

# commands, with nobody looking
sox -D -n -r 8000 -c 1 -b 16 "$dir/one.wav" synth 12 sine 400
sox -D -n -r 8000 -c 1 -b 16 "$dir/two.wav" synth 3 sine 500
title_is() { runs | grep -q ": $1$"; }
at_s() { tail -n 1 "$dir/stats" | tr ' ' '\n' | sed -n 's/^position_s=\([0-9]*\).*/\1/p'; }
at_least() { [ "$(at_s)" -ge "$1" ]; }
sox "$dir/two.wav" -t aiff - | "$TERMVIZ" --headless - "$dir/one.wav"
check "away from a stream that is half read" "$TERMVIZ" --send next
expect "to the next file" title_is one.wav
"$TERMVIZ" --send quit
expect "and out" nothing_left
"$TERMVIZ" --headless --stats "$dir/stats" "$dir/one.wav" "$dir/two.wav"
"$TERMVIZ" --send pause
"$TERMVIZ" --send 'seek 11'
expect "a seek while it is paused is told" at_least 11
"$TERMVIZ" --send play
"$TERMVIZ" --send 'seek -3'
is_back() { [ "$(at_s)" -ge 8 ] && [ "$(at_s)" -le 10 ]; }
expect "a seek near a longer file's end goes where it should" is_back
"$TERMVIZ" --send pause
"$TERMVIZ" --send next
expect "the next file, though paused and unwatched" title_is two.wav
"$TERMVIZ" --send quit
expect "and out" nothing_left

check "a run of one second" "$TERMVIZ" --headless --demo --seconds 1
expect "ends by itself" nothing_left
finish
