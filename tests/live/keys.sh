#!/bin/sh
# Each key does something that can be seen; keys can be bound anew; the help over the picture; the command line.
. "${srcdir:-.}/tests/lib.sh"
need tmux sox

mkdir "$dir/songs"
for i in one two three; do sox -D -n -r 8000 -c 2 -b 16 "$dir/songs/$i.wav" synth 600 sine 400 gain -6; done
terminal 100 24
type_line "cd '$dir/songs'; $TERMVIZ --output none -v 'bars|meters' one.wav two.wav three.wav"
expect "a picture" shows '\[meters\]\|▇'

# key NAME SENT WHAT COMMAND...: a key by its name in the table, what tmux calls it, and what is seen then
key() { name=$1 sent=$2; shift 2; press "$sent"; expect "$name: $*" "$@"; echo "$name" >>"$dir/pressed"; }
last() { screen | tail -n 1; }
says() { last | grep -q -e "$1"; }
says_not() { ! says "$1"; }
# mouse REPORT: the mouse's wheel, as terminals tell of it
mouse() { tmux -L "$socket" send-keys -H $(printf '\033[<%s' "$1" | od -An -tx1); }
# told COMMAND PATTERN: what the command line answers
told() { press :; type_line "$1"; until_true 5 says "$2"; }
# volume_says PATTERN: asked until the run has obeyed
volume_says() { press :; type_line volume; sleep 0.1; says "volume: $1"; }
# given_up: the command line is closed; an Esc that another key follows at once would be Alt
given_up() { press C-u BSpace; }

key Space Space says '^⏸'
key 5 5 says ' 5:00 / 10:00'
key 0 0 says ' 0:00 / 10:00'
key ']' ']' says ' 1:00 / 10:00'
key '[' '[' says ' 0:00 / 10:00'
key Right Right says ' 0:05 / 10:00'
key Left Left says ' 0:00 / 10:00'
for i in 1 2 3 4 6 7 8 9; do key $i $i says " $i:00 / 10:00"; done
key + + volume_says '1 dB'
key - - volume_says '0 dB'
key M M volume_says '.*muted'
press M
key n n says '2 of 3'
key p p says '1 of 3'
key L L says 'loop track'
press L L
key S S says 'shuffle'
press S
key o o says 'output\|device'
press Space
key Q Q shows '^queue'
press Q
key s s says_not '1 of 3'
press s
key m m shows '^ *-20 *[┄│├]\|0 dB\|Hz'
press m
key f f says 'frozen'
press f
expect "and no longer" says_not 'frozen'
key x x says_not 'keeps a maximum'
press x
key R R says '1 of 3'
key Tab Tab shows '\[meters\]'
next=$("$TERMVIZ" --list-views | sed -n '/^meters/{n;s/\t.*//p}')
key v v shows "\[$next\]"
key V V shows '\[meters\]'
key z z shows_not '\[bars\]'
press z
key t t says '^. » theme'
key T T says '^. » theme'
key r r says 'read again'
tty=$(tmux -L "$socket" display -p '#{pane_tty}')
press Space; expect "paused" says '^⏸\|read again'
printf '\033[5;5Hwritten over it' >"$tty"
expect "somebody writes over it" shows 'written over it'
key Ctrl-L C-l shows_not 'written over it'
key '?' '?' shows 'Keys'
press '?'
expect "and back" shows_not 'Keys'
key : : says '^:'
given_up
mouse '64;3;3M'; key WheelUp Up volume_says '1 dB'
mouse '65;3;3M'; key WheelDown Down volume_says '0 dB'

press '?'; expect "help" shows 'Keys'
press Escape; expect "Esc closes it" shows_not 'Keys'
press '?'; expect "help again" shows 'Keys'
press Q; expect "another key closes it and acts" shows '^queue'
press '?'; expect "in the queue it has the queue's keys" shows 'save as a playlist'
press '?' Q
tmux -L "$socket" resize-window -x 20 -y 5
press '?'; expect "in a small window it begins" shows '^Sound'
press Down; expect "and scrolls" shows_not '^Sound'
press '?'
tmux -L "$socket" resize-window -x 100 -y 24

press :; tmux -L "$socket" send-keys -l 'vie'; press Tab
expect "Tab completes" says '^:view '
tmux -L "$socket" send-keys -l 'sta'; press Tab Enter
expect "Enter obeys" shows 'Latency'
press : Up; expect "Up brings it back" says '^:view stats'
given_up
check "a wrong one is told" told 'veiw' 'no command'
check "so is the view that was meant" told 'meters' "'view meters' shows it"
check "so is a preset that is not there" told 'preset nope' '--list-presets shows'
check "a setting's value" told fps 'fps: 60'
check "a setting is changed" told 'fps=30' .
check "to that" told fps 'fps: 30'
check "what is settled at the start says so" told 'rate 8000' 'when termviz starts'
check "a run's setting" told 'loop=queue' 'loop'
press :; tmux -L "$socket" set-buffer 'view meters
'; tmux -L "$socket" paste-buffer -p
expect "a paste is text" says '^:view meters'
given_up
told 'bind F5 view meters' .; press F5
expect "a key is bound anew" shows 'LUFS'
press '?'; expect "help tells of it" shows 'F5 *view meters'
press '?'
press :; tmux -L "$socket" send-keys -l 'quit'; press C-c
expect "Ctrl-C gives up what is typed" says_not '^:'
told 'bind / command seek' .; press /
expect "a key begins a command" says '^:seek '
given_up
press :; type_line 'view meters'; press :; type_line 'split below stats'
expect "a pane is divided" shows 'Callback'
press :; type_line 'split right beat'; expect "and the new one is chosen" shows '\[beat\]'
press :; type_line close; press :; type_line close; expect "panes are closed" shows_not 'Callback'
check "what was there stays" shows 'LUFS'
told close 'only pane'
told 'bind q' .; press q
expect "or to nothing" volume_says '0 dB'
told 'bind q quit' .

key d d shows_prompt
expect "the run goes on" pid_of engine
type_line "$TERMVIZ --attach"; expect "joined again" says '1 of 3'
key P P says_not '1 of 3' # the first preset has no status line
key q q given_back
"$TERMVIZ" --send quit
expect "nothing is left" nothing_left

"$TERMVIZ" --list-keys | cut -f1 | sort >"$dir/keys"
sort -u "$dir/pressed" >"$dir/seen"
check "each key of the table was pressed" [ -z "$(comm -23 "$dir/keys" "$dir/seen")" ]
comm -23 "$dir/keys" "$dir/seen"
finish
