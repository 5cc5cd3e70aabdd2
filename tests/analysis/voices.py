"""The band that plays the arrangements: drums, bass, chords and noises made of numbers, one pattern per layer and seed.

Rules: a stroke or note is made once and added where it is played; levels breathe by a decibel or so; a bar may end
in a fill, and one after it begins with a cymbal.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

Sound = NDArray[np.float32]
STEPS = 16
"In a bar."
SCALE = {"minor": (0, 3, 7, 10), "major": (0, 4, 7, 11)}
ROOTS = ((0, 8, 3, 10), (0, 5, 7, 5), (0, 0, 8, 10), (0, 7, 8, 5), (0, 0, 0, 0), (0, 10, 8, 7))
KICKS = {
    "house": (0, 4, 8, 12),
    "rock": (0, 7, 8, 10),
    "drum and bass": (0, 10),
    "half-time": (0, 6, 10),
    "ambient": (0, 6, 8, 14),
    "pop": (0, 4, 8, 12),
}
SNARES = {"half-time": (8,)}
GHOSTS = {"drum and bass": (7, 9, 14)}


class Voices:
    """Plays sections of one piece into one track."""

    def __init__(
        self, style: str, bar: float, rate: int, bars: int, rng: np.random.Generator, longest_fill: int = 4
    ) -> None:
        self._style = style
        self._bar = bar
        self._rate = rate
        self._rng = rng
        self._bars = bars
        self._track = np.zeros(round((bars * bar + 1.0) * rate), np.float32)
        self._notes: dict[tuple[str, int, int], Sound] = {}
        self._root = int(rng.integers(28, 40))
        self._scale = SCALE[str(rng.choice(list(SCALE)))]
        self._roots = ROOTS[int(rng.integers(len(ROOTS)))]
        self._bass_steps = sorted(rng.choice(STEPS, int(rng.integers(3, 9)), replace=False).tolist())
        self._chord_steps = sorted(rng.choice(STEPS, int(rng.integers(2, 6)), replace=False).tolist())
        self._perc_steps = sorted(rng.choice(STEPS, int(rng.integers(3, 8)), replace=False).tolist())
        self._lead = [(int(rng.integers(STEPS)), int(rng.integers(4)), int(rng.integers(2, 5))) for _ in range(12)]
        self._hat_every = int(rng.choice((1, 2, 2, 4)))
        self._bright = float(rng.uniform(0.6, 1.6))
        self._fills = float(rng.uniform(0.3, 1.0))
        self._longest_fill = longest_fill
        self._breath = float(rng.uniform(0.2, 1.2))
        "Decibels by which bars differ."
        self._phrases = int(rng.choice((1, 2, 4)))
        "Bars for which the lead plays before it rests as long (1: it always plays)."
        self._drive = float(rng.choice((0.0, 0.7, 1.6)))
        "How hard the mix goes into its limiter; 0: not at all."
        self._gain = float(10.0 ** (rng.uniform(-20.0, -1.0) / 20.0))
        self._kick = self._make_kick()
        self._snare = self._stroke(0.18, 0.035 * float(rng.uniform(0.7, 1.6)), 900.0, 9_000.0, tone=190.0)
        self._hat = self._stroke(0.12, 0.018 * float(rng.uniform(0.6, 2.5)), 6_000.0, 11_500.0)
        self._shaker = self._stroke(0.1, 0.02, 2_500.0, 8_000.0, tone=float(rng.uniform(300.0, 900.0)))
        self._crash = self._stroke(1.6, 0.3, 3_000.0, 11_500.0)
        self._tom = self._stroke(0.25, 0.06, 80.0, 600.0, tone=110.0)

    def play(self, first: int, bars: int, layers: Mapping[str, float], *, shut: float, pause: bool) -> None:
        """Play a section from bar `first` on."""
        drums = "kick" in layers and "snare" in layers
        for number in range(bars):
            last = number == bars - 1
            filled = drums and number % 4 == 3 and self._rng.random() < self._fills * (1.0 if number % 8 == 7 else 0.5)
            beats = min(self._longest_fill, int(self._rng.choice((1, 2, 4), p=(0.5, 0.4, 0.1)))) if filled else 0
            way = (number / bars, (number + 1) / bars)
            self._play_bar(first + number, number, layers, way, fill=beats, shut=shut, pause=pause and last)
            if drums and number % 8 == 0 and self._rng.random() < 0.7:
                self._add(self._crash, first + number, 0, 0.35)

    def mixed(self) -> Sound:
        """Return the piece: (n,) float32, as a mixer would send it out."""
        sound = self._track[: round(self._bars * self._bar * self._rate)]
        sound = sound / np.float32(np.sqrt(np.mean(np.square(sound))) * 5.0)
        if self._drive:
            sound = np.tanh(np.float32(self._drive * 2.0) * sound) / np.float32(np.tanh(self._drive * 2.0))
        noise = self._rng.standard_normal(sound.size).astype(np.float32) * np.float32(2e-4)
        return np.clip(sound + noise, -1.0, 1.0) * np.float32(self._gain)

    # -------------------------------------------------------------------------------------------------- patterns

    def _play_bar(
        self, bar: int, number: int, layers: Mapping[str, float], way: tuple[float, float], *,
        fill: int, shut: float, pause: bool,
    ) -> None:  # fmt: skip
        upto = STEPS - 4 * max(fill, int(pause))
        for name, level in layers.items():
            breath = float(10.0 ** (self._rng.normal(0.0, self._breath) / 20.0))
            until = upto if name in {"kick", "snare", "hat", "perc"} or pause else STEPS
            getattr(self, f"_{name}_bar")(bar, number, level * breath, way, until, shut)
        for step in range(upto, STEPS) if fill else ():
            if self._rng.random() < 0.8:
                self._add(self._tom if self._rng.random() < 0.5 else self._snare, bar, step, 0.6)

    def _kick_bar(self, bar: int, number: int, level: float, way: tuple[float, float], until: int, shut: float) -> None:
        kick = self._kick if shut == 0 else self._filtered(self._kick, 300.0, 12_000.0)
        for step in KICKS[self._style]:
            if step < until:
                self._add(kick, bar, step, level)

    def _snare_bar(
        self, bar: int, number: int, level: float, way: tuple[float, float], until: int, shut: float
    ) -> None:
        for step in SNARES.get(self._style, (4, 12)):
            if step < until:
                self._add(self._snare, bar, step, level)
        for step in GHOSTS.get(self._style, ()):
            if step < until and self._rng.random() < 0.6:
                self._add(self._snare, bar, step, level * 0.3)

    def _hat_bar(self, bar: int, number: int, level: float, way: tuple[float, float], until: int, shut: float) -> None:
        for step in range(0, until, self._hat_every):
            self._add(self._hat, bar, step, level * (1.0 if step % 4 == 2 else 0.7))

    def _perc_bar(self, bar: int, number: int, level: float, way: tuple[float, float], until: int, shut: float) -> None:
        for step in self._perc_steps:
            if step < until:
                self._add(self._shaker, bar, step, level)

    def _bass_bar(self, bar: int, number: int, level: float, way: tuple[float, float], until: int, shut: float) -> None:
        root = self._root + self._roots[number % 4] % 12 - 12 * (self._roots[number % 4] > 6)
        for step in self._bass_steps:
            if step < until:
                self._add(self._note("bass", root, 2), bar, step, level)

    def _pad_bar(self, bar: int, number: int, level: float, way: tuple[float, float], until: int, shut: float) -> None:
        for interval in self._scale:
            note = self._root + 24 + (self._roots[number % 4] + interval) % 12
            self._add(self._note("pad", note, until), bar, 0, level * 0.5)

    def _chord_bar(
        self, bar: int, number: int, level: float, way: tuple[float, float], until: int, shut: float
    ) -> None:
        for step in self._chord_steps:
            for interval in self._scale if step < until else ():
                note = self._root + 24 + (self._roots[number % 4] + interval) % 12
                self._add(self._note("chord", note, 2), bar, step, level * 0.5)

    def _guitar_bar(
        self, bar: int, number: int, level: float, way: tuple[float, float], until: int, shut: float
    ) -> None:
        note = self._root + 12 + self._roots[number % 4] % 12
        for step in range(0, until, 2):
            for interval in (0, 7, 12):
                self._add(self._note("guitar", note + interval, 2), bar, step, level)

    def _lead_bar(self, bar: int, number: int, level: float, way: tuple[float, float], until: int, shut: float) -> None:
        if self._phrases > 1 and number // self._phrases % 2:
            return
        for step, tone, length in self._lead[6 * (number % 2) : 6 * (number % 2) + 6]:
            if step < until:
                self._add(self._note("lead", self._root + 48 + self._scale[tone], length), bar, step, level)

    def _roll_bar(self, bar: int, number: int, level: float, way: tuple[float, float], until: int, shut: float) -> None:
        every = 4 if way[0] < 0.5 else 2 if way[0] < 0.75 else 1
        for step in range(0, until, every):
            grown = 0.6 + 0.4 * (way[0] + (way[1] - way[0]) * step / STEPS)
            self._add(self._snare, bar, step, level * grown)

    def _rise_bar(self, bar: int, number: int, level: float, way: tuple[float, float], until: int, shut: float) -> None:
        size = round(self._bar * until / STEPS * self._rate)
        along = np.linspace(way[0], way[1], size)
        octaves = np.fft.rfft(self._rng.standard_normal(size))
        frequencies = np.fft.rfftfreq(size, 1.0 / self._rate) + 1.0
        middle = 600.0 * 12.0 ** float(np.mean(along))
        octaves *= np.exp(-np.square(np.log2(frequencies / middle) / 1.2))
        noise = np.fft.irfft(octaves, size)
        noise *= 0.25 * (0.2 + 0.8 * along**1.5) / np.sqrt(np.mean(np.square(noise)))
        self._add(noise.astype(np.float32), bar, 0, level)

    # ---------------------------------------------------------------------------------------------------- sounds

    def _add(self, sound: Sound, bar: int, step: int, level: float) -> None:
        at = (bar + step / STEPS) * self._bar + (abs(self._rng.normal(0.0, 0.003)) if step else 0.0)
        first = round(at * self._rate)
        part = self._track[first : first + len(sound)]
        part += sound[: len(part)] * np.float32(level * self._rng.uniform(0.92, 1.08))

    def _note(self, voice: str, note: int, steps: int) -> Sound:
        made = self._notes.get((voice, note, steps))
        if made is None:
            made = self._notes[voice, note, steps] = self._make_note(voice, note, steps)
        return made

    def _make_note(self, voice: str, note: int, steps: int) -> Sound:
        t = np.arange(round(self._bar * steps / STEPS * self._rate * 0.98)) / self._rate
        f = 440.0 * 2.0 ** ((note - 69) / 12)
        harmonics = {"bass": 8, "pad": 24, "chord": 16, "lead": 8, "guitar": 40}[voice]
        harmonics = max(1, min(harmonics, int(11_000.0 / f)))
        orders = np.arange(1, harmonics + 1)
        tilt = {"bass": 1.6, "pad": 1.3, "chord": 1.1, "lead": 1.2, "guitar": 0.8}[voice] / self._bright
        turns = 2.0 * np.pi * self._rng.random(harmonics)[:, None] + 2.0 * np.pi * f * orders[:, None] * t
        wave = (orders**-tilt) @ np.sin(turns)
        wave /= np.sqrt(np.sum(orders ** (-2.0 * tilt)) / 2.0) * 3.0
        half = {"bass": 0.3, "pad": 9.0, "chord": 0.12, "lead": 0.3, "guitar": 0.4}[voice]
        edge = np.minimum(1.0, np.minimum(t / (0.05 if voice == "pad" else 0.003), (t[-1] - t) / 0.02))
        return (wave * edge * np.exp2(-t / half)).astype(np.float32)

    def _make_kick(self) -> Sound:
        t = np.arange(round(0.3 * self._rate)) / self._rate
        low, fall = self._rng.uniform(43.0, 62.0), self._rng.uniform(0.015, 0.03)
        phase = low * t + 140.0 * fall * (1.0 - np.exp(-t / fall))
        click = 0.3 * self._rng.standard_normal(t.size) * np.exp(-t / 0.003)
        return (np.sin(2.0 * np.pi * phase) * np.exp2(-t / self._rng.uniform(0.04, 0.09)) + click).astype(np.float32)

    def _stroke(self, seconds: float, half: float, low: float, high: float, tone: float = 0.0) -> Sound:
        t = np.arange(round(seconds * self._rate)) / self._rate
        noise = self._filtered(self._rng.standard_normal(t.size).astype(np.float32), low, high)
        noise = noise / np.float32(np.sqrt(np.mean(np.square(noise))))
        body = 0.5 * np.sin(2.0 * np.pi * tone * t) if tone else 0.0
        return ((0.4 * noise + body) * np.exp2(-t / half)).astype(np.float32)

    def _filtered(self, sound: Sound, low: float, high: float) -> Sound:
        f = np.fft.rfftfreq(len(sound), 1.0 / self._rate) + 1e-9
        shape = 1.0 / np.sqrt((1.0 + (low / f) ** 6) * (1.0 + (f / high) ** 6))
        return np.fft.irfft(np.fft.rfft(sound) * shape, len(sound)).astype(np.float32)
