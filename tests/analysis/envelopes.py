"""A piece's levels over time, measured at once instead of hop by hop: enough for what listens to whole bars."""

import numpy as np
from numpy.typing import NDArray

from soundscape_live.analysis.structure import ROW, Form
from soundscape_live.model import Turn
from tests.analysis.arrangements import Piece

EDGES = (0.0, 60.0, 250.0, 2000.0, 6000.0)
"Hertz: where sub, low, mid, high and air begin."

Rows = NDArray[np.float64]


def rows(piece: Piece) -> Rows:
    """Return (n, 5) mean squares of BANDS, a row every ROW seconds."""
    hop = round(ROW * piece.rate)
    frames = np.lib.stride_tricks.sliding_window_view(np.pad(piece.sound, (hop, 0)), 2 * hop)[::hop]
    window = np.hanning(2 * hop).astype(np.float32)
    power = np.square(np.abs(np.fft.rfft(frames * window, axis=1))) / np.sum(window**2) / hop
    bands = np.searchsorted(np.fft.rfftfreq(2 * hop, 1.0 / piece.rate), EDGES)
    return np.add.reduceat(power, bands, axis=1).astype(np.float64)


def turns(envelope: Rows, bar: float) -> list[tuple[float, Turn, float]]:
    """Let a Form hear these rows and return what turns when: seconds, kind, strength."""
    form = Form(ROW)
    form.set_bar(bar)
    heard = []
    for number, row in enumerate(envelope):
        turned = form.hear(row)
        if turned is not None:
            heard.append(((number + 1) * ROW, *turned))
    return heard
