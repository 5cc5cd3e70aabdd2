"""How an analysis lies on paper: rows of one length, and what of it the eye can part.

Rules: a picture is WIDTH wide, whatever the length of the music; up to a minute fills a row, as a line of a score, and
a long file has at most ROWS of them. Bars and beats that would stand too close for the eye are thinned.
"""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from soundscape_live.app.heard import HeardBeat

WIDTH, DPI = 16.0, 100
"Inches, and pixels an inch: 1600 pixels."
LEFT, RIGHT = 0.85, 0.25
ROW_SECONDS = 60.0
ROWS = 6
BEATS_APART, BARS_APART = 5.0, 10.0
"Pixels from one line to the next, at least."
NUMBERS_APART = 46.0
"Pixels from one bar's number to the next."
TICKS = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1_800.0, 3_600.0)
"Seconds that may lie between two ticks of the time."
TICKS_APART = 75.0
"Pixels."


@dataclass(frozen=True, slots=True)
class Window:
    """The part of a file that is drawn."""

    begin: float
    end: float

    def rows(self) -> tuple["Window", ...]:
        """Cut it into rows of one length."""
        count = min(ROWS, max(1, math.ceil((self.end - self.begin) / ROW_SECONDS - 1e-6)))
        edges = np.linspace(self.begin, self.end, count + 1).tolist()
        return tuple(Window(begin, end) for begin, end in itertools.pairwise(edges))

    @property
    def scale(self) -> float:
        """Pixels to a second."""
        return (WIDTH - LEFT - RIGHT) * DPI / (self.end - self.begin)

    @property
    def tick(self) -> float:
        """Seconds between two ticks of the time."""
        return next((tick for tick in TICKS if tick * self.scale >= TICKS_APART), TICKS[-1])

    def holds(self, at: float) -> bool:
        """Say whether a time lies within."""
        return self.begin <= at < self.end


@dataclass(frozen=True, slots=True)
class Ticks:
    """Which of the beats are drawn, and how often bars have a number."""

    beats: bool
    every: int
    "Bars from one that is drawn to the next."
    numbered: int
    "Bars from one number to the next."

    def words(self) -> str:
        """Say what a line for a bar stands for."""
        return "bar" if self.every == 1 else f"every {self.every} bars"


def ticks(beats: Sequence[HeardBeat], scale: float) -> Ticks:
    """Thin beats and bars so that they can be parted at `scale` pixels a second."""
    if len(beats) < 2:
        return Ticks(beats=True, every=1, numbered=1)
    beat = scale * float(np.median(np.diff([beat.at for beat in beats])))
    bar = beat * (1 + max(beat.bar_position for beat in beats))
    powers = [2**n for n in range(16)]
    every = next(n for n in powers if n * bar >= BARS_APART)
    numbered = next(n for n in powers if n * bar >= NUMBERS_APART)
    return Ticks(beats=beat >= BEATS_APART, every=every, numbered=max(every, numbered))


def clock(seconds: float, *, whole: bool = False) -> str:
    """Return minutes and seconds as musicians write them, 1:08.4; tenths are left out of whole seconds on demand."""
    tenths = round(10.0 * seconds)
    minutes, rest = divmod(tenths, 600)
    if whole and rest % 10 == 0:
        return f"{minutes}:{rest // 10:02d}"
    return f"{minutes}:{rest / 10:04.1f}"
