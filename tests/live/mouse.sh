#!/bin/sh
# The mouse: told of only where it is wanted, and given back however the UI ends; what lies under it; clicks.
. "${srcdir:-.}/tests/lib.sh"
need tmux sox

mkdir "$dir/songs"
for i in one two three four; do sox -D -n -r 8000 -c 1 -b 16 "$dir/songs/$i.wav" synth 60 sine 400; done
# mouse REPORT: as a terminal tells of it in SGR form
mouse() { tmux -L "$socket" send-keys -H $(printf '\033[<%s' "$1" | od -An -tx1); }
# told KIND WHETHER: what the terminal has been asked to tell of
told() { [ "$(tmux -L "$socket" display -p '#{mouse_all_flag}#{mouse_sgr_flag}')" = "$1" ]; }
# marked NAME: the queue's cursor is on it
marked() { screen | grep -q "^›.*$1.wav"; }

terminal 80 12
type_line "cd '$dir/songs'; clear; $TERMVIZ --output none -v 'bars|meters' one.wav two.wav three.wav four.wav"
expect "a picture" shows '▇'
check "the mouse is told of" told 11
mouse '0;70;3M'; expect "a click chooses a pane" shows '\[meters\]'
mouse '0;10;3M'; expect "or the other" shows '\[bars\]'
press Q; expect "the queue" shows '^queue'
mouse '0;10;4M'; expect "a click chooses a row" marked three
mouse '65;10;4M'; expect "the wheel goes down" marked four
mouse '64;10;4M'; expect "and up" marked one
mouse '0;10;3M'; mouse '0;10;3M'; expect "two clicks play it" shows '^›▶2 two'
mouse '0;10;9M'; mouse '0;1;1M'; mouse '0;500;500M'
check "a click beside the rows does nothing" marked two
press Q
press '?'; expect "help" shows 'Keys'
mouse '65;10;4M'; expect "scrolls" shows_not '│ Sound'
mouse '0;10;4M'; expect "and is closed by a click" shows_not 'Keys'

press :; type_line 'view=bars'
expect "bars alone" shows '▇'
mouse '35;30;8M'; expect "what lies under the pointer is told" shows ' Hz .* dB'
mouse '65;30;5M'; mouse '65;30;5M'
asks_volume() { press :; type_line volume; shows 'volume: -2 dB'; }
expect "the wheel is the volume" asks_volume
press :; type_line 'view=overview'
mouse '35;60;3M'; expect "the whole file is there" shows '0:4.*peak -'
mouse '0;60;3M'; expect "a click goes to where it lies" shows '0:4[4-9] / 1:00'

press :; type_line 'mouse=off'; expect "it can be left alone" told 00
press :; type_line 'mouse=on'; expect "and taken again" told 11
press C-z; expect "a shell has its own" told 00
type_line fg; expect "it is taken again" told 11
kill -KILL "$(pid_of ui)"
expect "it is given back when the UI is killed" told 00
type_line "clear; $TERMVIZ --demo --output none --mouse=off"
expect "a picture without it" shows_bars
check "the mouse is not told of" told 00
press q; expect "the terminal is given back" given_back
type_line "clear; $TERMVIZ --demo --output none"
expect "with it" told 11
press q; expect "it is given back" given_back
check "with the mouse" told 00
finish
