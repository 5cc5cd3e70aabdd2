"""Accompaniments and drum patterns as text, and the writers that play them through a tune.

Rules: a text is patterns of common's kind, one for each of its layers, which are parted by `/`. A layer divides its bar
evenly, so eight letters are eighths of a 4/4 bar and twelve its triplets. What the letters play is in `Hand.pitches`.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from training.beats.score import Note
from training.beats.styles.common import Passage, Stroke, chance, choose, strokes, velocity
from training.beats.styles.harmony import Chord, pitch_above, voicing
from training.beats.styles.kit import KEYS
from training.beats.styles.tune import Tune

Writer: TypeAlias = Callable[[Tune, np.random.Generator], list[Note]]
"What one player writes for a tune."


def stress(tune: Tune, start: float) -> float:
    """Return how much louder a place in the bar is: the downbeat most, the beat some."""
    place = start % tune.meter
    return 1.12 if place < 0.01 else 1.05 if place % 1 < 0.01 else 0.95


@dataclass(frozen=True, slots=True)
class Hand:
    """Where an accompanist's hand lies."""

    low: int
    "The lowest pitch of chords."
    voices: int
    "How many pitches a chord has."
    bass: int
    "The lowest pitch of bass notes."

    def pitches(self, letter: str, chord: Chord, following: Chord) -> tuple[int, ...]:
        """Return what a letter plays.

        Digits are the chord's pitches from the lowest; `x`, `o` (soft) and `d` (a strum) the chord, `u` its upper
        pitches downward, `>` the chord to come; `b` the root in the bass, `f` the fifth, `t` the third, `e` the octave,
        `v` root and octave, `a` a semitone below the root to come. Capitals are loud. Raise ValueError for any other.
        """
        kind = letter.lower()
        if kind.isdigit():
            tones = voicing(chord, self.low, min(4, len(chord.tones)))
            octaves, place = divmod(int(kind), len(tones))
            return (tones[place] + 12 * octaves,)
        if kind in "xodu>":
            held = voicing(following if kind == ">" else chord, self.low, self.voices)
            return held[::-1][:3] if kind == "u" else held
        return self.basses(kind, chord, following)

    def basses(self, letter: str, chord: Chord, following: Chord) -> tuple[int, ...]:
        """Return what a letter plays in the bass. Raise ValueError where it says nothing."""
        root = pitch_above(self.bass, chord.root)
        pitches = {
            "b": (root,),
            "e": (root + 12,),
            "v": (root, root + 12),
            "a": (pitch_above(self.bass, following.root) - 1,),
            "f": (pitch_above(self.bass - 2, (chord.root + chord.tone(5)) % 12),),
            "t": (pitch_above(self.bass, (chord.root + chord.tone(3)) % 12),),
        }
        if letter not in pitches:
            raise ValueError(f"no such letter in a figure: {letter!r}; expected a digit or one of xodu>beaftv")
        return pitches[letter]


def chosen(
    random: np.random.Generator, passage: Passage, texts: Sequence[str], vary: float
) -> Iterator[tuple[Passage, str]]:
    """Yield passages and their texts: one for the verses, one for the choruses, now and then another once."""
    verse, chorus = choose(random, texts), choose(random, texts)
    section = choose(random, (4, 8, 8, 16))
    bar = 0
    while bar < passage.bars:
        text = choose(random, texts) if chance(random, vary) else chorus if bar // section % 3 == 2 else verse
        bars = 1 + max(layer.count("|") for layer in text.split("/"))
        yield passage.part(bar, bars), text
        bar += bars


def struck(
    tune: Tune, stroke: Stroke, pitches: Sequence[int], strength: float, random: np.random.Generator
) -> list[Note]:
    """Return the notes of one chord; those of a strum one after the other, 6 to 18 ms apart."""
    letter = stroke.letter
    apart = tune.beats_in(random.uniform(0.006, 0.018)) if letter in "dDuU" else 0.0
    level = strength * stress(tune, stroke.start) * (1.2 if letter.isupper() else 0.8 if letter in "uo" else 1.0)
    return [
        Note(stroke.start + place * apart, stroke.length, pitch, velocity(random, level))
        for place, pitch in enumerate(pitches)
    ]


def figure(
    *words: str, low: int = 52, voices: int = 3, bass: int = 36, ring: float = 0.0, vary: float = 0.15
) -> Writer:
    """Return a writer of an accompaniment, from texts; several may share a string, parted by spaces.

    `ring` is how many beats longer than written a note may sound. The hand's place, how loud it plays, how short, and
    how many of the notes it leaves out are drawn for each piece.
    """
    texts = " ".join(words).split()

    def write(tune: Tune, random: np.random.Generator) -> list[Note]:
        hand = Hand(low + int(random.integers(-4, 5)), voices, bass)
        strength, left_out = random.uniform(0.5, 0.8), max(0.0, random.uniform(-0.1, 0.15))
        gate = random.uniform(0.6, 1.0)
        notes: list[Note] = []
        for passage, text in chosen(random, tune.passage, texts, vary):
            for layer in text.split("/"):
                for stroke in strokes(passage, layer):
                    if stroke.start % tune.meter > 0.01 and chance(random, left_out):
                        continue
                    following = tune.chord(stroke.start + max(stroke.length, 0.5))
                    pitches = hand.pitches(stroke.letter, tune.chord(stroke.start), following)
                    length = stroke.length * gate + ring * random.random()
                    notes += struck(tune, Stroke(stroke.start, length, stroke.letter), pitches, strength, random)
        return notes

    return write


def drums(*texts: str, vary: float = 0.15) -> Writer:
    """Return a writer of a drum part; a layer begins with its row's name and a colon: `ride:x.xxx.xx/foot:..x...x.`.

    Raise ValueError where a row is none of the kit's.
    """
    unknown = {layer.partition(":")[0] for text in texts for layer in text.split("/")} - KEYS.keys()
    if unknown:
        raise ValueError(f"no such rows of the kit: {sorted(unknown)}; expected some of {sorted(KEYS)}")

    def write(tune: Tune, random: np.random.Generator) -> list[Note]:
        strength = random.uniform(0.4, 0.8)
        notes: list[Note] = []
        for passage, text in chosen(random, tune.passage, texts, vary):
            for layer in text.split("/"):
                name, _, pattern = layer.partition(":")
                for stroke in strokes(passage, pattern):
                    level = strength * stroke.strength * stress(tune, stroke.start)
                    notes.append(Note(stroke.start, 0.2, KEYS[name], velocity(random, level)))
        return notes

    return write


def together(*writers: Writer) -> Writer:
    """Return a writer of all that these write."""

    def write(tune: Tune, random: np.random.Generator) -> list[Note]:
        return [note for writer in writers for note in writer(tune, random)]

    return write


def either(*writers: Writer) -> Writer:
    """Return a writer of what one of these writes."""

    def write(tune: Tune, random: np.random.Generator) -> list[Note]:
        return choose(random, writers)(tune, random)

    return write
