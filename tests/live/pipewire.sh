#!/bin/sh
# Played through PipeWire, captured back from it; and when it dies.
. "${srcdir:-.}/tests/lib.sh"
. "${srcdir:-.}/tests/audio.sh"
need pipewire wireplumber pipewire-pulse pactl parec sox python3
start_pipewire

sox -D -n -r 48000 -c 2 -b 16 "$dir/tone.wav" synth 3 sine 1000 gain -6
parec --device=speakers.monitor --format=float32le --rate=48000 --channels=2 --latency-msec=20 >"$dir/capture" &
recorder=$!
until_true 10 test -s "$dir/capture"
"$TERMVIZ" --headless "$dir/tone.wav"
expect "a file is played to the end" no_runs
kill $recorder; wait $recorder
check "without a break, at its level" "$srcdir/tests/sound.py" tone "$dir/capture" 1000 -6

sox -D -n -r 44100 -c 2 -b 16 "$dir/long.wav" synth 120 pinknoise gain -6
before=0
"$TERMVIZ" --headless --stats "$dir/stats" "$dir/long.wav"
expect "it plays" stat_is output playing
stop_servers
expect "a server that ends is told" stat_is output lost
expect "time goes on" moves_on
start_pipewire
expect "another server: the sound is back" stat_is output playing
expect "where it was" moves_on
"$TERMVIZ" --send quit
expect "and nothing is left" nothing_left
stop_servers
finish
