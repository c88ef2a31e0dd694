#!/bin/sh
# Another device while it plays: the sound goes on there, where it was.
. "${srcdir:-.}/tests/lib.sh"
. "${srcdir:-.}/tests/audio.sh"
need pulseaudio pactl parec sox python3 tmux
start_pulse

# plays_on SINK: whether our sound goes there, and nowhere else
plays_on() { [ "$(pactl list sink-inputs short | cut -f2)" = "$(pactl list sinks short | sed -n "s/^\([0-9]*\)	$1	.*/\1/p")" ]; }
plays_nowhere() { [ -z "$(pactl list sink-inputs short)" ]; }
our_input() { pactl list sink-inputs short | cut -f1; }
another_plays() { plays_on speakers && [ "$(our_input)" != "$first" ]; }
engine_is_same() { [ "$(pid_of engine)" = "$engine" ]; }
refuses() { said=$("$TERMVIZ" --send "$1" 2>&1) && return 1; case $said in *"$2"*) ;; *) echo "said: $said"; return 1 ;; esac; }

sox -D -n -r 48000 -c 2 -b 16 "$dir/tone.wav" synth 120 sine 1000 gain -6
before=0
"$TERMVIZ" --headless --keep --stats "$dir/stats" --log "$dir/log" --volume -6 "$dir/tone.wav"
expect "it plays" plays_on speakers
expect "and time goes on" moves_on
engine=$(pid_of engine)
first=$(our_input)
check "another device is taken" "$TERMVIZ" --send 'output pulse'
expect "and plays" another_plays
expect "from where it was" moves_on
check "in the same engine" engine_is_same
check "an unknown device is refused" refuses 'output attic' 'no such device'
check "what plays goes on playing" plays_on speakers
check "a beginning of a name will do" "$TERMVIZ" --send 'output defau'
expect "it plays there" plays_on speakers
pactl load-module module-null-sink sink_name=kitchen rate=48000 norewinds=1 >/dev/null
parec --device=kitchen.monitor --format=float32le --rate=48000 --channels=2 --latency-msec=20 >"$dir/capture" 2>/dev/null & recorder=$!
check "a sink of the server is an output, too" "$TERMVIZ" --send 'output pulse:kitchen'
expect "it plays there" plays_on kitchen
check "one that is not there is not" refuses 'output pulse:attic' 'pulse:attic'
expect "what plays goes on playing" plays_on kitchen
there_is_enough() { [ "$(wc -c <"$dir/capture")" -gt 1000000 ]; }
expect "and time goes on" there_is_enough
kill $recorder; wait $recorder 2>/dev/null
check "it is heard there" "$srcdir/tests/sound.py" tone "$dir/capture" 1000 -12
check "and back" "$TERMVIZ" --send 'output default'
expect "it plays there" plays_on speakers
check "none is a device, too" "$TERMVIZ" --send 'output none'
expect "nothing is heard" plays_nowhere
expect "time goes on" moves_on
check "and back" "$TERMVIZ" --send 'output default'
expect "heard again" plays_on speakers
kill -9 "$engine"
expect "the next engine plays there as well" plays_on speakers
expect "where it was" moves_on
"$TERMVIZ" --send quit
expect "nothing is left" nothing_left

# stands_still: whether it is where it was when last asked for
stands_still() { [ "$(stat position_s)" = "$paused_at" ]; }
"$TERMVIZ" --headless --keep --stats "$dir/stats" --let-go 1 "$dir/tone.wav"
expect "it plays" moves_on
"$TERMVIZ" --send pause
expect "a device is let go of in a long pause" plays_nowhere
paused_at=$(stat position_s)
expect "and told as none" stat_is output none
check "time stands still" stands_still
"$TERMVIZ" --send play
expect "when it goes on, the device is back" plays_on speakers
before=$paused_at
expect "and time goes on" moves_on
"$TERMVIZ" --send quit
expect "nothing is left" nothing_left

terminal 80 20
type_line "clear; $TERMVIZ $dir/tone.wav"
expect "it plays" plays_on speakers
press o; expect "o: the next output, which is told" shows 'plays on pulse:speakers'
press o; expect "and the next" shows 'plays on pulse:kitchen'
expect "it plays there" plays_on kitchen
press o; expect "and round" shows 'plays on default'
expect "it plays there" plays_on speakers
press q; expect "the terminal is given back" given_back

records() { [ -n "$(pactl list source-outputs short)" ]; }
records_not() { ! records; }
"$TERMVIZ" --headless --keep --let-go 1 --input monitor
expect "what nobody looks at is let go of" records_not
"$TERMVIZ" --send "record $dir/captured.wav"
expect "what is to be recorded is captured" records
"$TERMVIZ" --send 'record off'
expect "and let go of behind it" records_not
type_line "clear; $TERMVIZ --attach"
expect "who looks has it captured" records
press Space; expect "paused" shows 'paused\|⏸'
expect "let go of in a long pause" records_not
press Space; expect "captured again" records
recorded() { [ "$(pactl list source-outputs short | cut -f2)" = "$(pactl list sources short | sed -n "s/^\([0-9]*\)	$1	.*/\1/p")" ]; }
pactl load-module module-null-sink sink_name=other rate=48000 norewinds=1 >/dev/null
check "something else is captured" "$TERMVIZ" --send 'input pulse:other'
expect "in place of it" recorded other.monitor
check "what is not there is refused" refuses 'input pulse:nothing' 'no such source'
expect "and changes nothing" recorded other.monitor
check "and back" "$TERMVIZ" --send 'input monitor'
expect "it is captured" recorded speakers.monitor
check "but not played into itself" refuses 'output default' 'itself'
press d; expect "the terminal is given back" given_back
expect "when the last one leaves, it is let go of" records_not
"$TERMVIZ" --send quit
expect "nothing is left" nothing_left
store=/dev/shm/jack_db-$(id -u)
rm -rf "$dir/store"; [ ! -e "$store" ] || mv "$store" "$dir/store"
"$TERMVIZ" --list-devices >/dev/null
check "JACK's store of all clients is let be where it has no server" [ ! -e "$store" ]
[ ! -e "$dir/store" ] || mv "$dir/store" "$store"
stop_servers
finish
