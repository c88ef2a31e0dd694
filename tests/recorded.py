#!/usr/bin/env python3
"""What was recorded, held against what was played (16 bit, stereo; each frame of it says where it belongs).

recorded.py make WAV HZ SECONDS              makes such a file
recorded.py whole WAV FILE                   FILE holds every frame of it, as it was, and nothing else
recorded.py holds WAV FILE                   the same, with whatever before and behind it; or it is a part of WAV
recorded.py begins WAV FILE                  FILE holds its frames from the first on, without a gap, to wherever it ends
recorded.py closed WAV FLAC                  the same, and its header knows how long it is
recorded.py readable WAV FILE SECONDS        the same of at least so much, but for the Ogg, which only has to be read
recorded.py lasts FILE HZ SECONDS [MORE]     it is of that rate, lasts that long and no longer than MORE beyond (0.01 s)
"""
import array
import subprocess
import sys
import wave


def make(path, rate, seconds):
    frames = array.array("h")
    for i in range(int(rate * seconds)):
        frames.append((i * 2654435761 >> 15) % 32768 - 16384)
        frames.append(i % 30011 - 15000)
    with wave.open(path, "wb") as out:
        out.setparams((2, 2, rate, 0, "NONE", ""))
        out.writeframes(frames.tobytes())


def read(path):
    """As 16-bit integers; sox tells by its exit status what it could not read."""
    sox = subprocess.run(
        ["sox", "-D", path, "-t", "raw", "-e", "signed", "-b", "16", "-"], capture_output=True, check=False
    )
    samples = array.array("h")
    samples.frombytes(sox.stdout[: len(sox.stdout) // 4 * 4])
    return samples


def rate_of(path):
    return int(subprocess.run(["soxi", "-r", path], capture_output=True, check=True).stdout)


def length_of(path):
    """In frames, as its header has it; 0: it does not."""
    return int(subprocess.run(["soxi", "-s", path], capture_output=True, check=True).stdout)


def begins(played, recorded):
    if recorded == played[: len(recorded)] and recorded:
        return True
    for i, sample in enumerate(recorded):
        if i >= len(played) or sample != played[i]:
            print(f"frame {i // 2} of {len(recorded) // 2} is not that of {len(played) // 2} that were played")
            break
    return False


def main(what, *args):
    if what == "make":
        return make(args[0], int(args[1]), float(args[2]))
    if what == "lasts":
        path, rate, seconds = args[0], int(args[1]), float(args[2])
        more = float(args[3]) if len(args) > 3 else 0.01
        lasts = len(read(path)) / 2 / rate_of(path)
        print(f"{lasts:.3f} s at {rate_of(path)} Hz")
        return 0 if rate_of(path) == rate and seconds - 0.01 <= lasts <= seconds + more else 1
    played, recorded = read(args[0]), read(args[1])
    if what == "readable":
        least = float(args[2]) * 2 * rate_of(args[0])
        good = args[1].endswith(".ogg") or begins(played, recorded)
        print(f"{len(recorded) / 2 / rate_of(args[0]):.2f} s")
        return 0 if good and len(recorded) >= least else 1
    if what == "holds":
        if len(recorded) < len(played):
            played, recorded = recorded, played
        at = recorded.tobytes().find(played[:64].tobytes())
        recorded = recorded[at // 2 :][: len(played)]
        what = "whole"
    good = begins(played, recorded)
    if what == "closed":
        return 0 if good and length_of(args[1]) == len(recorded) // 2 else 1
    return 0 if good and (what == "begins" or len(recorded) == len(played)) else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
