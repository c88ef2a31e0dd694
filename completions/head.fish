# Completion of termviz for fish; written by termviz --completion fish.

# __termviz_listed OPTION: what the program lists with that, names and what it says of them
function __termviz_listed
    set -l program (commandline -opc)[1]
    TERMVIZ_OPTIONS= $program $argv[1] 2>/dev/null
end

# __termviz_list WORD...: of a list with commas, the last item
function __termviz_list
    set -l before (commandline -ct | string replace -r '^--[^=]*=' '' | string match -r '.*,'; or echo)
    printf '%s\n' $before$argv
end

# Folders, FIFOs, and files that look as if there were sound in them; where there are none of these, all.
function __termviz_sounds
    set -l token (commandline -ct | string replace -r '^--[^=]*=' '')
    set -l found
    set -l all (complete -C "'' $token")
    for path in $all
        if test -p $path; or string match -qir "(?:/|\.(?:$__termviz_endings))\$" -- $path
            set -a found $path
        end
    end
    set -q found[1]; or set found $all
    printf '%s\n' $found
end

complete -c termviz -f -a '(__termviz_sounds)'
