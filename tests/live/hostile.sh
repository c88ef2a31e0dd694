#!/bin/sh
# Who means ill at the other end of a run's socket: programs that attach, and keepers, neither crash nor hang, nor hand a
# terminal what was made up for it.
. "${srcdir:-.}/tests/lib.sh"
need python3

cd "$dir" || exit 99
check "a run" "$TERMVIZ" --headless --keep --demo --name good
is_survived() { check "$1" python3 "$srcdir/tests/hostile.py" "$1" good; }
# Those that leave that run alone, at once; they wait most of the time.
for case in wrong_memory wrong_contents never_settles floods texts answers_of_a_terminal; do is_survived $case & done
wait
for case in nonsense crowds a_terminal_that_is_none; do is_survived $case; done
check "the run has seen it all, and goes on" "$TERMVIZ" --name good --send pause
check "and ends" "$TERMVIZ" --name good --send quit
expect "nothing is left" nothing_left
finish
