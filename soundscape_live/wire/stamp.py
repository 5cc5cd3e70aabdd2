"""The stamp in the picture: black and white cells that say which snapshot a frame was made from.

Cells of 8x8 pixels, six bytes of numbers and one of check, first bit first, from the left; 56 cells to a row where
the picture has room for 448 pixels, else as many whole bytes as fit, in rows from the top down to the bottom edge.
Rules: a cell is the size of a codec's transform block, so that it survives H.264 and VP8; a reader that is not sure
returns None.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

CELL = 8
SEQ_BITS = 24
FRAME_BITS = 24
CHECK_BITS = 8
BITS = SEQ_BITS + FRAME_BITS + CHECK_BITS
SURE = 40.0
"A cell's mean lies at least this far from the middle grey; between, it is not a cell of a stamp."
_MIDDLE = 127.5


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a stamp says, each number modulo 2^24."""

    seq: int
    frame: int


def write(picture: NDArray[np.uint8], seq: int, frame: int) -> None:
    """Write the stamp into the picture, (height, width, 3) or (height, width), in place.

    A picture too small for it (under 64 pixels wide, or under the rows' height) is left as it is.
    """
    rows, columns = _layout(picture.shape[0], picture.shape[1])
    if not rows:
        return
    bits = np.zeros(rows * columns, np.uint8)
    bits[:BITS] = _bits(seq, frame)
    cells = bits.reshape(rows, columns).repeat(CELL, 0).repeat(CELL, 1) * np.uint8(255)
    part = picture[picture.shape[0] - rows * CELL :, : columns * CELL]
    part[...] = cells if picture.ndim == 2 else cells[:, :, None]


def read(luma: NDArray[np.uint8]) -> Stamp | None:
    """Read the stamp from a decoded picture's luma, (height, width), full or video range; None if there is none."""
    rows, columns = _layout(luma.shape[0], luma.shape[1])
    if not rows:
        return None
    part = luma[luma.shape[0] - rows * CELL :, : columns * CELL]
    means = part.reshape(rows, CELL, columns, CELL).mean((1, 3)).reshape(-1)[:BITS]
    if np.any(np.abs(means - _MIDDLE) < SURE):
        return None
    bits = (means > _MIDDLE).astype(np.uint8)
    seq, frame = _number(bits[:SEQ_BITS]), _number(bits[SEQ_BITS : SEQ_BITS + FRAME_BITS])
    return Stamp(seq, frame) if np.array_equal(bits, _bits(seq, frame)) else None


def _layout(height: int, width: int) -> tuple[int, int]:
    """Return rows and columns of cells, or no rows if the picture is too small."""
    columns = min(BITS, width // CELL // 8 * 8)
    if not columns:
        return 0, 0
    rows = -(-BITS // columns)
    return (rows, columns) if rows * CELL <= height else (0, 0)


def _bits(seq: int, frame: int) -> NDArray[np.uint8]:
    body = (seq % 2**SEQ_BITS).to_bytes(3) + (frame % 2**FRAME_BITS).to_bytes(3)
    return np.unpackbits(np.frombuffer(body + _check(body), np.uint8))


def _check(body: bytes) -> bytes:
    """CRC-8 of polynomial 0x07, begun at 0xff so that a black and a white row are no stamps."""
    check = 0xFF
    for byte in body:
        check ^= byte
        for _ in range(8):
            check = (check << 1 ^ 0x07 if check & 0x80 else check << 1) & 0xFF
    return bytes([check])


def _number(bits: NDArray[np.uint8]) -> int:
    return int.from_bytes(np.packbits(bits).tobytes())
