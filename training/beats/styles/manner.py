"""A manner of playing, as tables: what a style that is carried by drums hands to the band.

Rules: a row of the kit has several patterns, of which each kind of section draws one; so a few lines of vocabulary give
thousands of grooves. The order of the band matters: who stands first is the last to leave.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

Rows: TypeAlias = Mapping[str, str]
"A row of kit.KEYS to the patterns that it may play, with spaces between them."

Role: TypeAlias = Literal["bass", "chords", "power", "pad", "arpeggio", "riff", "melody"]

SONG_FORMS: tuple[tuple[str, ...], ...] = (
    ("intro", "verse", "chorus", "verse", "chorus", "bridge", "chorus"),
    ("verse", "verse", "chorus", "break", "chorus", "chorus"),
    ("intro", "verse", "bridge", "chorus", "verse", "chorus"),
    ("verse", "chorus"),
    ("chorus", "verse", "verse", "break", "chorus"),
)
CLUB_FORMS: tuple[tuple[str, ...], ...] = (
    ("intro", "verse", "build", "chorus", "chorus", "break", "build", "chorus"),
    ("verse", "verse", "chorus", "verse", "break", "chorus"),
    ("intro", "verse", "chorus", "break", "verse", "build", "chorus"),
    ("verse", "break", "chorus", "chorus"),
)
LOOP_FORMS: tuple[tuple[str, ...], ...] = (
    ("intro", "verse", "verse", "chorus"),
    ("verse", "chorus", "verse", "break"),
    ("verse", "verse"),
)
"The orders of sections that records have: songs, dance floors, loops."


@dataclass(frozen=True, slots=True)
class Voice:
    """A player who may be in the band."""

    role: Role
    families: str
    "Families of common.PROGRAMS, with commas between them."
    patterns: str = "x"
    "With spaces between them."
    share: float = 1.0
    "How often this player is in the band."
    low: int = 55
    "MIDI key about which the part is low."
    gain_db: tuple[float, float] = (-7.0, 0.0)
    held: float = 0.9
    "The part of a stroke that sounds: 0.3 muted, 1 legato."
    voices: int = 4


@dataclass(frozen=True, slots=True)
class Manner:
    """Everything a band needs to know to play in a style."""

    tempi: tuple[tuple[float, float], ...]
    "Ranges in BPM, drawn alike."
    drums: tuple[Rows, ...]
    "Kick, snare and what goes with them."
    cymbals: tuple[Rows, ...]
    "Hats, rides, shakers: what keeps time over them."
    band: tuple[Voice, ...]
    progressions: tuple[str, ...]
    scales: tuple[str, ...] = ("major", "pentatonic")
    half: tuple[Rows, ...] = ()
    "Drums at half time, for bridges and now and then for choruses."
    percussion: tuple[Rows, ...] = ()
    "Loops of a second drummer."
    percussion_share: float = 0.3
    riffs: str = "x.x.x.x."
    kits: tuple[int, ...] = (0, 0, 8, 16)
    drums_db: tuple[float, float] = (-12.0, 4.0)
    swing: tuple[tuple[float, float], ...] = ((0.0, 0.0),)
    "Ranges of Score.swing, drawn alike."
    swing_sixteenths: bool = False
    machine: float = 0.1
    "How often a machine plays: no drift, whole BPM, no looseness."
    beats_per_bar: int = 4
    triplets: bool = False
    "Fills and melodies in threes."
    forms: tuple[tuple[str, ...], ...] = SONG_FORMS
    fills: float = 0.7
    "How often a section ends with a fill."
    rolls: float = 0.0
    "The share of beats in which hats roll."
    chops: float = 0.0
    "How often the drums are a loop cut into half bars and put together anew."
    pushes: float = 0.12
    "How often a piece has bars that the band anticipates by an eighth."
    drumless: float = 0.15
    "How often nobody plays the drums."

    @property
    def push(self) -> float:
        """Beats in an eighth: a third where the beat is a dotted quarter."""
        return 1.0 / 3.0 if self.triplets and self.beats_per_bar == 2 else 0.5


def rounds(progressions: str) -> tuple[str, ...]:
    """Read progressions that are written in a row, with slashes between them."""
    return tuple(" ".join(one.split()) for one in progressions.split("/"))
