#!/bin/sh
# Terminals that answer at once, after a long way, or never: nothing of it lands on the shell's prompt.
. "${srcdir:-.}/tests/lib.sh"
need python3

far() { "${srcdir:-.}/tests/live/far_terminal.py" "$@"; }

for round_trip in 0 300 mute; do
	check "quit at once (round trip in ms: $round_trip): no answer at the prompt, what is typed behind them is" \
		far quit $round_trip "$TERMVIZ --demo"
done
check "24-bit colours told late: all is drawn anew, once" far colours 300 "$TERMVIZ --demo"
check "nothing is asked where --terminal says so" far silent mute "$TERMVIZ --demo --seconds 0.1 --terminal -answers"
expect "nothing is left" nothing_left
finish
