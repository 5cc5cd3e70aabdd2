"""A band plays a manner: draws tempo, key, form and players, and writes the score.

Rules: a kind of section (verse, chorus, ...) keeps its chords, its groove and its patterns when it comes again. All
players keep silent together in some bars (stops, pickups). Drums are by no means the loudest.
"""

from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from training.beats.score import DRUMS, Note, Part, Score, Style
from training.beats.styles import drummer, lines
from training.beats.styles.common import Passage, bars_for, chance, choose, program, tempo, velocity, within
from training.beats.styles.common import part as seat
from training.beats.styles.harmony import changes, random_key, scale_pitches
from training.beats.styles.kit import KEYS, fill, groove
from training.beats.styles.manner import Manner, Voice

LENGTHS = ((4, 8, 2, 6, 16), (9, 8, 2, 1, 1))
"Bars of a section, and how likely."

DYNAMICS = {"intro": 0.85, "verse": 0.9, "chorus": 1.0, "bridge": 0.88, "break": 0.8, "build": 0.92}
PRESENT = {"intro": 0.55, "verse": 0.8, "chorus": 0.97, "bridge": 0.75, "break": 0.55, "build": 0.7}
"How often a player plays in a section."


@dataclass(frozen=True, slots=True)
class Plan:
    """What is played in every section of a kind."""

    tonic: int
    scale: str
    progression: str
    rows: dict[str, str]
    riff: tuple[Note, ...]
    "A figure of riff_bars bars, about MIDI key 40."
    riff_bars: int


@dataclass(frozen=True, slots=True)
class Section:
    """Some bars of a kind."""

    kind: str
    passage: Passage
    plan: Plan


@dataclass(frozen=True, slots=True)
class Silence:
    """Beats in which all keep silent but one player (none when -1)."""

    begin: float
    end: float
    but: int


def style(name: str, *manners: Manner) -> Style:
    """Make a style of its manners, one of which each piece is in."""
    return partial(_piece, name, manners)


def _piece(name: str, manners: tuple[Manner, ...], random: np.random.Generator, seconds: float) -> Score:
    return write(name, choose(random, manners), random, seconds)


def write(name: str, manner: Manner, random: np.random.Generator, seconds: float) -> Score:
    """Write a piece of about so many seconds."""
    machine = chance(random, manner.machine)
    bpm = tempo(random, *choose(random, manner.tempi))
    bpm = float(round(bpm)) if machine else bpm
    bars = bars_for(seconds, bpm, manner.beats_per_bar)
    sections = _sections(random, manner, bars)
    end = float(bars * manner.beats_per_bar)
    parts = [*_drums(random, manner, sections), *_players(random, manner, sections)]
    silences = _silences(random, sections, len(parts))
    played = [_hushed(one, index, silences, end) for index, one in enumerate(parts)]
    if chance(random, 0.15):
        played = [*_picked_up(random, manner, played)]
    return Score(
        style=name,
        bpm=bpm,
        beats_per_bar=manner.beats_per_bar,
        bars=bars,
        parts=tuple(_tight(one) if machine else one for one in played if one.notes),
        swing=round(float(random.uniform(*choose(random, manner.swing))), 3),
        swing_sixteenths=manner.swing_sixteenths,
        drift=0.0
        if machine
        else round(float(choose(random, (0.002, 0.006, 0.012, 0.02)) * random.uniform(0.5, 1.5)), 4),
    )


def _sections(random: np.random.Generator, manner: Manner, bars: int) -> list[Section]:
    form = choose(random, manner.forms)
    tonic, scale = random_key(random), choose(random, manner.scales)
    plans = {kind: _plan(random, manner, tonic, scale) for kind in dict.fromkeys(form)}
    at = int(random.integers(len(form)))
    sections: list[Section] = []
    bar = 0
    while bar < bars:
        kind = form[at % len(form)]
        size = min(choose(random, *LENGTHS), bars - bar)
        over = changes(plans[kind].progression, tonic, manner.beats_per_bar, bar, size)
        sections.append(Section(kind, Passage(bar, size, manner.beats_per_bar, over), plans[kind]))
        bar, at = bar + size, at + 1
    return sections


def _plan(random: np.random.Generator, manner: Manner, tonic: int, scale: str) -> Plan:
    size = choose(random, (1, 2, 2))
    figure = Passage(0, size, manner.beats_per_bar, changes("I", tonic, manner.beats_per_bar, 0, size))
    pitches = scale_pitches(tonic, scale, 36, 36 + 15)
    riff = tuple(lines.riff(random, figure, choose(random, manner.riffs.split()), pitches, size))
    return Plan(tonic, scale, choose(random, manner.progressions), _groove(random, manner), riff, size)


def _groove(random: np.random.Generator, manner: Manner) -> dict[str, str]:
    """Draw a groove: most have something that keeps time, some only that, some nothing of it."""
    drums = drummer.drawn(random, choose(random, manner.drums))
    time = drummer.drawn(random, choose(random, manner.cymbals))
    if chance(random, manner.chops):
        return drummer.chopped(random, {**time, **drums})
    return choose(random, ({**time, **drums}, drums, time), (0.86, 0.1, 0.04))


def _drums(random: np.random.Generator, manner: Manner, sections: list[Section]) -> list[Part]:
    if chance(random, manner.drumless):
        return []
    played = [(one, drummer.section(random, manner, one.passage, one.kind, one.plan.rows)) for one in sections]
    notes = [note for one, written in played for note in _scaled(written, DYNAMICS[one.kind])]
    gain = float(random.triangular(-12.0, -2.0, 4.0))
    parts = [seat(random, DRUMS, notes, (gain, gain), (0.002, 0.010), choose(random, manner.kits))]
    if manner.percussion and chance(random, manner.percussion_share):
        rows = drummer.drawn(random, choose(random, manner.percussion))
        loop = [n for s in sections if chance(random, 0.85) for n in groove(random, s.passage, rows, 104)]
        parts.append(seat(random, DRUMS, loop, (-14.0, 1.0), (0.002, 0.012)))
    return parts


def _players(random: np.random.Generator, manner: Manner, sections: list[Section]) -> list[Part]:
    seated = [voice for index, voice in enumerate(manner.band) if index < 1 or chance(random, voice.share)]
    if len(seated) < 2 < len(manner.band):
        seated.append(manner.band[1])
    present = [{index for index in range(len(seated)) if chance(random, PRESENT[one.kind])} or {0} for one in sections]
    return [_player(random, manner, voice, sections, [i in who for who in present]) for i, voice in enumerate(seated)]


def _player(
    random: np.random.Generator, manner: Manner, voice: Voice, sections: list[Section], present: list[bool]
) -> Part:
    low = voice.low + int(random.integers(-3, 4))
    patterns: dict[str, str] = {}
    notes: list[Note] = []
    for one, plays in zip(sections, present, strict=True):
        pattern = patterns.setdefault(one.kind, choose(random, voice.patterns.split()))
        if plays:
            notes += _scaled(_written(random, manner, voice, one, pattern, low), DYNAMICS[one.kind])
    loose = (0.008, 0.028) if voice.role == "melody" else (0.002, 0.012)
    return seat(random, program(random, *voice.families.split(", ")), notes, voice.gain_db, loose)


def _written(
    random: np.random.Generator, manner: Manner, voice: Voice, one: Section, pattern: str, low: int
) -> list[Note]:
    passage = one.passage
    match voice.role:
        case "bass":
            return lines.bass(random, passage, pattern, low, held=voice.held)
        case "chords" | "power":
            power = voice.role == "power"
            return lines.chords(random, passage, pattern, low, voice.voices, voice.held, power=power)
        case "pad":
            return lines.pad(random, passage, low, voice.voices)
        case "arpeggio":
            order = choose(random, ("up", "down", "updown", "random"))
            return lines.arpeggio(random, passage, pattern, low, voice.voices, order)
        case "riff":
            return lines.repeated(passage, one.plan.riff, one.plan.riff_bars, round((low - 40) / 12))
        case "melody":
            pitches = scale_pitches(one.plan.tonic, one.plan.scale, low, low + 15)
            return lines.melody(random, passage, pitches, float(random.uniform(0.5, 0.9)), triplets=manner.triplets)


def _silences(random: np.random.Generator, sections: list[Section], players: int) -> list[Silence]:
    """Draw the stops: the last beats of some sections, all silent but one."""
    ends = [(s.passage.end, s.passage.beats_per_bar) for s in sections if chance(random, 0.1)]
    return [
        Silence(end - choose(random, (1, bar / 2, bar)), end, int(random.integers(-1, players))) for end, bar in ends
    ]


def _hushed(one: Part, index: int, silences: list[Silence], end: float) -> Part:
    bars = [s for s in silences if s.but != index]
    notes = [n for n in one.notes if not any(s.begin - 1e-6 <= n.start < s.end - 1e-6 for s in bars)]
    return replace(one, notes=within(notes, end))


def _picked_up(random: np.random.Generator, manner: Manner, parts: list[Part]) -> list[Part]:
    """Begin with less than a bar: a count, a fill, or whatever the last beat of the bar brings."""
    bar = float(manner.beats_per_bar)
    opening = choose(random, ("count", "fill", "last"))
    silent = bar - 1.0 if opening == "last" else bar
    begun = [replace(one, notes=tuple(n for n in one.notes if n.start >= silent - 1e-6)) for one in parts]
    if opening == "last" or not begun or begun[0].program != DRUMS:
        return begun
    key = KEYS[choose(random, ("rim", "foot", "hat", "block"))]
    count = [Note(float(beat), 0.2, key, velocity(random, 0.8)) for beat in range(manner.beats_per_bar)]
    size = choose(random, (1, 2))
    lead = count if opening == "count" else fill(random, bar - size, size, triplets=manner.triplets)
    return [replace(begun[0], notes=(*lead, *begun[0].notes)), *begun[1:]]


def _scaled(notes: list[Note], strength: float) -> list[Note]:
    return [Note(n.start, n.length, n.pitch, max(1, round(n.velocity * strength))) for n in notes]


def _tight(one: Part) -> Part:
    """Play as a machine does: on time."""
    return replace(one, looseness=one.looseness if one.looseness > 0.012 else 0.0005, push=0.0)
