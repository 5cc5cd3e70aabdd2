"""A style and a course of tempo -> sound, with the time of every beat: music of known beats.

Rules: the same arguments give the same samples. What a drummer would call the beat is where the grid of the tempo
has it; strokes scatter about it by `human` seconds. Nothing clips, and the ends are faded.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench import beat_voices as voice
from bench.beat_styles import PROGRESSIONS, SCALE, STYLES, Style
from soundscape_live.model import Samples

Times = NDArray[np.float64]

LEAD_IN = 0.5
"Seconds before the first beat."
PEAK = 0.8
FADE = 0.02
"Seconds."
DRUM_LEVELS: Mapping[str, float] = {
    "kick": 0.9,
    "snare": 0.6,
    "clap": 0.5,
    "rim": 0.4,
    "hat": 0.2,
    "open_hat": 0.2,
    "ride": 0.25,
    "crash": 0.3,
}
DRUMS: Mapping[str, Callable[[int, np.random.Generator], Samples]] = {
    name: getattr(voice, name) for name in DRUM_LEVELS
}
CHORD_LEVELS: Mapping[str, float] = {"keys": 0.2, "guitar": 0.14, "stab": 0.16}
BASS_LEVEL = 0.4
PAD_LEVEL = 0.09
LOWEST_BASS = 31
"MIDI: G1, a keynote of up to G♭2 above it."


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """Tempo over time: (seconds, BPM), ascending, linear in between and constant outside."""

    marks: tuple[tuple[float, float], ...]

    def times(self, beats: Times, seconds: float) -> Times:
        """Return when the beat count has these values, for counts that come within `seconds`; beat 0 is at 0."""
        at = np.array([mark[0] for mark in self.marks])
        grid = np.union1d(np.arange(0.0, seconds + 60.0, 0.002), at[at > 0.0])
        bpm = np.interp(grid, at, [mark[1] for mark in self.marks])
        passed = np.concatenate(([0.0], np.cumsum(np.diff(grid) * 0.5 * (bpm[1:] + bpm[:-1]) / 60.0)))
        times: Times = np.interp(beats, passed, grid)
        return times


def steady(bpm: float) -> Course:
    """Return one tempo."""
    return Course(((0.0, bpm),))


@dataclass(frozen=True, slots=True, eq=False)
class Music:
    """A sound and its beats."""

    sound: Samples
    "(n,) float32, peak PEAK."
    beats: Times
    "(m,) seconds, ascending."
    positions: NDArray[np.int64]
    "(m,) 0 on the first beat of a bar."


def play(style: str, course: Course, seconds: float, rate: int, seed: int) -> Music:
    """Play so many seconds of a style of STYLES; the first beat is at LEAD_IN."""
    return _Band(STYLES[style], course, seconds, rate, seed).play()


class _Band:
    """One performance."""

    def __init__(self, style: Style, course: Course, seconds: float, rate: int, seed: int) -> None:
        self._style, self._rate, self._seconds = style, rate, seconds
        self._rng = np.random.default_rng(seed)
        count = int(max(bpm for _, bpm in course.marks) * seconds / 60.0) + style.beats
        self._steps = LEAD_IN + course.times(np.arange(count * style.grid) / style.grid, seconds)
        self._bars = count // style.beats
        self._track = np.zeros(round((seconds + 3.0) * rate), np.float32)
        self._key = LOWEST_BASS + int(self._rng.integers(12))
        self._progression = PROGRESSIONS[int(self._rng.integers(len(PROGRESSIONS)))]
        self._notes: dict[tuple[str, int, int], Samples] = {}

    def play(self) -> Music:
        self._drums()
        dry, self._track = self._track, np.zeros_like(self._track)
        for bar in range(self._bars):
            self._bass(bar)
            self._chords(bar)
            self._pad(bar)
        self._track += dry
        if self._style.room:
            room = voice.hall(self._track, self._rate, 1.1, self._rng)
            self._track += np.float32(self._style.room) * room
        beats = self._steps[:: self._style.grid]
        heard = beats < self._seconds - 0.1
        positions = np.arange(beats.size) % self._style.beats
        return Music(
            finished(self._track[: round(self._seconds * self._rate)], self._rate), beats[heard], positions[heard]
        )

    def _drums(self) -> None:
        for name, row in self._style.drums.items():
            stroke = DRUMS[name](self._rate, self._rng)
            fill = self._style.fill.get(name, row)
            for bar in range(self._bars):
                for step, digit in self._row(fill if bar % 4 == 3 else row, bar):
                    self._put(stroke, step, DRUM_LEVELS[name] * self._strength(digit))
        if self._style.fill:
            crash = voice.crash(self._rate, self._rng)
            for bar in range(0, self._bars, 8):
                self._put(crash, bar * self._bar_steps, DRUM_LEVELS["crash"])

    def _bass(self, bar: int) -> None:
        for step, digit in self._row(self._style.bass, bar):
            length = min(self._until_next(self._style.bass, step), 2.0 * self._length(step, self._style.grid))
            self._put(self._note("bass", self._above(bar, digit - 1), length), step, BASS_LEVEL)

    def _chords(self, bar: int) -> None:
        for step, digit in self._row(self._style.chords, bar):
            length = self._length(step, self._style.sustain)
            level = CHORD_LEVELS[self._style.instrument] * self._strength(digit)
            for note in self._chord(bar):
                self._put(self._note(self._style.instrument, note + 24, length), step, level)

    def _pad(self, bar: int) -> None:
        first = bar * self._bar_steps
        if not self._style.pad or first >= self._steps.size:
            return
        length = self._length(first, self._bar_steps) + 0.3
        for note in self._chord(bar):
            key = ("pad", note, round(100.0 * length))
            if key not in self._notes:
                self._notes[key] = voice.pad(note + 24, length, self._rate, self._rng)
            self._put(self._notes[key], first, PAD_LEVEL * self._style.pad, ahead=0.15)

    # ------------------------------------------------------------------------------------------ the score's side

    @property
    def _bar_steps(self) -> int:
        return self._style.beats * self._style.grid

    def _row(self, row: str, bar: int) -> list[tuple[int, int]]:
        """Return the (step, digit) of a bar's strokes; steps count from the beginning of the piece."""
        first = bar * self._bar_steps
        steps = range(first, first + self._bar_steps) if row else ()
        return [(step, int(row[step % len(row)])) for step in steps if row[step % len(row)] != "."]

    def _until_next(self, row: str, step: int) -> float:
        """Return the seconds until the row's next stroke."""
        after = next(n for n in range(1, len(row) + 1) if row[(step + n) % len(row)] != ".")
        return self._length(step, after)

    def _length(self, step: int, steps: float) -> float:
        """Return the seconds that so many steps take from here on."""
        last = min(step + 1, self._steps.size - 1)
        return float(self._steps[last] - self._steps[last - 1]) * steps

    def _above(self, bar: int, degrees: int) -> int:
        """Return the note so many steps of the scale above the bar's root."""
        degree = self._progression[bar % len(self._progression)] + degrees
        return self._key + 12 * (degree // len(SCALE)) + SCALE[degree % len(SCALE)]

    def _chord(self, bar: int) -> tuple[int, ...]:
        """Return the bar's root, third, fifth and seventh."""
        return tuple(self._above(bar, degrees) for degrees in (0, 2, 4, 6))

    # ----------------------------------------------------------------------------------------- the player's side

    def _strength(self, digit: int) -> float:
        return float((digit / 9.0) ** 1.5 * self._rng.uniform(0.88, 1.0))

    def _note(self, instrument: str, note: int, seconds: float) -> Samples:
        """Return a note, made once for each length of whole hundredths of a second."""
        cents = max(8, round(100.0 * seconds))
        key = (instrument, note, cents)
        if key not in self._notes:
            make: Callable[[int, float, int], Samples] = getattr(voice, instrument)
            self._notes[key] = make(note, cents / 100.0, self._rate)
        return self._notes[key]

    def _put(self, sound: Samples, step: int, level: float, ahead: float = 0.0) -> None:
        """Add a sound at a step, as exactly as the player is."""
        if step + 1 >= self._steps.size:
            return
        late = self._style.swing * (step % 2) * self._length(step, 1.0)
        at = self._steps[step] + late - ahead + self._style.human * self._rng.standard_normal()
        first = round(max(0.0, at) * self._rate)
        part = self._track[first : first + sound.size]
        part += sound[: part.size] * np.float32(level)


def finished(sound: Samples, rate: int) -> Samples:
    """Turn up to PEAK and fade both ends."""
    done: Samples = sound * np.float32(PEAK / max(float(np.abs(sound).max()), 1e-9))
    fade(done, rate, 0, done.size)
    return done


def fade(sound: Samples, rate: int, first: int, last: int) -> None:
    """Fade a piece of the sound in and out, in place."""
    ramp = (0.5 - 0.5 * np.cos(np.linspace(0.0, np.pi, round(FADE * rate)))).astype(np.float32)
    sound[first : first + ramp.size] *= ramp
    sound[last - ramp.size : last] *= ramp[::-1]
