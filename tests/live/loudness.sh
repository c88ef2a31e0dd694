#!/bin/sh
# Files are played equally loud, by their tags or measured: what a PulseAudio server got is measured by ffmpeg.
. "${srcdir:-.}/tests/lib.sh"
. "${srcdir:-.}/tests/audio.sh"
need pulseaudio pactl parec sox flac metaflac lame opusenc ffmpeg python3 tmux
start_pulse

record() { parec --device=speakers.monitor --format=float32le --rate=48000 --channels=2 --latency-msec=20 >"$dir/capture" 2>/dev/null & recorder=$!; until_true 10 test -s "$dir/capture"; }
recorded() { kill "$recorder"; wait "$recorder" 2>/dev/null; }

# lufs FFMPEG-INPUT...: integrated loudness, by ffmpeg
lufs() { ffmpeg -hide_banner -nostats "$@" -af ebur128 -f null - 2>&1 </dev/null | sed -n 's/^ *I: *\([-0-9.]*\) LUFS$/\1/p' | tail -n 1; }
# heard FROM SECONDS: the same of a part of what was captured, from its first sound on
heard() {
	python3 - "$dir/capture" "$dir/part" "$1" "$2" <<-'END'
		import array, sys
		path, to, start, length = sys.argv[1], sys.argv[2], float(sys.argv[3]), float(sys.argv[4])
		data = open(path, "rb").read()
		x = array.array("f")
		x.frombytes(data[: len(data) // 8 * 8])
		first = next((i for i, s in enumerate(x) if s), 0) // 2 * 2
		begin = first + int(start * 48000) * 2
		x[begin : begin + int(length * 48000) * 2].tofile(open(to, "wb"))
	END
	lufs -f f32le -ar 48000 -ac 2 -i "$dir/part"
}
near() { awk "BEGIN { d = $1 - ($2); exit !(\"$1\" != \"\" && d < 0.2 && d > -0.2) }" || { echo "    $1 LUFS, not $2"; false; }; }
# plays_at WHAT LUFS ARG...: a file of four seconds; sound that a busy machine drops is no mistake of ours
plays_at() {
	kind=$1 level=$2
	shift 2
	for try in 1 2 3; do
		play "$@"
		near "$(heard 0 4)" "$level" && { pass "$kind"; return; }
	done
	fail "$kind"
}
play() { record; "$TERMVIZ" --headless "$@"; until_true 30 no_runs; recorded; }

# Noise of three loudnesses; what tags say of it is ffmpeg's word, not ours.
cd "$dir" || exit 99
sox -D -n -r 48000 -c 2 -b 16 loud.wav synth 4 pinknoise gain -3
sox -D -n -r 48000 -c 2 -b 16 soft.wav synth 2 pinknoise gain -24
sox -D -n -r 44100 -c 1 -b 16 mono.wav synth 2 pinknoise gain -12
loud=$(lufs -i loud.wav) soft=$(lufs -i soft.wav)
gain() { awk "BEGIN { printf \"%.2f\", $1 - ($2) }"; }
flac -s loud.wav soft.wav
metaflac --set-tag="REPLAYGAIN_TRACK_GAIN=$(gain -18 "$loud") dB" --set-tag=REPLAYGAIN_TRACK_PEAK=1.0 \
	--set-tag="REPLAYGAIN_ALBUM_GAIN=$(gain -20 "$loud") dB" --set-tag=REPLAYGAIN_ALBUM_PEAK=1.0 loud.flac
opusenc --quiet --comment "R128_TRACK_GAIN=$(gain "$(gain -23 "$loud")*256" 0 | cut -d. -f1)" loud.wav loud.opus 2>/dev/null

plays_at "without a wish, as recorded" "$loud" loud.flac
plays_at "--replaygain track" -18 --replaygain track loud.flac
plays_at "--replaygain album" -20 --replaygain album loud.flac
plays_at "R128 in Opus, which has no album's" -18 --replaygain album loud.opus
ffmpeg -v error -nostdin -i soft.wav -b:a 192k soft.m4a
play --normalize -23 loud.flac soft.flac mono.wav soft.m4a
check "--normalize by tags" near "$(heard 0 4)" -23
check "what has none is measured while what is before it plays" near "$(heard 4 2)" -23
check "one channel counts as the two it is heard from" near "$(heard 6 2)" -23
check "what ffmpeg decodes is measured, too" near "$(heard 8 2)" -23
play --normalize -6 loud.flac soft.flac
check "never clips: louder as far as the peaks allow" python3 -c "
import array; x = array.array('f'); b = open('capture', 'rb').read(); x.frombytes(b[:len(b) // 8 * 8])
exit(not 0.85 < max(map(abs, x)) <= 1.0)"

terminal 120 20
sox -D -n -r 48000 -c 2 -b 16 long.wav synth 60 pinknoise gain -3
type_line "clear; $TERMVIZ --normalize -23 long.wav"
expect "the first file begins at once, the gain follows and is told" shows "gain -[0-9.]* dB"
"$TERMVIZ" --send 'normalize off'
expect "and can be given up" shows_not 'gain'
"$TERMVIZ" --send 'normalize -30'
expect "or be another" shows "gain -[0-9.]* dB"
press q; expect "the terminal is given back" given_back
expect "and nothing is left" nothing_left
finish
