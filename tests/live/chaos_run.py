"""One run for chaos.py: how it is started, what is done to it, and the rules of what is to be true of it then."""
import os
import random
import signal
import subprocess
import time

from chaos_around import MONITOR, Drain, Feed, descendants, group_of, n_descriptors, read, role_of, state_of, world
from chaos_terminal import PATIENCE_S, Terminal

TERMVIZ, DIR = os.environ['TERMVIZ'], os.environ['CHAOS_DIR']
DEADLY = [signal.SIGKILL, signal.SIGSEGV, signal.SIGABRT]
POLITE = [signal.SIGTERM, signal.SIGHUP, signal.SIGINT]
WEIGHTS = {signal.SIGKILL: 45, signal.SIGSTOP: 20, signal.SIGSEGV: 8, signal.SIGABRT: 5, signal.SIGTERM: 8,
           signal.SIGHUP: 5, signal.SIGINT: 5, signal.SIGTSTP: 4}
ROLES = ('ui', 'keeper', 'engine', 'writer', 'scanner', 'companion', 'forwarder', 'probe', 'probe-input', 'ffmpeg')
MOST_LOST = {'engine': 4, 'companion': 3}  # of a run, within seconds: one more, and it is given up
MOST_SIGNALS = 12  # to a run


class Finding(Exception):
    pass


class Run:
    """One run: how it is started, what has been done to it, what is to be true of it."""

    def __init__(self, seed, ear, song):
        self.rng = random.Random(seed)
        self.ear, self.song = ear, song
        self.dir = f'{DIR}/run-{seed}'
        os.makedirs(self.dir)
        self.env = dict(os.environ, TERMVIZ_TMPDIR=self.dir, TERM='xterm-256color')
        self.terminals, self.feed, self.drain = [], None, None
        self.told = []               # what has been done, for whoever reads of a finding
        self.statuses = {}           # allowed ones, by terminal, of which something has been asked
        self.ends = False            # it must
        self.end_statuses = {0}      # of terminals that were not asked
        self.unrestored = set()      # terminals nobody is left for
        self.place_stays = False
        self.n_lost = {role: 0 for role in MOST_LOST}
        self.descriptors = {}
        self.choose()

    def choose(self):
        rng = self.rng
        self.kind = rng.choice(['file', 'file', 'file', 'ffmpeg', 'folder', 'pipe', 'tee', 'demo', 'capture'])
        if self.kind == 'capture' and not MONITOR:
            self.kind = 'file'
        self.heard = bool(MONITOR) and self.kind in ('file', 'ffmpeg', 'folder') and rng.random() < 0.6
        self.record = None
        if rng.random() < 0.4 and self.kind != 'tee':
            self.record = f'{self.dir}/x.' + rng.choice(['wav', 'wav', 'flac', 'ogg'])
        self.headless = self.kind not in ('pipe', 'tee') and rng.random() < 0.25
        self.keep = self.headless and rng.random() < 0.5
        self.n_terminals = rng.choice([1, 1, 1, 2, 3]) if not self.headless else rng.choice([0, 1, 2])
        self.args = [TERMVIZ, '--stats', f'{self.dir}/stats', '--log', f'{self.dir}/log', '--fps', '30']
        self.args += ['--record', self.record] if self.record else []
        self.args += ['--keep'] if self.keep else []
        self.args += ['--view', rng.choice(['bars', 'meters', 'spectrogram'])] if not self.headless else []
        self.args += {'file': [f'{DIR}/song.' + rng.choice(['wav', 'flac'])], 'ffmpeg': [f'{DIR}/song.m4a'],
                      'folder': [f'{DIR}/folder'], 'pipe': ['-'], 'tee': ['--tee', '-'], 'demo': ['--demo'],
                      'capture': ['--input', 'monitor']}[self.kind]
        if self.kind in ('file', 'ffmpeg', 'folder') and not self.heard:
            self.args += ['--output', 'none']

    # ---- start

    def start(self):
        stdio = [None, None]
        if self.kind in ('pipe', 'tee'):
            self.feed = Feed(self.song)
            stdio[0] = self.feed.reader
        if self.kind == 'tee':
            self.drain = Drain(self.song)
            stdio[1] = self.drain.writer
        if self.headless:
            subprocess.run([*self.args, '--headless'], env=self.env, stdin=subprocess.DEVNULL, check=True)
        else:
            self.terminals.append(Terminal(world, self.args, self.env, stdio, self.rng.random() < 0.8))

    def join(self):
        while len(self.terminals) < self.n_terminals:
            self.terminals.append(Terminal(world, [TERMVIZ, '--attach', '--fps', '20'], self.env))

    # ---- what there is of it

    def processes(self):
        ours = {terminal.shell for terminal in self.terminals}
        jobs = {terminal.pid for terminal in self.terminals}
        return {pid: role_of(pid, jobs) for pid in descendants(os.getpid())
                if pid not in ours and state_of(pid) not in ('', 'Z') and group_of(pid) not in self.ear.pids}

    def with_role(self, role):
        return [pid for pid, its in self.processes().items() if its == role]

    def alive(self):
        return [terminal for terminal in self.terminals if terminal.pid and terminal.status is None]

    def until(self, what, condition, seconds=PATIENCE_S):
        def step():
            if self.drain:
                self.drain.step()
            return condition()
        if not world.until(step, seconds):
            raise Finding(what)

    def wait(self, seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.drain:
                self.drain.step()
            world.pump(min(0.02, max(0, end - time.monotonic())))

    # ---- faults

    def may_be_hit(self, role):
        return role in ROLES and self.n_lost.get(role, 0) < MOST_LOST.get(role, 1)

    def hit(self):
        """Picks processes and sends each a signal; returns how many."""
        there = [(pid, role) for pid, role in sorted(self.processes().items()) if self.may_be_hit(role)]
        if not there:
            return 0
        n = len(there) if self.rng.random() < 0.06 else min(len(there), self.rng.choice([1, 1, 1, 1, 2, 2, 3]))
        together = self.rng.choice(list(WEIGHTS)) if n == len(there) and n > 1 else None
        victims = [(pid, role, together or self.rng.choices(list(WEIGHTS), WEIGHTS.values())[0])
                   for pid, role in self.rng.sample(there, n)]
        # Asked to end, ffmpeg does, and the file with it.
        victims = [(pid, role, signal.SIGKILL if role == 'ffmpeg' and sig in POLITE else sig)
                   for pid, role, sig in victims]
        self.told.append(', '.join(f'{signal.Signals(sig).name} to {role} {pid}' for pid, role, sig in victims))
        keeper_hit = any(role == 'keeper' and sig in DEADLY for _, role, sig in victims)
        killed = {pid for pid, role, sig in victims if sig in DEADLY or (sig in POLITE and role != 'ui')}
        left = [pid for pid, role in self.processes().items()
                if role in ('ui', 'engine', 'writer') and pid not in killed]
        for pid, role, sig in victims:
            try:
                os.kill(pid, sig)
            except ProcessLookupError:
                continue
            self.expect(pid, role, sig, keeper_hit)
        # Nobody is left to clear the place, or the engine has been told that all is over by a keeper that then dies.
        self.place_stays = keeper_hit and (not left or len(victims) > 1)
        stopped = [victim for victim in victims if victim[2] in (signal.SIGSTOP, signal.SIGTSTP)]
        if stopped:
            self.wait(self.rng.choice([0.0, 0.1, 0.5, 1.5]))
        for pid, role, _ in stopped:
            self.go_on(pid, role)
        return n

    def hit_neighbours(self):
        """Who writes into the run's pipe, or reads from it, is stopped or dies."""
        if self.feed.fd < 0:
            return
        what = self.rng.choice(['writer stops', 'reader stops', 'writer stops', 'writer dies', 'reader dies'])
        self.told.append(f'the {what}')
        if what == 'writer stops':
            self.feed.hold()
            self.wait(self.rng.choice([0.2, 1.0]))
            self.feed.go_on()
        elif what == 'writer dies':
            self.feed.close()
            self.ends = True
        elif what == 'reader stops' and self.drain:
            self.drain.held = True
            self.wait(self.rng.choice([0.2, 1.0]))
            self.drain.held = False
        elif what == 'reader dies' and self.drain:
            self.drain.close()
            self.ends = True
            self.end_statuses |= {128 + signal.SIGPIPE}

    def go_on(self, pid, role):
        terminal = next((t for t in self.alive() if t.pid == pid), None)
        if terminal and terminal.job_control:
            world.until(lambda: terminal.stopped or terminal.status is not None, 4)  # it awaits a terminal's answers
            if terminal.stopped:
                terminal.to_front()
                return
        try:
            os.kill(pid, signal.SIGCONT)
        except ProcessLookupError:
            pass

    def expect(self, pid, role, sig, keeper_hit):
        """The rules: what a signal to one of them means."""
        dies = sig in DEADLY or (sig in POLITE and not (role == 'engine' and sig == signal.SIGHUP))
        status = 128 + sig
        if role == 'ui' and dies:
            terminal = next(t for t in self.terminals if t.pid == pid)
            self.statuses.setdefault(terminal, set()).add(status)
            if keeper_hit and sig in DEADLY:
                self.unrestored.add(terminal)
            if not self.keep and not [t for t in self.alive() if t not in self.statuses]:
                self.ends = True
        elif role == 'keeper' and dies:
            self.ends = True
            self.end_statuses |= {1, status}
        elif role == 'forwarder' and dies:
            self.ends = True
            self.end_statuses |= {1}
        elif role in self.n_lost and dies:
            self.n_lost[role] += 1

    # ---- what is to be true

    def check_goes_on(self):
        """The picture moves on every terminal, the sound goes on, no descriptors add up."""
        self.until('no engine', lambda: self.with_role('engine') and self.with_role('keeper'))
        alive = self.alive()
        before = {terminal: terminal.n_bytes for terminal in alive}
        heard_at, passed = time.monotonic(), self.drain.at if self.drain else 0
        for i, terminal in enumerate(self.terminals):
            if terminal.status is not None:
                self.until(f'terminal {i} is not given back', terminal.given_back)
        for terminal in alive:
            self.until('the picture stands still',
                       lambda t=terminal: t.n_bytes > before[t] + 300 or (t in self.statuses and t.status is not None))
        if self.heard:
            self.until('no sound', lambda: self.ear.heard_at > heard_at)
        if self.drain:
            self.until('what is passed on stands still', lambda: self.drain.at > passed)
        if not alive and not self.heard:
            size = os.path.getsize(f'{self.dir}/stats')
            self.until('time stands still', lambda: os.path.getsize(f'{self.dir}/stats') > size)
        self.check_descriptors()

    def check_descriptors(self):
        processes = self.processes()
        shape = tuple(sorted(role for role in processes.values() if role != 'ffmpeg'))
        for pid, role in processes.items():
            if role not in ('keeper', 'ui', 'forwarder'):
                continue
            key = (pid, shape)
            n = n_descriptors(pid)
            least = self.descriptors.setdefault(key, n)
            if n > least + 2:  # what leaks adds up; something may just be on its way
                self.until(f'{role}: {n} descriptors, {least} before', lambda p=pid, m=least: n_descriptors(p) <= m + 2, 3)

    def end(self):
        """As users end it, in one way or another."""
        alive = self.alive()
        how = self.rng.choice(['key', 'signal', 'window', 'send'] if alive and not self.keep else ['send'])
        self.told.append(f'ended by {how}')
        if how == 'send':
            subprocess.run([TERMVIZ, '--send', 'quit'], env=self.env, stderr=subprocess.DEVNULL, check=False)
        for terminal in alive if how != 'send' else []:
            if how == 'key':
                terminal.type(b'q')
            elif how == 'signal':
                self.statuses.setdefault(terminal, set()).add(128 + signal.SIGTERM)
                os.kill(terminal.pid, signal.SIGTERM)
            else:
                self.statuses.setdefault(terminal, set()).add(128 + signal.SIGHUP)
                terminal.hang_up()
        self.ends = True

    def check_ended(self):
        for terminal in self.terminals:
            if terminal.stopped:
                terminal.to_front()
        if self.kind == 'tee':
            self.check_sound_outlives()
        self.until('processes remain', lambda: not self.processes())
        self.wait(0.05)  # one whose parent ends is neither's for a moment
        self.until('processes remain', lambda: not self.processes())
        place = f'{self.dir}/termviz-{os.getuid()}'
        if self.place_stays:
            subprocess.run([TERMVIZ, '--list'], env=self.env, check=True)
        if os.path.isdir(place) and os.listdir(place):
            raise Finding(f'its place is not cleared: {os.listdir(place)}')
        self.check_terminals()
        if self.feed and self.feed.fd >= 0:
            self.until('its writer is not told', lambda: self.feed.gone)
        if self.drain:
            self.until('its reader is not told', lambda: self.drain.ended or not self.drain.is_open)
            if self.drain.differs:
                raise Finding('what was passed on is not what came')
        self.check_recordings()

    def check_sound_outlives(self):
        """Whatever has died but the forwarder: the sound goes on to its end."""
        self.wait(2)
        if self.with_role('forwarder'):
            passed = self.drain.at
            self.until('the sound has ended with the picture', lambda: self.drain.at > passed)
            self.feed.close()

    def check_terminals(self):
        for i, terminal in enumerate(self.terminals):
            if terminal.master >= 0 and terminal not in self.unrestored:
                try:
                    self.until('', terminal.given_back, 5)
                except Finding:
                    raise Finding(f'terminal {i} is not given back: {terminal.wrongs()}') from None
            allowed = self.statuses.get(terminal, set()) | self.end_statuses
            if terminal.master >= 0:  # else there is no shell any more to tell
                self.until(f'terminal {i} does not tell how it ended', lambda t=terminal: t.status is not None)
            if terminal.status is not None and terminal.status not in allowed:
                raise Finding(f'terminal {i} ended with {terminal.status}, not one of {sorted(allowed)}')

    def check_recordings(self):
        for name in sorted(os.listdir(self.dir)):
            if not name.startswith('x'):
                continue
            sox = subprocess.run(['sox', '-D', f'{self.dir}/{name}', '-t', 'raw', '-e', 'signed', '-b', '16', '-'],
                                 capture_output=True, check=False)
            if not sox.stdout and os.path.getsize(f'{self.dir}/{name}') > 20000:
                raise Finding(f'{name} cannot be read: {sox.stderr.decode()}')
            if self.kind in ('file', 'folder') and not name.endswith('.ogg') and sox.stdout[:400000] not in self.song:
                raise Finding(f'{name} is not what was heard')

    # ---- the whole

    def go(self):
        """Returns how many signals were sent."""
        n_sent = 0
        self.start()
        if self.rng.random() < 0.75:  # else at any moment of its start
            self.until('it does not begin', lambda: not self.terminals or self.terminals[0].n_bytes > 500)
            self.join()
            self.until('a terminal that joins shows nothing', lambda: all(t.n_bytes > 500 for t in self.terminals))
            self.check_goes_on()
        while not self.ends and n_sent < MOST_SIGNALS:
            self.wait(self.rng.choice([0.0, 0.01, 0.05, 0.2, 0.2, 0.5, 1.0]))
            if self.feed and self.rng.random() < 0.15:
                self.hit_neighbours()
            else:
                n_sent += self.hit()
            if not self.ends:
                self.check_goes_on()
        if not self.ends:
            self.end()
        self.check_ended()
        return n_sent

    def describe(self):
        lines = [' '.join(self.args) + (' --headless' if self.headless else ''), *self.told]
        lines += [f'{role} {pid} ({state_of(pid)})' for pid, role in sorted(self.processes().items())]
        lines += [f'terminal {i}: job {t.pid}, status {t.status}, {t.n_bytes} bytes, …{t.seen[-200:]}'
                  for i, t in enumerate(self.terminals)]
        lines += ['log: ' + line for line in read(f'{self.dir}/log').decode(errors='replace').splitlines()[-8:]]
        return '\n'.join('    ' + line for line in lines)

    def clear(self):
        for terminal in self.terminals:
            terminal.end()
        for pid in self.processes():
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        if self.feed:
            self.feed.close()
        if self.drain:
            self.drain.close()
        world.until(lambda: not self.processes(), 5)
