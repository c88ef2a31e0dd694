#!/bin/sh
# Exit statuses: 0 done, 1 something failed, 2 wrong usage, by a signal 128 and its number; whatever becomes of the
# standard descriptors.
. "${srcdir:-.}/tests/lib.sh"
need sox
sox -D -n -r 44100 -c 1 -b 16 "$dir/tone.wav" synth 1 sine 440 gain -6

# status_is STATUS WHAT COMMAND: of a command line for sh; what it says on stderr is kept
status_is() {
	want=$1 what=$2; shift 2
	sh -c "$@" </dev/null 2>"$dir/said"; got=$?
	check "$what: status $want$([ $got -eq "$want" ] || echo ", not $got: $(cat "$dir/said")")" [ $got -eq "$want" ]
}
says_one_line() { [ "$(grep -c '^termviz: ' "$dir/said")" = 1 ] && [ "$(wc -l <"$dir/said")" = 1 ]; }

for asked in --help --version --info --list-options --list-themes --list-views --list-keys --list-figures "--report $dir/tone.wav" \
	"--report=json $dir/tone.wav"; do
	status_is 0 "$asked" "\$TERMVIZ $asked >/dev/null"
	status_is 1 "$asked on a full disk" "\$TERMVIZ $asked >/dev/full"
	check "in one line" says_one_line
	status_is 1 "$asked with nowhere to write" "\$TERMVIZ $asked >&-"
	check "in one line" says_one_line
done

# nobody reads: the writer is on a FIFO whose reader has gone before it starts
mkfifo "$dir/fifo"
nobody="exec 3<>$dir/fifo 4>$dir/fifo 3<&-;"
status_is 141 "a reader that has gone" "$nobody exec \$TERMVIZ --list-options >&4"
status_is 1 "and SIGPIPE ignored" "trap '' PIPE; $nobody exec \$TERMVIZ --list-options >&4"
check "in one line" says_one_line

status_is 0 "no standard descriptors at all" '$TERMVIZ --headless --demo --seconds 0.1 <&- >&- 2>&-'
expect "the run ends" nothing_left
status_is 2 "nor a word of what is wrong" '$TERMVIZ --list-optoins <&- >&- 2>&-'
status_is 1 "standard input closed" '$TERMVIZ --headless - <&-'
check "in one line" says_one_line
status_is 1 "for a report" '$TERMVIZ --report - <&-'
status_is 0 "a report without standard error" "\$TERMVIZ --report $dir/tone.wav 2>&- >/dev/null"

# operands that look like options
cp "$dir/tone.wav" "$dir/--tone.wav"
status_is 2 "a name that begins with a dash" "cd '$dir' && \$TERMVIZ --report --tone.wav"
status_is 0 "behind --" "cd '$dir' && \$TERMVIZ --report -- --tone.wav >/dev/null"
status_is 0 "as the argument of --file" "cd '$dir' && \$TERMVIZ --headless --seconds 0.1 --file --tone.wav"
expect "the run ends" nothing_left

# signals: a report that waits for its input, started with those a shell ignores for its background jobs as they were
for signal in HUP:129 INT:130 TERM:143; do
	python3 -c 'import signal, subprocess, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
p = subprocess.Popen(sys.argv[2:], stdin=subprocess.PIPE, stderr=subprocess.DEVNULL)
p.send_signal(getattr(signal, "SIG" + sys.argv[1]))
sys.exit(0 if p.wait() == -getattr(signal, "SIG" + sys.argv[1]) else 1)' "${signal%:*}" "$TERMVIZ" --report -
	check "SIG${signal%:*} ends a report, and its parent knows by what" [ $? -eq 0 ]
done
finish
