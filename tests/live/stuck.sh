#!/bin/sh
# A terminal that takes nothing any more, and one whose window is hidden: nobody works for them; when they go on or are
# shown, so does the picture; leaving is not kept. And one that has nothing new to show.
. "${srcdir:-.}/tests/lib.sh"
need python3

out="$dir/out"; : >"$out"
mkfifo "$dir/tell"
"${srcdir:-.}/tests/live/held.py" "$out" "$TERMVIZ" --demo <"$dir/tell" &
exec 3>"$dir/tell"
tell() { printf '%s\n' "$1" >&3; }
drawn() { [ "$(wc -c <"$out")" -gt "$1" ]; }

expect "it draws" drawn 20000
# at once: one that has not answered for a while is not believed any more
n=$(wc -c <"$out")
tell "type $(printf '\033[O')"
expect "without the focus it goes on" drawn $((n + 20000))
tell "type $(printf '\033[2t')"
expect "minimized, it rests" is_still
n=$(wc -c <"$out")
tell "type $(printf '\033[I')"
expect "and goes on when it has the focus again" drawn $((n + 20000))

tell 'type  '
expect "paused, the picture comes to rest" is_still
n=$(wc -c <"$out")
expect "without a timer" is_still
check "and nothing is written" [ "$(wc -c <"$out")" = "$n" ]
tell 'type  '
expect "and it goes on" drawn $((n + 20000))
tell hold
expect "nobody wakes for a stuck terminal" is_still
tell 'go on'
n=$(wc -c <"$out")
expect "when it goes on, so does the picture" drawn $((n + 20000))

tell hold
expect "stuck again" is_still
tell 'type q'
expect "q quits all the same" nothing_left
tell 'go on'
expect "and what gives the terminal back has reached it" sh -c "tail -c 100 '$out' | grep -aq '1049l'"
exec 3>&-
finish
