#!/bin/sh
# One application alone: that comes later, goes and comes back, is there twice, is moved to another output; and what plays
# follows the default output.
. "${srcdir:-.}/tests/lib.sh"
. "${srcdir:-.}/tests/audio.sh"
need pactl pacat sox
case $("$TERMVIZ" --headless --input monitor 2>&1) in *'without PulseAudio'*) echo "built without PulseAudio"; exit 77 ;; esac
sox -D -n -r 48000 -c 2 -b 16 -t raw "$dir/sound" synth 90 pinknoise gain -6
sox -D -n -r 48000 -c 2 -b 16 "$dir/tone.wav" synth 90 sine 1000 gain -6

play() { pacat --raw --rate=48000 --device="$1" --client-name="$2" --latency-msec=50 "$dir/sound" & player=$!; }
stop() { kill "$1"; wait "$1" 2>/dev/null; }
index_of() { pactl list "$1" short | sed -n "s/^\([0-9]*\)	$2	.*/\1/p"; }
# recorded SOURCE: whether that is what is captured, and nothing else is, and sound comes. PipeWire captures an application
# where it is, and tells no source.
sources() { pactl list source-outputs short | cut -f2; }
recorded() { [ "$(sources)" = "$(index_of sources "$1")" ] || { [ $kind = pipewire ] && [ "$(sources | wc -l)" = 1 ]; }; }
heard_from() { recorded "$1" && moves_on; }
nothing_recorded() { [ -z "$(pactl list source-outputs short)" ]; }
inputs() { pactl list sink-inputs short; }
plays_on() { [ "$(inputs | cut -f2)" = "$(index_of sinks "$1")" ]; }

run_on() {
	kind=$1
	before=0
	pactl load-module module-null-sink sink_name=other rate=48000 norewinds=1 >/dev/null
	pactl set-default-sink speakers
	"$TERMVIZ" --headless --keep --let-go 0 --stats "$dir/stats" --input app:band
	check "$kind: one that does not play yet: nothing is captured" nothing_recorded
	play speakers choir; choir=$player
	play speakers band; first=$player
	expect "$kind: captured when it comes" heard_from speakers.monitor
	"$TERMVIZ" --list-devices >"$dir/devices"
	check "$kind: listed" grep -q '^app:band	application' "$dir/devices"
	play other band; second=$player
	stop "$first"
	expect "$kind: another of the same name takes its place" heard_from other.monitor
	stop "$second"
	expect "$kind: gone: nothing is captured" nothing_recorded
	play other band; first=$player
	expect "$kind: it comes back" heard_from other.monitor
	pactl move-sink-input "$(inputs | sed -n "s/^\([0-9]*\)	$(index_of sinks other)	.*/\1/p")" speakers
	expect "$kind: followed to another output" heard_from speakers.monitor
	check "$kind: another application in its place" "$TERMVIZ" --send 'input app:choir'
	stop "$first"
	expect "$kind: captured" heard_from speakers.monitor
	stop "$choir"
	expect "$kind: gone, too" nothing_recorded
	"$TERMVIZ" --send quit

	"$TERMVIZ" --headless "$dir/tone.wav"
	expect "$kind: played on the default output" plays_on speakers
	pactl set-default-sink other
	expect "$kind: and follows it" plays_on other
	check "$kind: any output can be named" "$TERMVIZ" --send "output pulse:speakers"
	expect "$kind: and plays" plays_on speakers
	"$TERMVIZ" --send quit
	expect "$kind: nothing is left" nothing_left
	stop_servers
}

if command -v pulseaudio >/dev/null; then
	start_pulse
	run_on pulse
fi
if command -v wireplumber >/dev/null && command -v pipewire-pulse >/dev/null; then
	start_pipewire
	run_on pipewire
fi
finish
