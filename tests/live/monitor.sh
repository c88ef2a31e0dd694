#!/bin/sh
# What plays here, and never a microphone unasked: on PulseAudio and on PipeWire, with a microphone as the default source.
. "${srcdir:-.}/tests/lib.sh"
. "${srcdir:-.}/tests/audio.sh"
need pactl pacat sox tmux
case $("$TERMVIZ" --headless --input monitor 2>&1) in *'without PulseAudio'*) echo "built without PulseAudio"; exit 77 ;; esac

# What plays is a low tone, what the microphone hears a high one: they are seen at either side of the screen.
sox -D -n -r 48000 -c 2 -b 16 -t raw "$dir/low" synth 90 sine 150 gain -6
sox -D -n -r 48000 -c 2 -b 16 -t raw "$dir/high" synth 90 sine 8000 gain -6
play() { pacat --raw --rate=48000 --device="$1" --client-name="$2" --latency-msec=50 "$3" & players="$players $!"; }
stop_players() { kill $players 2>/dev/null; wait $players 2>/dev/null; players=; }
foot() { screen | tail -n 2 | head -n 1 | cut -c "$1"; }
low_is_seen() { foot 1-50 | grep -q '[▃▄▅▆▇█]'; }
high_is_seen() { foot 80-100 | grep -q '[▃▄▅▆▇█]'; }
only_low() { low_is_seen && ! high_is_seen; }
only_high() { high_is_seen && ! low_is_seen; }
nothing_seen() { shows 'silence'; }
# recorded SOURCE: whether the server says that this is what is captured, and nothing else is
recorded() { [ "$(pactl list source-outputs short | cut -f2)" = "$(pactl list sources short | sed -n "s/^\([0-9]*\)	$1	.*/\1/p")" ]; }

run_on() {
	kind=$1
	players=
	pactl load-module module-pipe-source source_name=mic file="$dir/$kind.mic" rate=48000 channels=2 format=s16le >/dev/null
	cat "$dir/high" >"$dir/$kind.mic" 2>/dev/null & players="$players $!"
	pactl set-default-source mic
	play speakers music "$dir/low"

	type_line "clear; $TERMVIZ"
	expect "$kind: alone it draws what plays here" only_low
	check "$kind: the microphone, though the default source, is not touched" recorded speakers.monitor
	pactl load-module module-null-sink sink_name=other rate=48000 norewinds=1 >/dev/null
	pactl set-default-sink other
	expect "$kind: it follows the default output" recorded other.monitor
	play other another "$dir/high"
	# PipeWire may have taken the music there, too
	expect "$kind: and draws what plays there" high_is_seen
	pactl set-default-sink speakers
	expect "$kind: and back" only_low
	pactl unload-module module-pipe-source
	expect "$kind: without the microphone nothing changes" recorded speakers.monitor
	press q; expect "$kind: the terminal is given back" given_back

	type_line "clear; $TERMVIZ --input app:another"
	expect "$kind: one application alone" only_high
	press q; expect "$kind: the terminal is given back" given_back
	type_line "clear; $TERMVIZ --input app:nobody"
	expect "$kind: one that does not play yet is waited for" shows 'nobody'
	play speakers nobody "$dir/high"
	expect "$kind: and drawn when it does" only_high
	press q; expect "$kind: the terminal is given back" given_back

	play other third "$dir/high"
	type_line "clear; $TERMVIZ --input pulse:other"
	expect "$kind: a sink's monitor by its name" only_high
	press q; expect "$kind: the terminal is given back" given_back
	"$TERMVIZ" --list-devices >"$dir/devices"
	check "$kind: listed" grep -q '^app:music	application' "$dir/devices"
	check "$kind: each with what it is" grep -q '^pulse:speakers	an output; captured: what plays on' "$dir/devices"

	pactl load-module module-pipe-source source_name=mic file="$dir/$kind.mic2" rate=48000 channels=2 format=s16le >/dev/null
	cat "$dir/high" >"$dir/$kind.mic2" 2>/dev/null & players="$players $!"
	pactl set-default-source mic
	type_line "clear; $TERMVIZ --input mic"
	expect "$kind: a microphone when asked for" only_high
	check "$kind: that is what is recorded" recorded mic
	press q; expect "$kind: the terminal is given back" given_back

	stop_players
	play speakers music "$dir/low"
	type_line "clear; $TERMVIZ"
	expect "$kind: again what plays here" only_low
	kill -STOP $main_pid
	expect "$kind: a server that is stopped is no silence" shows 'nothing comes from the sound server'
	kill -CONT $main_pid
	expect "$kind: it goes on" shows 'the sound server goes on'
	expect "$kind: and the picture with it" only_low
	kill -9 $main_pid
	expect "$kind: a server that dies is told" shows 'gone'
	stop_servers
	stop_players
	start_$kind
	play speakers music "$dir/low"
	expect "$kind: when it is back, so is the picture" only_low
	press q; expect "$kind: the terminal is given back" given_back
	stop_players
	stop_servers
	run_is 1 'no PulseAudio or PipeWire server' --headless
}

terminal 100 20
if command -v pulseaudio >/dev/null; then
	start_pulse
	run_on pulse
else
	echo "PulseAudio is not here: not tested"
fi
if command -v wireplumber >/dev/null && command -v pipewire-pulse >/dev/null; then
	start_pipewire
	run_on pipewire
else
	echo "PipeWire is not here: not tested"
fi
finish
