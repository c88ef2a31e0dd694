#!/bin/sh
# Long mixed use, watched: soak.sh [MINUTES], by way of scripts/soak. Not one of `make check`'s.
. "${srcdir:-.}/tests/lib.sh"
. "${srcdir:-.}/tests/audio.sh"
need pulseaudio pactl parec pacat sox ffmpeg python3
export CHAOS_DIR="$dir/soak" CHAOS_MONITOR=speakers.monitor CHAOS_NOISE=noise PULSE_SINK=speakers SOAK_SERVER="$dir/server"
mkdir "$CHAOS_DIR"

# A server that ends is started again, as a session's is.
keep_server() {
	while [ ! -e "$dir/over" ]; do
		start_pulse
		echo "$main_pid" >"$SOAK_SERVER"
		wait "$main_pid"
	done
}
keep_server &
keeper=$!
"${srcdir:-.}/tests/live/soak.py" "${1:-10}" || fail "${1:-10} minutes of mixed use"
touch "$dir/over"
kill "$(cat "$SOAK_SERVER")"
wait "$keeper"
check "nothing is left" nothing_left
finish
