#!/usr/bin/env python3
"""bench/gaps.py FILE WHAT N: how long the gaps are in a captured tone (float32, stereo, 48 kHz) of N
kills; one that left none counts as 0."""
import array
import statistics
import sys

RATE_HZ = 48000
SILENT = 1e-4  # -80 dB
LEAST_MS = 2  # a tone of 1 kHz is not silent for so long


def gaps_ms(left):
    gaps, run, began = [], 0, False
    for sample in left:
        if abs(sample) < SILENT:
            run += 1
            continue
        if began and run * 1000 / RATE_HZ >= LEAST_MS:
            gaps.append(run * 1000 / RATE_HZ)
        run, began = 0, True
    return gaps


def main(path, what, n):
    with open(path, "rb") as file:
        data = file.read()
    samples = array.array("f")
    samples.frombytes(data[: len(data) // 8 * 8])
    gaps = gaps_ms(samples[::2])
    if not samples or not any(samples):
        sys.exit(f"{what}: nothing was captured")
    all_of_them = gaps + [0.0] * (int(n) - len(gaps))
    print(
        f"{what}: {n} kills, {len(gaps)} gaps, median {statistics.median(all_of_them):.1f} ms,"
        f" longest {max(all_of_them):.1f} ms"
    )


main(*sys.argv[1:])
