#!/bin/sh
# The engine that stands by goes on for one that dies: the sound is back from where it was, a recording lacks nothing, and
# the next one stands by.
. "${srcdir:-.}/tests/lib.sh"
. "${srcdir:-.}/tests/audio.sh"
need pulseaudio pactl parec sox python3

pid_in() { "$TERMVIZ" --list | sed -n "s/.*[ 	]$1 \([0-9]*\).*/\1/p"; }
stands_by() { [ -n "$(pid_in standby)" ] && [ "$(pid_in standby)" != "$gone" ]; }
nobody_stands_by() { [ -z "$(pid_in standby)" ]; }
is_engine() { [ "$(pid_in engine)" = "$1" ]; }
told_of() { [ "$(grep -c 'engine died' "$dir/log")" -eq "$1" ]; }

start_pulse
"$srcdir/tests/recorded.py" make "$dir/count.wav" 48000 60
"$TERMVIZ" --headless --log "$dir/log" --stats "$dir/stats" --let-go 0.3 --record "$dir/take.wav" "$dir/count.wav"
gone=
for n in 1 2 3; do
	expect "an engine stands by" stands_by
	expect "it plays" moves_on
	next=$(pid_in standby)
	gone=$next
	kill -9 "$(pid_in engine)"
	expect "one dies: the other goes on" is_engine "$next"
	expect "and is told of" told_of "$n"
	expect "and plays on" moves_on
done
expect "another stands by" stands_by
# killed itself it is nobody's loss
kill -9 "$(pid_in standby)"
expect "one that is killed" nobody_stands_by
expect "is nobody's loss" moves_on
"$TERMVIZ" --send 'seek +1'
"$TERMVIZ" --send pause
expect "in a long pause the device is let go of" stat_is output none
check "by all of them" sh -c '[ -z "$(pactl list short sink-inputs)" ]'
"$TERMVIZ" --send play
gone=$next
expect "and then one stands by again" stands_by
kill -9 "$(pid_in standby)" "$(pid_in engine)"
expect "both are killed: a new one plays" moves_on
expect "with another that stands by" stands_by
# one that is stopped is no successor: it would be silent
stopped=$(pid_in standby)
kill -STOP "$stopped"
kill -9 "$(pid_in engine)"
expect "the one that stands by is stopped: a new one plays" moves_on
check "and it waits" [ "$(pid_in engine)" != "$stopped" ]
kill -CONT "$stopped"
gone=$stopped
expect "continued, it makes way for another" stands_by
# a crash, and a hang-up: whatever ends it
kill -SEGV "$(pid_in engine)"
expect "after a crash, too" moves_on
"$TERMVIZ" --send quit
expect "nothing is left" nothing_left

rm "$dir/stats"; before=
"$TERMVIZ" --headless --log "$dir/log2" --stats "$dir/stats" --record "$dir/whole.wav" "$dir/count.wav"
for n in 1 2; do
	expect "an engine stands by" stands_by
	gone=$(pid_in standby)
	expect "it plays" moves_on
	kill -9 "$(pid_in engine)"
	expect "and the other goes on" is_engine "$gone"
	expect "and plays" moves_on
done
"$TERMVIZ" --send quit
check "the recording holds every frame once" "$srcdir/tests/recorded.py" begins "$dir/count.wav" "$dir/whole.wav"
expect "nothing is left" nothing_left
stop_servers
finish
