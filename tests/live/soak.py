#!/usr/bin/env python3
"""Long mixed use, watched: soak.py MINUTES, by way of scripts/soak

A file, a capture and a pipe go on side by side on terminals that come, go and change their size, while tracks, places
and devices change, engines are killed and the sound server goes away and comes back. Every few seconds each process's
memory, descriptors, threads and processor time are noted, and how far the picture is from the sound: clicks of the file,
as --data tells them and as the server's monitor has them. What grows fails.

TERMVIZ, CHAOS_DIR, CHAOS_MONITOR and CHAOS_NOISE as for chaos.py; SOAK_SERVER is a file with the server's process, which
is started again when it has ended.
"""
import array
import json
import math
import os
import random
import selectors
import signal
import statistics
import subprocess
import sys
import time

sys.dont_write_bytecode = True
from chaos_around import FRAME_BYTES, RATE, Drain, Feed, become_subreaper, n_descriptors, read, world  # noqa: E402
from chaos_terminal import Terminal  # noqa: E402

TERMVIZ, DIR, MONITOR = os.environ['TERMVIZ'], os.environ['CHAOS_DIR'], os.environ['CHAOS_MONITOR']
LOOK_S = 5
CLICK_DB = -12
MOST_GROWTH_KB = 3000  # of a process in the second half; what is loaded late is not as much
MOST_DRIFT_S = 0.030   # between the first minute and the last: a server that comes back has another latency
CAPTURED_HZ = 48000
ENV = dict(os.environ, TERM='xterm-256color')
rng = random.Random(1)
findings = []


def tell(text):
    print(f'{time.monotonic() - began:6.1f} s  {text}', flush=True)


def finding(text):
    findings.append(text)
    tell(f'FINDING: {text}')


def send(run, command):
    return subprocess.run([TERMVIZ, '--name', run, '--send', command], env=ENV, check=False,
                          stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0


# --------------------------------------------------------------- picture against sound

class Clicks:
    """Moments of clicks in a stream whose time is its own: the least that its news was ever late is taken for none."""

    def __init__(self):
        self.offsets, self.times = [], []

    def place(self, own_s):
        self.offsets = (self.offsets + [time.monotonic() - own_s])[-500:]

    def note(self, own_s):
        at = own_s + min(self.offsets)
        if not self.times or at - self.times[-1] > 0.5:
            self.times.append(at)


class Heard(Clicks):
    """At the server's monitor."""

    def __init__(self):
        super().__init__()
        self.start()

    def start(self):
        self.process = subprocess.Popen(
            ['parec', f'--device={MONITOR}', '--format=s16le', f'--rate={CAPTURED_HZ}', '--channels=1',
             '--latency-msec=10'], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.fd, self.n_frames, self.offsets, self.last_sound = self.process.stdout.fileno(), 0, [], 0.0
        world.watch(self.fd, selectors.EVENT_READ, self.listen)

    def listen(self):
        block = os.read(self.fd, 65536)
        if not block:
            world.forget(self.fd)
            self.process.stdout.close()
            self.start()
            return
        samples = array.array('h', block[:len(block) // 2 * 2])
        self.n_frames += len(samples)
        self.place(self.n_frames / CAPTURED_HZ)
        loud = 32768 * 10 ** (CLICK_DB / 20)
        if max(samples, default=0) > 100:
            self.last_sound = time.monotonic()
        for i in range(0, len(samples), 8):
            if abs(samples[i]) > loud:
                self.note((self.n_frames - len(samples) + i) / CAPTURED_HZ)
                break


class Seen(Clicks):
    """As --data tells them."""

    def __init__(self, run):
        super().__init__()
        self.rest = b''
        self.process = subprocess.Popen([TERMVIZ, '--data', 'json', f'--attach={run}', '--fps', '120', '--bands', '4'],
                                        env=ENV, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        world.watch(self.process.stdout.fileno(), selectors.EVENT_READ, self.listen)

    def listen(self):
        block = os.read(self.process.stdout.fileno(), 65536)
        if not block:
            world.forget(self.process.stdout.fileno())
        *lines, self.rest = (self.rest + block).split(b'\n')
        for line in lines:
            told = json.loads(line)
            if told.get('time_s') is None:
                continue
            self.place(told['time_s'])
            if (told.get('now_peak_dbfs') or -99) > CLICK_DB:
                self.note(told['time_s'])


def distances(seen, heard):
    """(moment, how much later it is seen than heard) of all clicks that are both."""
    found = []
    for at in seen.times:
        nearest = min(heard.times, key=lambda other: abs(other - at), default=None)
        if nearest is not None and abs(nearest - at) < 0.25:
            found.append((at, at - nearest))
    return found


# --------------------------------------------------------------- what processes take

class Watch:
    """Samples of each process, by run and role: (moment, pid, PSS in KiB, descriptors, threads, CPU seconds)."""

    def __init__(self):
        self.samples = {}

    def look(self):
        told = subprocess.run([TERMVIZ, '--list'], env=ENV, capture_output=True, check=False).stdout.decode()
        now, seen = time.monotonic(), {}
        for line in told.splitlines():
            run, processes = line.split('\t', 1)
            for word in processes.split(':')[0].split(', '):
                role, _, pid = word.rpartition(' ')
                # 0: another is about to be started
                if pid.isdigit() and pid != '0' and role in ('keeper', 'engine', 'standby', 'companion', 'ui', 'writer'):
                    seen.setdefault((run, role), int(pid))
        for key, pid in seen.items():
            if sample := self.sample(pid):
                self.samples.setdefault(key, []).append((now, pid, *sample))

    def sample(self, pid):
        pss = [line.split()[1] for line in read(f'/proc/{pid}/smaps_rollup').splitlines() if line.startswith(b'Pss:')]
        stat = read(f'/proc/{pid}/stat')
        if not pss or not stat:
            return None
        fields = stat[stat.rfind(b')') + 2:].split()
        ticks = os.sysconf('SC_CLK_TCK')
        return int(pss[0]), n_descriptors(pid), int(fields[17]), (int(fields[11]) + int(fields[12])) / ticks

    def judge(self):
        """Of the same process where it lived long enough, else of processes at the same age: medians of their second
        quarter and of their last."""
        print(f'\n{"run":8} {"process":10} {"lives":>5} {"PSS KiB":>17} {"descriptors":>12} {"threads":>9} {"CPU %":>6}')
        for (run, role), samples in sorted(self.samples.items()):
            lives = len({sample[1] for sample in samples})
            quarter = max(1, len(samples) // 4)
            first, last = samples[quarter:2 * quarter] or samples, samples[-quarter:]
            was, now = ([statistics.median(s[i] for s in part) for i in (2, 3, 4)] for part in (first, last))
            cpu = sum(max(s[5] for s in samples if s[1] == pid) - min(s[5] for s in samples if s[1] == pid)
                      for pid in {s[1] for s in samples})
            spanned = samples[-1][0] - samples[0][0]
            print(f'{run:8} {role:10} {lives:5} {was[0]:8.0f} {now[0]:8.0f} {was[1]:6.0f} {now[1]:5.0f} '
                  f'{was[2]:4.0f} {now[2]:4.0f} {100 * cpu / spanned if spanned else 0:6.1f}')
            if len(samples) >= 24:
                if now[0] - was[0] > MOST_GROWTH_KB:
                    finding(f'{run}: {role} has grown from {was[0]:.0f} to {now[0]:.0f} KiB')
                if now[1] > was[1] + 2:
                    finding(f'{run}: {role} has {now[1]:.0f} descriptors, had {was[1]:.0f}')
                if now[2] > was[2] + 1:
                    finding(f'{run}: {role} has {now[2]:.0f} threads, had {was[2]:.0f}')


# --------------------------------------------------------------- what is done

class Endless(Feed):
    """A pipe's writer that never ends."""

    def write(self):
        super().write()
        if self.fd >= 0 and self.at >= len(self.song) - 65536:
            self.at %= 65536 * 4


class EndlessDrain(Drain):
    def step(self):
        super().step()
        self.differs = False  # it begins again


class Soak:
    def __init__(self):
        song = make_songs()
        self.server = self.noise = None
        self.await_server()
        self.watch, self.heard = Watch(), Heard()
        self.feed, self.drain = Endless(song), EndlessDrain(song)
        stats = ['--log', f'{DIR}/log', '--fps', '30']
        self.terminals = {
            'file': Terminal(world, [TERMVIZ, '--name', 'file', '--keep', '--loop', 'queue', *stats,
                                     *(f'{DIR}/clicks.{kind}' for kind in ('wav', 'flac', 'm4a'))], ENV),
            'capture': Terminal(world, [TERMVIZ, '--name', 'capture', '--keep', '--input', 'monitor', *stats], ENV),
            'pipe': Terminal(world, [TERMVIZ, '--name', 'pipe', '--tee', '--rate', str(RATE), *stats, '-'], ENV,
                             (self.feed.reader, self.drain.writer)),
        }
        self.guests = []
        self.until('nothing begins', lambda: all(t.n_bytes > 500 for t in self.terminals.values()))
        self.seen = Seen('file')
        self.rare = {'kill': 40, 'sink': 70, 'server': 130}  # seconds between them
        self.next = dict(self.rare)

    def step(self, seconds=0.02):
        self.drain.step()
        world.pump(seconds)

    def wait(self, seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.step()

    def until(self, what, condition, seconds=30):
        end = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > end:
                finding(what)
                return
            self.step()

    # ---- the server

    def await_server(self):
        def is_new():
            pid = read(os.environ['SOAK_SERVER']).strip()
            return pid and pid != self.server and os.path.exists(f'/proc/{int(pid)}')
        world.until(is_new, 30)
        self.server = read(os.environ['SOAK_SERVER']).strip()
        sink = os.environ['CHAOS_NOISE']
        self.pactl('load-module', 'module-null-sink', f'sink_name={sink}', 'rate=48000', 'channels=2')
        self.pactl('set-default-sink', sink)
        self.noise = subprocess.Popen(['sh', '-c', f'while cat {DIR}/song.raw; do :; done | pacat --raw --device={sink}'],
                                      stderr=subprocess.DEVNULL, start_new_session=True)

    def pactl(self, *args):
        return subprocess.run(['pactl', *args], capture_output=True, check=False).stdout.decode().strip()

    def expect_sound(self, what):
        now = time.monotonic()
        send('file', 'play')
        self.until(f'no sound after {what}', lambda: self.heard.last_sound > now)

    def lose_sink(self):
        module = next(line.split('\t')[0] for line in self.pactl('list', 'short', 'modules').splitlines()
                      if 'sink_name=speakers' in line)
        self.pactl('unload-module', module)
        self.wait(rng.choice([0.5, 3]))
        self.pactl('load-module', 'module-null-sink', 'sink_name=speakers', 'rate=48000', 'channels=2', 'norewinds=1')
        self.heard.process.kill()  # it has been moved to another monitor, and missed some time
        # So have ours, to the sink that is left: a desktop brings them back.
        for stream in self.pactl('list', 'short', 'sink-inputs').splitlines():
            if 'float32le' in stream:
                self.pactl('move-sink-input', stream.split('\t')[0], 'speakers')
        self.expect_sound('the sink came back')

    def lose_server(self):
        os.kill(int(self.server), rng.choice([signal.SIGTERM, signal.SIGKILL]))
        os.killpg(self.noise.pid, signal.SIGKILL)
        self.await_server()
        self.heard.process.kill()
        self.expect_sound('the server came back')

    def kill_engine(self):
        for run in self.terminals:
            if engines := [s[1] for s in self.watch.samples.get((run, 'engine'), [])[-1:]]:
                try:
                    os.kill(engines[0], signal.SIGKILL)
                except ProcessLookupError:
                    pass
        self.expect_sound('the engine was killed')

    # ---- users

    def show_all_views(self):
        """What a view wants analysed has memory that is untouched until then: that is no growth."""
        views = subprocess.run([TERMVIZ, '--list-views'], capture_output=True, check=True).stdout.count(b'\n')
        for _ in range(views):
            for terminal in self.terminals.values():
                terminal.type(b'v')
            self.wait(0.4)

    def resize(self):
        rng.choice(list(self.terminals.values())).resize(rng.randrange(4, 60), rng.randrange(10, 200))

    def press(self):
        rng.choice(list(self.terminals.values())).type(rng.choice([b'v', b's', b'm', b'f', b'x', b'Q', b'Q', b'\x0c']))

    def move(self):
        send('file', rng.choice(['seek +7', 'seek -5', 'seek 50%', 'next', 'previous', 'volume -1', 'volume =0']))

    def rest(self):
        send('file', 'pause')
        self.wait(rng.choice([0.2, 1.5]))
        send('file', 'play')

    def visit(self):
        if len(self.guests) < 2:
            run = rng.choice(['file', 'capture'])
            self.guests.append(Terminal(world, [TERMVIZ, f'--attach={run}', '--fps', '20'], ENV))
        else:
            guest = self.guests.pop(0)
            guest.type(b'd')
            self.until('a guest does not leave', lambda: guest.status is not None)
            if guest.wrongs():
                finding(f'a guest\'s terminal: {guest.wrongs()}')
            guest.end()

    def act(self):
        for name, act in (('kill', self.kill_engine), ('sink', self.lose_sink), ('server', self.lose_server)):
            if time.monotonic() - began > self.next[name]:
                self.next[name] += self.rare[name]
                tell(name)
                act()
                return
        rng.choice([self.resize, self.resize, self.press, self.move, self.rest, self.visit])()

    def end(self):
        for guest in self.guests:
            guest.type(b'd')
        for run in ('file', 'capture', 'pipe'):
            send(run, 'quit')
        self.feed.close()
        self.until('terminals do not end', lambda: all(t.status is not None for t in self.terminals.values()))
        for run, terminal in self.terminals.items():
            if terminal.wrongs():
                finding(f'the terminal of {run}: {terminal.wrongs()}')
            terminal.end()
        for guest in self.guests:
            guest.end()
        os.killpg(self.noise.pid, signal.SIGKILL)
        self.heard.process.kill()


def make_songs():
    noise = random.Random(7).randbytes(RATE * 20 * FRAME_BYTES)
    with open(f'{DIR}/song.raw', 'wb') as file:
        file.write(noise)
    frames = array.array('h')
    for i in range(RATE * 45):
        quiet = (i * 7919 % 401) - 200
        loud = int(24000 * math.sin(i * 0.3)) if i % RATE < RATE // 100 else 0
        frames.extend((quiet + loud, quiet + loud))
    with open(f'{DIR}/clicks.raw', 'wb') as file:
        file.write(frames.tobytes())
    raw = ['-t', 'raw', '-r', str(RATE), '-c', '2', '-b', '16', '-e', 'signed', f'{DIR}/clicks.raw']
    for kind in ('wav', 'flac'):
        subprocess.run(['sox', '-D', *raw, f'{DIR}/clicks.{kind}'], check=True)
    subprocess.run(['ffmpeg', '-v', 'error', '-nostdin', '-i', f'{DIR}/clicks.wav', '-c:a', 'alac', f'{DIR}/clicks.m4a'],
                   check=True)
    return noise


def judge_drift(soak):
    found = distances(soak.seen, soak.heard)
    if len(found) < 20:
        finding(f'only {len(found)} clicks were seen and heard')
        return
    part = max(10, len(found) // 6)
    was, now = (statistics.median(d for _, d in some) for some in (found[:part], found[-part:]))
    spread = statistics.quantiles([d for _, d in found], n=20)
    print(f'\n{len(found)} clicks seen {1000 * was:.1f} ms after they were heard at first, {1000 * now:.1f} ms at last '
          f'(90 % between {1000 * spread[0]:.1f} and {1000 * spread[-1]:.1f} ms)')
    if abs(now - was) > MOST_DRIFT_S:
        finding('the picture drifts from the sound')


def main(minutes):
    global began
    began = time.monotonic()
    become_subreaper()
    soak = Soak()
    soak.show_all_views()
    began = looked = time.monotonic()
    while time.monotonic() - began < 60 * minutes:
        if time.monotonic() - looked > LOOK_S:
            looked = time.monotonic()
            soak.watch.look()
        soak.act()
        soak.wait(rng.uniform(0.2, 2))
    soak.end()
    soak.watch.judge()
    judge_drift(soak)
    print(f'\n{len(findings)} findings' + ''.join(f'\n  {text}' for text in findings))
    return 1 if findings else 0


if __name__ == '__main__':
    sys.exit(main(float(sys.argv[1])))
