# For tests that need an audio server: each starts its own, on sockets in the test's folder, and stops it by its process
# id. To be read after lib.sh. POSIX sh.

# No server of this machine's is ever met.
unset PULSE_SINK PULSE_SOURCE PIPEWIRE_REMOTE JACK_DEFAULT_SERVER
export XDG_RUNTIME_DIR="$dir/run" XDG_CONFIG_HOME="$dir/config" XDG_STATE_HOME="$dir/state"
export PULSE_RUNTIME_PATH="$dir/run/pulse" PULSE_STATE_PATH="$dir/state/pulse" PULSE_COOKIE="$dir/cookie"
export PULSE_SERVER="unix:$dir/run/pulse/native"
export DBUS_SESSION_BUS_ADDRESS=disabled: JACK_NO_START_SERVER=1 JACK_NO_AUDIO_RESERVATION=1
mkdir -p "$dir/run/pulse" "$dir/config" "$dir/state/pulse"
chmod 700 "$dir/run" "$dir/run/pulse" "$dir/state/pulse"

# What ALSA's names lead to: the PulseAudio server of the test, and no sound card.
cat >"$dir/asound.conf" <<CONF
pcm.!default { type pulse hint { show on description "PulseAudio" } }
pcm.pulse { type pulse hint { show on description "PulseAudio" } }
ctl.!default { type pulse }
CONF
export ALSA_CONFIG_PATH="$dir/asound.conf"
rt=no
[ "$(id -u)" -ne 0 ] || rt=yes

servers=
has_ended() { ! grep -qs '^State:.[^Z]' "/proc/$1/status"; }
stop_servers() {
	for server in $servers; do kill -CONT "$server" 2>/dev/null; kill "$server" 2>/dev/null; done
	# One that hangs while it ends is not waited for.
	for server in $servers; do until_true 5 has_ended "$server" || kill -9 "$server"; wait "$server" 2>/dev/null; done
	servers=
}
trap 'stop_servers; clean_up' EXIT

# ---- PulseAudio, with a null sink "speakers"
start_pulse() {
	rm -f "$dir/run/pulse/native"
	pulseaudio -n --daemonize=no --exit-idle-time=-1 --use-pid-file=no --realtime=$rt \
		--high-priority=$rt --log-target=stderr --log-level=error \
		-L "module-native-protocol-unix socket=$dir/run/pulse/native auth-anonymous=1 auth-cookie-enabled=0" \
		-L "module-null-sink sink_name=speakers rate=48000 channels=2 norewinds=1" \
		-L "module-always-sink" >"$dir/pulse.log" 2>&1 </dev/null &
	main_pid=$!
	servers="$servers $main_pid"
	until_true 10 pactl info >/dev/null 2>&1 || { echo "PulseAudio does not start here: $(tail -n 1 "$dir/pulse.log")"; exit 77; }
}

# ---- PipeWire, with a null sink "speakers" and its PulseAudio side
start_pipewire() {
	unset PULSE_RUNTIME_PATH
	export PIPEWIRE_RUNTIME_DIR="$dir/run"
	mkdir -p "$dir/config/pipewire/pipewire.conf.d" "$dir/config/wireplumber/main.lua.d" \
		"$dir/config/wireplumber/bluetooth.lua.d"
	cat >"$dir/config/pipewire/pipewire.conf.d/10-speakers.conf" <<CONF
context.properties = { default.clock.rate = 48000 default.clock.quantum = 256 support.dbus = false }
context.objects = [ { factory = adapter args = { factory.name = support.null-audio-sink node.name = "speakers"
	node.description = "speakers" media.class = Audio/Sink audio.position = [ FL FR ] object.linger = true
	monitor.channel-volumes = true priority.session = 1000 } } ]
CONF
	# It gives up on everything where there is no hardware, seat or D-Bus, unless told not to look.
	cat >"$dir/config/wireplumber/main.lua.d/80-no-hardware.lua" <<CONF
alsa_monitor.enabled = false
v4l2_monitor.enabled = false
libcamera_monitor.enabled = false
default_access.properties["enable-flatpak-portal"] = false
CONF
	echo 'bluez_monitor.enabled = false' >"$dir/config/wireplumber/bluetooth.lua.d/80-off.lua"
	for program in pipewire wireplumber pipewire-pulse; do
		$program >>"$dir/pipewire.log" 2>&1 </dev/null &
		[ $program != pipewire ] || main_pid=$!
		servers="$! $servers"
		[ $program != pipewire ] || until_true 10 test -S "$dir/run/pipewire-0" || break
	done
	until_true 15 default_is_speakers || { echo "PipeWire does not start here: $(tail -n 1 "$dir/pipewire.log")"; exit 77; }
}
default_is_speakers() { pactl info 2>/dev/null | grep -q '^Default Sink: speakers'; }

# ---- JACK, with its dummy driver at 48 kHz and 256 frames
start_jack() {
	export JACK_DEFAULT_SERVER="termviz-$$"
	realtime=--no-realtime
	[ $rt = no ] || realtime=--realtime
	# A server that was killed may have left its store of properties locked for ever, which all of a user's share.
	pgrep -x jackd >/dev/null || rm -rf "/dev/shm/jack_db-$(id -u)"
	jackd -n "$JACK_DEFAULT_SERVER" $realtime --no-mlock -d dummy -r 48000 -p 256 -C 2 -P 2 \
		>"$dir/jack.log" 2>&1 </dev/null &
	jack_pid=$!
	servers="$servers $jack_pid"
	until_true 10 timeout 5 jack_lsp >/dev/null 2>&1 || { echo "JACK does not start here: $(tail -n 1 "$dir/jack.log")"; exit 77; }
}
# What a jackd that was killed leaves behind carries our server's name.
kill_jack() {
	kill -9 "$jack_pid"
	wait "$jack_pid" 2>/dev/null
	rm -f /dev/shm/jack*"$JACK_DEFAULT_SERVER"* /dev/shm/jack_sem.*"$JACK_DEFAULT_SERVER"*
}

# stat NAME: a figure of the newest line of $dir/stats
stat() { tail -n 1 "$dir/stats" 2>/dev/null | tr ' ' '\n' | sed -n "s/^$1=//p"; }
stat_is() { [ "$(stat "$1")" = "$2" ]; }
# moves_on: whether the position is beyond the one that was last asked for
moves_on() { now=$(stat position_s) && [ -n "$now" ] && awk "BEGIN { exit !($now > ${before:-0} + 0.5) }" && before=$now; }
