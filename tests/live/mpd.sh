#!/bin/sh
# Beside MPD: its FIFO is drawn, its title and time shown, keys passed on to it; it may go and come back.
. "${srcdir:-.}/tests/lib.sh"
. "${srcdir:-.}/tests/audio.sh"
. "${srcdir:-.}/tests/players.sh"
need mpd mpc tmux sox flac
need_companion libmpdclient

mkdir "$dir/music"
song "$dir/music/1.flac" 60 "First Song" "A Band"
song "$dir/music/2.flac" 60 "Second Song" "A Band"
sox -D -n -r 44100 -c 2 -b 16 "$dir/music/no tags.flac" synth 60 sine 1000
volume_is() { mpc volume | grep -q ": *$1%"; }
start_mpd
mpc -q -w update; mpc -q add 1.flac; mpc -q add 2.flac; mpc -q add 'no tags.flac'; mpc -q volume 50; mpc -q play

terminal 100 12
type_line "$TERMVIZ --mpd --wait '$dir/fifo'"
expect "bars of MPD's sound" shows_bars
expect "its title and time" shows '▶.*A Band - First Song.*0:[0-9]* / 1:00'
mpc -q next;  expect "its next" shows 'Second Song'
mpc -q next;  expect "a file without tags" shows 'no tags.flac'
press p;      expect "p is its previous" shows 'Second Song'
press Space;  expect "Space its pause" shows '⏸.*Second Song'
"$TERMVIZ" --send 'seek 30'; expect "that keeps its time" shows '⏸.*0:30 / 1:00'
press -- -;   expect "- its volume" volume_is 49
expect "the companion rests" rests companion
mpc -q stop;  expect "stopped, the own title is there" shows "■ $dir/fifo"
press Space;  expect "Space plays again" shows '▶.*Second Song'
run_is 1 'seek' --send 'seek 1:00:00'

kill -9 "$mpd_pid"; wait "$mpd_pid" 2>/dev/null
expect "MPD gone, the own title is there" shows "$dir/fifo"
start_mpd
mpc -q clear; mpc -q add 1.flac; mpc -q play
expect "MPD back, its title" shows 'A Band - First Song'
expect "and its sound" shows_bars
press q; expect "the end" given_back
expect "nothing is left" nothing_left

type_line "clear; $TERMVIZ --mpd=127.0.0.1:1 --wait '$dir/fifo'"
expect "without MPD it says so" shows 'no MPD'
press q; expect "the end" given_back
finish
