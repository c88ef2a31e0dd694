"""A terminal for chaos.py: a pty, the shell that a job runs under, and what the job's bytes leave the terminal as."""
import fcntl
import os
import re
import selectors
import signal
import struct
import termios
import time

PATIENCE_S = 20  # a loaded machine's; nothing that is as it should be takes as long
ANSWERS = {  # those of xterm 379
    b'\x1b[?2026$p': b'\x1b[?2026;2$y', b'\x1b[6n': b'\x1b[2;5R', b'\x1b[>c': b'\x1b[>41;379;0c',
    b'\x1b[>q': b'\x1bP>|XTerm(379)\x1b\\', b'\x1b[5n': b'\x1b[0n', b'\x1b[c': b'\x1b[?64;1;2c'}
MODES = re.compile(rb'\x1b\[\?([0-9]+)([hl])|\x1b\[([0-9;:]*)m|\x1b([=>])|\x1b\[2([23]);2t|'
                   + b'|'.join(map(re.escape, ANSWERS)))
PLAIN = {'1049': False, '25': True, '7': True, '2004': False, '1004': False, '2026': False, 'keypad': False,
         'colour': False, 'titles': 0}


class World:
    """All descriptors that are waited for, and all children, of which many are orphans of others."""

    def __init__(self):
        self.selector = selectors.DefaultSelector()
        self.statuses = {}  # as os.waitpid() has them, by process

    def watch(self, fd, events, call):
        self.selector.register(fd, events, call)

    def forget(self, fd):
        self.selector.unregister(fd)

    def pump(self, seconds):
        for key, _ in self.selector.select(seconds):
            key.data()
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            self.statuses[pid] = status

    def wait(self, seconds):
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self.pump(left)

    def until(self, condition, seconds=PATIENCE_S):
        end = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > end:
                return False
            self.pump(0.02)
        return True


def signal_default(signals):
    for each in signals:
        signal.signal(each, signal.SIG_DFL)


class Terminal:
    """Runs a command as a shell's job. Without `job_control` as a script does, which lets it stop and go on unnoticed."""

    def __init__(self, world, argv, env, stdio=(None, None), job_control=True):
        self.world, self.job_control = world, job_control
        self.modes, self.seen, self.tail, self.n_bytes = dict(PLAIN), b'', b'', 0
        self.pid = self.status = None  # of the job; the status as a shell has it
        self.stopped = False
        self.master, slave = os.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack('HHHH', 24, 80, 0, 0))
        told, tell = os.pipe()
        hear, self.say = os.pipe()
        self.before = termios.tcgetattr(slave)
        self.shell = os.fork()
        if self.shell == 0:
            try:
                self.be_shell(slave, tell, hear, argv, env, stdio)
            finally:
                os._exit(99)
        for fd in (tell, hear, *[fd for fd in stdio if fd is not None]):
            os.close(fd)
        self.slave, self.told, self.news = slave, told, b''
        os.set_blocking(self.master, False)
        world.watch(self.master, selectors.EVENT_READ, self.read)
        world.watch(told, selectors.EVENT_READ, self.listen)

    # ---- the shell's process

    def be_shell(self, slave, tell, hear, argv, env, stdio):
        kept = {2, slave, tell, hear, *stdio}  # nothing else is held open by us: who reads it is to see its end
        for fd in [int(name) for name in os.listdir('/proc/self/fd')]:
            if fd not in kept:
                try:
                    os.close(fd)
                except OSError:
                    pass  # that of the listing
        os.setsid()
        fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
        ignored = [signal.SIGTTOU, signal.SIGTTIN, signal.SIGTSTP, signal.SIGINT, signal.SIGQUIT]
        for each in ignored:
            signal.signal(each, signal.SIG_IGN)
        start, go = os.pipe()
        job = os.fork()
        if job == 0:
            os.read(start, 1)
            signal_default([*ignored, signal.SIGPIPE])
            for fd, given in zip((0, 1, 2), (*stdio, None)):
                os.dup2(slave if given is None else given, fd)
            os.closerange(3, 1000)
            os.execve(argv[0], argv, env)
        for fd in stdio:
            if fd is not None:
                os.close(fd)
        if self.job_control:
            os.setpgid(job, job)
            os.tcsetpgrp(slave, job)
        os.write(tell, b'began %d\n' % job)
        os.write(go, b'!')
        while True:
            _, status = os.waitpid(job, os.WUNTRACED if self.job_control else 0)
            if not os.WIFSTOPPED(status):
                break
            os.tcsetpgrp(slave, os.getpid())
            os.write(tell, b'stopped 0\n')
            if os.read(hear, 1) != b'f':
                os._exit(0)
            os.tcsetpgrp(slave, job)
            os.killpg(job, signal.SIGCONT)
        if self.job_control:
            os.tcsetpgrp(slave, os.getpid())
        code = os.waitstatus_to_exitcode(status)
        os.write(tell, b'ended %d\n' % (code if code >= 0 else 128 - code))
        os.read(hear, 1)
        os._exit(0)

    # ---- what is heard of it

    def listen(self):
        news = os.read(self.told, 4096)
        if not news:
            self.world.forget(self.told)
        self.news += news
        while b'\n' in self.news:
            line, self.news = self.news.split(b'\n', 1)
            word, number = line.split()
            if word == b'began':
                self.pid = int(number)
            elif word == b'ended':
                self.status = int(number)
            self.stopped = word == b'stopped'

    def read(self):
        try:
            new = os.read(self.master, 65536)
        except BlockingIOError:
            return
        except OSError:
            new = b''
        if not new:
            self.world.forget(self.master)
            return
        self.n_bytes += len(new)
        self.seen = (self.seen + new)[-4000:]
        text = self.tail + new
        end = 0
        for match in MODES.finditer(text):
            self.take(match)
            end = match.end()
        rest = text[end:]
        escape = rest.rfind(b'\x1b')
        self.tail = rest[escape:] if escape >= 0 and len(rest) - escape < 32 else b''

    def take(self, match):
        mode, action, colour, keypad, title = match.groups()
        if mode:
            self.modes[mode.decode()] = action == b'h'
        elif colour is not None:
            self.modes['colour'] = colour.strip(b'0;') != b''
        elif keypad:
            self.modes['keypad'] = keypad == b'='
        elif title:
            self.modes['titles'] += 1 if title == b'2' else -1
        else:
            self.type(ANSWERS[match.group()])

    # ---- what is done to it

    def type(self, text):
        try:
            os.write(self.master, text)
        except OSError:
            pass

    def resize(self, rows, cols):
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack('HHHH', rows, cols, 0, 0))

    def to_front(self):
        """As `fg` does."""
        self.stopped = False
        os.write(self.say, b'f')

    def hang_up(self):
        """The window is closed, the connection cut."""
        if self.master >= 0:
            try:
                self.world.forget(self.master)
            except KeyError:
                pass
            os.close(self.master)
        self.master = -1

    def end(self):
        self.hang_up()
        try:
            os.kill(self.shell, signal.SIGKILL)
        except ProcessLookupError:
            pass
        try:
            self.world.forget(self.told)
        except KeyError:
            pass
        for fd in (self.slave, self.told, self.say):
            os.close(fd)

    # ---- what is to be true of it

    def wrongs(self):
        """What a shell's user would miss: nothing, if it has been given back."""
        wrong = [f'{name} is {value}' for name, value in self.modes.items() if PLAIN.get(name, value) != value]
        if self.master >= 0 and termios.tcgetattr(self.slave)[:4] != self.before[:4]:
            wrong.append('termios')
        return wrong

    def given_back(self):
        return not self.wrongs()
