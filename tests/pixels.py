#!/usr/bin/env python3
"""pixels.py COLS ROWS BACKGROUND FOOT TOP: looks at a screenshot (of xwd, on standard input) of a terminal on a black screen,
with bars two cells wide and one apart that reach over half of it, and not its uppermost row. In its lower half the middle
of each of their cells must have the colour of its row, from FOOT to TOP in linear light; all gaps, and the uppermost row,
have the background's. Colours are RRGGBB. Python's standard library only."""
import struct, sys

TOLERANCE = 3  # of 255: a terminal that draws by OpenGL may round otherwise


def rgb(text):
    return tuple(int(text[i:i + 2], 16) for i in (0, 2, 4))


def linear(value):  # IEC 61966-2-1
    v = value / 255
    return v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4


def blend(a, b, share):
    light = (1 - share) * linear(a) + share * linear(b)
    return 255 * (12.92 * light if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055)


class Picture:
    """A dump of 24-bit colours as X11/XWDFile.h has it: three bytes a pixel, or four."""

    def __init__(self, data):
        head = struct.unpack('>25I', data[:100])
        self.size, self.is_little = head[11] // 8, head[7] == 0
        if head[1] != 7 or head[2] != 2 or self.size not in (3, 4):
            sys.exit('no screenshot of a kind that is known')
        self.width, self.height, self.stride = head[4], head[5], head[12]
        self.data = data[head[0] + 12 * head[19]:]

    def pixel(self, x, y):
        at = y * self.stride + self.size * x
        pixel = self.data[at:at + self.size]
        return tuple(pixel[2::-1] if self.is_little else pixel[-3:])


def main(cols, rows, background, foot, top):
    cols, rows, background, foot, top = int(cols), int(rows), rgb(background), rgb(foot), rgb(top)
    picture = Picture(sys.stdin.buffer.read())
    pixel, width, height = picture.pixel, picture.width, picture.height
    shown_cols = next((x for x in range(width) if pixel(x, 0) != background), width)
    shown_rows = next((y for y in range(height) if not any(map(any, (pixel(x, y) for x in range(shown_cols))))), height)
    cell_width, cell_height = shown_cols // cols, shown_rows // rows
    if not cell_width or not cell_height:
        sys.exit('%dx%d pixels have no room for %dx%d cells' % (shown_cols, shown_rows, cols, rows))
    for row in [0, *range(rows - rows // 2, rows)]:
        share = (rows - 1 - row) / (rows - 1)
        lit = tuple(blend(a, b, share) for a, b in zip(foot, top))
        for col in range(cols):
            wanted = background if row == 0 or col % 3 == 2 else lit
            is_there = pixel(col * cell_width + cell_width // 2, row * cell_height + cell_height // 2)
            if any(abs(a - b) > TOLERANCE for a, b in zip(is_there, wanted)):
                sys.exit('cell %d,%d of %dx%d pixels: is %s, not %s' % (
                    col, row, cell_width, cell_height, is_there, tuple(round(v) for v in wanted)))


main(*sys.argv[1:])
