"""What the players of pitched instruments play over a passage: bass lines, chords, pads, arpeggios, riffs, melodies."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from training.beats.score import Note
from training.beats.styles.common import Passage, chance, choose, strokes, velocity
from training.beats.styles.harmony import Chord, pitch_above, power_chord, voicing

CELLS = (
    "x-x-x-x-", "x---x---", "x--x--x-", "..x-x-x-", ".x-x-x--", "x-xx-x--", "x-------", "..xxx-x-", "x--x----",
    "....x-x-", ".xx.x-x-", "x-x--x--", "xxx-x---", "..x---x-", ".x--x---", "x.xxx-.x", "......xx", "x--x-xx-",
)  # fmt: skip
"Rhythms of two beats in sixteenths, as voices and solo instruments phrase them."
TRIPLET_CELLS = ("x-xx-x", "x--x--", "x-x-x-", ".xxx--", "x-----", "xxxx--", "..xx-x", "x-xx--", ".x-x-x", "...x-x")
"The same in threes: shuffles, slow 6/8."


def bass(
    random: np.random.Generator,
    passage: Passage,
    pattern: str,
    low: int = 28,
    strength: float = 1.0,
    held: float = 0.95,
) -> list[Note]:
    """Play a bass line from low upward.

    "1", "3", "5", "6", "7", "9" are tones of the chord, "8" the octave, "a" a step from below or above into the next
    beat's root, ">" the root of the chord half a beat later, "o" the root softly; other letters the root.
    """
    notes: list[Note] = []
    for stroke in strokes(passage, pattern):
        ahead = {">": 0.5, "a": 1.0}.get(stroke.letter, 0.0)
        now = passage.changes.at(stroke.start + ahead)
        pitch = pitch_above(low, now.root)
        if stroke.letter in "35679":
            pitch += now.tone(int(stroke.letter))
        elif stroke.letter == "8":
            pitch += 12
        elif stroke.letter == "a":
            pitch += choose(random, (-2, -1, -1, 1, 2))
        force = strength * (0.6 if stroke.letter == "o" else 0.85)
        notes.append(Note(stroke.start, stroke.length * held, pitch, velocity(random, force)))
    return notes


def chords(  # noqa: PLR0913, PLR0917 a hand on the keys has this many sides
    random: np.random.Generator,
    passage: Passage,
    pattern: str,
    low: int = 55,
    voices: int = 4,
    held: float = 0.9,
    strength: float = 0.85,
    *,
    power: bool = False,
) -> list[Note]:
    """Strike chords in a rhythm; ">" strikes the chord half a beat later. Held is the sounding part of a stroke."""
    notes: list[Note] = []
    for stroke in strokes(passage, pattern):
        now = passage.changes.at(stroke.start + (0.5 if stroke.letter == ">" else 0.0))
        pitches = power_chord(now, low) if power else voicing(now, low, voices)
        force = velocity(random, strength * stroke.strength)
        notes += [Note(stroke.start, stroke.length * held, pitch, force) for pitch in pitches]
    return notes


def pad(
    random: np.random.Generator, passage: Passage, low: int = 55, voices: int = 4, strength: float = 0.6
) -> list[Note]:
    """Hold each chord until the next one."""
    notes: list[Note] = []
    for start, end, now in spans(passage):
        force = velocity(random, strength)
        notes += [Note(start, end - start, pitch, force) for pitch in voicing(now, low, voices)]
    return notes


def spans(passage: Passage) -> list[tuple[float, float, Chord]]:
    """List every chord of the passage with the beats between which it holds."""
    inside = [start for start in passage.changes.starts if passage.begin < start < passage.end]
    edges = [passage.begin, *inside, passage.end]
    return [(a, b, passage.changes.at(a)) for a, b in pairwise(edges)]


def arpeggio(
    random: np.random.Generator, passage: Passage, pattern: str, low: int = 60, voices: int = 4, order: str = "up"
) -> list[Note]:
    """Play the chord's tones one after another: order "up", "down", "updown" or "random"."""
    notes: list[Note] = []
    for count, stroke in enumerate(strokes(passage, pattern)):
        pitches = voicing(passage.changes.at(stroke.start), low, voices)
        index = _turn(random, count, len(pitches), order)
        notes.append(Note(stroke.start, stroke.length * 0.9, pitches[index], velocity(random, 0.8 * stroke.strength)))
    return notes


def _turn(random: np.random.Generator, count: int, size: int, order: str) -> int:
    if order == "random":
        return int(random.integers(size))
    if order == "updown":
        around = count % max(1, 2 * size - 2)
        return min(around, 2 * size - 2 - around) if size > 1 else 0
    return count % size if order == "up" else size - 1 - count % size


def riff(
    random: np.random.Generator, passage: Passage, pattern: str, pitches: Sequence[int], bars: int = 1
) -> list[Note]:
    """Invent a figure of so many bars on some pitches (a scale, ascending) and play it again and again."""
    figure = passage.part(0, bars)
    place = int(random.integers(len(pitches)))
    notes: list[Note] = []
    for stroke in strokes(figure, pattern):
        place = max(0, min(len(pitches) - 1, place + choose(random, (-2, -1, -1, 0, 0, 1, 1, 2, 3))))
        notes.append(Note(stroke.start, stroke.length * 0.9, pitches[place], velocity(random, 0.9 * stroke.strength)))
    return repeated(passage, [replace(note, start=note.start - passage.begin) for note in notes], figure.bars)


def repeated(passage: Passage, figure: Sequence[Note], bars: int, octaves: int = 0) -> list[Note]:
    """Play a figure of so many bars, counted from its own beginning, again and again, some octaves higher."""
    span = float(bars * passage.beats_per_bar)
    begins = [passage.begin + turn * span for turn in range(-(-passage.bars // bars))]
    every = [
        replace(note, start=begin + note.start, pitch=note.pitch + 12 * octaves) for begin in begins for note in figure
    ]
    return [note for note in every if note.start < passage.end]


def melody(
    random: np.random.Generator,
    passage: Passage,
    pitches: Sequence[int],
    density: float = 0.75,
    strength: float = 0.85,
    *,
    triplets: bool = False,
) -> list[Note]:
    """Sing on some pitches (a scale, ascending): phrases that come again and answer each other, with rests to breathe.

    Density is the share of two-beat cells that are sung; triplets phrases in threes.
    """
    motif = [_cell(random, density, triplets=triplets) for _ in range(passage.beats_per_bar)]
    notes: list[Note] = []
    place = len(pitches) // 2
    cells = int((passage.end - passage.begin) / 2)
    for number in range(cells):
        begin = passage.begin + 2.0 * number
        cell = motif[number % len(motif)] if chance(random, 0.7) else _cell(random, density, triplets=triplets)
        for index, letter in enumerate(cell):
            if letter != "x":
                continue
            held = 1 + len(cell[index + 1 :]) - len(cell[index + 1 :].lstrip("-"))
            start = begin + 2.0 * index / len(cell)
            place = _step(random, passage.changes.at(start), pitches, place, settled=held > 2)
            notes.append(Note(start, 2.0 * held / len(cell), pitches[place], velocity(random, strength, 8.0)))
    return notes


def _cell(random: np.random.Generator, density: float, *, triplets: bool) -> str:
    return choose(random, TRIPLET_CELLS if triplets else CELLS) if chance(random, density) else "........"


def _step(random: np.random.Generator, held: Chord, pitches: Sequence[int], place: int, *, settled: bool) -> int:
    """Go on from a place: by steps, turning back at the edges; a long note settles on a tone of the chord."""
    drift = 1 if place < 2 else -1 if place > len(pitches) - 3 else 0
    there = max(0, min(len(pitches) - 1, place + drift + choose(random, (-3, -2, -1, -1, 0, 1, 1, 2, 3))))
    if not settled:
        return there
    classes = {(held.root + tone) % 12 for tone in held.tones}
    near = sorted(range(len(pitches)), key=lambda index: abs(index - there))
    return next((index for index in near if pitches[index] % 12 in classes), there)
