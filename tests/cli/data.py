"""What lines of data say, against what the sound is known to be: data.py CHECK FILE..., status 0 if it is so."""
import csv
import json
import sys


def near(value, wanted, by):
    return value is not None and abs(value - wanted) <= by


def tone(path):
    """A sine of 1 kHz at -20 dBFS on both channels, in third octaves, which falls to the floor at the end."""
    lines = [json.loads(line) for line in open(path)]
    head, lines = lines[0], lines[1:]
    playing = [line for line in lines if line["position_s"] and line["position_s"] > 1 and line["phase"] == "playing"]
    band = min(range(len(head["centre_hz"])), key=lambda b: abs(head["centre_hz"][b] - 1000))
    assert head["channels"] == ["mono"] and near(head["centre_hz"][band], 1000, 0.01), head
    for line in playing:
        bands = line["bands_db"][0]
        assert len(bands) == len(head["low_hz"]) == len(head["high_hz"])
        assert near(bands[band], -20, 0.15), bands
        assert all(level < -50 for b, level in enumerate(bands) if abs(b - band) > 2), bands
        # EBU Tech 3341, case 1: this tone at -20 dBFS has -20 LUFS. Its RMS lies 3.01 dB below its peak.
        assert near(line["momentary_lufs"], -20, 0.1) and near(line["integrated_lufs"], -20, 0.1), line
        assert near(line["now_peak_dbfs"], -20, 0.02) and near(line["now_rms_dbfs"], -23.01, 0.02), line
        assert line["channel_now_peak_dbfs"] == [line["now_peak_dbfs"]] * 2 and line["now_correlation"] == 1, line
    assert len(playing) > 5, len(playing)
    assert all(b["time_s"] > a["time_s"] for a, b in zip(lines, lines[1:]))
    last = lines[-1]
    assert last["phase"] == "ended" and last["now_peak_dbfs"] is None, last
    assert set(last["bands_db"][0]) == {head["floor_db"]}, last


def title(path_json, path_csv):
    """Quotes, commas, a newline and an escape in a title break neither."""
    lines = [json.loads(line) for line in open(path_json)][1:]
    rows = list(csv.DictReader(open(path_csv, newline="")))
    titles = {line["title"] for line in lines} | {row["title"] for row in rows}
    assert len(titles) == 1 and len(rows) > 1, titles
    found = titles.pop()
    assert 'a "b", c;\\' in found and "\n" not in found and "\x1b" not in found, found
    assert all(None not in row and None not in row.values() for row in rows)


def silence(path):
    """Silence is said once, until there is sound again."""
    lines = [json.loads(line) for line in open(path)][1:]
    silent = [i for i, line in enumerate(lines) if set(line["bands_db"][0]) == {-70} and not line["now_peak_dbfs"]]
    longest = max(b["time_s"] - a["time_s"] for a, b in zip(lines, lines[1:]))
    assert longest > 1, longest
    assert any(i + 1 < len(lines) and lines[i + 1]["now_peak_dbfs"] for i in silent), silent


def late(path):
    """Of a reader that took nothing for a while all lines are whole, and the last is of the end."""
    lines = [json.loads(line) for line in open(path)][1:]
    longest = max(b["time_s"] - a["time_s"] for a, b in zip(lines, lines[1:]))
    assert longest > 0.5, longest
    assert lines[-1]["phase"] == "ended", lines[-1]


globals()[sys.argv[1]](*sys.argv[2:])
