#!/bin/sh
# One sine, cut in two in different ways and joined again by the queue: what is captured is one sine without a break.
. "${srcdir:-.}/tests/lib.sh"
. "${srcdir:-.}/tests/audio.sh"
need jackd jack_lsp sox python3
start_jack

has_ports() { jack_lsp | grep -q '^termviz:out_0'; }
# play_and_capture OPERAND...: whether what is heard of them is one sine
play_and_capture() {
	"$TERMVIZ" --headless --log "$dir/log" "$@" && "$TERMVIZ" --send pause
	until_true 20 has_ports
	"$builddir/tests/live/record" termviz "$dir/capture" >"$dir/recorder" 2>/dev/null & recorder=$!
	until_true 10 grep -q recording "$dir/recorder"
	"$TERMVIZ" --send 'seek 0'
	"$TERMVIZ" --send play
	until_true 30 no_runs
	kill "$recorder"
	wait "$recorder"
	"$srcdir/tests/sound.py" tone "$dir/capture" 1000 -6
}
# joined WHAT OPERAND...: sound that a busy machine drops is no mistake of ours
joined() {
	kind=$1
	shift
	for try in 1 2 3; do
		play_and_capture "$@" && { pass "$kind: one sine"; return; }
	done
	fail "$kind: one sine"
}

cd "$dir" || exit 1
mkdir halves
sox -D -n -r 48000 -c 2 -b 24 whole.flac synth 2 sine 1000 gain -6
sox -D whole.flac halves/9.flac trim 0 0.98765
sox -D whole.flac "halves/10 rest.wav" trim 0.98765
printf '#EXTM3U\r\nhalves\\9.flac\r\nhalves\\10 rest.wav\r\n' >list.m3u
printf 'FILE "whole.flac" WAVE\n  TRACK 01 AUDIO\n    INDEX 01 00:00:00\n  TRACK 02 AUDIO\n    INDEX 01 00:00:67\n' >disc.cue
joined "two files" halves/9.flac "halves/10 rest.wav"
joined "a folder" halves
joined "a playlist" list.m3u
joined "a cue sheet" disc.cue

# many files: the first plays while the others are read, and the last is found
mkdir many
python3 - many <<'PY'
import os, sys
for i in range(50000):
    os.symlink("../halves/9.flac", f"{sys.argv[1]}/{i}.flac")
PY
title_is() { runs | grep -q ": $1\$"; }
"$TERMVIZ" --headless --output none many
"$TERMVIZ" --send pause
expect "of many files the first" title_is 0.flac
expect "and the last" "$TERMVIZ" --send 'jump 50000'
expect "are there" title_is 49999.flac
check "what is not there is not added" sh -c '! "$1" --send "add /no/such" 2>/dev/null' - "$TERMVIZ"
check "and no more" sh -c '! "$1" --send "jump 50001" 2>/dev/null' - "$TERMVIZ"
"$TERMVIZ" --send quit
stop_servers
finish
