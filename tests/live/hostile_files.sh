#!/bin/sh
# Sounds, tags, names and playlists that were made to do harm: nothing crashes, hangs, or reaches a terminal that should not.
. "${srcdir:-.}/tests/lib.sh"
need python3
export PYTHONDONTWRITEBYTECODE=1

for case in sounds texts lists; do
	mkdir "$dir/$case" && cd "$dir/$case" || exit 99
	check "$case" python3 "$srcdir/tests/hostile_files.py" $case
done
expect "nothing is left" nothing_left
finish
