#!/bin/sh
# Played through a JACK server: sample for sample, at other rates and channel counts, and when the server stops or dies.
. "${srcdir:-.}/tests/lib.sh"
. "${srcdir:-.}/tests/audio.sh"
need jackd jack_lsp sox python3
start_jack

# play_paused ARG...: a run that is ready to play, so that a recorder can be connected to it first
play_paused() { "$TERMVIZ" --headless --log "$dir/log" --stats "$dir/stats" "$@" && "$TERMVIZ" --send pause; }
has_ports() { jack_lsp | grep -q '^termviz:out_0'; }
record() { "$builddir/tests/live/record" termviz "$dir/capture" >"$dir/recorder" 2>/dev/null & recorder=$!; until_true 10 grep -q recording "$dir/recorder"; }
# recorded: ends the recorder
recorded() { kill "$recorder" && wait "$recorder"; }

sox -D -n -r 48000 -c 2 -b 16 "$dir/noise.wav" synth 3 whitenoise gain -6
play_paused "$dir/noise.wav" "$dir/noise.wav"
expect "the device is opened, with our name" has_ports
record
"$TERMVIZ" --send 'seek 0'
"$TERMVIZ" --send play
sox "$dir/noise.wav" "$dir/noise.wav" "$dir/twice.wav"
expect "it plays to the end" no_runs
recorded
check "two tracks, captured back, are sample-exact and gapless" "$srcdir/tests/sound.py" exact "$dir/twice.wav" "$dir/capture"

sox -D -n -r 44100 -c 1 -b 16 "$dir/tone.wav" synth 3 sine 1000 gain -6
play_paused --volume -6 "$dir/tone.wav"
expect "a rate that JACK has not" has_ports
record
"$TERMVIZ" --send 'seek 0'
"$TERMVIZ" --send play
expect "is played to the end" no_runs
recorded
# -6 dB of the file, and -6 dB of the volume; mono is on both sides at its full level
check "resampled, at the volume that was asked for" "$srcdir/tests/sound.py" tone "$dir/capture" 1000 -12

for channels in 1 2 3 4 5 6 7 8; do
	sox -D -n -r 48000 -c $channels -b 16 "$dir/$channels.wav" synth 0.2 sine 500 gain -20
done
"$TERMVIZ" --headless --seconds 20 "$dir"/[1-8].wav
expect "1 to 8 channels are played to the end" no_runs

sox -D -n -r 48000 -c 2 -b 16 "$dir/long.wav" synth 120 pinknoise gain -6
before=0
"$TERMVIZ" --headless --log "$dir/log" --stats "$dir/stats" "$dir/long.wav"
expect "the device plays" stat_is output playing
kill -STOP "$jack_pid"
expect "a server that is stopped is told" stat_is output lost
expect "and time goes on" moves_on
kill -CONT "$jack_pid"
expect "it goes on: the sound is back" stat_is output playing
expect "and time goes on" moves_on
first=$(pid_of engine)
kill_jack
expect "a server that dies is told" stat_is output lost
expect "and time goes on" moves_on
check "in the same engine" [ "$(pid_of engine)" = "$first" ]
start_jack
expect "another server: the sound is back" stat_is output playing
expect "where it was" moves_on
check "in a new engine" [ "$(pid_of engine)" != "$first" ]
expect "its ports are connected" has_ports
"$TERMVIZ" --send quit
expect "and nothing is left" nothing_left

if command -v jack_metro >/dev/null; then
	# feeds CLIENT: whether it is connected to us
	feeds() { jack_lsp -c | sed -n "/^$1:/,/^[^ ]/p" | grep -q '^ *termviz:in'; }
	jack_metro -b 240 >/dev/null 2>&1 & metro=$!
	until_true 10 eval 'jack_lsp | grep -q ^metro:'
	rm -f "$dir/stats"
	before=0
	"$TERMVIZ" --headless --keep --let-go 0 --log "$dir/log" --stats "$dir/stats" --input metro
	expect "a client by its name" feeds metro
	expect "it is heard" moves_on
	jack_metro -b 120 --name late >/dev/null 2>&1 & late=$!
	until_true 10 eval 'jack_lsp | grep -q ^late:'
	check "one that came later" "$TERMVIZ" --send 'input late'
	expect "is captured in its place" feeds late
	"$TERMVIZ" --send quit
	expect "and nothing is left" nothing_left
	kill $metro $late; wait $metro $late 2>/dev/null
fi
stop_servers
finish
