#!/bin/sh
# Where the system gives little, or nothing more: one line that says what is missing, and nothing is left.
. "${srcdir:-.}/tests/lib.sh"
. "${srcdir:-.}/tests/players.sh"
need sox prlimit
sox -D -n -r 44100 -c 2 "$dir/song.wav" synth 20 sine 440 gain -20

# limited OPTION VALUE ARG...: the program under such a limit of prlimit's
limited() { limit=$1 value=$2; shift 2; prlimit "--$limit=$value:$value" "$TERMVIZ" "$@" </dev/null; }
# refuses OPTION VALUE PATTERN: it does not begin, and says why in one line
refuses() {
	said=$(limited "$1" "$2" --headless --output none "$dir/song.wav" 2>&1) && said="exit status 0: $said"
	check "--$1=$2: '$said'" [ "${said#termviz: *"$3"}" != "$said" ]
	check "is one line" [ "$(printf '%s\n' "$said" | wc -l)" -eq 1 ]
	expect "and nothing is left" nothing_left
}
refuses fsize 1000000 'ulimit -f'
for files in 6 8 10 12 14 16 18; do
	refuses nofile $files 'Too many open files'
done
refuses as 60000000 'Cannot allocate memory'

# Enough to begin, and no more files while it goes on.
"$TERMVIZ" --headless --keep --output none "$dir/song.wav"
keeper=$(pid_of keeper)
hard=$(prlimit --nofile --noheadings --output HARD --pid "$keeper" | tr -d ' ')
last=$(ls "/proc/$keeper/fd" | sort -n | tail -n 1)
prlimit --nofile=$((last + 1)):"$hard" --pid "$keeper"
for follower in 1 2 3 4 5 6; do "$TERMVIZ" --data csv --attach >/dev/null 2>&1 & done
is_refused() { ! "$TERMVIZ" --send 'volume -3' 2>/dev/null; }
expect "a run that may open nothing more refuses who comes" is_refused
rests() { was=$(switches "$keeper"); sleep 0.3; [ "$was" = "$(switches "$keeper")" ] && grep -q '^State:.S' "/proc/$keeper/status"; }
expect "and is at rest" rests
prlimit --nofile="$hard:$hard" --pid "$keeper"
run_is 0 '' --send 'volume -3'
"$TERMVIZ" --send quit
expect "and commanded as ever when it may" nothing_left

# A place that is full: a file system of its own, where that may be made.
mkdir "$dir/full"
if mount -t tmpfs -o size=64k,nr_inodes=3 none "$dir/full" 2>/dev/null; then
	said=$(TERMVIZ_TMPDIR="$dir/full" "$TERMVIZ" --headless --output none "$dir/song.wav" 2>&1)
	check "a full place is told: '$said'" [ "${said#termviz: *'No space left'}" != "$said" ]
	umount "$dir/full"
fi
finish
