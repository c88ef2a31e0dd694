#!/bin/sh
# The spectrogram scrolls: what the terminal has moved by itself is what a redraw of all of it shows.
. "${srcdir:-.}/tests/lib.sh"
need tmux sox

sox -D -n -r 44100 -c 2 -b 16 "$dir/sweep.wav" synth 30 sine 60:12000 synth pinknoise mix gain -6
# without the status line, the time of which goes on
picture() { screen | sed '$d'; }
litter() { printf '\033[5;20Hlitter' >"$(tmux -L "$socket" display -p '#{pane_tty}')"; }
is_as_before() { [ "$(picture)" = "$before" ]; }

terminal 80 20
for how in truecolor mono 'truecolor --flow down'; do
	type_line "clear; $TERMVIZ --view spectrogram --span 2 --output none --manner measure --color $how '$dir/sweep.wav'"
	expect "$how: it has scrolled all across" shows '0:0[3-9]'
	case $how in
	*down) expect "with its axes" shows '^ *-1┤' ;;
	*) expect "with its axes" shows ' -2 .* -1 .* 0$' ;;
	esac
	press f; expect "it freezes" shows 'frozen'
	before=$(picture)
	litter; expect "litter is seen" shows 'litter'
	press C-l; expect "drawn anew it is the same" is_as_before
	press q; expect "q quits" given_back
done
type_line "clear; $TERMVIZ --view spectrogram --span 2 --output none '$dir/sweep.wav'"
expect "half blocks" shows '▀▀'
press Space; expect "space pauses" shows '⏸'
expect "it stands still" is_still
check "and shows what it did" shows '▀▀'
press Space; press q
expect "q quits" given_back
expect "nothing is left" nothing_left
finish
