#!/bin/sh
# What a terminal is told of colours, as tmux understands it: by its name, by COLORTERM, by our options, down to none.
# The theme's only colour is number 160 of the 256, and of the 16 nearest to the first red.
. "${srcdir:-.}/tests/lib.sh"
need tmux
printf '[theme]\nname = one\n[colours]\ngradient = #d70000\n' >"$dir/one.theme"
one="$TERMVIZ --demo --theme $dir/one.theme --status=off --peaks=off"

esc=$(printf '\033')
coloured() { tmux -L "$socket" capture-pane -p -e; }
# bars_are SGR: blocks are drawn, and no other colour is ever set
bars_are() { coloured | grep -q "\[$1m *[▁▂▃▄▅▆▇█]" && ! coloured | sed "s/$esc\[\($1\|39\)m//g" | grep -q "$esc"; }
bars_are_plain() { shows_bars && ! coloured | grep -q "$esc"; }

# drawn WHAT COMMAND CHECK...
drawn() {
	what=$1 command=$2; shift 2
	type_line "clear; $command"
	expect "$what" "$@"
	press q; expect "and the terminal back" given_back
}

terminal 60 20
true='38;2;215;0;0' of_256='38;5;160'
drawn "24 bits, by COLORTERM" "COLORTERM=truecolor $one" bars_are $true
drawn "256 colours, by TERM" "TERM=tmux-256color $one" bars_are $of_256
drawn "8, by TERM" "TERM=screen $one" bars_are 31
drawn "24 bits, as told" "$one --color=truecolor" bars_are $true
drawn "256, as told, whatever COLORTERM says" "COLORTERM=truecolor $one --color=256" bars_are $of_256
drawn "16, as told" "$one --color=16" bars_are 31
drawn "none, as told" "$one --color=mono" bars_are_plain
drawn "none, by NO_COLOR" "NO_COLOR=1 $one" bars_are_plain
expect "nothing is left" nothing_left
finish
