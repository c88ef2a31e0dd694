#!/bin/sh
# A machine that cannot keep up: a UI of which each write takes long, and an analysis that is always late. There is less to
# be seen, which is told, until there is time again; the sound is as it was.
. "${srcdir:-.}/tests/lib.sh"
. "${srcdir:-.}/tests/audio.sh"
need pulseaudio pactl parec sox python3 strace tmux

# slow_down TASK CALL MS: each CALL of a thread takes so much longer, until full_speed
slow_down() {
	strace -qq -o /dev/null -p "$1" -e trace="$2" -e inject="$2:delay_exit=$(($3 * 1000))" 2>"$dir/strace" & tracer=$!
	until_true 5 is_traced "$1"
}
is_traced() { grep -q '^TracerPid:.[1-9]' "/proc/$1/status"; }
full_speed() { kill "$tracer"; wait "$tracer" 2>/dev/null; }
thread_of() { for task in "/proc/$1/task"/*; do [ "$(cat "$task/comm")" != "$2" ] || basename "$task"; done; }
record() { parec --device=speakers.monitor --format=float32le --rate=48000 --channels=2 --latency-msec=20 >"$dir/capture" 2>/dev/null & recorder=$!; until_true 10 test -s "$dir/capture"; }
recorded() { kill "$recorder"; wait "$recorder" 2>/dev/null; }
# recovers: within the time it takes to wait for room, on a machine that may have little
recovers() { until_true 90 shows_not 'slow machine'; }

sleep 60 & victim=$!
slow_down "$victim" write 1 || { echo "no tracing here: $(cat "$dir/strace")"; exit 77; }
full_speed
kill "$victim"

start_pulse
sox -D -n -r 48000 -c 2 -b 16 "$dir/tone.wav" synth 600 sine 1000 gain -6
terminal 100 20
type_line "clear; $TERMVIZ --stats $dir/stats $dir/tone.wav"
expect "it plays" stat_is output playing
expect "and is drawn" shows_bars

slow_down "$(pid_of ui)" write 40
expect "redraws that come late: fewer, and told" shows 'slow machine: [13][05]/s'
full_speed
check "with time again, all of them" recovers

two_seconds() { [ "$(wc -c <"$dir/capture")" -gt $((2 * 48000 * 8)) ]; }
record_slowed() {
	record
	slow_down "$(thread_of "$(pid_of engine)" pacer)" futex 150
	expect "an analysis that comes late: less is drawn" shows 'slow machine'
	until_true 10 two_seconds
	full_speed
	recorded
}
for try in 1 2 3; do
	record_slowed
	check "with time again, all of it" recovers
	# Sound that a busy machine drops is no mistake of ours.
	"$srcdir/tests/sound.py" tone "$dir/capture" 1000 -6 && unbroken=yes && break
done
check "the sound has no break" [ "$unbroken" ]
press q; expect "the terminal is given back" given_back
expect "and nothing is left" nothing_left
stop_servers
finish
