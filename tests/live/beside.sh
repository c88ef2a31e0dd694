#!/bin/sh
# A run that listens goes with a player on the session bus: another run, mpv.
. "${srcdir:-.}/tests/lib.sh"
. "${srcdir:-.}/tests/audio.sh"
. "${srcdir:-.}/tests/players.sh"
need dbus-daemon tmux sox flac
need_companion libsystemd

song "$dir/1.flac" 60 "First Song" "A Band"
song "$dir/2.flac" 60 "Second Song" "A Band"
mkfifo "$dir/pipe"
# title_is TITLE: of the run beside, whatever notice stands in its status line
title_is() { "$TERMVIZ" --list | grep -q "^beside.*: $1\$"; }
plays() { "$TERMVIZ" --headless --output none --name player "$dir/1.flac" "$dir/2.flac"; }
unset DBUS_SESSION_BUS_ADDRESS
run_is 1 'no session bus' --follow "$dir/pipe"
run_is 2 'is to be played' --follow "$dir/1.flac"
run_is 2 'choose one' --follow --mpd "$dir/pipe"

start_bus
terminal 100 12
type_line "$TERMVIZ --name beside --follow --wait '$dir/pipe'"
expect "without a player, the pipe's own name" shows "$dir/pipe"
plays
expect "a player's title" shows '▶.*A Band - First Song'
expect "its time goes on" shows '0:0[1-9] / 1:00'
press n;      expect "n is its next" shows 'Second Song'
press p;      expect "p its previous" shows 'First Song'
press Space;  expect "Space its pause" shows '⏸.*First Song'
"$TERMVIZ" --name beside --send 'seek 50%'; expect "a script's seek" shows '⏸.*0:30 / 1:00'
press Right;  expect "Right its seeking" shows '⏸.*0:35 / 1:00'
"$TERMVIZ" --name beside --send toggle; expect "a script's command" shows '▶.*First Song'
kill -9 "$("$TERMVIZ" --list | sed -n 's/^beside.*engine \([0-9]*\),.*/\1/p')"
expect "another engine" shows 'the engine died'
expect "knows it, too" title_is 'A Band - First Song'
sox -n -t raw -r 44100 -c 2 -b 16 -e signed - synth 0.5 sine 1000 >"$dir/pipe"
expect "sound on the pipe changes no title" shows_bars
check "it is the player's" title_is 'A Band - First Song'
"$TERMVIZ" --name player --send quit
expect "when it goes, the own title is there" title_is "$dir/pipe"
plays; expect "when it comes, its own" title_is 'A Band - First Song'
companion() { "$TERMVIZ" --list | sed -n 's/^beside.*companion \([0-9]*\).*/\1/p'; }
has_successor() { c=$(companion) && [ -n "$c" ] && [ "$c" != "$1" ]; }
killed=$(companion)
kill -9 "$killed"
expect "a companion that is killed has a successor" has_successor "$killed"
expect "that goes with the player" title_is 'A Band - First Song'
for i in 1 2 3; do killed=$(companion); kill -9 "$killed"; until_true 5 has_successor "$killed"; done
expect "but only some: then the own title is there" title_is "$dir/pipe"
press q; expect "the end" given_back
"$TERMVIZ" --name player --send quit; expect "nothing is left" nothing_left

if command -v mpv >/dev/null && [ -e /etc/mpv/scripts/mpris.so ]; then
	type_line "clear; $TERMVIZ --follow=mpv --wait '$dir/pipe'"
	plays
	mpv --no-config --load-scripts=yes --script=/etc/mpv/scripts/mpris.so --no-terminal --ao=null --no-video "$dir/2.flac" &
	servers="$servers $!"
	expect "the one that is named: mpv" shows '▶.*A Band - Second Song'
	press Space; expect "paused" shows '⏸.*Second Song'
	press q; expect "the end" given_back
	"$TERMVIZ" --send quit; expect "nothing is left" nothing_left
else
	echo "no mpv with MPRIS here"
fi
finish
