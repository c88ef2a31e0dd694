#!/bin/sh
# --resume: a run goes on where the last one left off, with the same queue or another that has the file.
. "${srcdir:-.}/tests/lib.sh"
need sox

export XDG_STATE_HOME="$dir/state"
mkdir -p "$dir/songs"
for i in 1 2 3 4 5; do sox -D -n -r 8000 -c 1 -b 16 "$dir/songs/$i.wav" synth 60 sine 400; done
left="$XDG_STATE_HOME/termviz/resume"
start() { "$TERMVIZ" --headless --output none --stats "$dir/stats" "$@"; }
title_is() { runs | grep -q ": $1$"; }
at_s() { tail -n 1 "$dir/stats" | tr ' ' '\n' | sed -n 's/^position_s=\([0-9]*\).*/\1/p'; }
at_least() { s=$(at_s); [ "${s:-0}" -ge "$1" ]; }
end() { "$TERMVIZ" --send quit; until_true 5 no_runs; }

run_is 1 'name what to play' --headless --resume
check "beside what is no queue it means nothing" "$TERMVIZ" --headless --resume --demo
end
start "$dir/songs"
end
check "without the option nothing is kept" test ! -e "$XDG_STATE_HOME"

start --resume --loop queue "$dir/songs"
expect "the first" title_is 1.wav
"$TERMVIZ" --send 'jump 4'
expect "another track" title_is 4.wav
expect "is noted" grep -q '^#TERMVIZ-AT .*/4.wav$' "$left"
"$TERMVIZ" --send 'seek 40'
expect "there" at_least 40
"$TERMVIZ" --send pause
expect "the pause, too" grep -q '^#TERMVIZ-AT 4[0-9]* 0 .*/4.wav$' "$left"
end
check "what was given is kept, not what was in it" sh -c "[ \"\$(grep -v '^#' '$left')\" = '$dir/songs' ]"

rm "$dir/stats"
start --resume
expect "it goes on there" title_is 4.wav
expect "where it was" at_least 40
end
check "in its order" grep -q '^#TERMVIZ-LOOP queue' "$left"

rm "$dir/stats"
start --resume --shuffle "$dir/songs/2.wav" "$dir/songs/4.wav"
expect "in another queue as well" title_is 4.wav
expect "in the same place" at_least 40
"$TERMVIZ" --send 'next'
expect "and the others are still to come" title_is 2.wav
end

cp "$dir/songs/1.wav" "$dir/gone.wav"
start --resume "$dir/gone.wav" "$dir/songs/3.wav"
expect "a file" title_is gone.wav
"$TERMVIZ" --send 'seek 40'
expect "in its middle" at_least 40
end
rm "$dir/gone.wav" "$dir/stats"
start --resume
expect "that is gone is passed over" title_is 3.wav
check "and what follows begins at its start" sh -c "! grep -q 'position_s=4[0-9]' '$dir/stats'"
end

start --resume "$dir/songs/5.wav"
expect "where it is not to be had, from the start" title_is 5.wav
"$TERMVIZ" --send 'seek 59.9'
expect "it ends" no_runs
check "no place is left then" sh -c "! grep -q TERMVIZ-AT '$left'"

echo junk >"$left"
check "what is no such file is refused in a line" one_line --headless --resume
run_is 1 'remove it' --headless --resume
start --resume "$dir/songs/1.wav"
expect "beside files it does not matter" title_is 1.wav
end
expect "nothing is left" nothing_left
finish
