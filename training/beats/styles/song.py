"""The song that a band plays: its sections, and what is kept whenever a kind of section (verse, chorus) comes again."""

from dataclasses import dataclass

import numpy as np

from training.beats.score import Note
from training.beats.styles import drummer, lines
from training.beats.styles.common import Passage, chance, choose
from training.beats.styles.harmony import changes, random_key, scale_pitches
from training.beats.styles.manner import Manner

LENGTHS = ((4, 8, 2, 6, 16), (9, 8, 2, 1, 1))
"Bars of a section, and how likely."

RIFF_LOW = 40
"MIDI key about which a riff is written."

ROWS = (("all", "drums", "time"), (0.8, 0.13, 0.07))
"What of the kit a piece uses: drums is all but what keeps time, time is that alone."


@dataclass(frozen=True, slots=True)
class Plan:
    """What is played in every section of a kind."""

    tonic: int
    scale: str
    progression: str
    rows: dict[str, str]
    riff: tuple[Note, ...]
    riff_bars: int


@dataclass(frozen=True, slots=True)
class Section:
    """Some bars of a kind."""

    kind: str
    passage: Passage
    plan: Plan


def sections(random: np.random.Generator, manner: Manner, bars: int) -> list[Section]:
    """Draw the sections of so many bars, beginning anywhere in a form, as excerpts of records do."""
    form = choose(random, manner.forms)
    tonic, scale, used = random_key(random), choose(random, manner.scales), choose(random, *ROWS)
    plans = {kind: _plan(random, manner, tonic, scale, used) for kind in dict.fromkeys(form)}
    at = int(random.integers(len(form)))
    drawn: list[Section] = []
    bar = 0
    while bar < bars:
        kind = form[at % len(form)]
        size = min(choose(random, *LENGTHS), bars - bar)
        over = changes(plans[kind].progression, tonic, manner.beats_per_bar, bar, size)
        drawn.append(Section(kind, Passage(bar, size, manner.beats_per_bar, over), plans[kind]))
        bar, at = bar + size, at + 1
    return drawn


def _plan(random: np.random.Generator, manner: Manner, tonic: int, scale: str, used: str) -> Plan:
    size = choose(random, (1, 2, 2))
    figure = Passage(0, size, manner.beats_per_bar, changes("I", tonic, manner.beats_per_bar, 0, size))
    pitches = scale_pitches(tonic, scale, RIFF_LOW - 4, RIFF_LOW + 11)
    riff = tuple(lines.riff(random, figure, choose(random, manner.riffs.split()), pitches, size))
    return Plan(tonic, scale, choose(random, manner.progressions), _rows(random, manner, used), riff, size)


def _rows(random: np.random.Generator, manner: Manner, used: str) -> dict[str, str]:
    drums = drummer.drawn(random, choose(random, manner.drums))
    time = drummer.drawn(random, choose(random, manner.cymbals))
    if used == "all" and chance(random, manner.chops):
        return drummer.chopped(random, {**time, **drums})
    return {"all": {**time, **drums}, "drums": drums, "time": time}[used]
