#!/bin/sh
# What is really to be seen: in xterm and in kitty, on an X server of the test's own, the pixels have the theme's colours.
. "${srcdir:-.}/tests/lib.sh"
need Xvfb xterm kitty xwd sox python3
export XDG_CONFIG_HOME="$dir/config" XDG_CACHE_HOME="$dir/cache" LIBGL_ALWAYS_SOFTWARE=1
mkdir -p "$XDG_CONFIG_HOME" "$XDG_CACHE_HOME"

Xvfb -displayfd 3 -screen 0 1000x700x24 -nolisten tcp -noreset 3>"$dir/display" >"$dir/xvfb.log" 2>&1 &
xvfb_pid=$!
window_pid=
trap 'kill $window_pid 2>/dev/null; kill $xvfb_pid; wait; clean_up' EXIT
until_true 20 [ -s "$dir/display" ] || { echo "Xvfb does not start here: $(tail -n 1 "$dir/xvfb.log")"; exit 77; }
DISPLAY=:$(cat "$dir/display")
export DISPLAY

# Noise over a scale of 150 dB: all bars end somewhere in the upper half.
printf '[theme]\nname = two\n[colours]\ngradient = #1030c0 #f0c020\n' >"$dir/two.theme"
show="sox -D -n -r 44100 -c 2 -b 16 -t raw - synth 600 whitenoise gain -6 | $TERMVIZ --floor=-150 --auto-gain=off"
show="$show --color=truecolor --theme '$dir/two.theme' --status=off --peaks=off -"
looks_right() { xwd -root -silent | "${srcdir:-.}/tests/pixels.py" 59 24 101418 1030c0 f0c020 2>"$dir/said"; }

# seen_in COMMAND...
seen_in() {
	"$@" sh -c "$show" >"$dir/$1.log" 2>&1 &
	window_pid=$!
	# A cold start with drawing by software takes its time.
	if until_true 30 looks_right; then pass "$1 shows the bars in their colours"; else fail "$1: $(cat "$dir/said" "$dir/$1.log")"; fi
	kill $window_pid; wait $window_pid 2>/dev/null
	expect "and its end is the run's" nothing_left
}

seen_in xterm -geometry 59x24+0+0 -fa 'DejaVu Sans Mono' -fs 10 -bg '#101418' -b 0 -bw 0 +sb -e
seen_in kitty --config NONE -o initial_window_width=59c -o initial_window_height=24c -o remember_window_size=no \
	-o window_padding_width=0 -o placement_strategy=top-left -o font_family='DejaVu Sans Mono' -o font_size=10 \
	-o background=#101418 -o update_check_interval=0 -o shell_integration=disabled
finish
