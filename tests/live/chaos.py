#!/usr/bin/env python3
"""Kills and stops of any process of a run at any moment: chaos.py KILLS [SEED]

Starts varied runs on terminals of its own, one after the other, and sends signals to their processes, alone or
together, until so many have been sent. After each it looks whether what remains goes on and what should end has ended,
by the rules of ARCHITECTURE.md. A run that has ended must have left its terminal as it was, no process, nothing
in its place, and recordings that can be read. What is found is told with the run's seed: chaos.py 1 SEED is that run.

TERMVIZ is the program, CHAOS_DIR a folder for all that is made. With CHAOS_MONITOR, a source of a PulseAudio server,
there are runs that are heard there. With CHAOS_KEPT, a folder, what a run with a finding has written is copied there.
"""
import os
import random
import shutil
import subprocess
import sys

sys.dont_write_bytecode = True
from chaos_around import FRAME_BYTES, RATE, Ear, become_subreaper  # noqa: E402
from chaos_run import DIR, Finding, Run  # noqa: E402

LENGTH_S = 60


def make_songs():
    song = random.Random(7).randbytes(RATE * LENGTH_S * FRAME_BYTES)
    with open(f'{DIR}/song.raw', 'wb') as file:
        file.write(song)
    raw = ['-t', 'raw', '-r', str(RATE), '-c', '2', '-b', '16', '-e', 'signed', f'{DIR}/song.raw']
    os.makedirs(f'{DIR}/folder/deeper')
    for name in ('song.wav', 'song.flac', 'folder/a.wav', 'folder/deeper/b.flac'):
        subprocess.run(['sox', '-D', *raw, f'{DIR}/{name}'], check=True)
    subprocess.run(['ffmpeg', '-v', 'error', '-nostdin', '-i', f'{DIR}/song.wav', '-c:a', 'alac', f'{DIR}/song.m4a'],
                   check=True)
    return song


def main(kills, seed):
    become_subreaper()
    song, ear = make_songs(), Ear()
    shared = set(os.listdir('/dev/shm'))
    n_sent = n_runs = n_findings = 0
    while n_sent < kills:
        run = Run(seed + n_runs, ear, song)
        try:
            n_sent += run.go()
        except Finding as finding:
            n_findings += 1
            if kept := os.environ.get('CHAOS_KEPT'):
                shutil.copytree(run.dir, f'{kept}/{os.path.basename(run.dir)}', ignore=lambda *_: ['termviz-0'],
                                dirs_exist_ok=True)
            print(f'seed {seed + n_runs}: {finding}\n{run.describe()}', flush=True)
            n_sent += 1
        run.clear()
        n_runs += 1
        shutil.rmtree(run.dir)
    left = [name for name in set(os.listdir('/dev/shm')) - shared if name.startswith('termviz')]
    if left:
        n_findings += 1
        print(f'left in /dev/shm: {left}')
    ear.end()
    print(f'{n_sent} signals to {n_runs} runs, {n_findings} findings')
    return 1 if n_findings else 0


if __name__ == '__main__':
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1))
