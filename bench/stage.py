"""What the benchmarks share: a pseudo-terminal to run a program on, sound for it, cava's configuration, and the rows of
the table that `make bench` ends with. Python's standard library only."""
import array, ctypes, fcntl, json, math, os, pty, random, re, shutil, signal, struct, subprocess, sys, termios, time

RATE, COLS, ROWS = 44100, 200, 50
CHUNK_FRAMES = 220  # 5 ms
N_BARS = 66
CAVA = """[general]
framerate = 60
bar_width = 2
bar_spacing = 1
bars = 66
[input]
method = fifo
source = %s
[output]
channels = mono
"""


def s16le(mono):
    """Samples of -1 ... 1 as interleaved stereo."""
    out = array.array('h')
    for x in mono:
        v = int(max(-1, min(1, x)) * 32767)
        out.append(v)
        out.append(v)
    return out.tobytes()


def music(seconds):
    """Something that moves like music: beats, a bass, chords and noise, s16le stereo."""
    random.seed(3)

    def sample(i):
        t = i / RATE
        beat, bar = t % 0.5, int(t / 2) % 4
        kick = math.exp(-beat * 12) * math.sin(2 * math.pi * (50 + 60 * math.exp(-beat * 30)) * beat)
        bass = 0.3 * math.sin(2 * math.pi * (55, 73.4, 82.4, 65.4)[bar] * t) * (1 - beat)
        chord = sum(math.sin(2 * math.pi * f * (1 + bar / 12) * t) for f in (220, 277, 330, 660, 1320)) * 0.05
        hat = random.uniform(-1, 1) * math.exp(-(t % 0.25) * 50) * 0.3
        return 0.6 * (kick + bass + chord + hat)
    return s16le(sample(i) for i in range(int(RATE * seconds)))


def widened(pcm, delay_s=0.009):
    """Its right side comes later than the left one: the bass in the middle, the rest beside it."""
    out = array.array('h', pcm)
    n = 2 * round(delay_s * RATE)
    out[1::2] = out[-n + 1::2] + out[1:-n:2]
    return out.tobytes()


def pink(seconds):
    """Pink noise, s16le stereo: white noise through P. Kellet's economy filter."""
    random.seed(4)
    b = [0.0] * 3

    def sample():
        white = random.uniform(-1, 1)
        b[0] = 0.99765 * b[0] + white * 0.0990460
        b[1] = 0.96300 * b[1] + white * 0.2965164
        b[2] = 0.57000 * b[2] + white * 1.0526913
        return 0.15 * (sum(b) + white * 0.1848)
    return s16le(sample() for _ in range(int(RATE * seconds)))


# --------------------------------------------------------------- what terminals answer

ANSWERS = (  # to questions of programs: what an xterm says (but of colours), and that it knows synchronized output
    (rb'\x1b\[5n', b'\x1b[0n'),
    (rb'\x1b\[6n', b'\x1b[2;5R'),  # asked behind a character and three times the same: it knows REP
    (rb'\x1b\[0?c', b'\x1b[?64;1;2;6;9;15;16;17;18;21;22;28c'),
    (rb'\x1b\[>0?c', b'\x1b[>41;379;0c'),
    (rb'\x1b\[>0?q', b'\x1bP>|XTerm(379)\x1b\\'),
    (rb'\x1b\[\?2026\$p', b'\x1b[?2026;2$y'),
)
QUESTION = re.compile(b'|'.join(b'(%s)' % question for question, _ in ANSWERS))
MAX_QUESTION = 12


class Answerer:
    """Answers the questions in a stream of bytes, however it is cut to pieces."""

    def __init__(self):
        self.rest = b''

    def answer(self, data):
        data, said, end = self.rest + data, b'', 0
        for match in QUESTION.finditer(data):
            said += ANSWERS[match.lastindex - 1][1]
            end = match.end()
        self.rest = data[max(end, len(data) - MAX_QUESTION):]
        return said


# --------------------------------------------------------------- processes

def adopt_orphans():
    """What a program leaves behind becomes ours: it is counted, and reaped by reap_adopted()."""
    ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)


def reap_adopted():
    """What a program leaves behind must not be counted with the next one."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


def descendants():
    """Process ids and names of all that this process has started, directly or not."""
    parent, name = {}, {}
    for pid in filter(str.isdigit, os.listdir('/proc')):
        try:
            stat = open('/proc/%s/stat' % pid).read()
        except OSError:
            continue
        parent[int(pid)] = int(stat[stat.rindex(')') + 2:].split()[1])
        name[int(pid)] = stat[stat.index('(') + 1:stat.rindex(')')]
    found = {}
    for pid in parent:
        up = pid
        while up in parent and up != os.getpid():
            up = parent[up]
        if up == os.getpid() and pid != os.getpid():
            found[pid] = name[pid]
    return found


def cpu_s(pid):
    try:
        return time.clock_gettime_ns((~pid << 3) | 2) / 1e9  # the process's own clock
    except OSError:
        return 0.0


OF_ANOTHER_TERMINAL = ('COLORTERM', 'NO_COLOR', 'STY', 'TERM_PROGRAM', 'TERMVIZ_OPTIONS', 'TMUX', 'XTERM_VERSION')


class Stage:
    """A program on a pseudo-terminal, with its sound on standard input or, if it reads one, through a FIFO."""

    def __init__(self, command, fifo=None, **environment):
        self.answerer = Answerer()
        self.master, self.slave = pty.openpty()
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack('HHHH', ROWS, COLS, 0, 0))
        read_end, self.sound = (None, None) if fifo else os.pipe()

        def prepare():
            os.setsid()
            fcntl.ioctl(self.slave, termios.TIOCSCTTY, 0)
        inherited = {name: value for name, value in os.environ.items() if name not in OF_ANOTHER_TERMINAL}
        self.process = subprocess.Popen(
            command, stdin=self.slave if fifo else read_end, stdout=self.slave, stderr=self.slave, preexec_fn=prepare,
            env=dict(inherited, TERM='xterm-256color', LC_ALL='C.UTF-8', **environment))
        if fifo:
            self.sound = self.open_fifo(fifo)
        else:
            os.close(read_end)

    def open_fifo(self, fifo):
        """As soon as the program reads it."""
        while self.process.poll() is None:
            try:
                fd = os.open(fifo, os.O_WRONLY | os.O_NONBLOCK)
                os.set_blocking(fd, True)
                return fd
            except OSError:
                time.sleep(0.001)
        sys.exit('%s: ended before it read its sound' % self.process.args[0])

    def read(self):
        """What has come, at once answered as a terminal would."""
        data = os.read(self.master, 65536)
        said = self.answerer.answer(data)
        if said:
            os.write(self.master, said)
        return data

    def close(self):
        """Quits it as a user would, then harder."""
        os.write(self.master, b'q')
        os.set_blocking(self.master, False)
        deadline = time.monotonic() + 3
        while self.process.poll() is None and time.monotonic() < deadline:
            try:
                self.read()
            except OSError:
                time.sleep(0.02)
        if self.process.poll() is None:
            self.process.kill()
        time.sleep(0.2)
        reap_adopted()
        for fd in (self.master, self.slave):
            os.close(fd)


def feed(fd, pcm, stop):
    """Writes `pcm` round and round in real time, in chunks of 5 ms, until the event `stop`; closes `fd`."""
    start, sent, n = time.monotonic(), 0, CHUNK_FRAMES * 4
    try:
        while not stop.is_set():
            time.sleep(max(0, start + sent / RATE / 4 - time.monotonic()))
            at = sent % len(pcm)
            os.write(fd, pcm[at:at + n])
            sent += n
    except OSError:
        pass
    os.close(fd)


BURST_S = 0.003  # a redraw's bytes come within this of each other


def bursts(events):
    """Redraws out of what was read, (seconds, bytes) each: [begin, end, bytes]."""
    found = []
    for at, data in events:
        if found and at - found[-1][1] < BURST_S:
            found[-1][1] = at
            found[-1][2] += data
        else:
            found.append([at, at, data])
    return found


# --------------------------------------------------------------- peers and the table

def is_there(*peers):
    """Whether all these programs are installed; says so if they are not."""
    missing = [peer for peer in peers if not shutil.which(peer)]
    if missing:
        print('not installed and left out: %s' % ', '.join(missing))
    return not missing


class Rows:
    """The rows that a benchmark adds to the file PATH (None: nowhere), for bench/table."""

    def __init__(self, path):
        self.path = path

    def add(self, name, unit, ours, peer, peer_name, goal=None):
        """One figure beside the peer's; `goal` as '<= 0.5' of their ratio or, with a unit, '<= 12 ms' of ours."""
        self.write({'name': name, 'unit': unit, 'ours': ours, 'peer': peer, 'peer_name': peer_name, 'goal': goal})

    def left_out(self, name, why):
        self.write({'name': name, 'left_out': why})

    def write(self, row):
        if self.path:
            with open(self.path, 'a') as file:
                file.write(json.dumps(row) + '\n')
