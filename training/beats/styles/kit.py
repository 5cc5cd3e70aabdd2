"""The drum kit: its keys, grooves written as rows of patterns, fills, crashes, rolls."""

from collections.abc import Mapping, Sequence

import numpy as np

from training.beats.score import Note
from training.beats.styles.common import Passage, chance, choose, strokes, velocity

KEYS: dict[str, int] = {
    "kick": 36, "snare": 38, "snare 2": 40, "rim": 37, "clap": 39, "hat": 42, "foot": 44, "open": 46,
    "low tom": 41, "floor tom": 43, "mid tom": 47, "high tom": 50, "crash": 49, "crash 2": 57, "ride": 51, "bell": 53,
    "china": 52, "splash": 55, "tambourine": 54, "cowbell": 56, "high bongo": 60, "low bongo": 61, "mute conga": 62,
    "high conga": 63, "low conga": 64, "high timbale": 65, "low timbale": 66, "high agogo": 67, "low agogo": 68,
    "cabasa": 69, "shaker": 70, "guiro": 73, "claves": 75, "block": 76, "mute surdo": 86, "surdo": 87,
}  # fmt: skip
"General MIDI's percussion keys (GS where GM has none)."

Groove = Mapping[str, str]
"A row of KEYS to its pattern."

CYMBALS = (49, 57, 52, 55)
"Keys of the cymbals that are crashed."
FILLS = (
    "s.s.s.s.", "ssss1122", "s.s.1.2.", "..ss1.2.", "s..s..s.", "ss1122ff", "1.1.2.f.", "ssssssss", "s.ks.k2.",
    "....ssss", "k.s.k.ss", "s.1s.2s.", "sss.22f.", "..s.s.sk", "s---....", "k---k---", "1111ffff", "s1s2s1sf",
)  # fmt: skip
"Fills of two beats in sixteenths: s snare, k kick, 1 2 f toms from high to floor."
FILL_KEYS = {"s": "snare", "k": "kick", "1": "high tom", "2": "mid tom", "f": "floor tom"}
TRIPLET_FILLS = ("s.s12f", "sss12f", "s.ss.s", "ss1122", "s.1.2.")
"Fills of two beats in triplets."


def groove(random: np.random.Generator, passage: Passage, rows: Groove, loudest: int = 118) -> list[Note]:
    """Play the rows through a passage. KeyError when a row is none of KEYS."""
    return [
        Note(stroke.start, 0.2, KEYS[name], velocity(random, stroke.strength, 5.0, loudest))
        for name, pattern in rows.items()
        for stroke in strokes(passage, pattern)
    ]


def fill(random: np.random.Generator, begin: float, beats: int, *, triplets: bool = False) -> list[Note]:
    """Play a fill of so many beats, growing a little."""
    notes: list[Note] = []
    for pair in range(-(-beats // 2)):
        figure = choose(random, TRIPLET_FILLS if triplets else FILLS)
        for index, letter in enumerate(figure):
            start = begin + beats - 2 * (pair + 1) + 2.0 * index / len(figure)
            if letter in FILL_KEYS and start >= begin:
                notes.append(Note(start, 0.2, KEYS[FILL_KEYS[letter]], velocity(random, 0.75 + 0.03 * index, 7.0)))
    return notes


def with_fill(random: np.random.Generator, notes: Sequence[Note], end: float, beats: int, **kind: bool) -> list[Note]:
    """Give the last beats before the end to a fill; now and then the kick plays on below it."""
    begin = end - beats
    through = KEYS["kick"] if chance(random, 0.4) else -1
    kept = [note for note in notes if note.start < begin - 1e-6 or note.pitch == through]
    return kept + fill(random, begin, beats, **kind)


def crash(random: np.random.Generator, at: float) -> Note:
    """Strike a crash cymbal, now and then another."""
    return Note(
        at,
        2.0,
        KEYS[choose(random, ("crash", "crash", "crash 2", "china", "splash"), (6, 6, 5, 1, 1))],
        velocity(random, 0.95),
    )


def roll(
    random: np.random.Generator, key: int, begin: float, beats: float, strokes_a_beat: float, grow: float = 0.5
) -> list[Note]:
    """Play even strokes that grow from some strength to full: a snare roll, a hat roll."""
    count = max(1, round(beats * strokes_a_beat))
    levels = np.linspace(grow, 1.0, count)
    return [
        Note(begin + i / strokes_a_beat, 0.1, key, velocity(random, float(level))) for i, level in enumerate(levels)
    ]
