# For tests beside players: a session bus and MPD of the test's own, on sockets in its folder, stopped by their process
# ids. To be read after lib.sh and audio.sh. POSIX sh.

# need_companion LIBRARY: skips the whole test where the companion is built without it
need_companion() { ldd "$builddir/termviz-companion" 2>/dev/null | grep -q "$1" || { echo "built without $1"; exit 77; }; }

# start_bus: with nobody on it
start_bus() {
	cat >"$dir/bus.conf" <<CONF
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
	"http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:path=$dir/bus</listen><policy context="default">
<allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>
CONF
	rm -f "$dir/bus"
	dbus-daemon --config-file="$dir/bus.conf" --nofork --nopidfile >"$dir/bus.log" 2>&1 </dev/null &
	bus_pid=$!
	servers="$servers $bus_pid"
	until_true 10 test -S "$dir/bus" || { echo "no bus here: $(tail -n 1 "$dir/bus.log")"; exit 77; }
	export DBUS_SESSION_BUS_ADDRESS="unix:path=$dir/bus"
}

# start_mpd: plays what is in $dir/music into $dir/fifo, and is found as MPD_HOST and MPD_PORT say
start_mpd() {
	export MPD_HOST=127.0.0.1 MPD_PORT=$((20000 + $$ % 20000))
	cat >"$dir/mpd.conf" <<CONF
music_directory "$dir/music"
db_file "$dir/mpd.db"
state_file "$dir/mpd.state"
bind_to_address "$MPD_HOST"
port "$MPD_PORT"
mixer_type "software"
audio_output {
	type "fifo"
	name "fifo"
	path "$dir/fifo"
	format "44100:16:2"
}
CONF
	mpd --no-daemon "$dir/mpd.conf" >"$dir/mpd.log" 2>&1 </dev/null &
	mpd_pid=$!
	servers="$servers $mpd_pid"
	until_true 10 mpc -q >/dev/null 2>&1 || { echo "MPD does not start here: $(tail -n 1 "$dir/mpd.log")"; exit 77; }
}

# song FILE SECONDS TITLE ARTIST: a tagged FLAC
song() {
	sox -D -n -r 44100 -c 2 -b 16 "$1" synth "$2" sine 1000 gain -20
	metaflac --set-tag="TITLE=$3" --set-tag="ARTIST=$4" "$1"
}

# rests ROLE: that process of the only run has not woken over a stretch
switches() { sed -n 's/^voluntary_ctxt_switches:[	 ]*//p' "/proc/$1/status"; }
rests() { was=$(switches "$(pid_of "$1")"); sleep 0.3; [ -n "$was" ] && [ "$was" = "$(switches "$(pid_of "$1")")" ]; }
