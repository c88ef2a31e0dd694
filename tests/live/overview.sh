#!/bin/sh
# The whole file is seen before it has been heard, whatever decodes it, and the playhead goes where it is sent.
. "${srcdir:-.}/tests/lib.sh"
need tmux sox flac ffmpeg

cd "$dir" || exit 99
# silence, then sound in the last third: what is seen there cannot have been heard
sox -D -n -r 44100 -c 2 -b 16 sound.wav synth 20 pinknoise gain -3
sox -D sound.wav late.wav pad 40
flac -s late.wav
ffmpeg -v error -nostdin -i late.wav -b:a 128k late.m4a
printf 'FILE "late.wav" WAVE\n TRACK 01 AUDIO\n  INDEX 01 00:00:00\n TRACK 02 AUDIO\n  INDEX 01 00:40:00\n' >late.cue

# part FROM COLUMNS: whether a row over the middle shows any waveform there; sees LEFT RIGHT: in columns 5 to 50, 60 to 75
part() { screen | sed -n "6{s/^.\\{0,$1\\}//; s/^\\(.\\{$2\\}\\).*/\\1/p}" | grep -c '[^ │]'; }
sees() { [ "$(part 5 45)$(part 60 15)" = "$1$2" ]; }
open() { type_line "clear; $TERMVIZ --view overview --output none $*"; }
close() { press q; expect "q quits" given_back; }

terminal 80 24
for file in late.wav late.flac late.m4a; do
	open $file
	expect "$file: its end is seen" sees 0 1
	check "at its beginning" shows '^ *0:0[0-9]'
	close
done
open late.wav late.flac
expect "another file has an outline of its own" sees 0 1
"$TERMVIZ" --send 'seek 90%'
expect "a seek moves the playhead" shows '^ \{60,\}0:5[4-9]'
press 1
expect "so does a key" shows '^ \{3,20\}0:0[6-9]'
press Space; expect "it is paused" shows '⏸'
expect "it stands still" is_still
kill -9 "$(pid_of engine)"
expect "the next engine has not to look again" shows 'goes on'
check "the outline is there" sees 0 1
press Space
press n; expect "the next track is another" shows '^ *0:0[0-5]'
expect "with its own outline" sees 0 1
close
open late.cue
expect "a cue sheet's track plays" shows '^ *0:0[0-9]'
check "of what is silent there is nothing to see" sees 0 0
press n; expect "of each track it is that part of the file" sees 1 1
close
type_line "clear; cat late.wav | $TERMVIZ --view overview --output none -"
expect "a stream has none, and says so" shows 'no length to look over'
close
expect "nothing is left" nothing_left
finish
