"""What is around a run that chaos.py breaks: its processes, the sound server, and who writes and reads its pipes."""
import array
import os
import selectors
import signal
import subprocess
import time

from chaos_terminal import World

MONITOR = os.environ.get('CHAOS_MONITOR')
RATE, FRAME_BYTES = 44100, 4
world = World()


# --------------------------------------------------------------- what there is

def read(path):
    try:
        with open(path, 'rb') as file:
            return file.read()
    except OSError:
        return b''


def parent_of(pid):
    stat = read(f'/proc/{pid}/stat')
    return int(stat[stat.rfind(b')') + 4:].split()[0]) if stat else 0


def role_of(pid, terminals=()):
    """By its arguments: what it calls itself comes a moment later. Between fork and exec it has none of its own."""
    line = read(f'/proc/{pid}/cmdline')
    if line == read(f'/proc/{parent_of(pid)}/cmdline'):
        return 'unborn'
    argv = line.decode(errors='replace').split('\0')
    name = os.path.basename(argv[0])
    if name == 'termviz':
        role = argv[1][len('--role='):] if len(argv) > 1 and argv[1].startswith('--role=') else 'ui'
        return role if role != 'ui' or pid in terminals else 'unborn'
    if name == 'termviz-engine':
        return argv[1].replace('standby', 'engine') if len(argv) > 1 else 'engine'  # which it may be by now
    return 'companion' if name == 'termviz-companion' else name


def state_of(pid):
    stat = read(f'/proc/{pid}/stat')
    return stat[stat.rfind(b')') + 2:][:1].decode()


def group_of(pid):
    try:
        return os.getpgid(pid)
    except ProcessLookupError:
        return 0


def children_of(pid):
    try:
        tasks = os.listdir(f'/proc/{pid}/task')
    except OSError:
        return []
    return [int(child) for task in tasks for child in read(f'/proc/{pid}/task/{task}/children').split()]


def descendants(pid):
    for child in children_of(pid):
        yield child
        yield from descendants(child)


def n_descriptors(pid):
    try:
        return len(os.listdir(f'/proc/{pid}/fd'))
    except OSError:
        return 0


def become_subreaper():
    import ctypes
    ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER: orphans come to us


class Ear:
    """What is heard at the server, in short; and the noise that is captured."""

    def __init__(self):
        self.heard_at, self.pids = 0.0, set()
        if MONITOR:
            self.start('while cat "$CHAOS_DIR/song.raw"; do :; done | exec pacat --raw --device="$CHAOS_NOISE"')
            self.fd = self.start('exec parec --device="$CHAOS_MONITOR" --format=s16le --rate=8000 --channels=1 '
                                 '--latency-msec=20')
            os.set_blocking(self.fd, False)
            world.watch(self.fd, selectors.EVENT_READ, self.listen)

    def start(self, script):
        process = subprocess.Popen(['sh', '-c', script], stdout=subprocess.PIPE, stdin=subprocess.DEVNULL,
                                   start_new_session=True)
        self.pids.add(process.pid)
        return os.dup(process.stdout.fileno())

    def end(self):
        for pid in self.pids:
            os.killpg(pid, signal.SIGKILL)

    def listen(self):
        block = os.read(self.fd, 65536)
        if not block:
            world.forget(self.fd)
        samples = array.array('h', block[:len(block) // 2 * 2])
        if samples and max(samples) > 30:
            self.heard_at = time.monotonic()


# --------------------------------------------------------------- what goes in and out

class Feed:
    """Writes the song into a pipe, as `cat` would, and sees when nobody reads any more."""

    def __init__(self, song):
        self.song, self.at, self.gone, self.held = song, 0, False, False
        self.reader, self.fd = os.pipe()
        os.set_blocking(self.fd, False)
        world.watch(self.fd, selectors.EVENT_WRITE, self.write)

    def hold(self):
        """As if stopped."""
        self.held = True
        world.forget(self.fd)

    def go_on(self):
        self.held = False
        world.watch(self.fd, selectors.EVENT_WRITE, self.write)

    def write(self):
        try:
            self.at += os.write(self.fd, self.song[self.at:self.at + 65536])
        except BlockingIOError:
            pass
        except BrokenPipeError:
            self.gone = True
        if self.gone or self.at >= len(self.song):
            self.close()

    def close(self):
        if self.fd >= 0:
            if not self.held:
                world.forget(self.fd)
            os.close(self.fd)
        self.fd = -1


class Drain:
    """Takes what is passed on at the pace of a device, and compares it."""

    def __init__(self, song):
        self.song, self.at, self.began, self.ended, self.differs = song, 0, time.monotonic(), False, False
        self.held = False
        self.fd, self.writer = os.pipe()
        os.set_blocking(self.fd, False)
        self.is_open = True

    def step(self):
        while self.is_open and not self.held:
            due = int((time.monotonic() - self.began + 0.3) * RATE) * FRAME_BYTES - self.at
            if due <= 0:
                return
            try:
                block = os.read(self.fd, min(due, 65536))
            except BlockingIOError:
                return
            if not block:
                self.ended = True
                self.close()
            self.differs = self.differs or block != self.song[self.at:self.at + len(block)]
            self.at += len(block)

    def close(self):
        if self.is_open:
            os.close(self.fd)
        self.is_open = False
