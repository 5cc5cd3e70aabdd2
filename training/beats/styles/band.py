"""A band plays a manner: draws tempo, key, form and players, and writes the score.

Rules: a player keeps to a pattern for each kind of section. Drums are by no means always the loudest. A piece in which
no listener would find the beat is drawn again.
"""

from dataclasses import replace
from functools import partial

import numpy as np

from training.beats.score import DRUMS, Note, Part, Score, Style
from training.beats.styles import drummer, lines, together
from training.beats.styles.common import bars_for, chance, choose, program, tempo
from training.beats.styles.common import part as seat
from training.beats.styles.harmony import scale_pitches
from training.beats.styles.kit import groove
from training.beats.styles.manner import Manner, Voice
from training.beats.styles.song import RIFF_LOW, Section, sections

DRAWS = 8
"How often a piece is drawn again at most."

DYNAMICS = {"intro": 0.85, "verse": 0.9, "chorus": 1.0, "bridge": 0.88, "break": 0.8, "build": 0.92}
PRESENT = {"intro": 0.55, "verse": 0.8, "chorus": 0.97, "bridge": 0.75, "break": 0.55, "build": 0.7}
"How often a player plays in a section."


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
    parts = _parts(random, manner, bars)
    wander = float(choose(random, (0.002, 0.006, 0.012, 0.02)) * random.uniform(0.5, 1.5))
    return Score(
        style=name,
        bpm=bpm,
        beats_per_bar=manner.beats_per_bar,
        bars=bars,
        parts=tuple(_tight(one) if machine else one for one in parts),
        swing=round(float(random.uniform(*choose(random, manner.swing))), 3),
        swing_sixteenths=manner.swing_sixteenths,
        drift=0.0 if machine else round(wander, 4),
    )


def _parts(random: np.random.Generator, manner: Manner, bars: int) -> list[Part]:
    """Draw what is played, again where no listener would find the beat; the last draw stands."""
    parts: list[Part] = []
    for _ in range(DRAWS):
        form = sections(random, manner, bars)
        parts = [*_drums(random, manner, form), *_players(random, manner, form)]
        if chance(random, manner.pushes):
            parts = together.pushed(random, parts, form, float(random.uniform(0.2, 0.9)), manner.push)
        parts = together.stopped(random, parts, form)
        if bars > 2 and chance(random, 0.15):
            parts = together.picked_up(random, parts, manner.beats_per_bar, triplets=manner.triplets)
        parts = [one for one in parts if one.notes]
        if together.found(parts):
            break
    return parts


def _drums(random: np.random.Generator, manner: Manner, form: list[Section]) -> list[Part]:
    """Seat the drummers: the kit and a loop, one of them, or none."""
    kit = not chance(random, manner.drumless)
    loop = bool(manner.percussion) and chance(random, manner.percussion_share)
    parts = [_kit(random, manner, form)] if kit else []
    return [*parts, _loop(random, manner, form)] if loop and (kit or chance(random, 0.4)) else parts


def _kit(random: np.random.Generator, manner: Manner, form: list[Section]) -> Part:
    played = [(one, drummer.section(random, manner, one.passage, one.kind, one.plan.rows)) for one in form]
    notes = [note for one, written in played for note in _scaled(written, DYNAMICS[one.kind])]
    gain = float(random.triangular(manner.drums_db[0], -1.0, manner.drums_db[1]))
    return seat(random, DRUMS, notes, (gain, gain), (0.002, 0.010), choose(random, manner.kits))


def _loop(random: np.random.Generator, manner: Manner, form: list[Section]) -> Part:
    rows = drummer.drawn(random, choose(random, manner.percussion))
    loop = [note for one in form if chance(random, 0.85) for note in groove(random, one.passage, rows, 104)]
    return seat(random, DRUMS, loop, (-14.0, 1.0), (0.002, 0.012))


def _players(random: np.random.Generator, manner: Manner, form: list[Section]) -> list[Part]:
    seated = [voice for index, voice in enumerate(manner.band) if index < 1 or chance(random, voice.share)]
    if len(seated) < 2 < len(manner.band):
        seated.append(manner.band[1])
    present = [{index for index in range(len(seated)) if chance(random, PRESENT[one.kind])} or {0} for one in form]
    return [_player(random, manner, voice, form, [i in who for who in present]) for i, voice in enumerate(seated)]


def _player(
    random: np.random.Generator, manner: Manner, voice: Voice, form: list[Section], present: list[bool]
) -> Part:
    low = voice.low + int(random.integers(-3, 4))
    patterns: dict[str, str] = {}
    notes: list[Note] = []
    for one, plays in zip(form, present, strict=True):
        pattern = patterns.setdefault(one.kind, choose(random, voice.patterns.split()))
        if plays:
            notes += _scaled(_written(random, manner, voice, one, pattern, low), DYNAMICS[one.kind])
    notes = _accented(notes, manner.beats_per_bar, float(random.uniform(0.0, 0.15)))
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
            return lines.repeated(passage, one.plan.riff, one.plan.riff_bars, round((low - RIFF_LOW) / 12))
        case "melody":
            pitches = scale_pitches(one.plan.tonic, one.plan.scale, low, low + 15)
            return lines.melody(random, passage, pitches, float(random.uniform(0.5, 0.9)), triplets=manner.triplets)


def _accented(notes: list[Note], bar: int, depth: float) -> list[Note]:
    """Lean a little on the bar's first beat, and less on what falls between the beats."""
    return [
        replace(n, velocity=max(1, min(127, round(n.velocity * (1.0 + depth * _accent(n.start, bar)))))) for n in notes
    ]


def _accent(beat: float, bar: int) -> float:
    if abs(beat - round(beat)) > 0.02:
        return -1.0
    return 0.5 if round(beat) % bar == 0 else 0.0


def _scaled(notes: list[Note], strength: float) -> list[Note]:
    return [Note(n.start, n.length, n.pitch, max(1, round(n.velocity * strength))) for n in notes]


def _tight(one: Part) -> Part:
    """Play as a machine does: on time."""
    return replace(one, looseness=one.looseness if one.looseness > 0.012 else 0.0005, push=0.0)
