#!/usr/bin/env python3
"""Files as somebody would make them who means ill: hostile_files.py CASE, in an empty folder.

Status 0: all of them were survived, in time, and no terminal got what it must not; else it says what was not.
TERMVIZ is the program, TERMVIZ_TMPDIR where the runs are.
"""
import os
import random
import struct
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import hostile
from hostile import EVIL, PATIENCE_S, TERMVIZ, Screen

LOG = f'{os.environ["TERMVIZ_TMPDIR"]}/log'


def fail(what):
    sys.exit(f'{CASE}: {what}')


def chunk(name, data):
    return name + struct.pack('<I', len(data)) + data + b'\0' * (len(data) & 1)


def wav(channels=2, rate=44100, bits=16, kind=1, frames=4410, data=None, more=b'', riff=None, align=None, size=None):
    align = channels * bits // 8 if align is None else align
    sound = os.urandom(min(frames * max(align, 1), 1 << 20)) if data is None else data
    head = struct.pack('<HHIIHH', kind, channels, rate & 0xffffffff, (rate * align) & 0xffffffff, align & 0xffff, bits)
    body = chunk(b'fmt ', head) + more + b'data' + struct.pack('<I', len(sound) if size is None else size) + sound
    return b'RIFF' + struct.pack('<I', len(body) + 4 if riff is None else riff) + b'WAVE' + body


def flac(rate=44100, channels=2, bits=16, total=44100, blocks=b'', block=4096):
    packed = rate << 44 | (channels - 1) << 41 | (bits - 1) << 36 | total
    info = struct.pack('>HH', block, block) + bytes(6) + packed.to_bytes(8, 'big') + bytes(16)
    return b'fLaC' + (b'\0' if blocks else b'\x80') + len(info).to_bytes(3, 'big') + info + blocks


def flac_block(kind, data, last=True, size=None):
    return bytes([kind | (0x80 if last else 0)]) + (len(data) if size is None else size).to_bytes(3, 'big') + data


def comments(items, n=None, vendor=b'x'):
    text = struct.pack('<I', len(vendor)) + vendor + struct.pack('<I', len(items) if n is None else n)
    return text + b''.join(struct.pack('<I', len(item)) + item for item in items)


def ogg_page(data, flags=0, segments=None):
    table = segments if segments is not None else bytes([255] * (len(data) // 255) + [len(data) % 255])
    return b'OggS\0' + bytes([flags]) + bytes(8) + b'\1\0\0\0' + bytes(8) + bytes([len(table) & 255]) + table[:255] + data


def id3(frames, size=None, version=4):
    n = len(frames) if size is None else size
    return b'ID3' + bytes([version, 0, 0]) + bytes([n >> 21 & 127, n >> 14 & 127, n >> 7 & 127, n & 127]) + frames


def id3_text(name, text, encoding=3, size=None):
    n = len(text) + 1 if size is None else size
    return name + bytes([n >> 21 & 127, n >> 14 & 127, n >> 7 & 127, n & 127]) + b'\0\0' + bytes([encoding]) + text


def mp3_frames(n):
    return (b'\xff\xfb\x90\x00' + bytes(413)) * n  # 128 kbit/s, 44.1 kHz: silence


def broken_sounds():
    rng = random.Random(17)
    noise = rng.randbytes(1 << 16)
    vorbis = b'\x01vorbis' + struct.pack('<IBIiiiBB', 0, 255, 0xffffffff, -1, -1, -1, 0xff, 1)
    return {
        'no-channels.wav': wav(channels=0), 'many-channels.wav': wav(channels=65535), 'fast.wav': wav(rate=4_000_000_000),
        'no-rate.wav': wav(rate=0), 'rate-1.wav': wav(rate=1), 'no-bits.wav': wav(bits=0, align=0), 'bits.wav': wav(bits=65535, align=65535),
        'kinds.wav': wav(kind=0xffff), 'adpcm.wav': wav(kind=17, bits=4, align=0xffff), 'gsm.wav': wav(kind=49, bits=0, align=65),
        'endless.wav': wav(size=0xffffffff, riff=0xffffffff), 'nothing.wav': wav(data=b''), 'cut.wav': wav()[:37],
        'nans.wav': wav(kind=3, bits=32, data=b'\xff\xff\xff\x7f\x00\x00\x80\x7f\xff\xff\x7f\x7f\xff\xff\xff\xff' * 9999),
        'chunks.wav': wav(more=chunk(b'LIST', b'INFO' + b'INAM\xff\xff\xff\xff') + chunk(b'cue ', b'\xff' * 64) + chunk(b'smpl', b'\xff' * 64)),
        'fast.flac': flac(rate=655350, channels=8, bits=32, total=2**36 - 1) + noise, 'no-rate.flac': flac(rate=0) + noise,
        'huge-block.flac': flac(blocks=flac_block(4, b'', size=0xffffff)),
        'bomb.flac': flac(blocks=flac_block(4, comments([b'TITLE=' + b'A' * 8_000_000])[:0xffffff])),
        'many.flac': flac(blocks=flac_block(4, comments([b'A=B'] * 20_000)[:0xffffff])),
        'counts.flac': flac(blocks=flac_block(4, comments([], n=0xffffffff))),
        'picture.flac': flac(blocks=flac_block(6, struct.pack('>II', 3, 0xffffffff) + b'x' * 1000)),
        'blocks.flac': flac(blocks=flac_block(1, b'', last=False) * 500_000),
        'head.ogg': ogg_page(vorbis, 2), 'lacing.ogg': ogg_page(vorbis, 2, b'\xff' * 255), 'pages.ogg': ogg_page(b'', 2) * 5_000,
        'comments.ogg': ogg_page(vorbis, 2) + ogg_page(b'\x03vorbis' + comments([b'T=1'], n=0xffffffff)),
        'head.opus': ogg_page(b'OpusHead\x01\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff' + b'\xff' * 255, 2),
        'garbage.mp3': noise, 'syncs.mp3': b'\xff\xfb' * 50_000, 'reserved.mp3': b'\xff\xff\xff\xff' * 50_000,
        'big-tag.mp3': id3(b'', size=(1 << 28) - 1) + mp3_frames(3), 'cut-tag.mp3': id3(id3_text(b'TIT2', b'x', size=(1 << 28) - 1)) + mp3_frames(3),
        'xing.mp3': b'\xff\xfb\x90\x00' + bytes(32) + b'Xing' + b'\xff' * 116 + bytes(261) + mp3_frames(3),
        'garbage.m4a': b'\0\0\0\x20ftypM4A ' + bytes(20) + b'\xff\xff\xff\xffmoov' + noise, 'boxes.m4a': b'\0\0\0\x08moov' * 2_000,
        'deep.m4a': b'\0\0\x10\0ftypM4A ' + b''.join(struct.pack('>I', 1 << 20) + b'moov' for _ in range(5000)),
        'garbage.aiff': b'FORM\xff\xff\xff\xffAIFFCOMM\xff\xff\xff\xff' + noise, 'garbage.au': b'.snd' + b'\xff' * 20 + noise,
        'garbage.caf': b'caff\0\1\0\0desc' + b'\xff' * 60 + noise, 'garbage.ape': b'MAC \x96\x0f\0\0' + noise,
        'garbage.wv': b'wvpk\xff\xff\xff\xff\x10\x04' + noise, 'garbage.w64': b'riff.\x91\xcf\x11' + noise, 'empty.flac': b'', 'one.mp3': b'\xff',
        'garbage.webm': b'\x1aE\xdf\xa3\x01\xff\xff\xff\xff\xff\xff\xff' + noise, 'script.mp3': b'#!/bin/sh\ntouch pwned\n',
        'list.mp3': b'#EXTM3U\nfile:///etc/passwd\n', 'hls.mp3': b'#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile:///etc/passwd\n',
    }


def run(*arguments, statuses=(0, 1, 2)):
    try:
        done = subprocess.run([TERMVIZ, *arguments], stdin=subprocess.DEVNULL, capture_output=True, timeout=60)
    except subprocess.TimeoutExpired:
        fail(f'{arguments}: hangs')
    if done.returncode not in statuses:
        fail(f'{arguments}: ended with {done.returncode}: {done.stderr[-300:]}')
    for line in (done.stdout + done.stderr).split(b'\n'):
        if any(byte < 32 and byte != 9 for byte in line) or EVIL[:9] in line or b'\xe2\x80\xae' in line:
            fail(f'{arguments}: says {line[:300]}')
    return done


def sounds():
    """Each is refused, or played; reports and stills of them end, too."""
    names = []
    for name, data in broken_sounds().items():
        with open(name, 'wb') as file:
            file.write(data)
        names.append(name)
    def play(name):
        run('--data=json', '--output=none', '--seconds=0.5', '--log', LOG, name)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(play, names))
    with open(LOG, 'rb') as file:
        log = file.read()
    if b'died' in log:
        fail(f'an engine died: {log[-2000:]}')
    run('--report', *names)
    for name in names[::6]:
        run('--still', name)
    if os.path.exists('pwned'):
        fail('a file was run')


def evil_texts():
    text = EVIL.replace(b'\0', b'')
    long = text * (1_000_000 // len(text))
    info = chunk(b'LIST', b'INFO' + chunk(b'INAM', text + b'\0') + chunk(b'IART', text + b'\0'))
    return {
        'tags.wav': wav(more=info, frames=44100), 'long.wav': wav(more=chunk(b'LIST', b'INFO' + chunk(b'INAM', long)), frames=44100),
        'tags.mp3': id3(id3_text(b'TIT2', text) + id3_text(b'TPE1', text, 0)) + mp3_frames(200),
        'utf16.mp3': id3(id3_text(b'TIT2', b'\xff\xfe' + text.decode('latin-1').encode('utf-16-le') + b'\x00\xd8', 1)) + mp3_frames(200),
        'long.mp3': id3(id3_text(b'TIT2', long)) + mp3_frames(200),
    }


def texts():
    """What names, tags and titles of playlists say is shown, and does nothing."""
    names = [EVIL.replace(b'\0', b'').replace(b'/', b'') + b'.wav', b'\xe2\x80\x8b\xe2\x80\xae\xff\xc3.wav', b'-\x1b[2J.wav']
    for name in names:
        with open(name, 'wb') as file:
            file.write(wav(frames=44100))
    for name, data in evil_texts().items():
        with open(name, 'wb') as file:
            file.write(data)
        names.append(name.encode())
    titles = EVIL.replace(b'\r\n', b'')
    with open('list.m3u8', 'wb') as file:
        file.write(b'#EXTM3U\n' + b''.join(b'#EXTINF:1,' + titles + b'\n' + name + b'\n' for name in names if b'\n' not in name))
    here = os.getcwdb()
    screen = Screen('--output=none', '--loop=queue', '--log', LOG, *[here + b'/' + name for name in names], 'list.m3u8')
    deadline = time.monotonic() + PATIENCE_S
    keys = iter([b'Q'] + [b'>', b'\x1b[B'] * 12)
    while time.monotonic() < deadline and screen.status is None:
        key = next(keys, None)
        if key is None:
            break
        screen.type(key)
        until = time.monotonic() + 0.15
        while time.monotonic() < until:
            screen.step()
    if b'PWNED' not in screen.shown:
        fail(f'nothing of it was shown: {screen.shown[-300:]}')
    screen.until_over('names and tags', key=b'q')
    for name in names:
        run('--report', here + b'/' + name)
        run('--report=json', here + b'/' + name)
    with open(LOG, 'rb') as file:
        for line in file:
            if any(byte < 32 and byte not in (9, 10) for byte in line):
                fail(f'the log has {line[:300]}')


def lists():
    """However they are made: what is good behind them is played."""
    os.mkfifo('fifo.wav')
    os.mkdir('loop')
    os.symlink('..', 'loop/up')
    with open('good.wav', 'wb') as file:
        file.write(wav(frames=4410))
    with open('evil.m3u', 'wb') as file:
        file.write(b'#EXTM3U\n' + b'A' * 10_000_000 + b'\n/dev/zero\n/dev/tty\n/dev/full\n/proc/self/mem\nfifo.wav\nfile:///dev/zero\nfile://evil/x.wav\n'
                   b'evil.m3u\n./evil.m3u\nother.m3u\n../../../../../../etc/passwd\n\0\xff\xfe\nloop\nconcat:/etc/passwd\ngopher://x/\n')
    with open('other.m3u', 'wb') as file:
        file.write(b'evil.m3u\nother.m3u\nsheet.cue\n' * 1000)
    with open('sheet.cue', 'wb') as file:
        file.write(b'FILE "/dev/zero" WAVE\n' + b'  TRACK 99 AUDIO\n    INDEX 99 99:99:99\n' * 1000 + b'FILE "' + b'B' * 100_000 + b'" WAVE\n')
    done = run('--data=json', '--output=none', '--seconds=20', '--log', LOG, 'evil.m3u', 'loop', 'good.wav', statuses=(0, 1))
    if b'good' not in done.stdout:
        fail(f'what came behind them was not played: {done.stdout[-300:]} {done.stderr[-300:]}')


CASES = {case.__name__: case for case in (sounds, texts, lists)}
if __name__ == '__main__':
    CASE = hostile.CASE = sys.argv[1]
    CASES[CASE]()
