"""Lines that run through a whole piece: walking basses, running lines, sustained harmony, imitation, comping drums."""

import numpy as np

from training.beats.score import Note
from training.beats.styles.common import chance, choose, strokes, velocity
from training.beats.styles.figures import Writer
from training.beats.styles.harmony import voicing
from training.beats.styles.kit import KEYS
from training.beats.styles.lines import spans
from training.beats.styles.melody import Line, singly
from training.beats.styles.tune import Tune


def walked(random: np.random.Generator, line: Line, start: float, step: float) -> int:
    """Return a walking bass's next pitch: the root of a new chord, a neighbour of the one to come, or a step."""
    before, now, then = (line.tune.chord(start + by) for by in (-step, 0.0, step))
    if start < step or before is not now:
        line.pitch = line.near(line.pitch, (now.root,))
    elif then is not now:
        line.pitch = line.near(line.pitch, (then.root,)) + choose(random, (-2, -1, -1, 1, 1, 2, 7))
    else:
        line.step(random, start, 1.0)
    return line.pitch


def walking(low: int = 28, step: float = 1.0, skip: float = 0.12, half: float = 0.25) -> Writer:
    """Return a writer of a walking bass, a note each `step` beats.

    `skip` is the share of steps with a short note before the next, `half` the share of sections that are in two.
    """

    def write(tune: Tune, random: np.random.Generator) -> list[Note]:
        line = Line(tune, low, low + 22, 0.2, low + 10)
        strength, gate, skipping = random.uniform(0.55, 0.85), random.uniform(0.7, 1.0), random.uniform(0, 2 * skip)
        in_two = random.random(tune.bars // 8 + 1) < half
        notes: list[Note] = []
        for place in range(round(tune.passage.end / step)):
            start = place * step
            slow = in_two[int(start) // (8 * tune.meter)]
            if slow and place % 2 and chance(random, 0.8):
                continue
            pitch = walked(random, line, start, step)
            notes.append(Note(start, (2 if slow else 1) * step * gate, pitch, velocity(random, strength)))
            if chance(random, skipping):
                notes.append(Note(start + step / 2, step * 0.4, pitch, velocity(random, strength * 0.7)))
        return singly(notes)

    return write


def running(step: float = 0.5, low: int = 58, high: int = 84, rest: float = 0.12) -> Writer:
    """Return a writer of a running line: steps of the scale with chromatic ones between, turns, and breaths."""

    def write(tune: Tune, random: np.random.Generator) -> list[Note]:
        line = Line(tune, low, high, 0.12, (low + high) // 2)
        strength, at = random.uniform(0.6, 0.9), step * float(random.integers(0, 2 * tune.meter))
        notes: list[Note] = []
        while at < tune.passage.end:
            if chance(random, rest):
                at += step * float(random.integers(1, 7))
                continue
            length = step * choose(random, (1, 3), (0.92, 0.08))
            pieces = choose(random, (1, 3), (0.95, 0.05)) if step >= 0.5 and length == step else 1
            for piece in range(pieces):
                pitch = line.step(random, at, length / pieces) + int(at % 1 > 0.01 and chance(random, 0.15))
                level = strength * (1.15 if at % 1 > 0.01 and chance(random, 0.4) else 1.0)
                notes.append(Note(at + piece * length / pieces, length / pieces, pitch, velocity(random, level)))
            at += length
        return notes

    return write


def sustained(low: int = 50, voices: int = 4, swell: float = 0.0) -> Writer:
    """Return a writer of chords that last, struck at each change or again within it, late up to `swell` seconds."""

    def write(tune: Tune, random: np.random.Generator) -> list[Note]:
        hand, strength = low + int(random.integers(-5, 6)), random.uniform(0.35, 0.7)
        again = choose(random, (1e9, 1e9, float(tune.meter), 2.0))
        notes: list[Note] = []
        for begin, end, chord in spans(tune.passage):
            for start in np.arange(begin, end - 1e-6, again).tolist():
                whole = min(again, end - start)
                behind = min(tune.beats_in(random.uniform(0, swell)), whole / 2)
                level = velocity(random, strength)
                notes += [Note(start + behind, whole - behind, pitch, level) for pitch in voicing(chord, hand, voices)]
        return notes

    return write


def imitation(*words: str, low: int = 43, high: int = 79, entries: int = 4) -> Writer:
    """Return a writer of voices that enter one after another with the same rhythm, each in a register of its own."""
    subjects = " ".join(words).split()

    def write(tune: Tune, random: np.random.Generator) -> list[Note]:
        subject = [choose(random, subjects) for _ in range(choose(random, (2, 2, 4)))]
        apart, height = choose(random, (1, 2, 2)), (high - low) // entries
        notes: list[Note] = []
        for place, voice in enumerate(random.permutation(entries).tolist()):
            bottom = low + voice * height
            line = Line(tune, bottom, bottom + height + 9, 0.15, bottom + 6)
            for bar in range(place * apart, tune.bars):
                if chance(random, 0.12):
                    continue
                for stroke in strokes(tune.passage.part(bar, 1), subject[(bar - place * apart) % len(subject)]):
                    pitch = line.step(random, stroke.start, stroke.length)
                    notes.append(Note(stroke.start, stroke.length, pitch, velocity(random, 0.65)))
        return notes

    return write


def comping(*rows: str, step: float = 0.5) -> Writer:
    """Return a writer of strokes of these rows of the kit where nobody expects them, mostly off the beat."""

    def write(tune: Tune, random: np.random.Generator) -> list[Note]:
        density, strength = random.uniform(0.02, 0.3), random.uniform(0.3, 0.8)
        notes: list[Note] = []
        for start in np.arange(0, tune.passage.end, step).tolist():
            if chance(random, density * (1.0 if start % 1 > 0.01 else 0.4)):
                level = velocity(random, strength * random.uniform(0.6, 1.1))
                notes.append(Note(start, 0.2, KEYS[choose(random, rows)], level))
        return notes

    return write
