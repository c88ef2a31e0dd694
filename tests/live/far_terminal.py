#!/usr/bin/env python3
"""A terminal at the far end of a link: far_terminal.py SCENARIO ROUND_TRIP_MS COMMAND

Runs a shell on a pty, types COMMAND, and answers what it is asked a round trip later (0: at once; mute: never).
Scenarios, which end with status 0 if all was as it should be:
  quit     q is pressed as soon as questions have come; behind the answers a line is typed for the shell
  colours  the terminal tells that it knows 24-bit colours
  silent   COMMAND, which ends by itself, asks nothing
"""
import fcntl
import os
import pty
import re
import select
import struct
import sys
import termios
import time

ANSWERS = [  # those of xterm 379
    (rb'\x1b\[\?2026\$p', b'\x1b[?2026;2$y'),
    (rb'\x1b\[6n', b'\x1b[2;5R'),
    (rb'\x1b\[>c', b'\x1b[>41;379;0c'),
    (rb'\x1b\[>q', b'\x1bP>|XTerm(379)\x1b\\'),
    (rb'\x1bP\$qm\x1b\\', b'\x1bP1$r0;48:2::1:2:3m\x1b\\'),
    (rb'\x1b\[5n', b'\x1b[0n'),
]
PROMPT = b'PROMPT> '
PATIENCE_S = 20


class Terminal:
    def __init__(self, round_trip_ms):
        self.round_trip = None if round_trip_ms == 'mute' else float(round_trip_ms) / 1000
        self.shown = b''    # all that has come
        self.asked = 0      # how much of it has been looked through for questions
        self.answers = []   # (when, bytes), to be sent
        self.behind = b''   # typed behind the last of them
        pid, self.fd = pty.fork()
        if pid == 0:
            os.environ.update(PS1=PROMPT.decode(), TERM='xterm-256color', LC_ALL='C.UTF-8')
            os.execvp('sh', ['sh', '-i'])
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack('HHHH', 30, 100, 0, 0))

    def type(self, text):
        os.write(self.fd, text)

    def note_questions(self, now):
        found = sorted((match.end(), answer) for question, answer in ANSWERS
                       for match in re.finditer(question, self.shown[self.asked:]))
        if not found:
            return
        self.asked += found[-1][0]
        if self.round_trip is not None:
            self.answers += [(now + self.round_trip, answer) for _, answer in found]

    def step(self):
        now = time.monotonic()
        while self.answers and self.answers[0][0] <= now:
            answer = self.answers.pop(0)[1]
            if not self.answers:
                answer, self.behind = answer + self.behind, b''
            self.type(answer)
        if select.select([self.fd], [], [], 0.005)[0]:
            self.shown += os.read(self.fd, 65536)
            self.note_questions(time.monotonic())

    def until(self, what, begin=0):
        """Waits until something is shown behind `begin`; returns where it ends."""
        deadline = time.monotonic() + PATIENCE_S
        while True:
            match = re.compile(what).search(self.shown, begin)
            if match:
                return match.end()
            if time.monotonic() > deadline:
                sys.exit(f'{what} has not come; behind the last screen there is '
                         f'{self.shown[self.shown.rfind(chr(27).encode() + b"[?1049l"):][-300:]}')
            self.step()


def quit_at_once(terminal, command):
    terminal.type(command + b'\n')
    terminal.until(rb'\x1b\[5n')
    terminal.type(b'q')
    back = terminal.until(rb'\x1b\[\?1049l')
    if terminal.answers:
        terminal.behind = b'echo ty\'\'ped\n'
    else:
        terminal.until(PROMPT, back)
        terminal.type(b'echo ty\'\'ped\n')
    end = terminal.until(b'typed\r\n' + PROMPT, back)
    text = re.sub(rb'\x1b\[[?;0-9]*[a-zA-Z]', b'', terminal.shown[back:end])  # of the modes given back
    if not re.fullmatch(PROMPT + rb"(echo ty''ped\r\n)?typed\r\n" + PROMPT, text):
        sys.exit(f'on the shell\'s screen: {text}')


def tell_colours(terminal, command):
    terminal.type(command + b'\n')
    first = terminal.until(rb'\x1b\[[0-9;]*38;5;')
    terminal.until(rb'\x1b\[[0-9;]*38;2;', first)
    drawn_anew = terminal.shown.count(b'\x1b[J', first)
    terminal.type(b'q')
    terminal.until(PROMPT, len(terminal.shown))
    if drawn_anew != 1 or b'38;5;' in terminal.shown[terminal.shown.index(b'38;2;', first):]:
        sys.exit(f'drawn anew {drawn_anew} times')


def ask_nothing(terminal, command):
    terminal.type(command + b'\n')
    terminal.until(PROMPT, terminal.until(rb'\x1b\[\?1049l'))
    if terminal.asked:
        sys.exit('it has asked')


def main():
    scenario, round_trip, command = sys.argv[1:]
    terminal = Terminal(round_trip)
    terminal.until(PROMPT)
    {'quit': quit_at_once, 'colours': tell_colours, 'silent': ask_nothing}[scenario](terminal, command.encode())
    terminal.type(b'exit\n')


main()
