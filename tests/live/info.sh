#!/bin/sh
# --info: in tmux, in screen, into a pipe, without a terminal.
. "${srcdir:-.}/tests/lib.sh"
need tmux
TAB='	'

terminal 200 40
type_line "clear; $TERMVIZ --info"
expect "in tmux: its name, by its answer" shows '^terminal  *tmux .*(answer)'
expect "and what that means" shows '^multiplexer  *tmux: answers for itself'
expect "a round trip" shows '^answers  *yes, after [0-9.]* ms'
expect "nothing else" shows_prompt
check "the terminal is as it was" given_back

type_line "clear; TMUX= COLORTERM=truecolor $TERMVIZ --info --terminal +sync,-ech --glyphs ascii | cat"
expect "into a pipe, too: colours by the environment" shows '^color  *24 bit.*(environment)'
expect "what the user sets" shows '^sync  *yes.*(option)'
check "and denies" shows '^ech  *no (option)'
check "glyphs by an option" shows '^glyphs  *ascii.*(option)'
check "the terminal is asked all the same" shows '^rep .*(answer)'
expect "nothing else" shows_prompt

type_line "clear; $TERMVIZ --info --terminal -answers"
expect "not asked if the user says so" shows '^answers  *not asked (option)'
type_line "clear; $TERMVIZ --info & wait; echo do''ne"
expect "in the background it does not stop" shows 'done'
check "nor ask" shows '^answers  *not asked (in the background)'

if command -v screen >/dev/null; then
	mkdir -m 700 "$dir/screens"
	type_line "clear; SCREENDIR=$dir/screens screen -c /dev/null sh -c '$TERMVIZ --info; read wait'"
	expect "in screen: its name" shows '^terminal  *screen'
	expect "and what that means" shows '^multiplexer  *screen: answers for itself'
	press Enter
	expect "nothing else" shows_prompt
fi

"$TERMVIZ" --info </dev/null >"$dir/told" 2>"$dir/said" || fail "--info: exit $?"
check "nothing but names, tabs and values" sh -c "! grep -v '^[A-Za-z]*$TAB..*' '$dir/told'"
check "without a word on stderr" test ! -s "$dir/said"
finish
