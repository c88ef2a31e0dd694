#!/bin/sh
# The configuration file: what it sets, what is said of what is wrong in it, presets, printing, saving.
. "${srcdir:-.}/tests/lib.sh"

folder=$XDG_CONFIG_HOME/termviz file=$XDG_CONFIG_HOME/termviz/termviz.conf
mkdir -p "$folder/presets"
# in_force ARG...: the settings, without comments
in_force() { "$TERMVIZ" "$@" --print-config 2>/dev/null | grep -v '^#' | grep =; }
# sets SETTING ARG...: whether that line is in force
sets() { what=$1; shift; in_force "$@" | grep -qx -e "$what"; }
warnings() { "$TERMVIZ" --print-config 2>&1 >/dev/null; }

in_force --config /dev/null >"$dir/defaults"
check "without a file there are defaults" sets 'fps = 60'
check "and no warnings" test -z "$(warnings)"
printf '[picture]\nfps = 30\nlow = 40 Hz\n' >"$file"
check "a file sets" sets 'fps = 30'
check "the command line goes over it" sets 'fps = 20' --fps 20
check "--config names another" sets 'fps = 60' --config /dev/null
run_is 1 '/nowhere' --config /nowhere --print-config
run_is 0 'thme: no such setting; did you mean theme?' --config "$srcdir/fuzz/seeds/config/wrong" --print-config

# warnings
printf 'fsp = 3\nview = brs\ntheme = none-such\nhelp = on\n' >"$file"
check "each wrong line is told" [ "$(warnings | wc -l)" = 4 ]
check "with file and line" [ "$(warnings | grep -c "^termviz: $file:[1-4]: ")" = 4 ]
run_is 0 "$file:2: view 'brs': not known" --headless --demo --seconds 0.1
expect "and the run has gone on all the same" nothing_left
printf '[keys]\nF5 =\nF6 = dance\n' >"$dir/keys"
run_is 0 "keys:3: 'dance'" --config "$dir/keys" --print-config

# every setting can be in a file, and is printed as it can be read
"$TERMVIZ" --config /dev/null --print-config >"$dir/printed"
"$TERMVIZ" --config "$dir/printed" --print-config >"$dir/again" 2>&1
check "what is printed can be read" cmp "$dir/printed" "$dir/again"
sed 's/^#\([a-z]\)/\1/; s/^preset = .*//; s/ = \(NAME\|PLAYER\|FILE\)$/ = x/; s/HOST.*/h/' "$dir/printed" |
	sed 's/^channels-shown = .*/channels-shown = left/; s/^terminal = .*/terminal = +sync/' >"$dir/all"
"$TERMVIZ" --config "$dir/all" --print-config >"$dir/again" 2>"$dir/said"
check "all of them: $(cat "$dir/said")" test ! -s "$dir/said"
check "none is left out" test -z "$(grep '^#[a-z]' "$dir/again" | grep -v '^#preset')"
"$TERMVIZ" --list-options | sed 's/[ =[,	].*//; s/^--//' | while read -r name; do
	printf '%s = x\n' "$name" >"$dir/one"
	"$TERMVIZ" --config "$dir/one" --print-config 2>&1 >/dev/null | grep -q "one:1: " || echo "$name"
done | grep -vx -e input -e output -e follow -e mpd -e log -e stats >"$dir/taken"
check "what is once or wrong is refused: $(tr '\n' ' ' <"$dir/taken")" test ! -s "$dir/taken"

# presets
rm "$file"
for preset in classic mastering measure minimal show tmux-strip; do
	check "$preset is listed" [ -n "$("$TERMVIZ" --list-presets | grep "^$preset	.")" ]
	check "$preset is without a fault" test -z "$("$TERMVIZ" --preset $preset --print-config 2>&1 >/dev/null)"
done
printf 'fps = 7\nhold = 7\n' >"$folder/presets/mine.conf"
printf 'preset = mine\nfps = 8\n' >"$file"
printf '[layouts]\nmix = meters/bars\n' >"$dir/layouts"
run_is 0 'mix	meters/bars' --config "$dir/layouts" --list-views
check "a preset of the user's own" sets 'hold = 7 ms'
check "lies beneath the file that names it" sets 'fps = 8'
check "and over it on the command line" sets 'fps = 7' --preset mine
run_is 2 '--list-presets' --preset nowhere --demo

# saving
printf '# mine\nfps = 8 ; slow\nfsp = 9\n\n[keys]\nF5 = quit\n' >"$file"
cp "$file" "$dir/before"
run_is 0 "$file" --low 40 --fps 9 --save-config
printf '# mine\nfps = 9 ; slow\nfsp = 9\nlow = 40 Hz\n\n[keys]\nF5 = quit\n' >"$dir/wanted"
check "what was written stays" cmp "$file" "$dir/wanted"
check "and is kept as it was" cmp "$file~" "$dir/before"
run_is 0 "$file" --save-config
check "nothing new, nothing written" cmp "$file" "$dir/wanted"
rm -r "$folder"
run_is 0 "$file" --peaks=off --save-config
check "the folder is made" sets 'peaks = off'
run_is 0 "$dir/new.conf" --config "$dir/new.conf" --fps 9 --save-config
check "a file that is named is made, too" sets 'fps = 9' --config "$dir/new.conf"
run_is 1 "cannot write" --config "$dir/none/such/at/all.conf" --fps 9 --save-config
run_is 1 'cannot write' --config /proc/version --fps 3 --save-config
finish
