"""Rows of states, drawn: the sheet as one picture, how much each row's picture changes, and every frame for a video.

Rules: every row begins from the picture of a fresh start; a frame between two rows, of another seed, is drawn and not
shown, so that the renderer begins anew. How much a picture changes is the mean difference of its values, 0..1.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from soundscape_live.generator.picture import Picture, Renderer
from soundscape_live.generator.sheet.letters import ADVANCE, HEIGHT, width_of, write
from soundscape_live.generator.sheet.rows import Row

CELL = 256
"A cell is at most so wide: larger pictures are made smaller by a whole factor."
GAP = 8
SIZE = 2
"Pixels of a letter's point."
LINE = HEIGHT * SIZE + GAP
_HEAD = LINE + GAP
_GROUND = 24
_MARGIN = 22
"Letters of the labels beside the rows."


@dataclass(frozen=True, slots=True)
class Drawn:
    """One row as it was drawn."""

    row: Row
    cells: tuple[NDArray[np.uint8], ...]
    changes: tuple[float, ...]
    "From each frame to the next, 0..1."

    @property
    def change(self) -> float:
        """The mean change a frame, 0..1."""
        return sum(self.changes) / len(self.changes)


def draw(renderer: Renderer, rows: Sequence[Row], show: Callable[[Picture, str], None]) -> tuple[Drawn, ...]:
    """Draw all rows. `show` gets every frame of every row with its label. Blocks."""
    return tuple(_drawn(renderer, row, show) for row in rows)


def _drawn(renderer: Renderer, row: Row, show: Callable[[Picture, str], None]) -> Drawn:
    renderer.frame(replace(row.states[0], seed=row.states[0].seed + 1))
    cells, changes = {}, []
    before: NDArray[np.int16] | None = None
    for number, state in enumerate(row.states):
        picture = renderer.frame(state)
        show(picture, f"{row.label}  frame {number}")
        now = picture.astype(np.int16)
        if before is not None:
            changes.append(float(np.abs(now - before).mean()) / 255.0)
        before = now
        if number in row.shown:
            cells[number] = smaller(picture, CELL)
    return Drawn(row, tuple(cells[number] for number in row.shown), tuple(changes))


def smaller(picture: Picture, width: int) -> NDArray[np.uint8]:
    """Return a picture at most `width` wide: its own, or means of squares of it."""
    factor = -(-picture.shape[1] // width)
    if factor == 1:
        return picture.copy()
    height, side = picture.shape[0] // factor, picture.shape[1] // factor
    squares = picture[: height * factor, : side * factor].reshape(height, factor, side, factor, 3)
    means: NDArray[np.uint8] = squares.mean((1, 3)).round().astype(np.uint8)
    return means


def sheet(drawn: Sequence[Drawn], title: str) -> NDArray[np.uint8]:
    """Lay rows out, (height, width, 3): a label and its change beside each, and the frames' numbers beneath."""
    cell_height, cell_width = drawn[0].cells[0].shape[:2]
    columns = max(len(row.cells) for row in drawn)
    left = _MARGIN * ADVANCE * SIZE
    row_height = max(cell_height + LINE, 2 * LINE + GAP)
    height, width = GAP + _HEAD + len(drawn) * (row_height + GAP), left + columns * (cell_width + GAP) + GAP
    # Video codecs want even sides, and the title may be longer than the rows.
    width = max(width, width_of(title, SIZE) + 2 * GAP)
    out = np.full((height + height % 2, width + width % 2, 3), _GROUND, np.uint8)
    write(out, title, GAP, GAP, SIZE)
    for place, row in enumerate(drawn):
        y = GAP + _HEAD + place * (row_height + GAP)
        write(out, row.row.label, GAP, y, SIZE)
        write(out, f"{100.0 * row.change:.2f} % a frame", GAP, y + LINE, SIZE)
        for column, (number, cell) in enumerate(zip(row.row.shown, row.cells, strict=True)):
            x = left + column * (cell_width + GAP)
            out[y : y + cell_height, x : x + cell_width] = cell
            write(out, str(number), x, y + cell_height + GAP // 2, SIZE)
    return out


def labelled(picture: Picture, label: str) -> Picture:
    """Return a picture with a label below it; its height stays even."""
    strip = HEIGHT + 2 * GAP + 1
    out = np.full((picture.shape[0] + strip + strip % 2, picture.shape[1], 3), _GROUND, np.uint8)
    out[: picture.shape[0]] = picture
    size = 2 if width_of(label, 2) + GAP <= picture.shape[1] and strip >= 2 * HEIGHT else 1
    write(out, label, GAP // 2, picture.shape[0] + (strip - size * HEIGHT) // 2, size)
    return out
