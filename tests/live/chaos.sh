#!/bin/sh
# Any process may be killed or stopped at any moment: chaos.sh [SIGNALS [SEED]]. What is found is told with a seed, which
# with SIGNALS 1 is that run again.
. "${srcdir:-.}/tests/lib.sh"
. "${srcdir:-.}/tests/audio.sh"
. "${srcdir:-.}/tests/players.sh"
need dbus-daemon pulseaudio pactl parec pacat sox ffmpeg python3
export CHAOS_DIR="$dir/chaos" CHAOS_MONITOR=speakers.monitor CHAOS_NOISE=noise PULSE_SINK=speakers

# Of PulseAudio, and for every other thousand of seeds of PipeWire, where that is there.
start_server() {
	if [ $(($1 / 1000 % 2)) -eq 1 ] && command -v wireplumber >/dev/null; then start_pipewire; else start_pulse; fi
}

# some SIGNALS SEED: what is played goes to one sink, what is captured is the noise on another
some() {
	start_server "$2"
	start_bus
	pactl load-module module-null-sink sink_name="$CHAOS_NOISE" rate=48000 channels=2 >/dev/null
	pactl set-default-sink "$CHAOS_NOISE"
	rm -rf "$CHAOS_DIR"; mkdir "$CHAOS_DIR"
	check "$1 signals, from seed $2 on" "${srcdir:-.}/tests/live/chaos.py" "$1" "$2"
	check "the server has outlived them" pactl set-default-sink "$CHAOS_NOISE"
	stop_servers
}

left=${1:-30} seed=${2:-1}
while [ "$left" -gt 0 ]; do
	some $((left < 200 ? left : 200)) "$seed"
	left=$((left - 200)) seed=$((seed + 1000))
done
finish
