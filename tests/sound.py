#!/usr/bin/env python3
"""What was captured, held against what was played. Captures are float32, stereo, 48 kHz.

sound.py exact WAV CAPTURE      every frame of the 16-bit file is in the capture, one after the other, as it was
sound.py tone CAPTURE HZ DB     what is captured between its first and its last sound is one sine of that frequency and
                                level (of its amplitude, to 0.1 dB) without a break
sound.py absent CAPTURE HZ      there is nothing of that frequency (less than -60 dB)
"""
import array
import math
import sys
import wave

RATE = 48000


def capture(path):
    data = open(path, "rb").read()
    samples = array.array("f")
    samples.frombytes(data[: len(data) // 8 * 8])
    return samples[0::2], samples[1::2]


def amplitude(samples, hz):
    """Of a sine, by correlation over whole periods (here: whole tenths of a second)."""
    n = len(samples) // 4800 * 4800
    if not n:
        return 0.0
    w = 2 * math.pi * hz / RATE
    re = math.fsum(samples[i] * math.cos(w * i) for i in range(n))
    im = math.fsum(samples[i] * math.sin(w * i) for i in range(n))
    return 2 * math.hypot(re, im) / n


def db(x):
    return 20 * math.log10(max(x, 1e-9))


def sounding(samples):
    first = next((i for i, x in enumerate(samples) if abs(x) > 1e-3), None)
    if first is None:
        sys.exit("nothing but silence")
    last = next(i for i in range(len(samples) - 1, -1, -1) if abs(samples[i]) > 1e-3)
    return first, last


def exact(played, captured):
    with wave.open(played) as file:
        pcm = array.array("h")
        pcm.frombytes(file.readframes(file.getnframes()))
    left, right = capture(captured)
    start = next((i for i in range(len(left)) if left[i] or right[i]), None)
    first = next(i for i in range(len(pcm) // 2) if pcm[2 * i] or pcm[2 * i + 1])
    if start is None:
        sys.exit("nothing but silence")
    start -= first
    if start < 0 or start + len(pcm) // 2 > len(left):
        sys.exit("not all of it was captured")
    for i in range(len(pcm) // 2):
        if left[start + i] * 32768 != pcm[2 * i] or right[start + i] * 32768 != pcm[2 * i + 1]:
            sys.exit(f"differs at frame {i} of {len(pcm) // 2}")
    print(f"{len(pcm) // 2} frames, all the same")


def tone(captured, hz, want_db):
    """A sine obeys x[n+1] = 2 cos(w) x[n] - x[n-1]; a break in it does not."""
    left, _ = capture(captured)
    first, last = sounding(left)
    margin = RATE // 20  # fades
    body = left[first + margin : last - margin]
    if len(body) < RATE:
        sys.exit(f"only {len(body)} frames of sound")
    k = 2 * math.cos(2 * math.pi * hz / RATE)
    for i in range(1, len(body) - 1):
        if abs(body[i + 1] - k * body[i] + body[i - 1]) > 1e-3:
            sys.exit(f"a break {i / RATE:.3f} s after the first sound")
    got_db = db(amplitude(body, hz))
    if abs(got_db - want_db) > 0.1:
        sys.exit(f"{got_db:.2f} dB, not {want_db:.2f} dB")
    print(f"{len(body)} frames of {hz:g} Hz at {got_db:.2f} dB")


def absent(captured, hz):
    got_db = db(amplitude(capture(captured)[0], hz))
    if got_db > -60:
        sys.exit(f"{hz:g} Hz is there, at {got_db:.1f} dB")
    print(f"no {hz:g} Hz")


COMMANDS = {"exact": (exact, str, str), "tone": (tone, str, float, float), "absent": (absent, str, float)}

if __name__ == "__main__":
    command, *types = COMMANDS[sys.argv[1]]
    command(*(kind(argument) for kind, argument in zip(types, sys.argv[2:])))
