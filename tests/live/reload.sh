#!/bin/sh
# The theme's file is read again at a key or SIGUSR1; a wrong one changes nothing; and the signal kills no process.
. "${srcdir:-.}/tests/lib.sh"
need tmux

esc=$(printf '\033')
theme_is() { printf '[theme]\nname = one\n[colours]\ngradient = %s\n' "$1" >"$dir/one.theme"; }
# bars_are SGR: blocks of that colour
bars_are() { tmux -L "$socket" capture-pane -p -e | grep -q "$esc\[38;2;$1m *[▁▂▃▄▅▆▇█]"; }
processes() { runs | sed 's/:.*//'; }

theme_is '#d70000'
terminal 90 24
type_line "clear; $TERMVIZ --demo --color=truecolor --theme $dir/one.theme"
expect "bars in the theme's colour" bars_are '215;0;0'
theme_is '#00d700'
press r; expect "r reads the file again" bars_are '0;215;0'
expect "and says so" shows 'one.theme: read again'
theme_is '#0000d7'
kill -USR1 "$(pid_of ui)"
expect "so does SIGUSR1" bars_are '0;0;215'
theme_is 'blue'
kill -USR1 "$(pid_of ui)"
expect "a wrong one is told" shows 'line 4'
check "and the old one stays" bars_are '0;0;215'
theme_is '#d70000'
press Space
press r; expect "at rest, too" bars_are '215;0;0'
press Space

before=$(processes)
kill -USR1 "$(pid_of keeper)" "$(pid_of engine)"
"$TERMVIZ" --send 'seek 10'
expect "bars" shows_bars
check "no other process minds SIGUSR1" [ "$(processes)" = "$before" ]
press q; expect "q gives the terminal back" given_back
expect "nothing is left" nothing_left
finish
