#!/bin/sh
# Lines for programs: what they say of a known sound, who reads them, how they end.
. "${srcdir:-.}/tests/lib.sh"
need python3 setsid sox

has_reader() { [ -n "$(pid_of ui)" ]; }
is_so() { python3 "$srcdir/tests/cli/data.py" "$@"; }
sox -D -n -r 48000 -c 2 -b 16 "$dir/tone.wav" synth 2 sine 1000 gain -20
sox -D "$dir/tone.wav" "$dir/short.wav" trim 0 1
sox -D -n -r 48000 -c 2 -b 16 "$dir/long.wav" synth 60 sine 1000 gain -20

run_is 2 'leave --headless out' --data json --headless "$dir/tone.wav"
run_is 2 'counts to 255' --data raw --data-type u8 --data-range 256 "$dir/tone.wav"
run_is 2 'off|json|csv|raw|text' --data xml "$dir/tone.wav"
run_is 1 'no such file' --data json "$dir/none.wav"
run_is 1 'no run' --data json --attach

said=$("$TERMVIZ" --data json "$dir/tone.wav" 2>&1 >&-)
case $said in *'standard output is closed'*) pass "a closed output" ;; *) fail "a closed output: $said" ;; esac

# without any terminal
setsid "$TERMVIZ" --output none --data json --scale octave/3 "$dir/tone.wav" </dev/null >"$dir/tone.json" 2>"$dir/said" &
wait $!
check "a tone is told: status 0" test $? -eq 0
check "nothing is said beside" test ! -s "$dir/said"
check "a tone's band, peak and loudness" is_so tone "$dir/tone.json"

# every name is in the manual; those of statistics are seen to elsewhere
grep -v "\"stats\":" "$dir/tone.json" | sed -n 2p | grep -o '"[a-z_]*":' | tr -d '":' | while read -r key; do
	grep -q "^\.It Cm.*\b$key\b\|^$key\b" "$srcdir/man/termviz.1" || echo "$key"
done >"$dir/missing"
check "the manual has every name: $(tr '\n' ' ' <"$dir/missing")" test ! -s "$dir/missing"

# titles
sox -D "$dir/tone.wav" --comment "$(printf 'TITLE=a "b", c;\\ \n \033[31md')" "$dir/title.flac" trim 0 0.5
"$TERMVIZ" --output none --data json "$dir/title.flac" >"$dir/title.json"
"$TERMVIZ" --output none --data csv "$dir/title.flac" >"$dir/title.csv"
check "a title breaks no line" is_so title "$dir/title.json" "$dir/title.csv"

# silence between two tones
sox -D "$dir/tone.wav" "$dir/gap.wav" trim 0 0.4 pad 0 3 repeat 1
"$TERMVIZ" --output none --data json --manner measure "$dir/gap.wav" >"$dir/gap.json"
check "silence is said once" is_so silence "$dir/gap.json"

# numbers
"$TERMVIZ" --output none --data raw --data-range 7 --bands 3 --manner measure --floor=-70 --ceiling 0 "$dir/short.wav" >"$dir/raw"
check "a row of numbers" grep -qx '0;5;0;' "$dir/raw"
check "nothing but rows, and zeros at last" sh -c '! grep -qvx "[0-7];[0-7];[0-7];" "$1" && [ "$(tail -n 1 "$1")" = "0;0;0;" ]' - "$dir/raw"
"$TERMVIZ" --output none --data raw --data-type u16le --bands 3 --manner measure "$dir/short.wav" >"$dir/packed"
check "whole rows of packed numbers" sh -c '[ $(($(wc -c <"$1") % 6)) -eq 0 ]' - "$dir/packed"
# (70 - 20) / 70 of 65535 is 46811
check "with the tone's level" sh -c 'od -An -v -t u2 -w6 "$1" | grep -qE "^ +0 +468[0-9][0-9] +0"' - "$dir/packed"

# words
"$TERMVIZ" --output none --data text "$dir/tone.wav" >"$dir/words"
check "words: the title first" grep -q '^tone.wav. Playing, 0:0[0-2] of 0:02' "$dir/words"
check "and levels" grep -q 'of 0:02, peak minus 20.0 dB' "$dir/words"
check "and no escapes" sh -c '! LC_ALL=C grep -q "[^ -~]" "$1"' - "$dir/words"

# a recipe of the README, word for word, with a file instead of what plays here
mkdir "$dir/bin"
printf '#!/bin/sh\nexec "%s" "$@" --output none "%s"\n' "$TERMVIZ" "$dir/short.wav" >"$dir/bin/termviz"
chmod +x "$dir/bin/termviz"
sed -n 's/^    \(termviz --data raw.*sed.*\)/\1/p' "$srcdir/README.md" >"$dir/recipe"
PATH="$dir/bin:$PATH" sh "$dir/recipe" >"$dir/bars"
check "the recipe draws twelve bars" grep -qx '▁*[▂▃▄▅▆▇█][▁▂▃▄▅▆▇█]*' "$dir/bars"
check "and nothing else" sh -c '[ -s "$1" ] && ! grep -qvx "[▁▂▃▄▅▆▇█]\{12\}" "$1"' - "$dir/bars"
printf '#!/bin/sh\nexec "%s" "$@" --output none "%s"\n' "$TERMVIZ" "$dir/long.wav" >"$dir/bin/termviz"
PATH="$dir/bin:$PATH" sh "$dir/recipe" | head -n 2 >"$dir/two"
check "a bar that is closed" sh -c '[ "$(wc -l <"$1")" -eq 2 ]' - "$dir/two"
expect "ends the run" nothing_left

# nothing goes on: why is said once
"$TERMVIZ" --output none --data json "$dir/long.wav" >"$dir/stopped" &
reader=$!
is_told() { grep -q "$1" "$dir/stopped"; }
expect "a run that is told" is_told '"stats":'
kill -STOP "$(pid_of engine)"
expect "its engine is stopped" is_told '"notice":"the engine is stopped'
kill -CONT "$(pid_of engine)"
"$TERMVIZ" --send quit
wait $reader
check "which is said once" [ "$(grep -c 'the engine is stopped' "$dir/stopped")" -eq 1 ]

# a reader that goes
{ "$TERMVIZ" --output none --data json "$dir/long.wav"; echo $? >"$dir/status"; } | head -n 3 >/dev/null
check "a closed reader: status 141" sh -c 'read -r s <"$1" && [ "$s" -eq 141 ]' - "$dir/status"
check "nothing is left" nothing_left

# a reader that takes nothing for a while
mkfifo "$dir/go"
{ "$TERMVIZ" --output none --data json --bands 200 --seconds 5 "$dir/long.wav"; echo $? >"$dir/status"; } \
	| { read -r _ <"$dir/go"; cat; } >"$dir/late.json" &
expect "a run with a reader that takes nothing" has_reader
expect "which costs nothing" is_still
echo >"$dir/go"
wait $!
check "and stops nothing: status 0" sh -c 'read -r s <"$1" && [ "$s" -eq 0 ]' - "$dir/status"
check "what it reads at last is whole" is_so late "$dir/late.json"

check "nothing is left" nothing_left
finish
