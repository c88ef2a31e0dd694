#!/bin/sh
# A day of sound in one file, as fast as it can be measured: the memory of who measures it stays as it is.
# day.sh [HOURS]; by way of scripts/soak. Not one of `make check`'s.
. "${srcdir:-.}/tests/lib.sh"
need ffmpeg
hours=${1:-24}

# Ten minutes, again and again: frames of MPEG audio follow each other in any number.
ffmpeg -v error -nostdin -f lavfi -i anoisesrc=d=600:r=44100:a=0.3:seed=1 -ac 2 -b:a 128k -write_xing 0 -id3v2_version 0 \
	"$dir/part.mp3" || exit 99
for part in $(seq $((hours * 6))); do cat "$dir/part.mp3"; done >"$dir/day.mp3"

"$TERMVIZ" --report=json "$dir/day.mp3" >"$dir/report" &
report=$!
worker() { our_processes | while read -r p; do grep -qsz '^report$' "/proc/$p/cmdline" && echo "$p"; done; }
has_worker() { [ -n "$(worker)" ]; }
expect "a worker begins" has_worker
worker=$(worker | head -n 1)
# KiB that are its own
took() { sed -n 's/^RssAnon:[	 ]*\([0-9]*\).*/\1/p' "/proc/$worker/status" 2>/dev/null; }
while kill -0 "$report" 2>/dev/null; do
	took >>"$dir/memory"
	sleep 1
done
check "the file is measured" wait "$report"
awk '{ at[NR] = $1 } END { n = NR; was = at[int(n / 10) + 1]; for (i = int(n / 10) + 1; i <= n; i++) { if (at[i] > most) most = at[i] }
	printf "%d s of work; KiB at a tenth: %d, at most from there on: %d\n", n, was, most; exit most > was + 1024 }' "$dir/memory" ||
	fail "its memory has grown"
grep -o '"duration_s": *[0-9.]*' "$dir/report"
check "all of it" awk "BEGIN { exit !($(sed -n 's/.*"duration_s": *\([0-9.]*\).*/\1/p' "$dir/report") >= $hours * 3599) }"
finish
