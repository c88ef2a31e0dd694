#!/bin/sh
# What the meters have added up over a track outlives the engine that measured it.
. "${srcdir:-.}/tests/lib.sh"
need sox python3
cd "$dir" || exit 99

# Loud, then soft: at the end, most of what is told of it can only be known from before.
sox -D -n -r 48000 -c 2 -b 16 loud.wav synth 1.5 pinknoise gain -3
sox -D -n -r 48000 -c 2 -b 16 soft.wav synth 5 pinknoise gain -9
sox loud.wav soft.wav noise.wav
"$TERMVIZ" --report=json noise.wav >report.json

# figure NAME: of the newest line that has it
figure() { sed -n "s/.*\"$1\":\([-0-9.]*\)[,}].*/\1/p" lines.json | tail -n 1; }
# is_below FIGURE VALUE; is_past SECONDS: by another engine than the one that was killed
is_below() { now=$(figure "$1"); [ -n "$now" ] && awk "BEGIN { exit !($now < $2) }"; }
is_past() { e=$(pid_of engine) && [ "${e:-0}" != 0 ] && [ "$e" != "$killed" ] && [ -n "$(figure position_s)" ] && ! is_below position_s "$1"; }
figures_are_of_the_whole() {
	python3 - <<-'END'
		import json
		whole = json.load(open("report.json"))["files"][0]
		told = json.loads(open("lines.json").read().split("\n")[-2])
		most = {"integrated_lufs": 0.2, "range_lu": 0.3, "max_momentary_lufs": 0.2, "max_short_term_lufs": 0.2,
		        "peak_dbfs": 0.02, "true_peak_dbtp": 0.05, "rms_dbfs": 0.1, "dynamic_range_db": 0.3, "correlation": 0.02}
		wrong = [f"{k} {told[k]}, not {whole[k]}" for k in most if told[k] is None or abs(told[k] - whole[k]) > most[k]]
		print(*wrong, sep="\n", end="")
		raise SystemExit(len(wrong))
	END
}

"$TERMVIZ" --output none --data json noise.wav >lines.json 2>said & reader=$!
killed=
for after in 1.6 2.4 3.2 4; do
	expect "it is past $after s, by another engine" is_past $after
	killed=$e
	kill -9 "$killed"
done
wait $reader
check "after four deaths the figures are those of the whole file" figures_are_of_the_whole

# What is asked to begin again does, for the engine after the one that was asked, too.
"$TERMVIZ" --output none --data json noise.wav >lines.json 2>said & reader=$!
expect "it is past the loud part" is_past 2
loud=$(figure peak_dbfs)
"$TERMVIZ" --send reset
expect "reset forgets it" is_below peak_dbfs "$loud - 3"
killed=$(pid_of engine)
kill -9 "$killed"
expect "another engine goes on" is_past 2.5
check "and does not remember" is_below peak_dbfs "$loud - 3"
"$TERMVIZ" --send quit
wait $reader

# Nor does the next engine begin a track anew that is evened out: it would be 30 dB louder until it is measured again.
sox -D -n -r 48000 -c 2 -b 16 long.wav synth 60 pinknoise gain -3
"$TERMVIZ" --output none --normalize -50 --data json long.wav >lines.json 2>said & reader=$!
killed=
expect "a loud track is measured and played softly" is_below momentary_lufs -45
"$TERMVIZ" --send reset
expect "its peak is soft, too" is_below peak_dbfs -20
killed=$(pid_of engine) at=$(figure position_s)
kill -9 "$killed"
expect "another engine goes on" is_past "$at + 1"
check "as softly" is_below peak_dbfs -20
"$TERMVIZ" --send quit
wait $reader
expect "nothing is left" nothing_left
finish
