#!/bin/sh
# A run that plays is a player on the session bus, where there is one.
. "${srcdir:-.}/tests/lib.sh"
. "${srcdir:-.}/tests/audio.sh"
. "${srcdir:-.}/tests/players.sh"
need dbus-daemon gdbus playerctl sox flac
need_companion libsystemd

mkdir "$dir/a folder"
for i in 1 2 3; do song "$dir/a folder/$i.flac" 60 "Song $i" Band; done
start() { "$TERMVIZ" --headless --output none "$@"; }
has_companion() { [ -n "$(pid_of companion)" ]; }
has_none() { [ -z "$(pid_of companion)" ]; }
player() { playerctl -p termviz "$@" 2>/dev/null; }
is() { want=$1; shift; [ "$(player "$@")" = "$want" ]; }
# position_is LEAST MOST, in seconds
position_is() { player position | awk -v least="$1" -v most="$2" '{ exit !($1 >= least && $1 <= most) }'; }
said() { grep -qs "$1" "$dir/said"; }

unset DBUS_SESSION_BUS_ADDRESS
start "$dir/a folder/1.flac"
check "without a bus there is no companion" has_none
"$TERMVIZ" --send quit; expect "nothing is left" nothing_left

start_bus
start "$dir/a folder/1.flac" "$dir/a folder/2.flac" "$dir/a folder/3.flac"
expect "with one the run is a player" is Playing status
gdbus monitor --session --dest org.mpris.MediaPlayer2.termviz >"$dir/said" 2>&1 & monitor=$!
servers="$servers $monitor"
expect "that is listened to" said 'is owned by'

check "its title" is 'Song 1' metadata title
check "its artist" is Band metadata artist
check "its length" is 60000000 metadata mpris:length
check "its URL" is "file://$dir/a%20folder/1.flac" metadata xesam:url
player pause;      expect "pause" is Paused status
check "is told" said "PlaybackStatus': <'Paused'>"
player play;       expect "play" is Playing status
player play-pause; expect "the media key" is Paused status
player play-pause; expect "and again" is Playing status
player position 30; expect "a place is gone to" position_is 30 40
check "is told" said 'Seeked (int64 30'
player position 10+; expect "seeking forth" position_is 40 50
: >"$dir/said"
"$TERMVIZ" --send 'seek 20'; expect "who else seeks" said 'Seeked (int64 20'
: >"$dir/said"
player next;       expect "next" sh -c 'playerctl metadata title | grep -q "Song 2"'
expect "is told" said 'Song 2'
: >"$dir/said"
player previous;   expect "previous" sh -c 'playerctl metadata title | grep -q "Song 1"'
player next; expect "on" said 'Song 2'
: >"$dir/said"
"$TERMVIZ" --send next; expect "who else goes on" said 'Song 3'
check "at the end" said "CanGoNext': <false>"
player volume 0.5; expect "the volume" is 0.500000 volume
expect "is of the run" said 'Volume'
player volume 0;   expect "none" is 0.000000 volume
"$TERMVIZ" --send mute; expect "is muting" is 0.500000 volume
"$TERMVIZ" --send 'loop queue'; expect "who else loops" said "LoopStatus': <'Playlist'>"
check "there is always a next" said "CanGoNext': <true>"
player loop Track; expect "the loop" sh -c 'playerctl loop | grep -q Track'
player shuffle on; expect "shuffling" is On shuffle
player shuffle off; expect "or not" is Off shuffle
player stop;       expect "stop" is Stopped status
expect "is at the start" position_is 0 0
expect "the companion rests" rests companion
player play;       expect "and plays again" is Playing status

start --name other --demo
expect "another run is another player" sh -c 'playerctl -l | grep -q "^termviz.instance"'
"$TERMVIZ" --name other --send quit
expect "and goes" sh -c '! playerctl -l | grep -q instance'

kill -9 "$(pid_of companion)"
expect "a companion that is killed has a successor" is Playing status
check "that obeys" playerctl pause
expect "and pauses" is Paused status
"$TERMVIZ" --send quit; expect "nothing is left" nothing_left
start "$dir/a folder/1.flac"
expect "a player again" is Playing status
gdbus call --session -d org.mpris.MediaPlayer2.termviz -o /org/mpris/MediaPlayer2 -m org.mpris.MediaPlayer2.Quit >/dev/null
expect "Quit ends the run" nothing_left

start "$dir/a folder/1.flac"
expect "a player" is Playing status
kill "$bus_pid"
expect "a bus that goes takes the companion along" has_none
check "the run goes on" "$TERMVIZ" --send 'seek 1'
"$TERMVIZ" --send quit; expect "nothing is left" nothing_left
finish
