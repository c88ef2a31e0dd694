#!/bin/sh
# What is heard is in the file: sample for sample, whatever dies, stops or is full meanwhile.
. "${srcdir:-.}/tests/lib.sh"
need sox python3 tmux prlimit
sounds="$srcdir/tests/recorded.py"

start() { "$TERMVIZ" --headless --log "$dir/log" "$@"; }
quit() { "$TERMVIZ" --send quit; }
told() { grep -q "$1" "$dir/log"; }
grows_to() { [ "$(stat -c %s "$1" 2>/dev/null || echo 0)" -ge "$2" ]; }
grows() { size=$(stat -c %s "$1" 2>/dev/null || echo 0); expect "$2" grows_to "$1" $((size + 100000)); }
writer() { our_processes | while read -r p; do grep -qs '^termviz-writer$' "/proc/$p/comm" && echo "$p"; done; }

"$sounds" make "$dir/song.wav" 44100 1.2
"$sounds" make "$dir/next.wav" 48000 1
"$sounds" make "$dir/long.wav" 44100 60

for kind in wav flac; do
	start --output none --record "$dir/all.$kind" "$dir/song.wav"
	expect "a file is recorded to its end" no_runs
	check "sample for sample, as $kind" "$sounds" whole "$dir/song.wav" "$dir/all.$kind"
done
start --record "$dir/silent.wav" "$dir/song.wav"
expect "without a device" no_runs
check "as well" "$sounds" whole "$dir/song.wav" "$dir/silent.wav"
start --output none --record "$dir/two.wav" "$dir/song.wav" "$dir/next.wav"
expect "a queue of two rates" no_runs
check "becomes one file of the first" "$sounds" lasts "$dir/two.wav" 44100 2.2
sox "$dir/song.wav" -t raw - | start --record "$dir/pipe.wav" -
expect "a pipe" no_runs
check "is recorded without loss" "$sounds" whole "$dir/song.wav" "$dir/pipe.wav"
start --demo --seconds 1.5 --record "$dir/demo.ogg"
expect "the demo" no_runs
check "as Ogg Vorbis" "$sounds" lasts "$dir/demo.ogg" 44100 1.4 0.3

# ---- what can be known before a run starts
for bad in "$dir/all.wav" "$dir/none/x.wav" "$dir/x.mp3" "$dir/x"; do
	check "--record $bad: one line" one_line --headless --demo --record "$bad"
done
run_is 1 'exists' --headless --demo --record "$dir/all.wav"
run_is 2 '.flac' --headless --demo --record "$dir/x.mp3"
run_is 2 'leave' --attach --record "$dir/x.wav"
check "and no run" nothing_left

# ---- deaths
start --output none --record "$dir/died.wav" "$dir/long.wav"
grows "$dir/died.wav" "it is written while it is heard"
first=$(pid_of engine)
kill -9 "$first"
grows "$dir/died.wav" "kill -9 of the engine: the file goes on"
kill -SEGV "$(pid_of engine)"
grows "$dir/died.wav" "after a crash, too"
quit
check "nothing is missing, nothing there twice" "$sounds" begins "$dir/long.wav" "$dir/died.wav"

for kind in wav flac ogg; do
	start --output none --record "$dir/killed.$kind" "$dir/long.wav"
	case $kind in wav) bytes=360000 ;; flac) bytes=200000 ;; ogg) bytes=40000 ;; esac # a second or two
	expect "a file" grows_to "$dir/killed.$kind" $bytes
	kill -9 $(our_processes)
	"$TERMVIZ" --list >/dev/null
	check "kill -9 of all: the $kind can be read" "$sounds" readable "$dir/long.wav" "$dir/killed.$kind" 1
done

start --output none --record "$dir/left.flac" "$dir/long.wav"
expect "a file" grows_to "$dir/left.flac" 60000
kill -9 "$(pid_of keeper)"
expect "kill -9 of the keeper: all end" nothing_left
check "the file is closed" "$sounds" closed "$dir/long.wav" "$dir/left.flac"

start --output none --record "$dir/ended.flac" "$dir/long.wav"
expect "a file" grows_to "$dir/ended.flac" 60000
kill -TERM $(our_processes)
expect "all are asked to end, as at a shutdown" nothing_left
check "the file is closed" "$sounds" closed "$dir/long.wav" "$dir/ended.flac"

start --output none --record "$dir/writer.wav" "$dir/long.wav"
grows "$dir/writer.wav" "a file"
kill -9 "$(writer)"
expect "kill -9 of the writer is told" told 'writer was killed'
grows "$dir/writer-2.wav" "another goes on beside"
check "and the run goes on" test -n "$(pid_of engine)"
quit
for part in writer writer-2; do
	check "$part.wav holds what was heard" "$sounds" holds "$dir/long.wav" "$dir/$part.wav"
done

# ---- disks
# A limit of the writer's stands for the disk's.
fill_disk() { expect "a file" grows_to "$1" 1; prlimit --fsize=500000:500000 --pid "$(writer)"; }
start --output none --record "$dir/full.wav" "$dir/long.wav"
fill_disk "$dir/full.wav"
expect "a full disk is told" told 'full.wav: .* s recorded, then it '
check "and the run goes on" test -n "$(pid_of engine)"
quit
check "the file is closed" "$sounds" begins "$dir/long.wav" "$dir/full.wav"

is_at() { tail -n 1 "$dir/stats" | grep -q "position_s=$1[.]"; }
start --output none --stats "$dir/stats" --record "$dir/slow.wav" "$dir/long.wav"
grows "$dir/slow.wav" "a file"
slow=$(writer)
kill -STOP "$slow"
"$TERMVIZ" --send 'seek 30'
expect "what is heard goes on meanwhile" is_at 3[2-9]
kill -CONT "$slow"
grows "$dir/slow.wav" "a disk that stood still goes on"
quit
check "and what it did not take meanwhile is in the file" "$sounds" lasts "$dir/slow.wav" 44100 2.0 60

# ---- begun and ended while the run goes on
start --output none "$dir/long.wav"
run_is 1 'exists' --send "record $dir/all.wav"
run_is 1 '.flac' --send "record $dir/x"
run_is 1 'nothing is being recorded' --send 'record off'
run_is 0 '' --send "record $dir/part.flac"
run_is 1 'not closed yet' --send "record $dir/other.flac"
grows "$dir/part.flac" "a recording that is begun later"
run_is 0 '' --send 'record off'
check "is closed when it is over" "$sounds" holds "$dir/long.wav" "$dir/part.flac"
(cd "$dir" && "$TERMVIZ" --send 'record next.ogg')
expect "another one, in the folder where it was asked for" grows_to "$dir/next.ogg" 10000
quit

# ---- seen
terminal 100 20
type_line "clear; $TERMVIZ --output none --record $dir/seen.wav $dir/long.wav; echo status \$?"
expect "the status line tells" shows '● REC 0:0[1-9]'
press Space
paused() { was=$(stat -c %s "$dir/seen.wav"); sleep 0.6; [ "$was" = "$(stat -c %s "$dir/seen.wav")" ]; }
expect "a pause is not written" paused
press Space
grows "$dir/seen.wav" "and then it goes on"
press q
expect "the end" shows 'status 0'
check "by then the file is closed, without a gap where the pause was" "$sounds" begins "$dir/long.wav" "$dir/seen.wav"
type_line "clear; $TERMVIZ --output none --record $dir/told.wav $dir/long.wav; echo status \$?"
fill_disk "$dir/told.wav"
expect "a full disk is told on the screen" shows 'told.wav: .* s recorded'
press q
expect "and by the exit status" shows 'status 1'
expect "with a line that says why" shows 'termviz: record .*told.wav'
check "nothing is left" nothing_left
finish
