#compdef termviz
# Completion of termviz for zsh; written by termviz --completion zsh.

# _termviz_listed OPTION: what the program lists with that, names and what it says of them
_termviz_listed() {
	local line
	local -a listed
	for line in ${(f)"$(_call_program ${1##*-} TERMVIZ_OPTIONS= ${(q)words[1]} $1 2>/dev/null)"}; do
		listed+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}")
	done
	_describe -t ${1##*-} ${1##*-} listed
}

# The same, or a file.
_termviz_named() { _termviz_listed $1 || _files }

