#!/bin/sh
# The configuration while a picture is shown: what is wrong in it is told, a change of the file takes effect at once, the
# command line and what was changed by keys stay, presets are gone through.
. "${srcdir:-.}/tests/lib.sh"
need tmux

file=$XDG_CONFIG_HOME/termviz/termviz.conf
terminal 90 24
# widths N: there is a bar of just so many columns, on the last row but one
widths() { screen | tail -n 2 | head -n 1 | grep -q "\(^\|[^█]\)█\{$1\}\([^█]\|\$\)"; }
# typed COMMAND: on the command line
typed() { press :; type_line "$1"; }

type_line "clear; $TERMVIZ --demo --bar-gap 2 --view bars"
expect "bars without a file" widths 2
check "the folder for one is there" test -d "${file%/*}"

printf 'bar-width = 5\nbar-gap = 9\n' >"$file"
expect "a file that comes to be is read" widths 5
expect "and it is said" shows 'termviz.conf: read again'
check "the command line goes over it" shows '█\{5\}  █\{5\}'

printf 'bar-width = 7\n' >"$file.new"; mv "$file.new" "$file"
expect "so is one that takes its place, as editors have it" widths 7

press s; expect "a key hides the status line" shows_not 'demo'
printf 'bar-width = 3\n' >"$file"
expect "what the file says of something else" widths 3
expect "is told over the picture" shows 'read again'
press Escape; expect "a key takes that away" shows_not 'read again'
check "the line stays hidden" shows_not 'demo'
press s
printf 'bar-width = 6\nfsp = 30\n' >"$file"
expect "what is wrong is told" shows 'termviz.conf:2: fsp: no such setting; did you mean fps?'
expect "and the rest is taken" widths 6
rm -r "${file%/*}"; mkdir "${file%/*}"; printf 'bar-width = 4\nfsp = 30\n' >"$file"
expect "the folder may be removed and made again" widths 4
mv "${file%/*}" "$dir/away"; mkdir "${file%/*}"; printf 'bar-width = 6\nfsp = 30\n' >"$file"
expect "or be replaced by another" widths 6

cp "$file" "$dir/elsewhere.conf"; ln -sf "$dir/elsewhere.conf" "$file"; press r
expect "r reads it again" shows 'fsp: no such setting'
press P; expect "P shows a preset" shows_not 'fsp'
press P; expect "the next one" shows 'preset mastering'
expect "is another view" shows 'PLR'
press q; expect "q gives the terminal back" given_back

# what is wrong from the beginning on
type_line "clear; $TERMVIZ --demo"
expect "what was wrong before is told" shows 'fsp: no such setting'
printf 'bar-width = 4\n' >"$dir/elsewhere.conf"
expect "a file that a link leads to is watched" widths 4
typed 'fps 20'
typed 'save-config'
expect "one outside its folder is not written to" shows 'termviz --save-config can'
rm "$file"; printf 'bar-width = 3\n' >"$file.new"; mv "$file.new" "$file"
expect "nor need it be" widths 3
typed 'bind F5 view meters'
typed 'save-config'
expect "the settings are saved" shows 'saved in'
printf 'bar-width = 4\n' >"$file"; expect "and read again" widths 4
press F5; expect "a key that was bound stays so" shows 'LUFS'
press q; expect "q gives the terminal back" given_back
expect "nothing is left" nothing_left

printf '[keys]\nF5 = zooom\n' >"$file"
"$TERMVIZ" --print-config >/dev/null 2>"$dir/said"
check "keys are looked at without a picture, too" grep -q "termviz.conf:2: 'zooom': no command" "$dir/said"
finish
