#!/bin/sh
# Bad input: each gets one clear line, or a defined behaviour; never a crash, never a hang.
. "${srcdir:-.}/tests/lib.sh"
need sox flac

cd "$dir" || exit 99
sox -D -n -r 44100 -c 2 -b 16 good.wav synth 2 sine 440 gain -6
flac -s good.wav
printf 'just words, no sound in them at all\n' >text.txt
: >empty.wav
mkdir folder.wav
head -c 30 good.wav >head.wav
head -c $(($(wc -c <good.flac) / 2)) good.flac >cut.flac

# fails WHAT PATTERN FILE...: a headless run of it fails with status 1 and one line that says PATTERN
fails() {
	what=$1 pattern=$2; shift 2
	run_is 1 "$pattern" --headless "$@"
	check "$what: in one line" one_line --headless "$@"
}
fails "a missing file" 'no such file' missing.wav
fails "a folder" 'no sound files' folder.wav
fails "an empty file" 'empty' empty.wav
fails "a text file" 'text.txt' text.txt
fails "half a header" 'head.wav' head.wav
fails "a name with an escape and a newline" 'no such file' "$(printf 'a\033]0;x\007b\nc.wav')"

plays() { what=$1; shift; check "$what" "$TERMVIZ" --headless --name t --seconds 0.2 "$@"; expect "$what: ends by itself" nothing_left; }
plays "a good file" good.wav
plays "a truncated FLAC plays what is there" cut.flac
plays "a bad file among good ones is passed over" good.wav text.txt good.wav
plays "a name with spaces and wide characters" "$(cp good.wav '音 楽.wav'; echo '音 楽.wav')"
sox -D -n -r 384000 -c 1 -b 24 fast.wav synth 0.3 sine 1000
plays "384 kHz" fast.wav
sox -D -n -r 8000 -c 1 -b 8 slow.wav synth 0.3 sine 1000
plays "8 kHz" slow.wav
sox -D -n -r 48000 -c 6 -b 16 six.wav synth 0.3 sine 1000
plays "six channels" six.wav

# pipes: what comes decides; the end of the input ends the run
pipe_plays() { what=$1; shift; check "$what" sh -c '"$TERMVIZ" --headless "$@"' sh "$@" -; expect "$what: ends" nothing_left; }
head -c 40001 good.wav | pipe_plays "an odd number of bytes"
printf '\000\000\300\177\000\000\200\177\000\000\200\377' | cat - good.wav | pipe_plays "NaN and infinite samples" --format f32le
cat good.flac | pipe_plays "FLAC through a pipe"
cat cut.flac | "$TERMVIZ" --headless --keep --name cut --log cut.log - >/dev/null 2>&1
expect "a truncated FLAC through a pipe: ends" nothing_left
check "and is told" grep -q 'cut short' cut.log
sox -D good.wav short.wav trim 0 0.3
named() { what=$1; shift; check "$what" sh -c "$@"; expect "$what: ends" nothing_left; }
named "standard input by its name" 'cat short.wav | "$TERMVIZ" --headless /dev/stdin'
named "another descriptor" 'cat short.wav | { exec 9<&0 </dev/null; "$TERMVIZ" --headless /dev/fd/9; }'
named "one of a file, for a report" '"$TERMVIZ" --report /dev/fd/9 9<short.wav >/dev/null'
run_is 1 'no such descriptor is open' --headless /dev/fd/9
run_is 2 'only one pipe can be played' --headless - /dev/fd/9 9<short.wav
named "statistics to a descriptor" '"$TERMVIZ" --headless --demo --seconds 0.1 --stats /dev/fd/9 9>numbers'
check "are there" grep -q '^time_s=' numbers
mkfifo fifo
"$TERMVIZ" --headless --wait --log fifo.log fifo
head -c 20 good.flac >fifo
expect "with --wait, a writer of nonsense is told" grep -q 'FLAC header' fifo.log
head -c 100000 good.wav >fifo
check "and the next one is waited for" [ -n "$(pid_of engine)" ]
rm fifo
mkfifo fifo
check "also in a FIFO that is made anew" timeout 10 sh -c 'head -c 100000 good.wav >fifo'
"$TERMVIZ" --send quit
expect "until it is told to quit" nothing_left
sox good.wav -t au - | pipe_plays "AU through a pipe"
cat good.wav | pipe_plays "as fast as it comes" --pace live
sh -c 'head -c 100000 good.wav; kill -9 $$' 2>/dev/null | pipe_plays "a writer that dies"
finish
