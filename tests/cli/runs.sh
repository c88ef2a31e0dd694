#!/bin/sh
# Runs without a terminal: headless, listed, commanded, ended; nothing is left behind, whatever is killed.
. "${srcdir:-.}/tests/lib.sh"

check "a headless run returns at once" "$TERMVIZ" --headless --demo
check "it is listed with its processes" sh -c '"$TERMVIZ" --list | grep -q "^default	keeper [0-9]*, engine [0-9]*"'
check "a command is obeyed" "$TERMVIZ" --send pause
check "and another" "$TERMVIZ" --send 'seek 30'
run_is 1 'no next file' --send next
check "a second run gets a name of its own" "$TERMVIZ" --headless --demo
check "both are listed" sh -c '[ "$("$TERMVIZ" --list | cut -f1 | tr "\n" " ")" = "default default-2 " ]'
run_is 2 'name one' --send pause
check "one is ended" "$TERMVIZ" --name default-2 --send quit
run_is 2 'goes on already' --headless --demo --name default

keeper=$(pid_of keeper) engine=$(pid_of engine)
check "a session of its own" sh -c "[ \$(ps -o sid= -p $keeper) = $keeper ]"
check "no terminal" sh -c "[ \$(ps -o tty= -p $keeper) = '?' ] && [ \$(ps -o tty= -p $engine) = '?' ]"
check "in /" sh -c "[ \$(readlink /proc/$keeper/cwd) = / ] && [ \$(readlink /proc/$engine/cwd) = / ]"

# an inherited descriptor must not get through
exec 9>"$dir/held"
check "a third run" "$TERMVIZ" --headless --demo --name third
for p in $("$TERMVIZ" --list | sed -n 's/^third.*keeper \([0-9]*\), engine \([0-9]*\).*/\1 \2/p'); do
	check "no descriptor is inherited by $(cat "/proc/$p/comm")" sh -c "! ls -l /proc/$p/fd | grep -q held"
done
"$TERMVIZ" --name third --send quit

new_engine() { e=$(pid_of engine); [ -n "$e" ] && [ "$e" != 0 ] && [ "$e" != "$engine" ]; }
kill -9 "$engine"
expect "a killed engine is replaced" new_engine
check "and obeys" "$TERMVIZ" --send play

kill -9 "$keeper"
expect "nothing is left of a killed keeper's run" nothing_left

check "a run of one second" "$TERMVIZ" --headless --demo --seconds 1
expect "ends by itself" nothing_left
finish
