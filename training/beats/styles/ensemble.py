"""An ensemble: who may play in a style, in which tempi and over which harmony; and the piece they make of it by chance.

Rules: the first chair takes part in every piece, in all its sections; others by chance, and section by section. What
is said as a range is drawn once for a piece.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeAlias

import numpy as np

from training.beats.score import DRUMS, Note, Part, Score, Style
from training.beats.styles.common import bars_for, chance, choose, program, tempo, within
from training.beats.styles.figures import Writer
from training.beats.styles.harmony import SCALES, random_key
from training.beats.styles.tune import Tune, formed, is_minor, tune

FASTEST = 200.0
"BPM that a listener taps."

STRANGE = 0.05
"Chance that a player plays an instrument that is not the style's."
ACOUSTIC = (
    "piano", "electric piano", "mallets", "organ", "accordion", "nylon guitar", "steel guitar", "clean guitar",
    "strings", "solo strings", "plucked strings", "voices", "solo brass", "saxophone", "reed", "flute",
    "folk plucked", "fiddle",
)  # fmt: skip
"Families of instruments."

Span: TypeAlias = tuple[float, float]
"A lowest and a highest value."


@dataclass(frozen=True, slots=True)
class Player:
    """One who may sit on a chair."""

    programs: tuple[int, ...]
    "One of these is played; (DRUMS,) for drums."
    write: Writer
    chance: float = 1.0
    "Of being in a piece."
    stays: float = 0.85
    "Chance of playing in a section, when in the piece."
    level_db: float = 0.0
    loose: Span = (0.003, 0.012)
    "Seconds."
    push: Span = (-0.004, 0.012)
    "Seconds."
    kits: tuple[int, ...] = (0,)


@dataclass(frozen=True, slots=True)
class Ensemble:
    """A style, as what may be drawn of it."""

    bpm: Span
    meter: int
    progressions: tuple[str, ...]
    chairs: tuple[Player | tuple[Player, ...], ...]
    "On each chair sits the player named, or one of those named, if by chance anyone does."
    double: float = 0.0
    "Chance that it is tapped twice as fast as it is written."
    scales: tuple[str, ...] = ()
    "For lead lines; where none are named, the progression's first chord says major or minor."
    swing: Span = (0.0, 0.0)
    swing_sixteenths: bool = False
    drift: Span = (0.004, 0.015)
    rubato: Span = (0.0, 0.1)
    shades: float = 0.1
    "How much the loudness swells and fades through the piece, as a part of it."
    alone: float = 0.0
    "Chance that nobody but the first chair plays."


def written_tune(random: np.random.Generator, ensemble: Ensemble, seconds: float) -> Tune:
    """Return the tune of a new piece about so many seconds long."""
    bpm = tempo(random, *ensemble.bpm)
    bars = bars_for(seconds, bpm, ensemble.meter)
    progression = formed(random, ensemble.progressions)
    usual = ("minor", "harmonic minor", "dorian") if is_minor(progression) else ("major", "major", "mixolydian")
    steps = SCALES[choose(random, ensemble.scales or usual)]
    return tune(bpm, ensemble.meter, bars, progression, random_key(random), steps)


def by_section(
    random: np.random.Generator, notes: Sequence[Note], meter: int, section: int, stays: float
) -> list[Note]:
    """Return the notes of the sections, each so many bars long, in which a player plays."""
    if not notes:
        return []
    numbers = [int(note.start // meter) // section for note in notes]
    plays = random.random(max(numbers) + 1) < stays
    return [note for note, number in zip(notes, numbers, strict=True) if plays[number]]


def shaded(random: np.random.Generator, notes: Sequence[Note], end: float, depth: float) -> list[Note]:
    """Return the notes, swelling and fading."""
    places = np.linspace(0.0, end, 3 + int(end / 8))
    loudness = np.clip(1 + depth * random.normal(size=len(places)), 0.35, 1.6)
    levels = np.interp([note.start for note in notes], places, loudness)
    velocities = np.clip(levels * [note.velocity for note in notes], 6, 127).astype(int).tolist()
    return [replace(note, velocity=velocity) for note, velocity in zip(notes, velocities, strict=True)]


def seated(random: np.random.Generator, player: Player, notes: Sequence[Note]) -> Part:
    """Return a player's part; its level is drawn from a wide range, its instrument is now and then an unusual one."""
    unusual = player.programs != (DRUMS,) and chance(random, STRANGE)
    return Part(
        program=program(random, *ACOUSTIC) if unusual else choose(random, player.programs),
        notes=tuple(notes),
        gain_db=float(player.level_db + np.clip(random.normal(-3.0, 4.0), -12, 5)),
        pan=float(random.uniform(-0.7, 0.7)),
        looseness=float(random.uniform(*player.loose)),
        push=float(random.uniform(*player.push)),
        kit=choose(random, player.kits) if player.programs == (DRUMS,) else 0,
    )


def parts(random: np.random.Generator, ensemble: Ensemble, written: Tune) -> list[Part]:
    """Return what the players who take part play."""
    section = choose(random, (4, 4, 8))
    chairs = ensemble.chairs[:1] if chance(random, ensemble.alone) else ensemble.chairs
    result: list[Part] = []
    for place, chair in enumerate(chairs):
        player = choose(random, chair) if isinstance(chair, tuple) else chair
        if place > 0 and not chance(random, player.chance):
            continue
        notes = list(within(player.write(written, random), written.passage.end))
        notes = notes if place == 0 else by_section(random, notes, written.meter, section, player.stays)
        if notes:
            notes = shaded(random, notes, written.passage.end, random.uniform(0, 2 * ensemble.shades))
            result.append(seated(random, player, notes))
    return result


def onset_share(score: Score, after: float) -> float:
    """Return on what share of the beats a note begins, so many beats after them."""
    starts = np.array([note.start for part in score.parts for note in part.notes]) - after
    near = np.round(starts[np.abs(starts - np.round(starts)) < 0.06])
    return len(np.unique(near)) / (score.bars * score.beats_per_bar)


def can_be_found(score: Score) -> bool:
    """Tell whether a listener could find the beat: enough notes begin on it, and not twice as many half a beat off."""
    on = onset_share(score, 0.0)
    return on >= 0.4 and on >= 0.5 * onset_share(score, 0.5)


def composed(name: str, ensemble: Ensemble, random: np.random.Generator, seconds: float) -> Score:
    """Write a piece in a style, again where its beat could not be found (the tenth attempt stands)."""
    for _ in range(9):
        score = attempted(name, ensemble, random, seconds)
        if can_be_found(score):
            return score
    return attempted(name, ensemble, random, seconds)


def attempted(name: str, ensemble: Ensemble, random: np.random.Generator, seconds: float) -> Score:
    """Write a piece in a style."""
    written = written_tune(random, ensemble, seconds)
    score = Score(
        style=name,
        bpm=written.bpm,
        beats_per_bar=written.meter,
        bars=written.bars,
        parts=tuple(parts(random, ensemble, written)),
        swing=float(random.uniform(*ensemble.swing)),
        swing_sixteenths=ensemble.swing_sixteenths,
        drift=float(random.uniform(*ensemble.drift)),
        rubato=float(random.uniform(*ensemble.rubato)),
    )
    return doubled(score) if chance(random, ensemble.double) and score.bpm <= FASTEST / 2 else score


def doubled(score: Score) -> Score:
    """Return the same music tapped twice as fast. It must not swing, or in sixteenths, which then are eighths."""
    return replace(
        score,
        bpm=2 * score.bpm,
        beats_per_bar=2 * score.beats_per_bar,
        parts=tuple(
            replace(part, notes=tuple(replace(n, start=2 * n.start, length=2 * n.length) for n in part.notes))
            for part in score.parts
        ),
        swing_sixteenths=False,
    )


def styles(ensembles: Mapping[str, Ensemble]) -> dict[str, Style]:
    """Return the styles that these ensembles play, by name."""
    return {name: partial(composed, name, ensemble) for name, ensemble in ensembles.items()}
