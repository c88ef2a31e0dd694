# Completion of termviz for bash; written by termviz --completion bash. Of what is there, `cur` is the present word or,
# behind an option's =, its value.

# Replies with those of the lines read that begin as `cur` does.
_termviz_lines() {
	local line
	while IFS= read -r line; do
		[[ $line == "$cur"* ]] || continue
		[[ $quote || $line != *[^-A-Za-z0-9_.,:+=/@%]* ]] || printf -v line %q "$line"
		COMPREPLY+=("$line")
	done
}

_termviz_words() { _termviz_lines < <(printf '%s\n' "$@"); }

# _termviz_list WORD...: of a list with commas, the last item
_termviz_list() {
	compopt -o nospace
	_termviz_words "${@/#/${cur%"${cur##*,}"}}"
}

# _termviz_listed OPTION: what the program lists with that
_termviz_listed() { _termviz_lines < <(TERMVIZ_OPTIONS='' "$program" "$1" 2>/dev/null | cut -f 1); }

# _termviz_named OPTION: the same, or a file
_termviz_named() { if [[ $cur == */* ]]; then _termviz_files; else _termviz_listed "$1"; fi; }

_termviz_files() {
	compopt -o filenames
	mapfile -t COMPREPLY < <(compgen -f -- "$cur")
}

# Folders, FIFOs, and files that look as if there were sound in them; where there are none of these, all.
_termviz_sounds() {
	local path true_path found=()
	_termviz_files
	for path in "${COMPREPLY[@]}"; do
		true_path=${path/#\~\//"$HOME"/}
		[[ -d $true_path || -p $true_path || ${path,,} == *.@($_termviz_endings) ]] && found+=("$path")
	done
	((${#found[@]} == 0)) || COMPREPLY=("${found[@]}")
}

# Where bash ends words at = and :, it wants only what belongs behind the last of them.
_termviz_cut() {
	local before=
	[[ $COMP_WORDBREAKS == *=* ]] || COMPREPLY=("${COMPREPLY[@]/#/$option}")
	[[ $quote || $COMP_WORDBREAKS != *:* ]] || before=${cur%"${cur##*:}"}
	COMPREPLY=("${COMPREPLY[@]#"$before"}")
}

_termviz() {
	local program=$1 i=$COMP_CWORD cur=${COMP_WORDS[COMP_CWORD]} option='' quote=''
	COMPREPLY=()
	# What it has taken apart at = and : is put together again.
	while ((i > 1)) && [[ $cur || ${COMP_LINE:COMP_POINT-1:1} != [[:blank:]] ]] &&
		[[ $cur == [=:]* || ${COMP_WORDS[i-1]} == [=:] ]]; do
		cur=${COMP_WORDS[--i]}$cur
	done
	local previous=${COMP_WORDS[i-1]}
	[[ " ${COMP_WORDS[*]:1:i-1} " == *' -- '* ]] && previous=--
	if [[ $cur == --*=* && $previous != -- ]]; then
		option=${cur%%=*}=
		cur=${cur#*=}
	fi
	[[ $cur != [\'\"]* ]] || { quote=${cur:0:1}; cur=${cur:1}; }
	[[ $quote ]] || cur=${cur//\\/}
	if _termviz_value "${option:-$previous}"; then
		:
	elif [[ $cur == -* && $previous != -- ]]; then
		_termviz_words "${_termviz_options[@]}"
	elif [[ ! $option ]]; then
		_termviz_sounds
	fi
	_termviz_cut
}
complete -F _termviz termviz

