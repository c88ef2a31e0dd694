#!/bin/sh
# Played through a PulseAudio server, captured back from it; without a server, and when it dies.
. "${srcdir:-.}/tests/lib.sh"
. "${srcdir:-.}/tests/audio.sh"
need pulseaudio pactl parec sox python3 tmux
start_pulse

record() { parec --device=speakers.monitor --format=float32le --rate=48000 --channels=2 --latency-msec=20 >"$dir/capture" 2>/dev/null & recorder=$!; until_true 10 test -s "$dir/capture"; }
recorded() { kill "$recorder"; wait "$recorder" 2>/dev/null; }

sox -D -n -r 48000 -c 2 -b 16 "$dir/tone.wav" synth 3 sine 1000 gain -6
record
"$TERMVIZ" --headless "$dir/tone.wav"
expect "a file is played to the end" no_runs
recorded
check "without a break, at its level" "$srcdir/tests/sound.py" tone "$dir/capture" 1000 -6

if ffmpeg -v error -nostdin -i "$dir/tone.wav" -c:a alac "$dir/tone.m4a" 2>/dev/null; then
	record
	"$TERMVIZ" --headless "$dir/tone.m4a"
	expect "what ffmpeg decodes is played to the end" no_runs
	recorded
	check "without a break, at its level" "$srcdir/tests/sound.py" tone "$dir/capture" 1000 -6
fi

record
"$TERMVIZ" --headless --output none --seconds 1 "$dir/tone.wav"
expect "--output none" no_runs
recorded
check "is not heard" "$srcdir/tests/sound.py" absent "$dir/capture" 1000

record
sox "$dir/tone.wav" -t raw - | "$TERMVIZ" --headless --rate 48000 -
expect "a pipe" no_runs
recorded
check "is not heard unless that is asked for" "$srcdir/tests/sound.py" absent "$dir/capture" 1000

record
sox "$dir/tone.wav" -t raw - | "$TERMVIZ" --headless --rate 48000 --output default -
expect "with --output it is played to the end" no_runs
recorded
check "without a break, at its level" "$srcdir/tests/sound.py" tone "$dir/capture" 1000 -6

sox -D -n -r 44100 -c 2 -b 16 "$dir/long.wav" synth 120 pinknoise gain -6
terminal 100 20
type_line "clear; $TERMVIZ --stats $dir/stats $dir/long.wav"
expect "drawn while it is heard" shows_bars
expect "it plays" stat_is output playing
press - - -; expect "- turns it down, and it is told" shows 'vol -3 dB'
press M; expect "M mutes" shows 'muted'
press M; press = ; press + + +; expect "and no longer" shows_not 'vol'
kill "$main_pid"
expect "a server that ends is told" shows 'no sound'
before=0
expect "time goes on" moves_on
expect "the picture too" shows_bars
start_pulse
expect "another server: the sound is back" stat_is output playing
expect "where it was" moves_on
press q; expect "the terminal is given back" given_back
expect "and nothing is left" nothing_left
stop_servers

type_line "clear; ALSA_CONFIG_PATH=/dev/null $TERMVIZ $dir/long.wav"
expect "an audio library that aborts the engine: it is shown all the same" shows_bars
expect "and told" shows 'no sound'
press q; expect "the terminal is given back" given_back

echo 'pcm.!default { type null }' >"$dir/null.conf"
rm -f "$dir/stats"
type_line "clear; ALSA_CONFIG_PATH=$dir/null.conf $TERMVIZ --stats $dir/stats $dir/long.wav"
expect "a device that takes frames as fast as it gets them is no clock" shows 'not keep time'
expect "so the timer goes on" moves_on
expect "in its own time" shows '0:0[0-9] / 2:00'
press q; expect "the terminal is given back" given_back

type_line "clear; $TERMVIZ $dir/long.wav"
expect "without a server it is shown all the same" shows_bars
expect "and told that it is silent" shows 'no sound'
press q; expect "the terminal is given back" given_back
finish
