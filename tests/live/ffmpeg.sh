#!/bin/sh
# What goes through the ffmpeg program: files and streams as a user sees them, and what becomes of its process.
. "${srcdir:-.}/tests/lib.sh"
need tmux ffmpeg python3 pgrep

cd "$dir" || exit 99
make() { ffmpeg -v error -nostdin -f lavfi -i sine=1000:r=44100:d="$1" -ac 2 -metadata title="$2" -metadata artist=Somebody $4 "$3"; }
make 60 'The first' first.m4a '-movflags +faststart' && make 60 'The second' second.webm && make 10 Radio radio.mp3 '-b:a 128k' || exit 99
cp "$srcdir/tests/radio.py" .
servers=
end_servers() { for s in $servers; do kill "$s" 2>/dev/null; done; clean_up; }
trap end_servers EXIT

decoder() { pgrep -P "$(pid_of engine)" ffmpeg; }
decodes() { [ -n "$(decoder)" ]; }
is_gone() { ! kill -0 "$1" 2>/dev/null || grep -q '^State:.Z' "/proc/$1/status" 2>/dev/null; }
other_than() { now=$(decoder) && [ -n "$now" ] && [ "$now" != "$1" ]; }

# files
terminal 90 20
type_line "'$TERMVIZ' --output none first.m4a second.webm"
expect "an M4A is shown by its tags" shows 'Somebody - The first'
check "with its format" shows '44.1 kHz AAC'
check "and length" shows '/ *1:00'
expect "its sound is there" shows_bars
old=$(decoder)
check "a seek" "$TERMVIZ" --send 'seek 30'
expect "lands there" shows '0:3[0-9]'
expect "by another process" other_than "$old"
check "the first of which is gone" is_gone "$old"
old=$(decoder)
kill -9 "$old"
expect "a decoder that is killed is told" shows 'signal 9'
expect "and another goes on" other_than "$old"
expect "in the same file" shows 'AAC'
"$TERMVIZ" --send next
expect "the next file is played" decodes
expect "it is WebM" shows 'Opus\|The second'

# processes
old=$(decoder)
kill -STOP "$old"
kill -9 "$(pid_of engine)"
expect "no decoder outlives its engine, even stopped" is_gone "$old"
expect "the next engine has one of its own" other_than "$old"
old=$(decoder)
press q
expect "the end is the end" given_back
expect "of all processes" nothing_left
expect "and of the decoder" is_gone "$old"

# servers
python3 -m http.server -b 127.0.0.1 0 >web.log 2>&1 &
servers="$servers $!"
until_true 10 grep -q 'port [0-9]' web.log
web=127.0.0.1:$(sed -n 's/.* port \([0-9]*\) .*/\1/p' web.log)
run_is 1 '404' --headless "http://$web/missing.mp3"
run_is 1 'Connection refused' --headless "http://127.0.0.1:1/"
type_line "'$TERMVIZ' --output none http://me:secret@$web/first.m4a"
expect "a file from a server is shown by its tags" shows 'Somebody - The first'
check "with its length" shows '/ *1:00'
press q
expect "and left" given_back

echo 'One - A' >title
python3 radio.py radio.mp3 . &
radio=$!
servers="$servers $radio"
until_true 10 [ -s port ]
type_line "'$TERMVIZ' --output none http://127.0.0.1:$(cat port)/live"
expect "a radio tells what it plays" shows 'One - A'
echo 'Two - B' >title
expect "and what it plays next" shows 'Two - B'
kill "$radio"
expect "when it breaks off, that is told" shows 'trying again'
echo 'Three - C' >title
python3 radio.py radio.mp3 . "$(cat port)" &
servers="$servers $!"
expect "and once it is back, it is heard again" shows 'Three - C'
press q
expect "until it is left" given_back
expect "with all processes" nothing_left

# one in the user's own folder meets no other file of his, where the kernel can see to that
mkdir -p home/.local/bin
echo secret >home/.local/secret
cat >home/.local/bin/ffmpeg <<END
#!/bin/sh
cat "$dir/home/.local/secret" >/dev/null 2>&1 && exit 1
exec $(command -v ffmpeg) "\$@"
END
chmod +x home/.local/bin/ffmpeg
own_program() {
	HOME=$dir/home PATH=$dir/home/.local/bin:$PATH \
		"$TERMVIZ" --headless --output none --seconds 0.2 --log own.log first.m4a || grep -q 'may do whatever' own.log
}
check "a program of the user's own is bound, too" own_program
expect "and ends" nothing_left

# without the program
mkdir bin
for p in sh "${TERMVIZ##*/}"; do ln -s "$(command -v "$p" || echo "$TERMVIZ")" bin/; done
PATH=$dir/bin run_is 1 'install the package ffmpeg' --headless first.m4a
PATH=$dir/bin run_is 1 'install the package ffmpeg' --headless https://radio.example/
run_is 2 'only http, https and file' rtsp://radio.example/
check "a file:// URL is a file" "$TERMVIZ" --headless --output none --seconds 0.2 "file://$dir/first%2em4a"
expect "that ends" nothing_left
finish
