#!/usr/bin/env python3
"""Both ends of a run's socket, as somebody would have them who means ill: hostile.py CASE [RUN]

keeper cases: a place of its own, where the program attaches, hands out what it should not believe. What is handed out is
made of what a keeper that means well (RUN) gives, so that nothing of the layouts need be known here.
client cases: what a keeper is told that it should not believe; it has to answer as ever.
Status 0: it held; else it says what did not. TERMVIZ is the program, TERMVIZ_TMPDIR where the runs are.
"""
import array
import fcntl
import mmap
import os
import pty
import random
import re
import select
import signal
import socket
import struct
import subprocess
import sys
import termios
import time

TERMVIZ = os.environ['TERMVIZ']
PLACE = f'{os.environ["TERMVIZ_TMPDIR"]}/termviz-{os.getuid()}'
NAME = f'hostile-{sys.argv[1]}'
PATIENCE_S = 20
INTERRUPTED = (0, -signal.SIGINT)
# The numbers of enum message_type, which stand behind magic and version.
HEADER = os.path.join(os.path.dirname(os.path.abspath(__file__)), '../src/control/message.h')
TYPES = re.findall(r'^\tMESSAGE_([A-Z_]+),', open(HEADER).read().partition('enum message_type {')[2], re.M)
ATTACH, TERMINAL, LEAVE, COMMAND, ASK, WELCOME, WAKE, REPLY, ENDED = map(
    TYPES.index, ('ATTACH', 'TERMINAL', 'LEAVE', 'COMMAND', 'ASK', 'WELCOME', 'WAKE', 'REPLY', 'ENDED'))
SEALS = fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SEAL
# What a terminal must never get from a text: each does something, or hides something.
EVIL = b'\x1b]0;PWNED\x07\x1b[31mPWNED\x9b5m\xc2\x9b7m\xe2\x80\xaePWNED\x1bPq\x1b\\\r\n\x08\xff'
FORBIDDEN = [rb'\x1b\][^;]*;[^\x07\x1b]*\x07', rb'\x07', rb'\xc2[\x80-\x9f]', rb'\xe2\x80[\xaa-\xae]', rb'\x1bPq', rb'\x1b\[31mPWNED',
             rb'\x1b\]0;PWNED']


def fail(what):
    sys.exit(f'{CASE}: {what}')


def typed(template, kind):
    """A message of another type, empty but for its head."""
    return template[:6] + struct.pack('=H', kind) + bytes(len(template) - 8)


def receive(sock):
    data, fds, _, _ = socket.recv_fds(sock, 65536, 16)
    return data, fds


def join(path):
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    sock.settimeout(PATIENCE_S)
    sock.connect(path)
    return sock


class Screen:
    """A terminal with the program on it. All that it gets is kept."""

    def __init__(self, *arguments, has_typed=False):
        self.has_typed = has_typed
        self.shown, self.status, self.answered = b'', None, 0
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            signal.signal(signal.SIGINT, signal.SIG_DFL)  # a shell has what it starts with & ignore it
            os.execv(TERMVIZ, [TERMVIZ, *arguments])
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack('HHHH', 24, 80, 0, 0))
        os.set_blocking(self.fd, False)

    def step(self, seconds=0.02):
        if self.status is not None:
            return
        if select.select([self.fd], [], [], seconds)[0]:
            try:
                self.shown += os.read(self.fd, 65536)
                self.answer()
            except OSError:
                self.status = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
                return
        pid, status = os.waitpid(self.pid, os.WNOHANG)
        if pid:
            self.status = os.waitstatus_to_exitcode(status)

    def answer(self):
        """The last of its questions: it waits for no more."""
        asked = self.shown.count(b'\x1b[5n')
        if asked > self.answered:
            self.type(b'\x1b[0n' * (asked - self.answered))
            self.answered = asked

    def type(self, keys):
        try:
            os.write(self.fd, keys)
        except OSError:
            pass  # it has ended, or will not take any more for now

    def until_over(self, what, step=None, key=b''):
        deadline = time.monotonic() + PATIENCE_S
        pressed = 0
        while self.status is None:
            if time.monotonic() > deadline:
                os.kill(self.pid, signal.SIGKILL)
                fail(f'{what}: it hangs; last: {self.shown[-300:]}')
            if key and time.monotonic() > pressed + 1:
                self.type(key)
                pressed = time.monotonic()
            if step:
                step()
            self.step()
        self.check(what)

    def check(self, what):
        # What has been typed and was not read is echoed once the terminal is given back.
        shown = self.shown[:self.shown.rfind(b'\x1b[?1049l')] if self.has_typed else self.shown
        if self.status not in (None, 0, 1, 2, *(INTERRUPTED if self.has_typed else ())):
            fail(f'{what}: it ended with {self.status}: {self.shown[-300:]}')
        for pattern in FORBIDDEN:
            match = re.search(pattern, shown)
            if match:
                fail(f'{what}: the terminal got {match.group()} in {shown[max(0, match.start() - 40):match.end() + 40]}')


# ---- a keeper that means ill

def memory(data, size=None, seals=SEALS):
    fd = os.memfd_create('hostile', os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    os.ftruncate(fd, len(data) if size is None else size)
    os.pwrite(fd, data[:size], 0)
    fcntl.fcntl(fd, fcntl.F_ADD_SEALS, seals) if seals else None
    return fd


class Keeper:
    def __init__(self, run):
        self.run, self.peer = run, None
        os.makedirs(PLACE, 0o700, exist_ok=True)
        self.lock = open(f'{PLACE}/.{NAME}.lock', 'w')
        fcntl.flock(self.lock, fcntl.LOCK_EX)
        self.listening = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        if os.path.exists(f'{PLACE}/{NAME}'):
            os.unlink(f'{PLACE}/{NAME}')
        self.listening.bind(f'{PLACE}/{NAME}')
        self.listening.listen()

    def close(self):
        self.listening.close()
        for name in (NAME, f'.{NAME}.lock'):
            if os.path.exists(f'{PLACE}/{name}'):
                os.unlink(f'{PLACE}/{name}')

    def meet(self, screen):
        """The program has come, and says that it would like to join; what a good keeper would answer."""
        self.listening.settimeout(0)
        deadline = time.monotonic() + PATIENCE_S
        while True:
            screen.step()
            try:
                self.peer = self.listening.accept()[0]
                break
            except BlockingIOError:
                if time.monotonic() > deadline or screen.status is not None:
                    fail(f'it does not come: {screen.shown}')
        self.peer.settimeout(PATIENCE_S)
        self.attach = self.peer.recv(65536)
        with join(f'{PLACE}/{self.run}') as good:
            good.send(self.attach)
            self.welcome, fds = receive(good)
        self.parts = [os.pread(fd, os.fstat(fd).st_size, 0) for fd in fds]
        for fd in fds:
            os.close(fd)

    def send(self, message, fds=()):
        try:
            self.peer.settimeout(0)
            socket.send_fds(self.peer, [message], fds)
            return True
        except OSError:
            return False

    def hand_out(self, parts, welcome=None, **how):
        fds = [memory(part, **how) for part in parts]
        self.send(welcome or self.welcome, fds)
        return fds

    def flood(self, message, n=200):
        while n and self.send(message):
            n -= 1


def over_attached(run, act, key=b'', *arguments):
    """The program attaches; `act` may return what is done as long as it is there."""
    keeper = Keeper(run)
    screen = Screen(f'--attach={NAME}', *arguments)
    keeper.meet(screen)
    step = act(keeper)
    screen.until_over(act.__name__, step, key)
    keeper.close()
    if keeper.peer:
        keeper.peer.close()
    return screen


def wrong_memory(run):
    def not_sealed(keeper):
        keeper.hand_out(keeper.parts, seals=0)

    def half_sealed(keeper):
        keeper.hand_out(keeper.parts, seals=fcntl.F_SEAL_GROW)

    def too_small(keeper):
        keeper.hand_out(keeper.parts, size=4096)

    def empty(keeper):
        keeper.hand_out(keeper.parts, size=0)

    def nothing_but_ones(keeper):
        keeper.hand_out([b'\xff' * len(part) for part in keeper.parts])

    def nothing_but_zeros(keeper):
        keeper.hand_out([bytes(len(part)) for part in keeper.parts])

    def another_version(keeper):
        keeper.hand_out([part[:4] + b'\x7f\x7f' + part[6:] for part in keeper.parts])

    def no_memory(keeper):
        fds = os.pipe()
        keeper.send(keeper.welcome, [*fds, fds[0]])

    def one_too_few(keeper):
        keeper.hand_out(keeper.parts[:2])
        keeper.peer.close()

    def one_for_another(keeper):
        keeper.hand_out(keeper.parts[::-1])

    for act in (not_sealed, half_sealed, too_small, empty, nothing_but_ones, nothing_but_zeros, another_version, no_memory,
                one_too_few, one_for_another):
        screen = over_attached(run, act)
        if screen.status == 0:
            fail(f'{act.__name__}: it was taken')


def wrong_contents(run):
    """Handed out as it should be; then words of it change, all the time, to what may do harm."""
    rng = random.Random(7)
    words = [0, 1, 2, 3, 0xffffffff, 0x7fffffff, 0x80000000, 0x7fc00000, 0x7f800000, 0xff800000, 0x7f7fffff, 0x00000001]
    harm = [struct.pack('=I', word) for word in words] + [struct.pack('=Q', word) for word in (2**63, 2**64 - 1, 2**62, 2**32)] + [EVIL]

    def change(part, head):
        """Not the magic and version: those are looked at once."""
        def step(n=1000):
            for _ in range(n):
                at = rng.randrange(8, head if rng.random() < 0.7 else len(part) - len(EVIL)) & ~3
                what = rng.choice(harm)
                part[at:at + len(what)] = what
        return step

    def each(which):
        def act(keeper):
            fds = [memory(part) for part in keeper.parts]
            maps = [mmap.mmap(fd, 0) for fd in fds]
            keeper.send(keeper.welcome, fds)
            for fd in fds:
                os.close(fd)
            steps = [change(maps[i], min(len(maps[i]) - len(EVIL), 8192)) for i in which]
            until = time.monotonic() + 1
            wake = typed(keeper.attach, WAKE)

            def step():
                for one in steps:
                    one()
                keeper.flood(wake, 1)
                if time.monotonic() > until:
                    keeper.peer.close()
            return step
        act.__name__ = f'parts {which}'
        return act

    for which in ([0], [1], [2], [0, 1, 2]):
        # On all views, with the queue on the screen and off it.
        over_attached(run, each(which), b'vQ')
    over_attached(run, each([0, 1, 2]), b'', '--data=json')


def never_settles(run):
    """Every lock is odd, for ever."""
    def act(keeper):
        parts = [bytearray(part) for part in keeper.parts]
        for part in parts:
            for at in range(8, min(len(part), 4096), 4):
                part[at:at + 4] = struct.pack('=I', struct.unpack_from('=I', part, at)[0] | 1)
        keeper.hand_out(parts)
        until = time.monotonic() + 1

        def step():
            if time.monotonic() > until:
                keeper.peer.close()
        return step
    over_attached(run, act)


def floods(run):
    """Of messages that change nothing: it can be left all the same."""
    def of(kind, welcomes):
        def act(keeper):
            if welcomes:
                keeper.hand_out(keeper.parts)
            message = typed(keeper.attach, kind)
            return lambda: keeper.flood(message)
        act.__name__ = f'flood of {kind}, joined: {welcomes}'
        return act

    for act in (of(WAKE, True), of(REPLY, True), of(REPLY, False)):
        over_attached(run, act, b'q')


def texts(run):
    """Answers, names and last words with what a terminal would obey; a name that leads elsewhere."""
    victim = f'{os.environ["TERMVIZ_TMPDIR"]}/victim'

    def last_words(keeper):
        keeper.hand_out(keeper.parts)
        head = typed(keeper.attach, ENDED)
        keeper.send(head[:8] + struct.pack('=iI', 1, 0) + EVIL.ljust(len(head) - 16, b'A'))

    def answers(keeper):
        keeper.hand_out(keeper.parts)
        head = typed(keeper.attach, REPLY)
        reply = head[:8] + struct.pack('=iI', 1, 0) + EVIL.ljust(len(head) - 16, b'A')
        until = time.monotonic() + 1.5

        def step():
            keeper.flood(reply, 1)
            if time.monotonic() > until:
                keeper.peer.close()
        return step

    def a_name_that_leads_elsewhere(keeper):
        open(victim, 'w').close()
        keeper.hand_out(keeper.parts, typed(keeper.attach, WELCOME)[:8] + f'/../../../../../..{victim}'.encode().ljust(len(keeper.welcome) - 8, b'\0'))
        keeper.peer.close()

    for act in (last_words, answers, a_name_that_leads_elsewhere):
        over_attached(run, act)
    if not os.path.exists(victim) or os.path.exists(f'{victim}.lock'):
        fail('a name led elsewhere')


# ---- a terminal that means ill

def answers_of_a_terminal(run):
    """Whatever a terminal says, and however long it is: keys are obeyed afterwards."""
    rng = random.Random(13)
    much = 1 << 18
    said = {
        'an endless title': b'\x1b]2;' + b'A' * much,
        'an endless setting': b'\x1bP1$r' + b'9;' * much,
        'an endless private message': b'\x1b_' + bytes(much),
        'endless parameters': b'\x1b[?' + b'1;' * much,
        'an endless number': b'\x1b[' + b'9' * much + b'R',
        'an endless paste': b'\x1b[200~' + b'v' * much + b'\x1b[201~',
        'absurd answers': b'\x1b[4294967295;99999999999999R\x1b[0;0R\x1b[-1;-1R\x1b[>99999999999;-1;;c\x1b[?c\x1b[8;0;0t\x1b[99t'
                          b'\x1b[?2026;99999$y\x1b[?2026$y\x1bP0$r\x1b\\\x1bP>|' + EVIL + b'\x1b\\\x1b[<0;99999;99999M\x1b[M\xff\xff\xff' * 50,
        'noise': rng.randbytes(much).translate(None, b'dqsS\r\n/\x03\x1a\x1c'),  # without the keys that leave or name a file
    }
    for what, blob in said.items():
        screen = Screen('--demo', '--name', 'seen', '--log', f'{os.environ["TERMVIZ_TMPDIR"]}/log', has_typed=True)
        deadline = time.monotonic() + PATIENCE_S
        while b'\x1b[?1049h' not in screen.shown:
            screen.step()
            if time.monotonic() > deadline:
                fail(f'{what}: no picture: {screen.shown}')
        while blob and screen.status is None:
            try:
                blob = blob[os.write(screen.fd, blob[:4096]):]
            except BlockingIOError:
                pass
            screen.step(0.001)
            if time.monotonic() > deadline:
                fail(f'{what}: it is not read: {len(blob)} left')
        screen.until_over(what, key=b'\x03')
        if screen.status not in INTERRUPTED:
            fail(f'{what}: {screen.shown[-300:]}')


# ---- clients that mean ill

def answers(run):
    listed = subprocess.run([TERMVIZ, '--list'], capture_output=True, timeout=PATIENCE_S, text=True).stdout
    return re.search(rf'^{run}\t.*engine [1-9]', listed, re.M) is not None


def keeper_pid(run):
    listed = subprocess.run([TERMVIZ, '--list'], capture_output=True, timeout=PATIENCE_S, text=True).stdout
    return int(re.search(rf'^{run}\tkeeper (\d+)', listed, re.M).group(1))


def open_fds(pid):
    return len(os.listdir(f'/proc/{pid}/fd'))


def template_of(run):
    """A message as this version has it: what the program says when it attaches."""
    keeper = Keeper(run)
    screen = Screen(f'--attach={NAME}')
    keeper.meet(screen)
    keeper.peer.close()
    screen.until_over('to learn what messages are like')
    keeper.close()
    return keeper.attach


def nonsense(run):
    rng = random.Random(11)
    message, path = template_of(run), f'{PLACE}/{run}'
    pid = keeper_pid(run)
    before = open_fds(pid)

    def tell(data, fds=()):
        try:
            with join(path) as client:
                for one in data:
                    socket.send_fds(client, [one], fds)
        except OSError:
            pass  # it has had enough of us

    for n in (0, 1, 7, 8, len(message) - 1, len(message) + 1, 4 * len(message)):
        tell([rng.randbytes(n)])
        tell([message[:n].ljust(n, b'\xff')])
    for kind in range(40):
        if kind != ENDED and kind != LEAVE:
            tell([typed(message, kind)[:8] + rng.randbytes(len(message) - 8) for _ in range(50)])
            tell([typed(message, kind)] * 50)
    null = os.open('/dev/null', os.O_RDWR)
    for n in (1, 4, 8, 16, 100, 250):
        for kind in (ATTACH, TERMINAL, ASK, 99):
            tell([typed(message, kind)] * 20, [null] * n)
    if not answers(run):
        fail('the keeper is gone, or its engine')
    deadline = time.monotonic() + PATIENCE_S
    while open_fds(pid) > before + 2:
        if time.monotonic() > deadline:
            fail(f'{open_fds(pid)} descriptors are open, {before} were')
        time.sleep(0.05)


def crowds(run):
    """A thousand who come and say nothing, or never read what they are told."""
    message, path = template_of(run), f'{PLACE}/{run}'
    pid = keeper_pid(run)
    crowd = []
    for i in range(1000):
        client = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        client.setblocking(False)
        try:
            client.connect(path)
            crowd.append(client)
            if i % 2:
                client.send(typed(message, ATTACH))
                for _ in range(300):
                    client.send(typed(message, ASK))
        except OSError:
            client.close() if client not in crowd else None
    if open_fds(pid) > 200:
        fail(f'{open_fds(pid)} descriptors are open')
    for client in crowd:
        client.close()
    deadline = time.monotonic() + PATIENCE_S
    while not answers(run):
        if time.monotonic() > deadline:
            fail('the keeper does not answer any more')
        time.sleep(0.05)


def a_terminal_that_is_none(run):
    """What would hold the keeper up, were it written to when its client is gone: a pipe that is full."""
    message, path = template_of(run), f'{PLACE}/{run}'
    read_fd, write_fd = os.pipe()
    os.set_blocking(write_fd, False)
    try:
        while True:
            os.write(write_fd, bytes(4096))
    except BlockingIOError:
        os.set_blocking(write_fd, True)
    with join(path) as client:
        client.send(typed(message, ATTACH))
        client.recv(65536)
        filled = struct.pack('=II', 1, 200)
        socket.send_fds(client, [typed(message, TERMINAL)[:8] + filled + bytes(len(message) - 16)], [write_fd])
    if not answers(run):
        fail('the keeper hangs')
    os.close(read_fd)


CASES = {case.__name__: case for case in (wrong_memory, wrong_contents, never_settles, floods, texts, answers_of_a_terminal,
                                          nonsense, crowds, a_terminal_that_is_none)}
if __name__ == '__main__':
    CASE = sys.argv[1]
    CASES[CASE](sys.argv[2])
