#!/bin/sh
# Libraries that crash and hang: the sound goes on, who is at fault is named, and passed over.
. "${srcdir:-.}/tests/lib.sh"
. "${srcdir:-.}/tests/audio.sh"
need tmux python3
[ -e "$builddir/tests/live/faults.so" ] || { echo "no library of faults here"; exit 77; }

export TERMVIZ_TEST_FAULTS="$dir"
fault() { : >"$dir/$1"; }
mend() { rm -f "$dir/$1"; }
start() {
	rm -f "$dir/stats"; before=
	type_line "clear; LD_PRELOAD=$builddir/tests/live/faults.so $TERMVIZ --log $dir/log --stats $dir/stats $*"
}
told() { grep -q "$1" "$dir/log"; }
# goes_on WHAT: from where it is now
goes_on() { moves_on; expect "$1" moves_on; }
new_engine() { e=$(pid_of engine); [ -n "$e" ] && [ "$e" != 0 ] && [ "$e" != "$first" ]; }
ends_with() { type_line 'echo "status $?"'; expect "the exit status tells of it" shows "status $1"; }

"$srcdir/tests/recorded.py" make "$dir/poison.wav" 48000 30
"$srcdir/tests/recorded.py" make "$dir/good.wav" 48000 30
"$srcdir/tests/recorded.py" make "$dir/short.wav" 48000 0.5
terminal 130 24

# ---- a decoder that crashes
fault sf_readf_float.crash.once
start --output none "$dir/poison.wav"
expect "a crash of the decoder is told, with the file" shows 'the engine died (signal 6, .*) while decoding poison.wav'
goes_on "and what plays goes on"
press q; expect "the terminal comes back" given_back
expect "and nothing is left" nothing_left

fault sf_readf_float.crash
start --output none "$dir/poison.wav" "$dir/good.wav"
expect "the second crash is one too many" shows 'poison.wav: skipped; the engine died .* twice while decoding it'
expect "the next file plays" title_is 'good.wav - termviz'
check "the log has it" told '/poison.wav is skipped from now on'
press q; expect "the terminal comes back" given_back
expect "and nothing is left" nothing_left

start --output none "$dir/poison.wav" "$dir/short.wav"
expect "a run whose file was skipped ends" given_back
check "with the reason" shows 'poison.wav: skipped'
ends_with 1
mend sf_readf_float.crash

# ---- one that ends the process
fault sf_readf_float.exit
start --output none "$dir/poison.wav" "$dir/good.wav"
expect "a decoder that calls exit() is one too many, too" \
	shows 'poison.wav: skipped; the engine died (exit status 3) twice while decoding it'
expect "the next file plays" title_is 'good.wav - termviz'
press q; expect "the terminal comes back" given_back
expect "and nothing is left" nothing_left
mend sf_readf_float.exit

# ---- one that hangs
fault sf_readf_float.hang.once
start --output none "$dir/poison.wav"
expect "a file that takes long is told" shows 'decoding poison.wav takes long'
hang_told() { shows 'the engine hung for 1[0-9.]* s and was killed while decoding poison.wav'; }
check "a decoder that hangs is found out" until_true 30 hang_told
check "and takes no longer" shows_not 'takes long'
goes_on "and what plays goes on"

# ---- an engine that is stopped
first=$(pid_of engine)
kill -STOP "$first"
expect "an engine that is stopped is no silence" shows "the engine is stopped; kill -CONT $first lets it go on"
kill -CONT "$first"
expect "and goes on when it may" shows_not 'the engine is stopped'
check "the same one" [ "$(pid_of engine)" = "$first" ]

# ---- signals that are sent are no fault of the file
for signal in SEGV KILL ABRT; do
	first=$(pid_of engine)
	kill -$signal "$first"
	expect "SIG$signal that was sent: another engine" new_engine
done
goes_on "which plays on"
press q; expect "the terminal comes back" given_back
expect "and nothing is left" nothing_left

# ---- engines that die before they have done anything
fault engine.crash
start --demo
expect "they are not started for ever" given_back
check "and the message says how they die" shows 'the engine died (signal 6, .*the 8th in a row'
ends_with 1
expect "nothing is left" nothing_left
finish
