"""Features, beats and the engine's state -> cues for lights.

Rules: beats, onsets and changes of state go out at once and in the order of their times; continuous values go out
at most `continuous_hz` times a second, chroma a third as often, the latest wins, and only what has changed in the
digits that are told. A pulse (`beat`, `bar`, `phrase`) is 1, then 0 after PULSE seconds,
and ends before the next one begins. A phrase is so many bars, counted anew from the bar in which a part of the music
began. What leaves early has its lead, and no 0 follows: how long a light is on is its target's matter. The caller
advances after every input, so nothing piles up here.
"""

from collections.abc import Callable
from typing import TypeAlias

from soundscape_live.model import BANDS, PITCH_CLASSES, Beat, Cue, Features, Structure

PULSE = 0.05
"Seconds."
HEARTBEAT = 1.0
"Seconds between two heartbeats, which count from 1."
PHASE = "beat/phase"
POSITION = "beat/position"
"Beats since a bar's first one, the phase included: for engines that follow. Phase and position come twice as often."
BAND_CUES = tuple(f"band/{name}" for name in BANDS)
CHROMA_CUES = tuple(f"chroma/{place}" for place in range(len(PITCH_CLASSES)))
"By MIDI's numbers: 0 is C, 9 is A. OSC allows no # in an address."
HEARD = ("loudness", "loudness/short", "pitch", "pitch/confidence")
CONTINUOUS = (PHASE, POSITION, "energy", *BAND_CUES, *HEARD, *CHROMA_CUES)
"Told when they change, and once after each heartbeat, because a datagram may be lost."
BLACKOUT = "blackout"
"1 while it is on, else 0: lights follow it. Told again with each heartbeat."
SCENE, STAGE_CUE = "scene", "setlist/cue"
"Names; empty where none is in force."
THEME = "theme"
WORDS = (SCENE, STAGE_CUE, THEME)
"Told again with each heartbeat, for those who come later; most targets pass over what they know."
CHROMA_EVERY = 3
"Moments of continuous values for one of chroma: a long window moves slowly."
BEATS_GONE = 2.5
"Seconds after the last beat at which its confidence is told to be 0."

Phases: TypeAlias = Callable[[], tuple[tuple[float, float], ...]]
"Each lead in seconds, and the beat's phase by so much later, 0..1."


def no_phases() -> tuple[tuple[float, float], ...]:
    """Return the phases where nobody wants cues early."""
    return ()


class Bars:
    """Bars and phrases, counted as they come."""

    def __init__(self, beats_per_bar: int, phrase_bars: int) -> None:
        """Begin before the first bar."""
        self._beats = beats_per_bar
        self._phrase = phrase_bars
        self._bar = -1
        self._index = 0
        "Of the beat with which the bar began."
        self._first = 0
        "The bar with which the phrase that is counted from began."

    def come(self, beat: Beat) -> None:
        """Take a beat that has come."""
        if beat.bar_position == 0 or self._bar < 0:
            self._bar = self.bar(beat)
            self._index = beat.index - beat.bar_position

    def turn(self) -> None:
        """Count phrases from the bar that is under way."""
        self._first = max(self._bar, 0)

    def bar(self, beat: Beat) -> int:
        """Return the number of the bar that a beat lies in, the last one or one to come."""
        if self._bar < 0:
            return 0
        if beat.bar_position == 0 and beat.index > self._index:
            # A bar that comes sooner than it should is the next one nevertheless.
            return self._bar + max(1, round((beat.index - self._index) / self._beats))
        return self._bar + max(0, (beat.index - self._index) // self._beats)

    def pulses(self, beat: Beat) -> tuple[tuple[str, int], ...]:
        """Return what begins with a beat, and how many of it came before."""
        bar = self.bar(beat)
        pulses: tuple[tuple[str, int], ...] = (("beat", bar * self._beats + beat.bar_position),)
        if beat.bar_position == 0:
            pulses += (("bar", bar),)
            phrase, left = divmod(bar - self._first, self._phrase)
            if left == 0:
                pulses += (("phrase", phrase),)
        return pulses


class Cues:
    """What the lights are told, and when. Times passed in never go back."""

    def __init__(self, continuous_hz: float = 30.0, beats_per_bar: int = 4, phrase_bars: int = 8) -> None:
        """Begin with nothing told."""
        self._bars = Bars(beats_per_bar, phrase_bars)
        self._period = 0.5 / continuous_hz
        "Seconds between two phases; every second time the other values go out too."
        self._whole = False
        self._place = 0
        "Of the last beat, counted from a bar's first one."
        self._events: list[Cue] = []
        self._pulses: dict[str, float] = {}
        "When each pulse that is up goes down."
        self._told: dict[str, float | int | str] = {SCENE: "", STAGE_CUE: "", THEME: ""}
        "The last value of every cue that is told on change."
        self._words: dict[str, None] = {}
        "Of WORDS, those that have been told."
        self._features: Features | None = None
        "The latest that have not been told."
        self._phase_moves = False
        self._until_chroma = 0
        self._next_continuous: float | None = None
        self._next_heartbeat: float | None = None
        self._heartbeats = 0
        self._beats_gone: float | None = None

    def hear(self, features: Features) -> None:
        """Take the latest features."""
        self._features = features
        if features.onset > 0:
            self._events.append(Cue(features.at, "onset", features.onset))
        self._tell(features.at, "silence", int(features.silence))

    def beat(self, beat: Beat) -> None:
        """Take a beat that is due."""
        self._bars.come(beat)
        pulses = self._bars.pulses(beat)
        self._place = pulses[0][1]
        for name, count in pulses:
            self._pulse(beat.at, name, count)
        self._events.append(Cue(beat.at, "beat/count", beat.index))
        self._tell(beat.at, "bpm", round(beat.bpm, 2))
        self._tell(beat.at, "bpm/confidence", round(beat.confidence, 2))
        self._tell(beat.at, "bpm/source", beat.source)
        self._beats_gone = beat.at + BEATS_GONE

    def early(self, at: float, beat: Beat, lead: float) -> None:
        """Take a beat that is to be told now to those who want it by `lead` seconds early."""
        for name, count in self._bars.pulses(beat):
            self._events.append(Cue(at, name, 1, count, lead))
        self._events.append(Cue(at, "beat/count", beat.index, 0, lead))

    def turn(self, structure: Structure) -> None:
        """Take a new part of the music."""
        self._bars.turn()
        self._events.append(Cue(structure.at, str(structure.kind), structure.strength))

    def state(self, at: float, state: str) -> None:
        """Take the engine's state."""
        self._tell(at, "state", state)

    def stage(self, at: float, scene: str, stage_cue: str, *, theme: str, blackout: bool) -> None:
        """Take the names of the scene, the set list's cue and the theme in force, and whether it is to be dark."""
        self._tell(at, THEME, theme)
        self._tell(at, BLACKOUT, int(blackout))
        self._tell(at, SCENE, scene)
        self._tell(at, STAGE_CUE, stage_cue)

    def advance(self, at: float, phase: float, phases: Phases = no_phases) -> tuple[Cue, ...]:
        """Return every cue that is due by `at`, in order; `phase` is the beat's at that time, 0..1.

        `phases` is asked when they are to be told.
        """
        for name in [name for name, end in self._pulses.items() if end <= at]:
            self._events.append(Cue(self._pulses.pop(name), name, 0))
        if self._beats_gone is not None and self._beats_gone <= at:
            self._tell(self._beats_gone, "bpm/confidence", 0.0)
            self._beats_gone = None
        self._heartbeat(at)
        self._continuous(at, phase, phases)
        cues = sorted(self._events, key=lambda cue: cue.at)
        self._events.clear()
        return tuple(cues)

    def deadline(self) -> float | None:
        """Return when `advance` has something next; None before the first one."""
        if self._events:
            return min(cue.at for cue in self._events)
        due = [*self._pulses.values()]
        due += [at for at in (self._next_heartbeat, self._beats_gone) if at is not None]
        if self._next_continuous is not None and (self._features is not None or self._phase_moves):
            due.append(self._next_continuous)
        return min(due, default=None)

    def _tell(self, at: float, name: str, value: float | str) -> None:
        if self._told.get(name) != value:
            self._told[name] = value
            if name in WORDS:
                self._words[name] = None
            self._events.append(Cue(at, name, value))

    def _pulse(self, at: float, name: str, count: int) -> None:
        if name in self._pulses:
            self._events.append(Cue(min(at, self._pulses[name]), name, 0))
        self._events.append(Cue(at, name, 1, count))
        self._pulses[name] = at + PULSE

    def _heartbeat(self, at: float) -> None:
        if self._next_heartbeat is None or at >= self._next_heartbeat:
            self._heartbeats += 1
            for name in CONTINUOUS:
                self._told.pop(name, None)
            self._events.append(Cue(at, "heartbeat", self._heartbeats))
            for name in (BLACKOUT, *self._words):
                if name in self._told:
                    self._events.append(Cue(at, name, self._told[name]))
            # After a pause the beat of the heart starts again from now: none are made up.
            before = at if self._next_heartbeat is None else self._next_heartbeat
            self._next_heartbeat = _after(before, HEARTBEAT, at)

    def _continuous(self, at: float, phase: float, phases: Phases) -> None:
        if self._next_continuous is not None and at < self._next_continuous:
            return
        before = at if self._next_continuous is None else self._next_continuous
        self._next_continuous = _after(before, self._period, at)
        # A phase that stands at 0 belongs to no beat.
        self._phase_moves = phase > 0
        self._tell(at, PHASE, phase)
        if self._phase_moves:
            self._tell(at, POSITION, self._place + phase)
        for lead, early in phases() if self._phase_moves else ():
            self._events.append(Cue(at, PHASE, early, 0, lead))
        self._whole = not self._whole
        if self._features is not None and self._whole:
            self._heard(at, self._features)
            self._features = None

    def _heard(self, at: float, features: Features) -> None:
        self._tell(at, "energy", features.energy)
        for name, value in zip(BAND_CUES, features.bands, strict=True):
            self._tell(at, name, value)
        self._tell(at, "loudness", round(features.loudness_lufs, 1))
        self._tell(at, "loudness/short", round(features.loudness_short_lufs, 1))
        self._tell(at, "pitch", round(features.pitch_hz, 1))
        self._tell(at, "pitch/confidence", round(features.pitch_confidence, 2))
        self._until_chroma -= 1
        if self._until_chroma <= 0:
            self._until_chroma = CHROMA_EVERY
            for name, value in zip(CHROMA_CUES, features.chroma, strict=True):
                self._tell(at, name, round(value, 2))


def _after(due: float, period: float, at: float) -> float:
    """Return the next time of a steady row: one period after it was due, or after now if that has passed too."""
    return due + period if due + period > at else at + period
