#!/bin/sh
# --still: what is where in the picture, its size and colours, streams, and what it says of files that it cannot draw.
. "${srcdir:-.}/tests/lib.sh"
need sox flac lame python3
export LC_ALL=C.UTF-8
unset COLUMNS LINES NO_COLOR COLORTERM

cd "$dir" || exit 99
# 2 s of a low tone, 4 s of nothing, 4 s of a high one
sox -D -n -r 44100 -c 2 -b 16 low.wav synth 2 sine 200 gain -3
sox -D -n -r 44100 -c 2 -b 16 high.wav synth 4 sine 4000 gain -3
sox -D -n -r 44100 -c 2 -b 16 nothing.wav trim 0 4
sox low.wav nothing.wav high.wav all.wav
flac -s all.wav
lame --quiet -V 4 all.wav all.mp3
sox -D -n -r 192000 -c 6 -b 24 wide.wav synth 3 sine 1000 gain -6
sox -D -n -r 8000 -c 1 -b 16 narrow.wav synth 3 sine 1000 gain -6
sox -D -n -r 44100 -c 1 -b 16 short.wav synth 0.004 sine 1000
: >empty.wav
printf 'just words, no sound in them at all\n' >text.txt
head -c $(($(wc -c <all.flac) / 2)) all.flac >cut.flac

still() { "$TERMVIZ" --still "$@" 2>errors; }
size_of() { python3 -c "import sys; rows = sys.stdin.read().split('\n')[:-1]; print('%dx%d' % (max(map(len, rows)), len(rows)))"; }
# lit FIRST LAST ROW: the columns of a row of the picture (in "out", of 100 x 20, without labels) that are lit are these
lit() { sed -n "$3p" out | python3 -c "
import sys
row = sys.stdin.readline().rstrip('\n').ljust(100)
lit = [x for x in range(100) if row[x] in '▓█']
sys.exit(not (lit and abs(lit[0] - $1) <= 1 and abs(lit[-1] - $2) <= 1 and len(lit) >= lit[-1] - lit[0]))"; }
# row_of HZ: of 20 rows from 30 Hz to 16 kHz on a logarithmic scale
row_of() { python3 -c "import math; print(20 - int(20 * math.log($1 / 30) / math.log(16000 / 30)))"; }

for file in all.wav all.flac all.mp3; do
	still --view spectrogram --labels off --size 100x20 $file >out
	check "$file: the low tone is where and when it is" lit 0 19 "$(row_of 200)"
	check "$file: the high tone, too" lit 60 99 "$(row_of 4000)"
done
still --view spectrogram --size 100x20 all.wav >out
check "a spectrogram has its axes" grep -q '^   s 0 .* 10$' out
check "of frequency and time" grep -q '^  Hz└┬' out
still=$("$TERMVIZ" --still=8 --span 4 --view spectrogram --labels off --size 100x20 all.wav >out; lit 50 99 "$(row_of 4000)" && ! lit 0 19 "$(row_of 200)" && echo yes)
check "the span before a time" [ "$still" = yes ]

# the highest bar: its column of 80, without gaps
peak_column() { python3 -c "
import sys
rows = [line.rstrip('\n') for line in sys.stdin]
top = next(row for row in rows if row.strip())
print(next(x for x in range(len(top)) if top[x] != ' '))"; }
column_of() { python3 -c "import math; print(int(80 * math.log($1 / 30) / math.log(16000 / 30)))"; }
bars="--bar-width 1 --bar-gap 0 --peaks=off --size 80x24"
check "bars at a time: the tone then" [ "$(still $bars --still=9 all.wav | peak_column)" -eq "$(column_of 4000)" ]
check "and another" [ "$(still $bars --still=1.5 all.wav | peak_column)" -eq "$(column_of 200)" ]
check "without a time, a third in: silence here" [ -z "$(still $bars all.wav | tr -d ' \n')" ]
check "meters, measured from the beginning" sh -c '"$1" --still=9.9 --view meters all.wav | grep -q "Integrated.*-[0-9]"' - "$TERMVIZ"
for file in wide.wav narrow.wav short.wav; do
	check "$file: a picture" [ -n "$(still --view spectrogram $file | tr -d ' \n')" ]
done

check "80 x 24 in a pipe" [ "$(still --manner measure wide.wav | size_of)" = 80x24 ]
check "COLUMNS and LINES" [ "$(COLUMNS=50 LINES=12 still --manner measure wide.wav | size_of)" = 50x12 ]
check "--size goes before them" [ "$(COLUMNS=50 LINES=12 still --manner measure --size 64x10 wide.wav | size_of)" = 64x10 ]
still --view spectrogram wide.wav >out
check "no colours in a pipe" sh -c '! grep -q "$(printf "\033")" out'
still --view spectrogram --color 256 wide.wav >out
check "colours in a pipe, if they are asked for" grep -q "$(printf '\033\[38;5;[0-9]')" out
check "and nothing else: no cursor moves" sh -c 'sed "s/$(printf "\033")\[[0-9;]*m//g" out | { ! grep -q "$(printf "\033")"; }'
LC_ALL=C still --view spectrogram all.wav >out
check "ASCII where the locale is" sh -c '! LC_ALL=C grep -q "[^ -~]" out && grep -q @ out'

sox all.wav -t raw - | "$TERMVIZ" --still --view spectrogram --labels off --size 100x20 - >out
check "raw PCM on standard input" lit 60 99 "$(row_of 4000)"
cat all.flac | "$TERMVIZ" --still --view spectrogram --labels off --size 100x20 - >out
check "FLAC on standard input" lit 60 99 "$(row_of 4000)"

if command -v ffmpeg >/dev/null; then
	for kind in m4a webm; do ffmpeg -v error -nostdin -i all.wav -b:a 128k "all.$kind"; done
	still --view spectrogram --labels off --size 100x20 all.m4a >out
	check "what ffmpeg decodes" lit 60 99 "$(row_of 4000)"
	check "at a time" [ "$(still $bars --still=9 all.webm | peak_column)" -eq "$(column_of 4000)" ]
	head -c $(($(wc -c <all.webm) / 2)) all.webm >cut.webm
	run_is 1 'cut.webm: damaged or cut short' --still --view spectrogram --size 40x5 cut.webm
	run_is 1 'all.m4a: it is 0:10 long' --still=10.2 all.m4a
fi
run_is 1 'no such file' --still missing.wav
run_is 1 'directory' --still .
run_is 1 'empty' --still empty.wav
run_is 1 'text.txt: not a sound file' --still text.txt
run_is 1 'all.wav: it is 0:10 long' --still=10.1 all.wav
run_is 2 'nothing has been heard' --still=0 all.wav
run_is 2 'not a time' --still=soon all.wav
run_is 2 'which FILE' --still
run_is 2 'one file' --still all.wav wide.wav
run_is 2 'leave out --demo' --still --demo
run_is 2 'leave out --data' --still --data json all.wav
run_is 2 "'wide' is not a size" --still --size wide all.wav
run_is 2 'there are bars' --still --view none all.wav
run_is 2 'a still has none' --still --view stats all.wav
still --view spectrogram cut.flac >out
check "a file that is cut short: status 1" [ $? -eq 1 ]
check "one line about it" sh -c '[ "$(wc -l <errors)" -eq 1 ] && grep -q "cut.flac: .*cut short" errors'
check "and the picture of what there is" [ "$(wc -l <out)" -eq 24 ]
still --view spectrogram --labels off --size 100x20 cut.flac >out
check "where it was" lit 0 19 "$(row_of 200)"
check "a failing file of an odd name has one line" one_line --still "$(printf 'a\033\nb')"
check "nothing is left" nothing_left
finish
