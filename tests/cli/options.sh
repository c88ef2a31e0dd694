#!/bin/sh
# The command line: what it tells, what it refuses, and with which exit status.
. "${srcdir:-.}/tests/lib.sh"

run_is 0 'Usage' --help
run_is 0 'termviz 0.1.0' --version
run_is 0 '--rate HZ' --list-options
run_is 0 'default	' --list-themes
run_is 0 'bars	' --list-views
run_is 0 'meters	' --list-views
run_is 0 'Left	seek -5	' --list-keys
run_is 0 '' --list
run_is 2 '--seconds' --secnods 3
run_is 2 'Hz' --demo --rate abc
run_is 2 'mono|split|mirror' --demo --stereo wide
run_is 2 'floor' --demo --floor 0 --ceiling -70
run_is 2 'choose one of them' --input mic --demo
run_is 2 'choose one of them' --input mic song.wav
run_is 2 'into itself' --output default
run_is 2 'not a number' --volume loud
run_is 2 'choose one' --demo song.flac
run_is 2 "leave out 'song.flac'" --attach song.flac
run_is 2 "leave out '--headless'" --attach --headless
run_is 2 'termviz --help' --=x
run_is 2 'digits' --headless --demo --name '../x'
run_is 1 'no run' --send pause
run_is 2 'not known' --send dance
run_is 2 'not a place' --send 'seek soon'
run_is 2 'there are bars, ' --demo --view no-such-view
run_is 2 'there are bars, ' --headless --demo -v noba
run_is 2 'a ) is missing' --demo -v '(bars/meters'
run_is 2 'empty' --demo --view ''
run_is 2 'ppm1|ppm2|vu' --demo --meter dial
run_is 2 'LUFS' --demo --target 3
run_is 2 'theme' --demo --theme no-such-theme

# options from the environment
export TERMVIZ_OPTIONS="--demo --view 'no such view'"
run_is 2 "'no such view'" --headless
run_is 0 '' --headless --view bars --seconds 0.1
expect "what the command line says goes over it" nothing_left
TERMVIZ_OPTIONS="--input mic --output 'no such device' --follow"
run_is 1 'nowhere.flac: ' --data raw "$dir/nowhere.flac"
TERMVIZ_OPTIONS="--input mic --output 'no such device'"
run_is 2 '--tee and --headless' --tee --headless -
run_is 1 'no sound came' --data raw -
TERMVIZ_OPTIONS='--fps often'
run_is 2 'TERMVIZ_OPTIONS: --fps: ' --demo
check "in one line" one_line --demo
unset TERMVIZ_OPTIONS

# every option of the table appears in the help
"$TERMVIZ" --list-options | sed 's/[ =[,	].*//' | while read -r option; do
	"$TERMVIZ" --help | grep -q -e "$option" || echo "$option"
done >"$dir/missing"
check "help has every option: $(tr '\n' ' ' <"$dir/missing")" test ! -s "$dir/missing"
check "no line of it is wider than 80 columns" [ "$("$TERMVIZ" --help | awk 'length > 80' | wc -l)" = 0 ]

# the manual's lists are what the program says
mkdir -p "$dir/tree/man" "$dir/tree/scripts"
cp "$srcdir/man/termviz.1" "$srcdir/man/termviz.conf.5" "$dir/tree/man"
cp -r "$srcdir/presets" "$dir/tree"
cp "$srcdir/scripts/update-man" "$dir/tree/scripts"
chmod u+w "$dir/tree/man"/*
"$dir/tree/scripts/update-man" "$TERMVIZ"
check "the manual is up to date (scripts/update-man makes it so)" cmp "$srcdir/man/termviz.1" "$dir/tree/man/termviz.1"
check "so is that of the configuration" cmp "$srcdir/man/termviz.conf.5" "$dir/tree/man/termviz.conf.5"
for view in $("$TERMVIZ" --list-views | cut -f 1); do
	check "the manual tells what $view shows" grep -q "^\.Fl -view Cm $view\b" "$srcdir/man/termviz.1"
done

# without a terminal on standard output there is one clear line
said=$("$TERMVIZ" --demo 2>&1 >/dev/null </dev/null)
case $said in *'standard output is not a terminal'*) pass "stdout must be a terminal" ;; *) fail "stdout: $said" ;; esac

check "nothing is left" nothing_left
finish
