#!/bin/sh
# The examples of the manuals, taken from the pages themselves: commands are run in a terminal as a reader would type them,
# beside files of the names they speak of; layouts are drawn, configurations read, the theme shown.
. "${srcdir:-.}/tests/lib.sh"
. "${srcdir:-.}/tests/audio.sh"
need tmux bash awk ffmpeg

# ---- what the examples find: a home, files, a machine that is called "host", and sound, where it can be had
mkdir -p "$dir/bin" "$dir/home/.config/fish/completions" "$dir/home/.zfunc" "$dir/home/audiobooks/moby-dick" "$dir/here/album" \
	"$dir/blocks"
cd "$dir/here" || exit 99
sound() { ffmpeg -v error -nostdin -f lavfi -i "sine=440:duration=$1" -ac 2 "$2"; }
sound 2 song.wav
sound 1 film.mkv
for file in song.flac mix.wav one.ogg two.ogg; do ffmpeg -v error -nostdin -i song.wav "$file"; done
for file in album/1.flac album/2.flac album/3.flac "$dir/home/audiobooks/moby-dick/1.flac"; do sound 60 "$file"; done
ln -s "$TERMVIZ" "$dir/bin/termviz"
cat >"$dir/bin/ssh" <<'END'
#!/bin/sh
[ "$1" != -t ] || shift
shift
exec "$@"
END
chmod +x "$dir/bin/ssh"
if command -v pulseaudio >/dev/null && command -v pactl >/dev/null; then has_server=yes; start_pulse; fi
export HOME="$dir/home" PATH="$dir/bin:$PATH"
unset XDG_CONFIG_HOME XDG_STATE_HOME

# ---- what they are: each block of a page in a file of its own, PAGE.NUMBER, and what a text names in passing
for page in termviz.1 termviz.conf.5 termviz-snapshot.7; do
	awk -v to="$dir/blocks/$page" '
		{ gsub(/\\-/, "-"); gsub(/\\&/, "") }
		/^\.Bd -literal/ { n++; inside = 1; next }
		/^\.Ed/ { inside = 0 }
		inside { print >(to "." n) }
		/^\.Ic termviz / { sub(/^\.Ic /, ""); sub(/ [.,:;]$/, ""); print >(to ".0") }' "$srcdir/man/$page"
done
kind_of() {
	case $(head -n 1 "$1") in
		*termviz\ * | termviz) echo command ;;
		'[theme]') echo theme ;;
		bars/*) echo layout ;;
		*) echo config ;;
	esac
}

# ---- how each is run
end_runs() { "$TERMVIZ" --list | cut -f 1 | while read -r run; do "$TERMVIZ" --name "$run" --send quit; done; until_true 10 no_runs; }
# missing LINE: a program that it needs and that is not here; or a sound server
missing() {
	for p in aplay jq less zsh fish; do
		case $1 in *"| $p"* | *"--completion $p"*) command -v $p >/dev/null || echo "$p" ;; esac
	done
	case $1 in
		termviz | *--input* | *--headless\ --record* | *'--data raw'* | *aplay*) [ "$has_server" ] || echo "a sound server" ;;
	esac
}
has_status() { [ -s "$dir/status" ]; }
shows_picture() { ! main_screen && shows '[^ ]'; }
# run_line LINE: and end it, where it does not end by itself
run_line() {
	leave= options='--seconds 0.4 --output none'
	case $1 in
		*'| less'*) leave=q ;;
		*--data*--attach*) leave=end_runs ;;
		*--attach*) leave=d ;;
	esac
	case $1 in
		*--headless*) end_runs; options='--output none' ;;
		*film.mkv*) options='--output none' ;; # who writes is to come to the end
		*--attach* | *--send*) [ -n "$(runs)" ] || "$TERMVIZ" --headless --demo ;;
	esac
	rm -f "$dir/status"
	printf '%s\n' "$1" >"$dir/example"
	type_line "clear; TERMVIZ_OPTIONS='$options' bash -o pipefail $dir/example; echo \$? >$dir/status"
	case $leave in
		'') ;;
		end_runs) expect "words of $1" shows 'Playing, '; end_runs ;;
		*) expect "a picture of $1" shows_picture; press $leave ;;
	esac
	until_true 30 has_status
	if [ "$(cat "$dir/status")" = 0 ]; then pass "$1"; else fail "$1: status $(cat "$dir/status")"; what_is_there; fi
}

terminal 100 30
for block in "$dir/blocks"/*; do
	page=$(basename "$block")
	case $(kind_of "$block") in
		command)
			while read -r line <&3; do
				why=$(missing "$line")
				if [ -z "$why" ]; then run_line "$line"; else echo "not run: there is no $why here: $line"; fi
			done 3<"$block"
			;;
		layout)
			sed 's/  .*//' "$block" >"$dir/layouts"
			while read -r layout; do run_is 0 '' --still --size 80x24 --view "$layout" song.flac; done <"$dir/layouts"
			;;
		theme)
			mkdir -p "$HOME/.config/termviz/themes"
			cp "$block" "$HOME/.config/termviz/themes/mine.theme"
			run_is 0 '' --still --theme mine song.flac
			check "the theme is listed" sh -c '"$TERMVIZ" --list-themes | grep -q "^mine	what it"'
			;;
		config)
			warnings=$("$TERMVIZ" --config "$block" --print-config 2>&1 >"$dir/printed")
			check "$page has nothing to be warned of: $warnings" [ -z "$warnings" ]
			check "and sets something" grep -q '^[a-z-]* = ' "$dir/printed"
			;;
	esac
done
end_runs
check "commands were found, layouts, a theme, a configuration" [ "$(for block in "$dir/blocks"/*; do kind_of "$block"; done | sort -u | wc -l)" = 4 ]
check "many of them" [ "$(cat "$dir/blocks"/* | grep -c termviz)" -gt 30 ]
expect "nothing is left" nothing_left
finish
