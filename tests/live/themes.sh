#!/bin/sh
# Themes are gone through by key, the user's own among them and a wrong one left out; on a light background it is the light
# one, unless another was asked for. And what else is for those whom colours or motion do not suit.
. "${srcdir:-.}/tests/lib.sh"
need tmux
export TERMVIZ_DATADIR="$dir/data" XDG_CONFIG_HOME="$dir/config"
mkdir -p "$dir/data/themes" "$dir/config/termviz/themes"

esc=$(printf '\033')
# theme FOLDER NAME COLOUR
theme() { printf '[theme]\ndescription = as %s is\n[colours]\ngradient = %s\ntext = %s\n' "$2" "$3" "$3" >"$dir/$1/themes/$2.theme"; }
# bars_are SGR: blocks of that colour, and the title
coloured() { tmux -L "$socket" capture-pane -p -e; }
bars_are() { coloured | grep -q "$esc\[$1m *[▁▂▃▄▅▆▇█]"; }
title_has() { coloured | tail -n 1 | grep -q "$esc\[[0-9;]*$1m *First Light"; }

theme data aaa '#d70000'
theme data aab '#00d700'
theme config/termviz aac 9
theme config/termviz aaa '#0000d7'
echo 'peak = red' >"$dir/data/themes/aabb.theme"
"$TERMVIZ" --list-themes >"$dir/list" 2>"$dir/said"; status=$?
check "the list is complete" [ $status = 0 ] && check "with what they look like" grep -q "^aab	as aab is$" "$dir/list"
check "the wrong one is not among them" [ "$(head -n 3 "$dir/list" | cut -f1 | tr '\n' ' ')" = 'aaa aab aac ' ]
check "what is wrong with it is said, and where" grep -q 'aabb.theme, line 1: ' "$dir/said"

terminal 100 24
type_line "clear; $TERMVIZ --demo --color=truecolor --theme aaa"
expect "the user's own before the installed one" bars_are '38;2;0;0;215'
press t; expect "t shows the next" bars_are '38;2;0;215;0'
expect "and says which" shows 'theme aab: as aab is'
press t; expect "and the next but one, in one of the terminal's own colours" bars_are 91
expect "and what is wrong with the one between" shows 'theme aac; left out: .*aabb.theme, line 1'
press T; expect "T shows the one before" bars_are '38;2;0;215;0'
theme data aab '#d7d700'
press r; expect "r reads the file of what is shown" bars_are '38;2;215;215;0'
press q; expect "q gives the terminal back" given_back

type_line "clear; $TERMVIZ --demo --color=truecolor"
expect "by itself the default" title_has '38;2;216;222;233'
press q; expect "q gives the terminal back" given_back
type_line "clear; $TERMVIZ --demo --color=truecolor --terminal +light"
expect "the light one on a light background" title_has '38;2;33;37;41'
press q; expect "q gives the terminal back" given_back
tmux -L "$socket" set -g window-style 'bg=#ffffff,fg=#000000'
type_line "clear; $TERMVIZ --demo --color=truecolor"
expect "and where the terminal answers that it is" title_has '38;2;33;37;41'
press t; expect "the next is not it" shows_not 'theme light'
press T; expect "and from there it is to be had" shows 'theme light'
press q; expect "q gives the terminal back" given_back
type_line "clear; $TERMVIZ --demo --color=truecolor --theme aab"
expect "not if one is named" title_has '38;2;215;215;0'
press q; expect "q gives the terminal back" given_back
type_line "clear; COLORFGBG='0;15' NO_COLOR=1 $TERMVIZ --demo"
expect "bars without colours" shows_bars
check "not one of them" sh -c "! tmux -L '$socket' capture-pane -p -e | grep -q '$esc'"
press q; expect "q gives the terminal back" given_back

type_line "clear; $TERMVIZ --demo --reduced-motion"
expect "with reduced motion there are few redraws" shows '  [0-9]/s \|  1[01]/s '
press q; expect "q gives the terminal back" given_back
expect "nothing is left" nothing_left
finish
