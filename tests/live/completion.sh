#!/bin/sh
# bash, zsh and fish complete our command line as the program writes it for them: the first two as a user sees it, with a
# key that puts all there is into the line.
. "${srcdir:-.}/tests/lib.sh"
need tmux bash zsh fish cut

mkdir -p "$dir/sounds/folder" "$dir/home" "$dir/bin" "$dir/fpath"
cd "$dir/sounds" || exit 99
touch one.flac two.WAV words.txt folder/three.ogg 'four more.mp3'
mkfifo five
export HOME="$dir/home"
ln -s "$TERMVIZ" "$dir/bin/termviz"
PATH=$dir/bin:$PATH
for shell in bash zsh fish; do
	check "a script for $shell" sh -c "\$TERMVIZ --completion $shell >$dir/$shell"
done
run_is 2 'none of bash|zsh|fish' --completion csh
run_is 2 'leave it out' --completion zsh song.wav
cp "$dir/zsh" "$dir/fpath/_termviz"
check "bash reads its" bash -n "$dir/bash"
check "zsh reads its" zsh -n "$dir/zsh"
check "fish reads its" fish --no-config -n "$dir/fish"
for option in $("$TERMVIZ" --list-options | sed 's/[ =[,	].*//'); do
	for shell in bash zsh fish; do
		grep -q -e "[ {,'	]\(-l \)\{0,1\}-\{0,2\}${option#--}[]=[{}' |)]*" "$dir/$shell" || fail "$shell does not know $option"
	done
done

cat >"$dir/bashrc" <<END
PS1='PROMPT> '
. $dir/bash
bind '"\C-t": insert-completions'
END
cat >"$dir/.zshrc" <<'END'
PS1='PROMPT> '
fpath=($TERMVIZ_TMPDIR/fpath $fpath)
autoload -U compinit
compinit -D
all() { _main_complete; compstate[insert]=all; }
zle -C all complete-word all
bindkey '^T' all
END

# typed: what has become of the line; the bar is behind what was put into it, and what may be taken away again
typed() { screen | sed -n 's/^PROMPT> \(.*[^ ,]\)[ ,]*|$/\1/p' | tr -s ' '; }
line_is() { [ "$(typed)" = "$1" ]; }
in_line() {
	press C-u
	tmux -L "$socket" send-keys -l "$1"
	press C-t
	tmux -L "$socket" send-keys -l '|'
	expect "$shell: $1 -> $2" line_is "$2"
}
in_fish() {
	got=$(fish --no-config -c "source $dir/fish; complete -C '$1'" | cut -f 1 | LC_ALL=C sort | tr '\n' ' ')
	line=${1% *}
	check "fish: $1 -> $2: $line ${got% }" [ "$line ${got% }" = "$2" ]
}

# by COMPLETE LINE WHAT: what any of them makes of a line
any_shell() {
	"$1" 'termviz --them' 'termviz --theme'
	"$1" 'termviz --theme em' 'termviz --theme ember'
	"$1" 'termviz -t em' 'termviz -t ember'
	"$1" 'termviz --scale octave/1' 'termviz --scale octave/1 octave/12'
	"$1" 'termviz --channels-shown left,ri' 'termviz --channels-shown left,right'
	"$1" 'termviz --view me' 'termviz --view meters'
	"$1" 'termviz --send pl' 'termviz --send play'
	"$1" 'termviz --attach --name st' 'termviz --attach --name studio'
	"$1" 'termviz --log wo' 'termviz --log words.txt'
	"$1" 'termviz --completion z' 'termviz --completion zsh'
	"$1" 'termviz o' 'termviz one.flac'
	"$1" 'termviz t' 'termviz two.WAV'
	"$1" 'termviz w' 'termviz words.txt'
	"$1" 'termviz fi' 'termviz five'
	"$1" 'termviz folder/' 'termviz folder/three.ogg'
	"$1" 'termviz -- o' 'termviz -- one.flac'
}
check "a run" "$TERMVIZ" --headless --demo --name studio

any_shell in_fish
in_fish 'termviz --theme=em' 'termviz --theme=ember'
in_fish 'termviz --peaks=' 'termviz --peaks=off --peaks=on'
in_fish 'termviz --fps ' 'termviz --fps '

terminal 160 24
for shell in bash zsh; do
	case $shell in
	bash) type_line "clear; exec bash --noprofile --rcfile $dir/bashrc" ;;
	zsh) type_line "clear; ZDOTDIR=$dir exec zsh -d" ;;
	esac
	expect "$shell" shows_prompt
	any_shell in_line
	in_line 'termviz --theme=em' 'termviz --theme=ember'
	in_line 'termviz --peaks=of' 'termviz --peaks=off'
	in_line 'termviz --report=j' 'termviz --report=json'
	in_line 'termviz --report=json o' 'termviz --report=json one.flac'
	in_line 'termviz fou' 'termviz four\ more.mp3'
	in_line 'termviz --fps ' 'termviz --fps'
	press C-u
done
tmux -L "$socket" kill-server; tmux_started=
"$TERMVIZ" --send quit
expect "nothing is left" nothing_left
finish
