# For the script tests: a run folder of their own, checks that name what failed, waiting without guessing how long.
# TERMVIZ is the program. POSIX sh.

: "${TERMVIZ:?path of the program}"
export LC_ALL=C.UTF-8 TERM=xterm-256color
unset NO_COLOR COLORFGBG COLORTERM STY TERM_PROGRAM TERMVIZ_OPTIONS TMUX XTERM_VERSION XDG_STATE_HOME
dir=$(mktemp -d "${TMPDIR:-/tmp}/termviz-test.XXXXXX") || exit 99
export TERMVIZ_TMPDIR="$dir" XDG_CONFIG_HOME="$dir/config-home"

# No test is heard, or hears, on the machine it runs on (tests/audio.sh starts servers of their own).
export PULSE_SERVER=unix:/nonexistent JACK_DEFAULT_SERVER=termviz-none JACK_NO_START_SERVER=1 PIPEWIRE_REMOTE=none
echo 'pcm.nothing { type hw card 99 }' >"$dir/no-asound.conf"
export ALSA_CONFIG_PATH="$dir/no-asound.conf"

# Nor is any a player on its user's desktop.
unset DBUS_SESSION_BUS_ADDRESS XDG_RUNTIME_DIR

# Everything a test has started is in its run folder or below it.
clean_up() {
	"$TERMVIZ" --list 2>/dev/null | cut -f1 | while read -r run; do "$TERMVIZ" --name "$run" --send quit; done
	[ -z "$tmux_started" ] || tmux -L "$socket" kill-server 2>/dev/null
	rm -rf "$dir"
}
trap clean_up EXIT
# Ctrl-C comes twice, from the terminal and from make: the second one must not end the cleaning up.
trap 'trap "" TERM INT HUP PIPE; exit 143' TERM INT HUP PIPE

# Kept in a file: a check may run in a pipeline, in a shell of its own.
fail() { echo "$*" >>"$dir/failures"; printf 'FAIL: %s\n' "$*"; }
pass() { printf 'ok: %s\n' "$*"; }

# need PROGRAM...: skips the whole test where one is missing
need() { for p; do command -v "$p" >/dev/null || { echo "no $p here"; exit 77; }; done; }

# finish: the test's exit status
finish() { [ ! -s "$dir/failures" ] || { echo "$(wc -l <"$dir/failures") failed"; exit 1; }; exit 0; }

# until_true SECONDS COMMAND...: waits until it succeeds
until_true() {
	tries=$(($1 * 20)); shift
	while ! "$@"; do
		tries=$((tries - 1)); [ $tries -gt 0 ] || return 1
		sleep 0.05
	done
}

# check WHAT COMMAND...: passes if it succeeds now; expect WHAT COMMAND...: within 10 s
check() { what=$1; shift; if "$@"; then pass "$what"; else fail "$what"; fi; }
expect() { what=$1; shift; if until_true 10 "$@"; then pass "$what"; else fail "$what"; what_is_there; fi; }
what_is_there() { [ -z "$tmux_started" ] || screen | sed 's/^/    | /'; }

# run_is STATUS PATTERN ARG...: the program's exit status, and a pattern in what it says (both outputs)
run_is() {
	want=$1 pattern=$2; shift 2
	said=$("$TERMVIZ" "$@" 2>&1 </dev/null); got=$?
	[ $got -eq "$want" ] || { fail "termviz $*: exit $got, not $want: $said"; return; }
	case $said in *$pattern*) pass "termviz $*: exit $got" ;; *) fail "termviz $*: says '$said', not '$pattern'" ;; esac
}

# one_line ARG...: whether it says exactly one line on stderr, of printable characters
one_line() { "$TERMVIZ" "$@" 2>&1 >/dev/null </dev/null | { read -r first && ! read -r second && ! printf %s "$first" | LC_ALL=C grep -q '[[:cntrl:]]'; }; }

runs() { "$TERMVIZ" --list; }
no_runs() { [ -z "$(runs)" ]; }
# nothing_left: no process of this test's runs, no socket
nothing_left() { no_runs && [ -z "$(ls -A "$dir/termviz-$(id -u)" 2>/dev/null)" ] && [ -z "$(our_processes)" ]; }
our_processes() { grep -lzs "^TERMVIZ_TMPDIR=$dir$" /proc/[0-9]*/environ | cut -d/ -f3 | while read -r p; do case $(cat "/proc/$p/comm" 2>/dev/null) in termviz*) echo "$p" ;; esac; done; }
# pid_of ROLE: of the only run
pid_of() { runs | sed -n "s/.*[	 ]$1 \([0-9][0-9]*\).*/\1/p" | head -n 1; }
wakes() { sed -n 's/^voluntary_ctxt_switches:[	 ]*//p' "/proc/$(pid_of ui)/status"; }
# is_still: the UI has not woken over a stretch
is_still() { was=$(wakes); sleep 0.3; [ -n "$was" ] && [ "$was" = "$(wakes)" ]; }

# ---- a terminal: tmux
socket="termviz-test-$$"
tmux_started=
# terminal COLS ROWS: an interactive shell in it
terminal() {
	tmux -L "$socket" -f /dev/null new-session -d -x "$1" -y "$2" "env PS1='PROMPT> ' sh" || exit 99
	tmux_started=1
	tmux -L "$socket" set -g status off >/dev/null
	until_true 5 shows 'PROMPT>' || exit 99
}
type_line() { tmux -L "$socket" send-keys -l "$1"; tmux -L "$socket" send-keys Enter; }
press() { tmux -L "$socket" send-keys "$@"; }
screen() { tmux -L "$socket" capture-pane -p; }
shows() { screen | grep -q -e "$1"; }
shows_not() { ! shows "$1"; }
shows_bars() { shows '[▁▂▃▄▅▆▇█]'; }
title_is() { [ "$(tmux -L "$socket" display -p '#{pane_title}')" = "$1" ]; }
shows_prompt() { screen | grep -v '^$' | tail -n 1 | grep -q '^PROMPT> *$'; }
cursor_shown() { [ "$(tmux -L "$socket" display -p '#{cursor_flag}')" = 1 ]; }
main_screen() { [ "$(tmux -L "$socket" display -p '#{alternate_on}')" = 0 ]; }
# given_back: the terminal is as a shell wants it
given_back() { shows_prompt && cursor_shown && main_screen && tty_cooked; }
tty_cooked() { stty -F "$(tmux -L "$socket" display -p '#{pane_tty}')" -a | grep -q ' echo .*' && stty -F "$(tmux -L "$socket" display -p '#{pane_tty}')" -a | grep -q '[^-]icanon'; }
