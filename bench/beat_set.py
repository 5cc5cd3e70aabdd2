"""The beat benchmark's music: one clip a case, made from a seed, each with the time of every beat.

Rules: the same seed and rate give the same samples; another seed gives other keys, chords, strokes and slightly other
tempi. Where nobody could tap along (a gap, silence, a drone) no beats are true, and a gap is not judged.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench import beat_voices as voice
from bench.beat_music import Course, Music, Times, fade, finished, play, steady
from soundscape_live.model import Samples


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """A sound, and what a listener who cannot err would say of it."""

    rate: int
    sound: Samples
    "(n,) float32 in -1..1."
    beats: Times
    "(m,) seconds, ascending; empty where there is no beat."
    positions: NDArray[np.int64]
    "(m,) 0 on the first beat of a bar."
    gaps: tuple[tuple[float, float], ...] = ()
    "Seconds from and to: beats claimed in there are neither right nor wrong."
    step: float | None = None
    "When the tempo changes from one beat to the next; that beat's time."

    @property
    def seconds(self) -> float:
        """The clip's length."""
        return self.sound.size / self.rate


Case = Callable[[int, int], Clip]
"(rate, seed) -> Clip."

STEADY: tuple[tuple[str, float], ...] = (
    ("ballad", 60.0),
    ("soul", 76.0),
    ("reggae", 82.0),
    ("rock", 90.0),
    ("funk", 100.0),
    ("waltz", 104.0),
    ("disco", 112.0),
    ("kick", 120.0),
    ("house", 126.0),
    ("techno", 140.0),
    ("punk", 160.0),
    ("punk", 180.0),
)
ABOUT = 0.012
"Part by which a seed may move a steady tempo, so that none is a round number."
NOISE_SECONDS = 22.0
DROP_DB = -30.0
STEP_BEATS = 24
"Beats of the first tempo: six bars."


def clip(style: str, course: Course, seconds: float, rate: int, seed: int) -> Clip:
    """Return a style's music as it is."""
    return _clip(play(style, course, seconds, rate, seed), rate)


def _clip(music: Music, rate: int, **more: object) -> Clip:
    return Clip(rate, music.sound, music.beats, music.positions, **more)  # type: ignore[arg-type]


def about(bpm: float, seed: int) -> float:
    """Return a tempo near this one, of the seed's choosing."""
    return bpm * float(1.0 + ABOUT * np.random.default_rng(seed).uniform(-1.0, 1.0))


def _at(style: str, bpm: float, seconds: float = 20.0) -> Case:
    def make(rate: int, seed: int) -> Clip:
        return clip(style, steady(about(bpm, seed)), seconds, rate, seed)

    return make


def ramp(rate: int, seed: int, low: float = 100.0, high: float = 130.0) -> Clip:
    """Return disco that goes from one tempo to another within 25 s."""
    return clip("disco", Course(((1.0, low), (26.0, high))), 28.0, rate, seed)


def step(rate: int, seed: int, before: float = 124.0, after: float = 96.0) -> Clip:
    """Return house that changes its tempo at the beginning of a bar."""
    change = STEP_BEATS * 60.0 / before
    music = play("house", Course(((change - 1e-6, before), (change, after))), 30.0, rate, seed)
    return _clip(music, rate, step=float(music.beats[STEP_BEATS]))


def noise(rate: int, seed: int, snr_db: float = 0.0) -> Clip:
    """Return house under steady noise of a pink colour."""
    music = play("house", steady(about(125.0, seed)), NOISE_SECONDS, rate, seed)
    rng = np.random.default_rng(seed)
    hiss = pink(music.sound.size, rate, rng)
    hiss *= np.float32(rms(music.sound) / rms(hiss) * 10.0 ** (-snr_db / 20.0))
    both = finished(music.sound + hiss, rate)
    return Clip(rate, both, music.beats, music.positions)


def gaps(rate: int, seed: int, bpm: float = 118.0) -> Clip:
    """Return house that is silent twice for two bars, 4.1 s, while the band counts on."""
    music = play("house", steady(bpm), 30.0, rate, seed)
    silent: list[tuple[float, float]] = []
    scored = np.ones(music.beats.size, bool)
    for first in (16, 36):
        begin, end = (float(music.beats[beat]) - 0.01 for beat in (first, first + 8))
        edges = [round(edge * rate) for edge in (0.0, begin, end, music.sound.size / rate)]
        fade(music.sound, rate, edges[0], edges[1])
        fade(music.sound, rate, edges[2], edges[3])
        music.sound[edges[1] : edges[2]] = 0.0
        scored[first : first + 8] = False
        silent.append((begin, end))
    return Clip(rate, music.sound, music.beats[scored], music.positions[scored], gaps=tuple(silent))


def level_drop(rate: int, seed: int, drop_db: float = DROP_DB) -> Clip:
    """Return house that falls by 30 dB from one bar to the next, and returns four bars later."""
    music = play("house", steady(about(122.0, seed)), 26.0, rate, seed)
    edges = music.beats[[16, 32]]
    marks = [0.0, edges[0] - 0.02, edges[0] - 0.01, edges[1] - 0.02, edges[1] - 0.01, 60.0]
    decibels = [0.0, 0.0, drop_db, drop_db, 0.0, 0.0]
    at = np.arange(music.sound.size) / rate
    level = (10.0 ** (np.interp(at, marks, decibels) / 20.0)).astype(np.float32)
    return Clip(rate, music.sound * level, music.beats, music.positions)


def drone(rate: int, seed: int) -> Clip:
    """Return a long chord and wind that swell without a pulse."""
    rng = np.random.default_rng(seed)
    seconds = 30.0
    size = round(seconds * rate)
    chord = np.zeros(size, np.float32)
    for note in (33, 45, 52, 57, 64):
        chord += voice.pad(note, seconds, rate, rng) * swell(size, rate, rng)
    wind = voice.coloured(rng.standard_normal(size).astype(np.float32), rate, 300.0, 1_200.0, 1.0)
    sound = finished(chord + wind * np.float32(0.3) * swell(size, rate, rng), rate)
    return _beatless(sound * np.float32(0.5), rate)


def silence(rate: int, seed: int) -> Clip:
    """Return digital silence, and then what an open line has: hiss at -66 dBFS."""
    sound = np.zeros(round(30.0 * rate), np.float32)
    hiss = pink(sound.size // 2, rate, np.random.default_rng(seed))
    sound[sound.size - hiss.size :] = hiss * np.float32(10.0 ** (-66.0 / 20.0) / rms(hiss))
    return _beatless(sound, rate)


def _beatless(sound: Samples, rate: int) -> Clip:
    return Clip(rate, sound, np.zeros(0), np.zeros(0, np.int64))


def swell(size: int, rate: int, rng: np.random.Generator) -> Samples:
    """Return a level between 0.3 and 1 that wanders within seconds and never repeats."""
    marks = np.concatenate(([0.0], np.cumsum(rng.uniform(2.0, 5.0, 40))))
    smooth = np.interp(np.arange(size) / rate, marks, rng.uniform(0.3, 1.0, marks.size))
    return smooth.astype(np.float32)


def pink(size: int, rate: int, rng: np.random.Generator) -> Samples:
    """Return noise whose power falls by 3 dB an octave from 20 Hz on."""
    length = 1 << (size - 1).bit_length()
    spectrum = np.fft.rfft(rng.standard_normal(length))
    frequencies = np.fft.rfftfreq(length, 1.0 / rate)
    spectrum *= (frequencies >= 20.0) / np.sqrt(np.maximum(frequencies, 20.0))
    sound = np.fft.irfft(spectrum)[:size]
    noise: Samples = (sound / np.abs(sound).max()).astype(np.float32)
    return noise


def rms(sound: Samples) -> float:
    """Return the root of the mean square."""
    return float(np.sqrt(np.mean(np.square(sound, dtype=np.float64))))


CASES: Mapping[str, Case] = {
    **{f"steady {round(bpm)} {style}": _at(style, bpm) for style, bpm in STEADY},
    "ramp 100 to 130": ramp,
    "step 124 to 96": step,
    "swing 132": _at("swing", 132.0),
    "half-time 140": _at("half_time", 140.0),
    "breakbeat 172": _at("breakbeat", 172.0),
    "noise at 0 dB": noise,
    "gaps of 4 s": gaps,
    "level drop 30 dB": level_drop,
    "drone": drone,
    "silence": silence,
}
STEP, DRONE, SILENCE = "step 124 to 96", "drone", "silence"
"The cases that have figures of their own."
COSTLY = ("steady 126 house", "breakbeat 172", "noise at 0 dB", DRONE)
"The cases that a tracker's cost is measured on."
