#!/bin/sh
# A pipeline with the picture in it: every byte goes through, whatever becomes of the picture, at the consumer's pace; and
# the exit status is what a pipeline wants to know.
. "${srcdir:-.}/tests/lib.sh"
need tmux bash sox flac prlimit

cd "$dir" || exit 99
sox -D -n -r 44100 -c 2 -b 16 music.wav synth 30 pinknoise gain -6
flac -s music.wav
{ sox music.wav -t raw - trim 0 10; printf x; } >odd.raw
{ cat music.wav; sox music.wav -t wav - trim 0 5; } >two.wav
mkfifo go

sum() { sha256sum | cut -d' ' -f1; }
# One that is read on when told to: by then it has begun, and neither pipe can hold the rest.
cat >late <<'END'
head -c 65536
read -r ignored <go
cat
END
# tee_of INPUT CONSUMER: has the shell run it; `result` is there when the consumer has had the end, `status` after that
tee_of() {
	rm -f written result sum status
	cat >pipeline <<END
{ $1; echo over >written; } | '$TERMVIZ' --tee - 2>said | { $2; } | { sha256sum >sum; mv sum result; }
echo \${PIPESTATUS[1]} >status
END
	type_line 'clear; bash pipeline'
}
result_is() { [ "$(cut -d' ' -f1 result 2>/dev/null)" = "$1" ]; }
status_is() { [ "$(cat status 2>/dev/null)" = "$1" ]; }
same_as() { result_is "$(sum <"$1")"; }
# all_well WHAT FILE: it has come through, and termviz ended by itself
all_well() {
	expect "$1: every byte has come through" same_as "$2"
	expect "$1: status 0" status_is 0
	expect "$1: the terminal is given back" given_back
}
# of a run whose UI was killed: only what passes the sound on is there
only_forwarder() { no_runs && [ "$(our_processes | wc -l)" = 1 ]; }
terminal 90 24

# ---- at full speed
for file in music.wav music.flac odd.raw two.wav; do
	tee_of "cat $file" cat
	all_well "$file" $file
	check "$file: nothing to say" [ ! -s said ]
done
type_line "clear; '$TERMVIZ' --tee - <music.wav 2>said | cat | sha256sum >result"
expect "from a file: every byte" same_as music.wav
expect "and the terminal is given back" given_back
type_line "clear; cat music.wav | '$TERMVIZ' --tee - | wc -c; echo then"
expect "what a consumer prints at the end is on the screen" shows "$(wc -c <music.wav)"
expect "before the next command" shows then
expect "and the terminal is given back" given_back
type_line "clear; cat music.wav | '$TERMVIZ' --tee - >copy.wav"
expect "into a file" cmp -s music.wav copy.wav
expect "and the terminal is given back" given_back

# ---- the consumer sets the pace, and has its end
tee_of 'cat music.wav' 'sh late'
expect "bars" shows_bars
check "nothing goes beyond a consumer that waits" [ ! -e written ]
echo >go
expect "the consumer sees the end" test -s result
all_well "a slow consumer" music.wav

# ---- what dies, or is stopped
tee_of 'cat music.wav' 'sh late'
expect "bars" shows_bars
engine=$(pid_of engine)
kill -9 "$engine"
new_engine() { e=$(pid_of engine); [ -n "$e" ] && [ "$e" != 0 ] && [ "$e" != "$engine" ]; }
expect "a killed engine is replaced" new_engine
echo >go
all_well "with a killed engine" music.wav

tee_of 'cat music.wav' 'sh late'
expect "bars" shows_bars
ui=$(pid_of ui)
kill -STOP "$ui"
echo >go
expect "past a UI that is stopped: every byte" same_as music.wav
kill -CONT "$ui"
expect "it ends when it goes on" status_is 0

tee_of 'cat music.wav' 'sh late'
expect "bars" shows_bars
# The keeper may open nothing more, so that no other can be started.
engine=$(pid_of engine)
prlimit --nofile=3 --pid "$(pid_of keeper)"
kill -9 "$engine"
expect "with no engine left the terminal comes back" main_screen
check "nobody is kept waiting by that" [ ! -e result ]
echo >go
expect "and every byte still comes through" same_as music.wav
expect "the status says it" status_is 1
check "and so does a line" grep -q 'goes on, without a picture' said
expect "nothing is left" nothing_left

tee_of 'cat music.wav' 'sh late'
expect "bars" shows_bars
kill -9 "$(pid_of keeper)"
expect "with no keeper the terminal comes back" main_screen
echo >go
expect "every byte comes through" same_as music.wav
expect "the status says it" status_is 1
check "and so does a line" grep -q 'keeper died.*goes on, without a picture' said

tee_of 'cat music.wav' 'sh late'
expect "bars" shows_bars
kill -9 "$(pid_of ui)"
expect "a killed UI does not take the sound with it" only_forwarder
echo >go
expect "every byte comes through" same_as music.wav
expect "nothing is left" nothing_left
press Enter; expect "the terminal is put in order" given_back

# ---- the consumer, or the user, has enough
tee_of 'cat music.wav' 'head -c 100000'
expect "a consumer that closes ends it as it ends any filter" status_is 141
expect "the terminal comes back" given_back
check "without a word" [ ! -s said ]
check "having had what it wanted" result_is "$(head -c 100000 music.wav | sum)"
tee_of 'cat music.wav; read -r ignored <go' 'head -c 1000'
expect "also when nothing more comes" main_screen
echo >go
expect "with the same status" status_is 141
expect "the terminal comes back" given_back

for key in q C-c; do
	tee_of yes cat
	expect "bars" shows_bars
	press $key
	expect "$key ends it all" given_back
	expect "nothing is left" nothing_left
done
for signal in INT:130 TERM:143 HUP:129; do
	tee_of yes cat
	expect "bars" shows_bars
	kill -"${signal%:*}" "$(pid_of ui)"
	expect "SIG${signal%:*} ends it all" given_back
	expect "with its status" status_is "${signal#*:}"
done
tee_of yes cat
expect "bars" shows_bars
"$TERMVIZ" --send quit
expect "a command ends it all" given_back
expect "with status 0" status_is 0

# ---- what cannot be
run_is 2 'name it' --tee
run_is 2 'name it' --tee music.wav
run_is 2 '--headless' --tee --headless -
run_is 2 '--attach' --tee --attach
run_is 2 '--data' --tee --data=json -
run_is 2 '--output' --tee --output default -
type_line "clear; cat music.wav | '$TERMVIZ' --tee -; echo status \$?"
expect "a terminal gets no sound" shows 'standard output is a terminal'
check "but a status" shows 'status 1'
type_line "clear; cat music.wav | '$TERMVIZ' --tee - >&-; echo status \$?"
expect "nor can it go nowhere" shows 'standard output is closed'
type_line "clear; cat music.wav | '$TERMVIZ' --tee - >/dev/full; echo status \$?"
expect "a full disk is told" shows 'disk full'
expect "and has a status" shows 'status 1'

# ---- how fast
# speed PROGRAM: 1 GB of silence through it, in GB/s
speed() {
	rm -f result
	type_line "clear; date +%s.%N >from; head -c 1G /dev/zero | $1 2>said | { tail -c 1 >/dev/null; date +%s.%N >result; }"
	until_true 60 test -s result
	echo "$(cat from) $(cat result)" | awk '{ printf "%.2f", 1.074 / ($2 - $1) }'
	until_true 10 given_back
}
echo "1 GB passes at $(speed "'$TERMVIZ' --tee -") GB/s; through cat at $(speed cat)"
finish
