"""What a whole band does together: stops, pickups, pushes, and being found by a listener."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from training.beats.score import DRUMS, Note, Part
from training.beats.styles.common import chance, choose, velocity, within
from training.beats.styles.kit import CYMBALS, KEYS, fill
from training.beats.styles.song import Section

HEAVY = {KEYS[name] for name in ("kick", "snare", "snare 2", "clap", "rim")}
BASS_BELOW = 48
"MIDI key under which a note weighs as a bass does."


@dataclass(frozen=True, slots=True)
class Silence:
    """Beats in which all keep silent but one player (none when -1)."""

    begin: float
    end: float
    but: int


def stopped(random: np.random.Generator, parts: Sequence[Part], sections: Sequence[Section]) -> list[Part]:
    """Keep silent together in the last beats of some sections, all but one player or all; and end with the piece."""
    ends = [(s.passage.end, s.passage.beats_per_bar) for s in sections if chance(random, 0.1)]
    silences = [
        Silence(end - choose(random, (1, bar / 2, bar)), end, int(random.integers(-1, len(parts)))) for end, bar in ends
    ]
    return [_hushed(one, index, silences, sections[-1].passage.end) for index, one in enumerate(parts)]


def _hushed(one: Part, index: int, silences: Sequence[Silence], end: float) -> Part:
    bars = [s for s in silences if s.but != index]
    notes = [n for n in one.notes if not any(s.begin - 1e-6 <= n.start < s.end - 1e-6 for s in bars)]
    return replace(one, notes=within(notes, end))


def pushed(
    random: np.random.Generator, parts: Sequence[Part], sections: Sequence[Section], share: float, by: float
) -> list[Part]:
    """Anticipate some bars by some beats together, as bands do: bass, chords, kick and crash, not what keeps time."""
    bars = {
        float(bar * one.passage.beats_per_bar)
        for one in sections
        for bar in range(one.passage.first_bar + 1, one.passage.first_bar + one.passage.bars + 1)
        if chance(random, share)
    }
    return [replace(one, notes=tuple(_early(note, bars, by, one.program) for note in one.notes)) for one in parts]


def _early(note: Note, bars: set[float], by: float, instrument: int) -> Note:
    if note.start not in bars or (instrument == DRUMS and note.pitch not in {KEYS["kick"], *CYMBALS}):
        return note
    return replace(note, start=note.start - by, length=note.length + by)


def picked_up(random: np.random.Generator, parts: Sequence[Part], bar: int, *, triplets: bool) -> list[Part]:
    """Begin with less than a bar: a count, a fill, or whatever the last beat of the bar brings."""
    opening = choose(random, ("count", "fill", "last"))
    silent = bar - 1.0 if opening == "last" else float(bar)
    begun = [replace(one, notes=tuple(n for n in one.notes if n.start >= silent - 1e-6)) for one in parts]
    if opening == "last" or not begun or begun[0].program != DRUMS:
        return begun
    key = KEYS[choose(random, ("rim", "foot", "hat", "block"))]
    count = [Note(float(beat), 0.2, key, velocity(random, 0.8)) for beat in range(bar)]
    size = choose(random, (1, 2))
    lead = count if opening == "count" else fill(random, float(bar - size), size, triplets=triplets)
    return [replace(begun[0], notes=(*lead, *begun[0].notes)), *begun[1:]]


def found(parts: Sequence[Part]) -> bool:
    """Judge whether a listener could find the beat: enough of what weighs falls on it, next to the off-beats.

    Without this a pad over off-beat basses would teach a tracker that beats fall where nobody taps.
    """
    weights = {True: 0.0, False: 0.0}
    between = 0.0
    for one in parts:
        for note in one.notes:
            weight = _weight(one, note)
            twice = 2.0 * note.start
            if abs(twice - round(twice)) > 0.04:
                between += weight
            else:
                weights[round(twice) % 2 == 0] += weight
    whole = sum(weights.values()) + between
    return whole > 0.0 and weights[True] >= 0.65 * weights[False] and weights[True] >= 0.2 * whole


def _weight(one: Part, note: Note) -> float:
    heavy = note.pitch in HEAVY if one.program == DRUMS else note.pitch < BASS_BELOW
    return float(10.0 ** (one.gain_db / 20.0)) * note.velocity * (2.0 if heavy else 0.6)
