#!/bin/sh
# Over a real ssh through a slow link: 20 kB/s, 150 ms there and back. The picture comes and stays current, keys act, and
# no answer of the terminal's lands on the shell's prompt, also of a program that quits before answers can be back.
. "${srcdir:-.}/tests/lib.sh"
need tmux python3
. "${srcdir:-.}/tests/sshd.sh"

"${srcdir:-.}/tests/link.py" $port 20000 75 "$dir/tally" >"$dir/link" 2>&1 &
link_pid=$!
trap 'kill $link_pid $sshd_pid 2>/dev/null; clean_up' EXIT
until_true 10 [ -s "$dir/link" ]

carried() { cut -d' ' -f1 "$dir/tally"; }
longest() { cut -d' ' -f2 "$dir/tally"; }
has_carried() { [ "$(carried)" -ge "$1" ]; }
# all_read WORD: what is typed comes behind all answers on their way; it is read by the shell as it is
all_read() {
	type_line "echo all $1"
	expect "the shell is in order after $1" shows "^all $1\$"
	check "and nothing stood on its prompt" shows "^PROMPT> echo all $1\$"
}

terminal 100 30
type_line "clear; $ssh -p $(cat "$dir/link") -t 127.0.0.1 env PS1='PROMPT\>\ ' sh"
expect "a shell far away" sh -c 'tmux -L "$0" display -p "#{pane_current_command}" | grep -q ssh' "$socket"
expect "prompts" shows_prompt

type_line "clear; COLORTERM=truecolor $TERMVIZ --demo"
expect "the picture comes" shows_bars
expect "the status line is there" shows 'dB'
press s; expect "keys act: s hides it" shows_not 'dB'
expect "it plays on" has_carried $(($(carried) + 60000))
# What the link carries in a round trip, and a picture: as many as 100x30 cells of three bytes.
check "never more waits than a round trip and a picture" [ "$(longest)" -le $((3000 + 9000)) ]
echo "the most that waited: $(longest) bytes"
press q; expect "q gives the terminal back" shows_prompt
all_read quitting
type_line "stty -a"
expect "and the line is edited and echoed" shows ' icanon'

type_line "clear; $TERMVIZ --demo; echo status \$?"; press q
expect "quitting at once" shows 'status 0'
all_read haste
expect "leaves nothing" nothing_left
finish
