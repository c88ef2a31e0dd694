#!/bin/sh
# --report: what it tells, in which order, what it makes of files that fail, and that nothing stays of it.
. "${srcdir:-.}/tests/lib.sh"
need sox flac lame oggenc opusenc python3

cd "$dir" || exit 99
sox -D -n -r 48000 -c 2 -b 16 good.wav synth 2 sine 1000 gain -6
sox -D -n -r 44100 -c 1 -b 16 mono.wav synth 1 sine 440
sox -D -n -r 48000 -c 2 -b 16 quiet.wav synth 1.001 sine 1000 gain -104 dcshift -0.00012
flac -s good.wav
lame --quiet good.wav good.mp3
oggenc -Q good.wav
opusenc --quiet good.wav good.opus 2>/dev/null
: >empty.wav
mkdir folder.wav
mkfifo fifo
printf 'just words, no sound in them at all\n' >text.txt
head -c $(($(wc -c <good.flac) / 2)) good.flac >cut.flac

# A sound of some hours that takes up no room: a header, and nothing but a hole behind it.
python3 - <<END
import struct
n = 0x7ffff000
with open("long.wav", "wb") as f:
    f.write(b"RIFF" + struct.pack("<I", n + 36) + b"WAVEfmt " + struct.pack("<IHHIIHH", 16, 1, 2, 48000, 192000, 4, 16)
            + b"data" + struct.pack("<I", n))
    f.truncate(n + 44)
END

# json EXPRESSION ARG...: whether it is true of the report (r) and of its files (f)
json() {
	expression=$1; shift
	"$TERMVIZ" --report=json "$@" 2>/dev/null </dev/null | python3 -c "
import json, sys
def refuse(word): raise ValueError(word)
r = json.load(sys.stdin, parse_constant=refuse); f = r['files']
names = [x['name'] for x in f]
level = lambda x, hz: next(b['level_db'] for b in x['third_octaves'] if b['nominal_hz'] == hz)
sys.exit(not ($expression))"
}
check "JSON has the files in their order" json "names == ['mono.wav', 'good.wav', 'mono.wav']" mono.wav good.wav mono.wav
check "one file has the same shape" json "r['termviz'] == '0.1.0' and names == ['good.wav']" good.wav
check "facts" json "(f[0]['rate_hz'], f[0]['channels'], f[0]['duration_s'], f[0]['format']) == (48000, 2, 2.0, 'WAV s16')" good.wav
check "a sine of -6 dB reads -6 dB in its band" json "abs(level(f[0], 1000) + 6) < 0.05" good.wav
check "what mono has not is null" json "f[0]['correlation'] is None and f[0]['balance_db'] is None" mono.wav
check "all kinds are read behind the fence" \
	json "all(x['error'] is None and abs(level(x, 1000) + 6) < 0.6 for x in f)" good.wav good.flac good.mp3 good.ogg good.opus
if command -v ffmpeg >/dev/null; then
	for kind in m4a wma mka; do ffmpeg -v error -nostdin -i good.wav -b:a 192k "good.$kind"; done
	head -c 20000 good.m4a >cut.m4a
	check "so is what ffmpeg decodes" \
		json "all(x['error'] is None and abs(level(x, 1000) + 6) < 0.2 for x in f)" good.m4a good.wma good.mka
	check "and named" json "f[0]['format'] == 'AAC' and f[1]['format'] == 'WMA'" good.m4a good.wma
	run_is 1 'cut.m4a: its index is missing' --report cut.m4a
fi
check "each key of a file is in the list, and the other way round" \
	json "list(f[0]) == [line.split('\\t')[0] for line in open('keys')]" $("$TERMVIZ" --list-figures >keys; echo good.wav)
check "the keys of a file that fails are the same" json "list(f[0]) == list(f[1]) and f[1]['rate_hz'] is None and f[1]['error']" good.wav text.txt

odd=$(printf 'a\033\377 "b\\\nc.wav')
cp good.wav "$odd"
check "JSON is valid whatever a file is called" json "len(f) == 2 and f[0]['error'] is None" "./$odd" "$odd.none"
check "a failing file of an odd name has one line" one_line --report "$odd.none"

# files that fail: a line each, in their order, status 1, and the others are reported
run_is 1 'no such file' --report missing.wav
run_is 1 'a URL can be played' --report https://radio.example/live
run_is 1 'directory' --report folder.wav
run_is 1 'empty' --report empty.wav
run_is 1 'text.txt: not a sound file' --report text.txt
run_is 1 'device' --report /dev/null
run_is 1 'pipe' --report fifo
run_is 1 'cut short' --report cut.flac
run_is 2 'which FILE' --report
run_is 2 'leave out --demo' --report --demo
run_is 2 'text|json' --report=xml good.wav
run_is 0 'WAV s16, 48000 Hz, 2 channels, 0:02.000' --report good.wav
run_is 0 ', 0:01.001' --report quiet.wav
check "figures of channels do not touch" [ "$("$TERMVIZ" --report quiet.wav | awk '/^Channels/, /^$/ { if (/  DC/ && NF != 4) print }' | wc -l)" -eq 0 ]
"$TERMVIZ" --report missing.wav good.wav empty.wav mono.wav >out 2>errors
check "one failed of several: status 1" [ $? -eq 1 ]
check "the others are reported, in their order" \
	[ "$(awk '{ print $NF }' out | tr '\n' ' ')" = 'File BPM good.wav mono.wav ' ]
check "the failed ones have a line each" [ "$(sed 's/^termviz: \([a-z.]*\): .*; .*/\1/' errors | tr '\n' ' ')" = 'missing.wav empty.wav ' ]
check "no progress bar in a pipe" [ "$(wc -l <errors)" -eq 2 ]
check "what there is of a cut file is measured" json "f[0]['error'] and 0.2 < f[0]['duration_s'] < 2" cut.flac
check "80 columns are enough" [ "$("$TERMVIZ" --report good.wav | awk '{ if (length($0) > n) n = length($0) } END { print n }')" -le 80 ]

# streams
sox good.wav -t raw - | "$TERMVIZ" --report --rate 48000 - >out
check "raw PCM on standard input" grep -q 's16, 48000 Hz, 2 channels, 0:02.000' out
cat good.flac | "$TERMVIZ" --report - >out
check "FLAC on standard input" grep -q 'FLAC 16' out

# a worker that is killed takes its file with it, no more
# worker_of PID: the process started by it that has the long file
worker_of() { ps -o pid= --ppid "$1" 2>/dev/null | while read -r p; do ls -l "/proc/$p/fd" 2>/dev/null | grep -q long.wav && echo "$p"; done; }
has_worker() { [ -n "$(worker_of "$1")" ]; }
no_process() { ! kill -0 "$1" 2>/dev/null; }
"$TERMVIZ" --report long.wav good.wav >out 2>errors &
report=$!
expect "a long file is worked on" has_worker $report
kill -9 "$(worker_of $report)"
wait $report
check "a worker was killed: status 1" [ $? -eq 1 ]
check "and its file failed" grep -q 'long.wav: its decoder crashed' errors
check "and the other did not" grep -q 'good.wav' out

# interrupted: the worker ends, too
for signal in INT TERM; do
	# (a shell has its background commands ignore SIGINT)
	python3 -c "import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); os.execv(sys.argv[1], sys.argv[1:])" \
		"$TERMVIZ" --report long.wav >out 2>errors &
	report=$!
	expect "a long file is worked on" has_worker $report
	worker=$(worker_of $report)
	kill -$signal $report
	wait $report
	status=$?
	check "SIG$signal: status $status" [ $status -eq "$([ $signal = INT ] && echo 130 || echo 143)" ]
	expect "SIG$signal: nothing is left" no_process "$worker"
done
# a signal that is ignored, as nohup has it, does not interrupt
(trap '' HUP; exec "$TERMVIZ" --report long.wav good.wav >out 2>errors) &
report=$!
expect "a long file is worked on" has_worker $report
kill -HUP $report
kill -9 "$(worker_of $report)"
wait $report
check "SIGHUP is ignored: the report goes on" [ $? -eq 1 ]
check "to its end" grep -q 'good.wav' out
"$TERMVIZ" --report long.wav >out 2>errors &
report=$!
expect "a long file is worked on" has_worker $report
worker=$(worker_of $report)
kill -9 $report
expect "killed: nothing is left" no_process "$worker"
check "nothing is left" nothing_left
head -c 96000 /dev/zero >"$dir/silence.raw"
sox -t raw -r 48000 -c 2 -b 16 -e signed "$dir/silence.raw" "$dir/silence.wav" 2>/dev/null &&
	check "silence has no balance" [ "$("$TERMVIZ" --report=json "$dir/silence.wav" | grep -c '"\(balance_db\|correlation\)": *null')" = 2 ]
finish
