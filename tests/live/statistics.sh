#!/bin/sh
# What a run counts of itself: on the screen, in lines, for programs; and it is true.
. "${srcdir:-.}/tests/lib.sh"
. "${srcdir:-.}/tests/audio.sh"
need pulseaudio pactl sox tmux
start_pulse
sox -D -n -r 48000 -c 2 -b 16 "$dir/long.wav" synth 120 pinknoise gain -6

is_over() { [ "$(stat "$1")" -gt "$2" ] 2>/dev/null; }
# row WORDS PATTERN: a line of the view that begins so, and what it then says
row() { screen | grep -q "^ *$1  *$2"; }
# some_reader_has NAME VALUE
some_reader_has() { tail -n 1 "$dir/stats" | grep -q " reader\.[0-9]*\.$1=$2\( \|\$\)"; }

terminal 100 36
type_line "clear; $TERMVIZ --demo --stats /dev/stderr"
expect "lines are not written into the picture" shows 'that is the terminal with the picture'
type_line "clear; $TERMVIZ --view stats --stats $dir/stats --log $dir/log $dir/long.wav"
expect "it plays" stat_is output playing
expect "the view says who plays" row Device '[1-9][0-9.]* ms *[1-9]*[0-9]* Hz'
expect "what is in hand" row 'Decoded ahead' '[1-9][0-9.]* ms *[0-9]* % of the room'
expect "how loaded the callback is" row 'Callback load' '[0-9.]* % *at most [0-9.]* %'
expect "how late the picture is" row Latency '[-0-9.]* ms *at most [-0-9.]* ms'
expect "what it costs" row Engine '[0-9.]* % cpu [1-9][0-9.]* MB'
expect "lines have it, too" is_over engine_rss_kbytes 1000
check "of each reader" some_reader_has pid "$(pid_of ui)"

"$TERMVIZ" --attach --data json >"$dir/json" &
follower=$!
expect "a second reader has a line in the view" row "$follower" 0
expect "and is in its own data" grep -q "\"stats\":{.*\"pid\":$follower,.*\"asks\":true" "$dir/json"
seen=$(stat snapshots)
kill -STOP "$follower"
expect "while it is stopped" is_over snapshots $((seen + 600))
kill -CONT "$follower"
expect "it has missed some" row "$follower" '[1-9]'
check "the other has not" row 'this one' '0 '
kill "$follower"; wait "$follower" 2>/dev/null
expect "it is gone from there" shows_not "$follower"

kill -9 "$(pid_of engine)"
expect "an engine that is killed is told" row Restarts '1.*signal 9'
expect "in words" shows 'The engine was replaced'
expect "in lines" stat_is restarts 1
check "why" sh -c "echo '$(stat last_end)' | grep -q signal_9,_Killed"
expect "it plays again" stat_is output playing

# Stopped for long enough to run dry, which it may have bought time against meanwhile, and not for so long that the server
# counts as lost.
runs_dry() {
	for s in 0.4 0.5 0.6 0.6 0.6; do
		kill -STOP "$main_pid"
		sleep $s
		kill -CONT "$main_pid"
		until_true 2 is_over xruns "$seen" && return
	done
	return 1
}
seen=$(stat xruns)
check "a device that ran dry is told" runs_dry
expect "with a sign" row Xruns '[1-9][0-9]*!'

"$TERMVIZ" --send pause
expect "in a pause" shows '⏸'
uptime() { screen | sed -n 's/^ *Uptime *\([0-9:]*\).*/\1/p'; }
was=$(uptime)
later() { [ "$(uptime)" != "$was" ]; }
expect "the view goes on" later
press v
expect "once another is shown" shows_not Uptime
expect "nobody wakes for it" is_still
press q; expect "the terminal is given back" given_back
expect "and nothing is left" nothing_left

# How often it is drawn is seen here, too. A machine that is busy may draw less often.
type_line "clear; $TERMVIZ --demo --output none --view stats --fps 20 --unfocused-fps 5"
expect "it is drawn so often" row Redraws '1[0-9]\.[0-9]\|20\.[0-9]'
press -H 1b 5b 4f
expect "without the focus less often" row Redraws '[1-5]\.[0-9]'
press -H 1b 5b 49
expect "with it as before" row Redraws '1[0-9]\.[0-9]\|20\.[0-9]'
press :; type_line 'reduced-motion=on'
expect "with reduced motion ten times at most" row Redraws '[5-9]\.[0-9]\|10\.[0-9]'
press q; expect "the terminal is given back" given_back

# A FIFO's reader may come late, take some, and go.
mkfifo "$dir/fifo"
check "a FIFO is waited for by nobody" timeout 20 "$TERMVIZ" --headless --stats "$dir/fifo" --log "$dir/fifo" "$dir/long.wav"
expect "who reads it has lines" sh -c "timeout 5 head -n 1 '$dir/fifo' | grep -q ."
expect "and may come again" sh -c "timeout 5 grep -q -m 1 phase=playing '$dir/fifo'"
check "the run goes on" timeout 20 "$TERMVIZ" --send quit
expect "to its end" nothing_left
stop_servers
finish
