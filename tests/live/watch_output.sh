#!/bin/sh
# An audio library that hangs while a device plays: where the server is well another engine plays on, where it is not
# the run waits for it, and nobody who was only stopped is taken to hang.
. "${srcdir:-.}/tests/lib.sh"
need tmux python3 pulseaudio pactl
[ -e "$builddir/tests/live/faults.so" ] || { echo "no library of faults here"; exit 77; }
. "$srcdir/tests/audio.sh"
start_pulse

export TERMVIZ_TEST_FAULTS="$dir"
fault() { : >"$dir/$1"; }
start() { type_line "clear; LD_PRELOAD=$builddir/tests/live/faults.so $TERMVIZ --log $dir/log --stats $dir/stats $*"; }
plays() { stat_is output playing && moves_on; }
n_replaced() { grep -c 'the engine is replaced' "$dir/log"; }
# another_plays WHAT: the engine that hangs gives way to another one, which plays on
another_plays() {
	expect "$1: it is told" shows 'no sound: '
	expect "another engine" new_engine
	expect "plays on" plays
}
is_there() { first=$(pid_of engine); [ -n "$first" ] && [ "$first" != 0 ]; }
new_engine() { e=$(pid_of engine); [ -n "$e" ] && [ "$e" != 0 ] && [ "$e" != "$first" ]; }

"$srcdir/tests/recorded.py" make "$dir/long.wav" 48000 300
terminal 130 24

fault Pa_StartStream.hang.once
start "$dir/long.wav"
expect "there is an engine" is_there
another_plays "a start that hangs"

first=$(pid_of engine)
fault callback.hang.once
another_plays "a callback that hangs"

# ---- a server that is stopped is not the engine's fault
first=$(pid_of engine)
kill -STOP "$main_pid"
expect "a server that is stopped: silence" stat_is output lost
expect "the time goes on" moves_on
check "and the engine" [ "$(pid_of engine)" = "$first" ]
kill -CONT "$main_pid"
expect "when it goes on, so does the sound" plays

# ---- nor is being stopped oneself
first=$(pid_of engine)
n=$(n_replaced)
for who in "$first" "$first $(pid_of keeper) $(pid_of standby)"; do
	# shellcheck disable=SC2086
	kill -STOP $who
	sleep 2 # longer than callbacks may stay away
	# shellcheck disable=SC2086
	kill -CONT $who
	expect "stopped and continued, it plays on" plays
done
check "it is the same engine" [ "$(pid_of engine)" = "$first" ]
check "and none was replaced" [ "$(n_replaced)" = "$n" ]
press q; expect "the terminal comes back" given_back
expect "and nothing is left" nothing_left

# ---- JACK's libraries wait for the lock of a client that was killed
store="/dev/shm/jack_db-$(id -u)"
[ -d "$store" ] || { mkdir "$store"; made=1; }
fault Pa_Initialize.hang
rm "$dir/stats"; before=
start "$dir/long.wav"
expect "what hangs is named, and what helps" shows "no sound: .*unless JACK's runs: rm -r $store"
expect "the picture goes on" moves_on
[ -z "$made" ] || rmdir "$store"
press q; expect "the terminal comes back" given_back
expect "and nothing is left" nothing_left
finish
