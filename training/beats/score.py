"""A piece of music as notes against beats: what a style writes and a performance plays. Values alone.

Rules: positions and lengths are in beats, and a beat is what a listener taps (the dotted quarter in 12/8, the quarter
in 4/4 and in a waltz). Bar n begins at beat n * beats_per_bar. What moves the players in time (swing, rubato, drift,
looseness) is said here as figures and done by the performance, so that a style writes straight rhythm.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

DRUMS = -1
"The program of a part that plays the drum kit: pitches are General MIDI's percussion keys."


@dataclass(frozen=True, slots=True)
class Note:
    """One note."""

    start: float
    "Beats from the beginning of the piece."
    length: float
    "Beats."
    pitch: int
    "MIDI key, 0..127; for drums General MIDI's percussion key."
    velocity: int
    "1..127."


@dataclass(frozen=True, slots=True)
class Part:
    """What one player plays."""

    program: int
    "General MIDI program 0..127, or DRUMS."
    notes: tuple[Note, ...]
    gain_db: float = 0.0
    pan: float = 0.0
    "-1 left .. 1 right."
    looseness: float = 0.006
    "Seconds of standard deviation by which this player misses the time, note by note."
    push: float = 0.0
    "Seconds by which this player is late throughout (negative: ahead)."
    kit: int = 0
    "Of a drum part: the bank's kit, a General MIDI (GS) program such as 0 standard, 8 room, 16 power, 24 electronic, "
    "25 TR-808, 32 jazz, 40 brush, 48 orchestra."


@dataclass(frozen=True, slots=True)
class Score:
    """A whole piece."""

    style: str
    bpm: float
    beats_per_bar: int
    bars: int
    parts: tuple[Part, ...]
    swing: float = 0.0
    "How far the second eighth of each beat is late: 0 straight, 1/3 a full triplet feel, in parts of half a beat."
    swing_sixteenths: bool = False
    "The swing bends sixteenths within each eighth in place of eighths within the beat."
    drift: float = 0.01
    "Standard deviation, as a part of the tempo, by which the tempo wanders slowly over some bars."
    rubato: float = 0.0
    "0 none .. 1 much: breathing of the tempo within phrases, and ritardandi at their ends (up to about 25 % slower)."


Style: TypeAlias = Callable[[np.random.Generator, float], Score]
"A style writes about so many seconds of a new piece: style(random, seconds)."
