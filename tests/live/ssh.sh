#!/bin/sh
# Over a real ssh on loopback: a headless run is started, and joined from a second login.
. "${srcdir:-.}/tests/lib.sh"
need tmux ssh ssh-keygen
sshd=$(command -v sshd || echo /usr/sbin/sshd)
[ -x "$sshd" ] || { echo "no sshd here"; exit 77; }

# sshd refuses keys below folders that others could write to: StrictModes is off, all else is private.
port=$((20000 + $$ % 20000))
[ "$(id -u)" != 0 ] || mkdir -p /run/sshd
ssh-keygen -q -t ed25519 -N '' -f "$dir/host" && ssh-keygen -q -t ed25519 -N '' -f "$dir/user" || exit 99
cat >"$dir/sshd_config" <<EOF
Port $port
ListenAddress 127.0.0.1
HostKey $dir/host
AuthorizedKeysFile $dir/user.pub
PidFile none
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
PrintMotd no
AcceptEnv LANG LC_* TERMVIZ_*
EOF
cat >"$dir/ssh_config" <<EOF
Host *
  Port $port
  IdentityFile $dir/user
  IdentitiesOnly yes
  UserKnownHostsFile $dir/known_hosts
  StrictHostKeyChecking no
  BatchMode yes
  LogLevel ERROR
  SendEnv LANG LC_* TERMVIZ_*
EOF
"$sshd" -D -e -f "$dir/sshd_config" >"$dir/sshd.log" 2>&1 </dev/null &
sshd_pid=$!
trap 'kill $sshd_pid 2>/dev/null; clean_up' EXIT
remote="ssh -F $dir/ssh_config 127.0.0.1"
until_true 10 $remote true 2>/dev/null || { echo "no login: $(cat "$dir/sshd.log")"; exit 77; }

check "ssh host termviz --headless returns" $remote "$TERMVIZ --headless --demo"
check "the run outlives the login" sh -c '"$TERMVIZ" --list | grep -q "^default	keeper"'
terminal 100 30
type_line "ssh -F $dir/ssh_config -t 127.0.0.1 $TERMVIZ --attach"
expect "it is joined over ssh" shows_bars
tmux -L "$socket" new-window "$TERMVIZ --attach"
expect "and from here at the same time" shows_bars
press q
tmux -L "$socket" select-window -t 0
expect "the one over ssh goes on" shows_bars
press d; expect "and leaves the shell in order" given_back
check "the run still goes on" sh -c '"$TERMVIZ" --list | grep -q "^default	keeper"'
"$TERMVIZ" --send quit
expect "until it is told to quit" nothing_left
finish
