# For tests over ssh: a private sshd on loopback, stopped by its process id, and $ssh to log in with, to which -p PORT may
# be added. To be read after lib.sh; skips the test where there is no sshd. POSIX sh.

need ssh ssh-keygen
sshd=$(command -v sshd || echo /usr/sbin/sshd)
[ -x "$sshd" ] || { echo "no sshd here"; exit 77; }

# sshd refuses keys below folders that others could write to: StrictModes is off, all else is private.
port=$((20000 + $$ % 20000))
[ "$(id -u)" != 0 ] || mkdir -p /run/sshd
ssh-keygen -q -t ed25519 -N '' -f "$dir/host" && ssh-keygen -q -t ed25519 -N '' -f "$dir/user" || exit 99
cat >"$dir/sshd_config" <<CONF
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
CONF
cat >"$dir/ssh_config" <<CONF
Host *
  Port $port
  IdentityFile $dir/user
  IdentitiesOnly yes
  UserKnownHostsFile $dir/known_hosts
  StrictHostKeyChecking no
  BatchMode yes
  LogLevel ERROR
  SendEnv LANG LC_* TERMVIZ_*
CONF
"$sshd" -D -e -f "$dir/sshd_config" >"$dir/sshd.log" 2>&1 </dev/null &
sshd_pid=$!
trap 'kill $sshd_pid 2>/dev/null; clean_up' EXIT
ssh="ssh -F $dir/ssh_config"
until_true 10 $ssh 127.0.0.1 true 2>/dev/null || { echo "no login: $(cat "$dir/sshd.log")"; exit 77; }
