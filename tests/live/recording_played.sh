#!/bin/sh
# What a device plays, and what is captured from it, recorded by who plays or captures it.
. "${srcdir:-.}/tests/lib.sh"
. "${srcdir:-.}/tests/audio.sh"
need pulseaudio pactl paplay sox python3
start_pulse
sounds="$srcdir/tests/recorded.py"
start() { "$TERMVIZ" --headless --stats "$dir/stats" --log "$dir/log" "$@"; }
quit() { "$TERMVIZ" --send quit; rm -f "$dir/stats"; }
grows_to() { [ "$(stat_bytes "$1")" -ge "$2" ]; }
stat_bytes() { command stat -c %s "$1" 2>/dev/null || echo 0; }
grows() { size=$(stat_bytes "$1"); expect "$2" grows_to "$1" $((size + 300000)); }

"$sounds" make "$dir/song.wav" 48000 2
"$sounds" make "$dir/next.wav" 44100 1
"$sounds" make "$dir/long.wav" 48000 60

start --volume -30 --record "$dir/all.wav" "$dir/song.wav"
expect "a file is played to its end" no_runs
check "recorded once from its start, sample for sample, before the volume" "$sounds" whole "$dir/song.wav" "$dir/all.wav"
rm -f "$dir/stats"
start --record "$dir/two.wav" "$dir/song.wav" "$dir/next.wav"
expect "a queue of two rates" no_runs
check "becomes one file" "$sounds" lasts "$dir/two.wav" 48000 3

rm -f "$dir/stats"
start --record "$dir/long-played.wav" "$dir/long.wav"
expect "it plays" stat_is output playing
grows "$dir/long-played.wav" "and is recorded"
kill -9 "$(pid_of engine)"
expect "kill -9 of the engine: another plays on" stat_is output playing
grows "$dir/long-played.wav" "and the file goes on"
"$TERMVIZ" --send pause
"$TERMVIZ" --send play
grows "$dir/long-played.wav" "after a pause, too"
kill "$main_pid"
expect "without its server" stat_is output lost
grows "$dir/long-played.wav" "what would be heard is recorded all the same"
start_pulse
expect "the sound is back" stat_is output playing
grows "$dir/long-played.wav" "and the file goes on"
quit
check "nothing is missing, nothing there twice" "$sounds" begins "$dir/long.wav" "$dir/long-played.wav"

start --input monitor --record "$dir/monitor.wav"
expect "what plays here" grows_to "$dir/monitor.wav" 1
paplay "$dir/song.wav"
expect "is recorded without loss, and can be read meanwhile" "$sounds" holds "$dir/song.wav" "$dir/monitor.wav"
quit
stop_servers
finish
