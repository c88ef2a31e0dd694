#!/bin/sh
# The queue on the screen: moved, removed, searched, played, saved, added to, cleared; from two terminals.
. "${srcdir:-.}/tests/lib.sh"
need tmux sox

mkdir -p "$dir/songs" "$dir/more/deep"
for i in one two three four; do sox -D -n -r 8000 -c 1 -b 16 "$dir/songs/$i.wav" synth 60 sine 400; done
cp "$dir/songs/one.wav" "$dir/more/deep/found.wav"
echo 'no playlist' >"$dir/taken.m3u8"
# in_order NAME...: whether the rows have these names, one below the other
in_order() { [ "$(screen | sed -n 's/^[› ][▶ ] *[0-9]* \([a-z]*\)\.wav.*/\1/p' | tr '\n' ' ')" = "$* " ]; }

terminal 80 12
type_line "cd '$dir'; $TERMVIZ --output none songs/one.wav songs/two.wav songs/three.wav songs/four.wav"
expect "a picture" shows_bars
press Q
expect "the queue in its place" in_order one two three four
check "what is heard is marked, the cursor is on it" shows '^›▶1 one.wav'
check "the status line stays" shows '1 of 4'
press d
expect "d removes" in_order two three four
expect "and what follows is heard" shows '^›▶1 two.wav'
press J
expect "J moves down" in_order three two four
press K
expect "K moves up" in_order two three four
press j J J
expect "not further than to the end" in_order two four three
check "the cursor goes with it" shows '^› 3 three'
press /; type_line 'FOUR'
expect "what is found is played" shows '^›▶2 four'
press s; type_line 'a list'
expect "it is saved" shows 'the queue is saved'
check "in the folder the terminal is in" test -s "$dir/a list.m3u8"
check "in its order" sh -c "sed 's|.*/||' '$dir/a list.m3u8' | tr '\n' ' ' | grep -q '#EXTM3U two.wav four.wav three.wav'"
press s; type_line 'taken'
expect "not over something else" shows 'left alone'
check "which is as it was" grep -q 'no playlist' "$dir/taken.m3u8"
press a; type_line 'nowhere'
expect "what is not there is not added" shows 'no such file'
press a; type_line 'more'
expect "a folder is" in_order two four three found
press S
expect "shuffle is shown" shows '^queue  4  shuffle'
press S
expect "and undone" in_order two four three found
tmux -L "$socket" resize-window -x 16 -y 3
expect "a small window has a row of it" shows '^.▶four.wav'
tmux -L "$socket" resize-window -x 80 -y 12
expect "a large one all" in_order two four three found

press Space
expect "while it is paused" shows '^⏸'
expect "it sleeps" is_still
"$TERMVIZ" --send 'remove 1'
expect "and is woken by a change from elsewhere" in_order four three found
press c n; press c y
expect "all are removed" shows 'nothing in the queue'
press Q; press q
expect "the terminal is given back" given_back
expect "nothing is left" nothing_left
finish
