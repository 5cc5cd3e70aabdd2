"""The drummer of a band: which rows play in which section, fills, crashes, rolls, chopped loops."""

import itertools
from collections.abc import Sequence

import numpy as np

from training.beats.score import Note
from training.beats.styles.common import Passage, chance, choose, velocity
from training.beats.styles.kit import KEYS, Groove, crash, groove, roll, with_fill
from training.beats.styles.manner import Manner, Rows

PRESENCE: dict[str, dict[str, float]] = {
    "intro": {"all": 5, "time": 3, "nothing": 2, "kick": 1, "hands": 1},
    "verse": {"all": 12, "time": 1, "hands": 1},
    "chorus": {"all": 12, "half": 1.5},
    "bridge": {"all": 5, "half": 4, "nothing": 1, "hands": 1, "time": 1},
    "break": {"nothing": 4, "time": 3, "kick": 2, "hands": 2},
    "build": {"roll": 6, "hands": 1, "all": 2},
}
"What of the kit plays in a section, and how likely: time is what keeps time, hands is all but the kick."

FEET = {KEYS["kick"], 35}
HATS = {KEYS["hat"], KEYS["open"], KEYS["foot"]}


def drawn(random: np.random.Generator, rows: Rows) -> dict[str, str]:
    """Draw a pattern for each row."""
    return {name: choose(random, patterns.split()) for name, patterns in rows.items()}


def chopped(random: np.random.Generator, rows: Groove) -> dict[str, str]:
    """Cut rows of sixteenths into half bars and put two bars together anew, all rows alike; other rows go out."""
    loops = {name: pattern.replace("|", "") for name, pattern in rows.items()}
    size = max(len(loop) for loop in loops.values())
    even = {name: loop * (size // len(loop)) for name, loop in loops.items() if size % len(loop) == 0 and size >= 16}
    order = [int(random.integers(size // 8)) for _ in range(4)] if even else []
    if order:
        order[0] = 0
    cut = {name: [loop[8 * slot : 8 * slot + 8] for slot in order] for name, loop in even.items()}
    return {name: f"{a}{b}|{c}{d}" for name, (a, b, c, d) in cut.items()} or dict(rows)


def section(random: np.random.Generator, manner: Manner, passage: Passage, kind: str, plan: Groove) -> list[Note]:
    """Play a section of a kind: what the plan says, as far as it is present, with a fill at the end and a crash."""
    presence = choose(random, tuple(PRESENCE[kind]), tuple(PRESENCE[kind].values()))
    notes = _present(random, manner, passage, presence, plan)
    notes = _rolled(random, notes, passage, manner.rolls) if manner.rolls else notes
    notes = _varied(random, notes, passage)
    if presence == "nothing" and chance(random, 0.6):
        return notes
    if chance(random, manner.fills):
        beats = choose(random, (1, 2, 4), (3, 5, 2))
        notes = with_fill(random, notes, passage.end, min(beats, passage.beats_per_bar), triplets=manner.triplets)
    if presence in {"all", "half"} and chance(random, 0.15 + 0.6 * (kind == "chorus") * min(1.0, manner.fills * 1.4)):
        notes.append(crash(random, passage.begin))
    return notes


def _present(random: np.random.Generator, manner: Manner, passage: Passage, presence: str, plan: Groove) -> list[Note]:
    if presence == "nothing":
        return []
    if presence == "roll":
        return _build(random, passage)
    rows = plan
    if presence == "half" and manner.half:
        keep = {name: pattern for name, pattern in plan.items() if name not in {"kick", "snare", "clap", "rim"}}
        rows = {**keep, **drawn(random, choose(random, manner.half))}
    notes = groove(random, passage, rows)
    if presence == "kick":
        return [note for note in notes if note.pitch in FEET]
    if presence == "hands":
        return [note for note in notes if note.pitch not in FEET]
    return [note for note in notes if note.pitch in _time(manner)] if presence == "time" else notes


def _time(manner: Manner) -> set[int]:
    return {KEYS[name] for rows in manner.cymbals for name in rows}


def _build(random: np.random.Generator, passage: Passage) -> list[Note]:
    """Roll the snare or the clap faster and faster: beats, then eighths, then sixteenths, over the kick or none."""
    key = KEYS[choose(random, ("snare", "clap", "snare 2"))]
    size = passage.end - passage.begin
    edges = (0.0, 0.5, 0.75, 1.0)
    notes = [
        note
        for rate, (a, b) in zip((1, 2, 4), itertools.pairwise(edges), strict=True)
        for note in roll(random, key, passage.begin + a * size, (b - a) * size, rate, 0.6 + 0.3 * a)
    ]
    if chance(random, 0.6):
        until = passage.end - choose(random, (1, 2, 4))
        notes += [n for n in roll(random, KEYS["kick"], passage.begin, size, 1, 0.9) if n.start < until]
    return notes


def _rolled(random: np.random.Generator, notes: Sequence[Note], passage: Passage, share: float) -> list[Note]:
    """Let the hats roll in some half beats and beats, in threes or in thirty-seconds."""
    kept = list(notes)
    if not any(note.pitch in HATS for note in kept):
        return kept
    for beat in np.arange(passage.begin, passage.end, 0.5):
        if chance(random, share / 2):
            length = choose(random, (0.5, 0.5, 1.0, 0.25))
            kept = [n for n in kept if n.pitch not in HATS or not beat <= n.start < beat + length]
            kept += roll(random, KEYS["hat"], float(beat), length, choose(random, (6, 8, 12, 16)), 0.5)
    return kept


def _varied(random: np.random.Generator, notes: Sequence[Note], passage: Passage) -> list[Note]:
    """Leave out a stroke here and there, and slip in a soft one."""
    kept = [note for note in notes if not chance(random, 0.015)]
    for bar in range(passage.bars if kept else 0):
        if chance(random, 0.12):
            step = choose(random, (3, 6, 7, 9, 10, 11, 14, 15)) / 16
            key = KEYS[choose(random, ("kick", "snare", "kick", "hat"))]
            start = passage.begin + (bar + step) * passage.beats_per_bar
            if any(note.pitch == key for note in kept):
                kept.append(Note(start, 0.2, key, velocity(random, 0.5, 10.0)))
    return kept
