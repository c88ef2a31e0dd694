#!/bin/sh
# Through mosh, which has a terminal of its own in between and no second screen: the picture comes, and goes with the
# program.
. "${srcdir:-.}/tests/lib.sh"
need tmux mosh-server mosh-client

port=$((30000 + $$ % 20000))
mosh-server new -i 127.0.0.1 -p $port -- env PS1='MOSH> ' sh >"$dir/mosh" 2>&1 </dev/null || { cat "$dir/mosh"; exit 77; }
key=$(sed -n 's/^MOSH CONNECT [0-9]* //p' "$dir/mosh")
server=$(sed -n 's/.*detached, pid = \([0-9]*\).*/\1/p' "$dir/mosh")
trap 'kill $server 2>/dev/null; clean_up' EXIT

terminal 90 24
tmux -L "$socket" new-window "MOSH_KEY=$key TERM=xterm-256color mosh-client 127.0.0.1 $port"
expect "a shell through mosh" shows 'MOSH>'
type_line "clear; $TERMVIZ --demo"
expect "bars" shows_bars
press s; expect "keys act" shows_not 'dB'
tmux -L "$socket" resize-window -x 60 -y 16
expect "resized" shows_bars
press C-z; expect "Ctrl-Z takes the bars away" shows_not '[▁▂▃▄▅▆▇█]'
type_line fg; expect "fg brings them back" shows_bars
press q; expect "q takes them away" shows_not '[▁▂▃▄▅▆▇█]'
type_line 'clear; echo a line'
expect "the shell is in order" shows '^a line$'
expect "nothing is left" nothing_left
finish
