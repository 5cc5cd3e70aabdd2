"""A score played by people: every note's time in seconds, and the times of the beats that a listener taps.

Rules: the beats are the score's own, after drift and rubato; swing, looseness and push move the notes against them,
never the beats. Time 0 is the beginning of the clip. A clip may begin in the middle of the piece: then notes reach back
to -PREROLL, so that what still sounds at 0 can be rendered and cut. Beats go on where players rest.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.beats.score import DRUMS, Note, Part, Score

PREROLL = 2.0
"Seconds before the clip from which notes are still given."
SHORTEST = 0.03
"Seconds that every note lasts at least."
UNEVENNESS = 600.0
"Velocity's standard deviation per second of looseness."
GRID = 16
"Points of the tempo's curve in a beat."


@dataclass(frozen=True, slots=True)
class Tone:
    """A note as it is played."""

    start: float
    "Seconds from the beginning of the clip; may be negative, see PREROLL."
    length: float
    "Seconds."
    pitch: int
    velocity: int


@dataclass(frozen=True, slots=True)
class Player:
    """What one player is heard to play, in the order of time."""

    program: int
    "General MIDI program, or score.DRUMS."
    kit: int
    gain_db: float
    pan: float
    tones: tuple[Tone, ...]


@dataclass(frozen=True, slots=True)
class Performance:
    """A clip's notes and its beats."""

    seconds: float
    players: tuple[Player, ...]
    beats: tuple[tuple[float, int], ...]
    "Time in seconds and position in the bar, from 1; of all beats in 0..seconds."


@dataclass(frozen=True, slots=True)
class Rest:
    """Bars in which the drums, or everyone, play nothing."""

    first_bar: int
    bars: int
    everyone: bool


@dataclass(frozen=True, slots=True)
class Staging:
    """Where the clip begins, and who rests when."""

    lead_in: float = 0.0
    "Seconds of silence before the piece."
    skipped: float = 0.0
    "Seconds of the piece that are over when the clip begins."
    rests: tuple[Rest, ...] = ()


def staged(score: Score, seconds: float, random: np.random.Generator) -> Staging:
    """Draw a staging for a clip of so many seconds: a third begin in the piece's middle, a third after a silence."""
    whole = score.bars * score.beats_per_bar * 60.0 / score.bpm
    start = random.random()
    lead_in = float(random.uniform(0.0, 2.0)) if start < 1.0 / 3.0 else 0.0
    skipped = float(random.uniform(0.0, max(0.0, whole - seconds))) if start > 2.0 / 3.0 else 0.0
    rests: list[Rest] = []
    if random.random() < 0.3 and score.bars >= 8:
        for _ in range(int(random.integers(1, 3))):
            first = int(random.integers(2, score.bars - 2))
            rests.append(Rest(first, int(random.integers(1, 3)), bool(random.random() < 0.35)))
    return Staging(lead_in, skipped, tuple(rests))


def perform(score: Score, seconds: float, random: np.random.Generator, staging: Staging) -> Performance:
    """Play a score for at most so many seconds.

    Raises ValueError, with the style's name, where the score is not one that can be played.
    """
    check(score)
    tempo = _tempo(score, random)
    shift = staging.lead_in - staging.skipped
    players = tuple(_played(score, part, tempo, shift, random, staging.rests) for part in score.parts)
    seconds = min(seconds, float(tempo[-1]) + shift + 2.0)
    numbers = np.arange(score.bars * score.beats_per_bar)
    times = _at(tempo, numbers.astype(np.float64)) + shift
    beats = tuple(
        (float(time), int(number) % score.beats_per_bar + 1)
        for number, time in zip(numbers, times, strict=True)
        if 0.0 <= time < seconds
    )
    kept = tuple(
        Player(p.program, p.kit, p.gain_db, p.pan, tuple(t for t in p.tones if -PREROLL <= t.start < seconds))
        for p in players
    )
    return Performance(seconds, kept, beats)


def check(score: Score) -> None:
    """Raise ValueError, with the style's name, where a score's figures are out of their ranges."""
    if not (20.0 <= score.bpm <= 400.0 and score.beats_per_bar >= 1 and score.bars >= 1 and score.parts):
        raise ValueError(f"{score.style}: bpm 20..400, a beat, a bar and a part at least; got {score.bpm} BPM, ...")
    for part in score.parts:
        if not (part.program == DRUMS or 0 <= part.program <= 127):
            raise ValueError(f"{score.style}: program {part.program} is neither DRUMS nor 0..127")
        for note in part.notes:
            if not (note.start >= 0.0 and note.length > 0.0 and 0 <= note.pitch <= 127 and 1 <= note.velocity <= 127):
                raise ValueError(f"{score.style}: program {part.program} has a note out of range: {note}")


def swung(position: NDArray[np.float64], swing: float, *, sixteenths: bool) -> NDArray[np.float64]:
    """Bend straight positions in beats: the middle of each beat (or of each eighth) comes `swing` of a half later."""
    unit = 0.5 if sixteenths else 1.0
    whole = np.floor(position / unit)
    part = position / unit - whole
    return (whole + np.interp(part, [0.0, 0.5, 1.0], [0.0, 0.5 + 0.5 * swing, 1.0])) * unit


def _tempo(score: Score, random: np.random.Generator) -> NDArray[np.float64]:
    """Return the times in seconds of every GRID-th part of a beat, from 0 to the end of the last bar."""
    beats = score.bars * score.beats_per_bar
    at = (np.arange(beats * GRID) + 0.5) / GRID
    speed = _wander(at, 2.0 * score.beats_per_bar, score.drift, random) * _breathing(score, at, random)
    return np.concatenate(([0.0], np.cumsum(60.0 / score.bpm / GRID / speed)))


def _wander(
    at: NDArray[np.float64], every: float, deviation: float, random: np.random.Generator
) -> NDArray[np.float64]:
    """Return a factor about 1 that has a new aim `every` beats, each aim near the one before."""
    knots = int(at[-1] / every) + 3
    aims = random.standard_normal(knots)
    for number in range(1, knots):
        aims[number] = 0.7 * aims[number - 1] + np.sqrt(1.0 - 0.7**2) * aims[number]
    return np.exp(deviation * np.clip(np.interp(at / every, np.arange(knots), aims), -2.5, 2.5))


def _breathing(score: Score, at: NDArray[np.float64], random: np.random.Generator) -> NDArray[np.float64]:
    """Return the tempo's factor within phrases of four bars: a little faster in the middle, slower at the end."""
    phrase = 4.0 * score.beats_per_bar
    way = at % phrase / phrase
    strengths = random.uniform(0.2, 1.0, int(at[-1] / phrase) + 1)
    restless = _wander(at, 1.0, 0.03 * score.rubato, random)
    end = np.clip((way - 0.75) / 0.25, 0.0, 1.0) ** 2.0 * strengths[(at / phrase).astype(np.int64)]
    return restless * (1.0 + score.rubato * (0.05 * np.sin(np.pi * way) - 0.25 * end))


def _at(tempo: NDArray[np.float64], beats: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the times of positions in beats; beyond the last bar the last tempo goes on."""
    last = (tempo.size - 1) / GRID
    inside = np.interp(beats, np.arange(tempo.size) / GRID, tempo)
    beyond = np.maximum(beats - last, 0.0) * GRID * float(tempo[-1] - tempo[-2])
    return np.asarray(inside + beyond, np.float64)


def _played(
    score: Score,
    part: Part,
    tempo: NDArray[np.float64],
    shift: float,
    random: np.random.Generator,
    rests: tuple[Rest, ...],
) -> Player:
    notes = [note for note in part.notes if not _rests(note, score, part, rests)]
    notes.sort(key=lambda note: (note.start, note.pitch))
    starts = np.array([note.start for note in notes], np.float64)
    ends = starts + np.array([note.length for note in notes], np.float64)
    # a chord is one movement of the hand: its notes share most of what they miss the time by
    _, strokes = np.unique(np.round(starts * 96.0), return_inverse=True)
    shared = random.standard_normal(strokes.max() + 1 if strokes.size else 0)[strokes]
    missed = np.clip(0.95 * shared + 0.3 * random.standard_normal(len(notes)), -2.5, 2.5) * part.looseness
    begin = _at(tempo, swung(starts, score.swing, sixteenths=score.swing_sixteenths)) + missed + part.push + shift
    end = _at(tempo, swung(ends, score.swing, sixteenths=score.swing_sixteenths)) + part.push + shift
    # who is looser in time is looser in force
    force = random.standard_normal(len(notes)) * min(8.0, UNEVENNESS * part.looseness)
    velocities = np.clip(np.round(np.array([note.velocity for note in notes]) + force), 1, 127).astype(np.int64)
    tones = [
        Tone(float(b), float(max(SHORTEST, e - b)), note.pitch, velocity)
        for note, b, e, velocity in zip(notes, begin, end, velocities.tolist(), strict=True)
    ]
    return Player(part.program, part.kit, part.gain_db, part.pan, tuple(sorted(tones, key=lambda tone: tone.start)))


def _rests(note: Note, score: Score, part: Part, rests: tuple[Rest, ...]) -> bool:
    bar = int((note.start + 1e-6) // score.beats_per_bar)
    return any(
        rest.first_bar <= bar < rest.first_bar + rest.bars and (rest.everyone or part.program == DRUMS)
        for rest in rests
    )
