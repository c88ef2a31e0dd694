#!/usr/bin/env python3
"""A terminal that can be told to take nothing: held.py OUT COMMAND... runs a command on a pty and appends what it writes
to OUT. Lines on standard input: `hold` and `go on` (reading), `type KEYS`; at their end the terminal hangs up."""
import fcntl
import os
import pty
import select
import struct
import sys
import termios

out = open(sys.argv[1], "ab", buffering=0)
pid, tty = pty.fork()
if pid == 0:
    os.execvp(sys.argv[2], sys.argv[2:])
fcntl.ioctl(tty, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 160, 0, 0))

reads = True
while True:
    ready = select.select([0, tty] if reads else [0], [], [])[0]
    if tty in ready:
        try:
            out.write(os.read(tty, 65536))
        except OSError:
            break
    if 0 in ready:
        # One write, one line: the test waits for what each does.
        line = os.read(0, 100).decode()
        if not line:
            break
        if line.startswith("type "):
            os.write(tty, line[5:].rstrip("\n").encode())
        else:
            reads = line == "go on\n"
