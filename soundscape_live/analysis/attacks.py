"""What an attack shows: growth in narrow bands, and low tones that did not go on as they went.

Rules: everything is measured twice a hop, through windows that rise slowly and fall within about a millisecond, so
that a sound weighs in full as soon as it is there. Growth is decibels above the loudest of the last EARLIEST to LATEST
seconds: what beats, trembles or swells does not grow. Above LOW hertz a band's power is compared. Below, a window
short enough to be fast cannot tell a kick from a pad's bass, so it is the error of a forecast: a steady tone turns by
the same angle from one half hop to the next, and what breaks that is new.
"""

import math
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from soundscape_live.analysis.bands import HOP_THIN, thinning
from soundscape_live.analysis.levels import share
from soundscape_live.analysis.spectrum import TINY, mel_edges
from soundscape_live.model import Samples

HALVES = 2
"Measurements in a hop."
LOW = 150.0
WINDOW = 512 / 48_000
"Seconds: the longest window above LOW."
FALL = 0.0012
SHORTEST = 0.0015
"Seconds: the fall of a window, and the shortest window."
TOP = 16_000.0
BANDS = 24
"Evenly spaced on the mel scale from LOW to TOP hertz."
SHARPNESS = 2.5
"Times the inverse of a band's width: its window."
SHIFTS = 3
SHIFT = 0.0013
"A band of a short window is heard this often, so many seconds apart, so that noise is steady in it."
FORECAST_WINDOW, FORECAST_FALL = 0.064, 0.0035
"Seconds."
FORECAST_STEP = 10.0
FORECAST_EDGES = (20.0, 90.0, 180.0, 261.0)
"Hertz: between the tones that are forecast, and where the groups of them begin."
EARLIEST, LATEST = 0.0107, 0.055
"Seconds before now. The loudest of a whole period of beats from 18 Hz up is among them."
CEILING = 15.0
"Decibels of growth in one band that count."
LOUD_MEMORY = 1.0
"Seconds in which the loudest level, that the floors hang from, falls by 63 %."
DEPTH, FORECAST_DEPTH = 55.0, 24.0
"Decibels under the loudest level from which on a band's growth, and a forecast's error, are nothing."
LOWEST = -60.0
"dBFS: the loudest level is at least this."
GROUPS = (BANDS // 2, BANDS - BANDS // 2)
"Bands in the lower and in the upper group, each of which has a mean of its own."
FORECAST_GROUPS = len(FORECAST_EDGES) - 1
LEVELS = BANDS + FORECAST_GROUPS
CHANNELS = len(GROUPS) + FORECAST_GROUPS


def slanted_window(length: int, fall: int) -> NDArray[np.float64]:
    """Return a window, (length,), that rises as a squared sine and falls as one within the last `fall` samples."""
    rise = length - fall
    up = np.sin(np.pi / 2 * (np.arange(rise) + 0.5) / rise) ** 2
    down = np.cos(np.pi / 2 * (np.arange(fall) + 0.5) / fall) ** 2
    return np.concatenate((up, down))


class Bank:
    """The power of each band, by one wave of its own width (Gabor's), or several of them a little apart."""

    def __init__(self, rate: int) -> None:
        """Prepare `waves`, (length, n), two quadratures of each, and `gather`, (n, BANDS), for their squares."""
        self.length = round(WINDOW * rate)
        edges = mel_edges(LOW, min(TOP, 0.45 * rate), BANDS)
        time = np.arange(self.length) / rate
        waves, owners = [], []
        for band, (low, high) in enumerate(pairwise(edges)):
            width = high - low
            length = round(min(max(SHARPNESS / width, SHORTEST), WINDOW) * rate)
            window = slanted_window(length, max(1, round(min(FALL * rate, 0.4 * length))))
            window *= np.sqrt(2.0 * width / rate / np.sum(window**2))
            for shift in range(SHIFTS if length < 2 * SHIFT * rate else 1):
                end = self.length - round(shift * SHIFT * rate)
                turns = np.pi * (low + high) * time[end - length : end]
                for quadrature in (np.cos, np.sin):
                    wave = np.zeros(self.length)
                    wave[end - length : end] = window * quadrature(turns)
                    waves.append(wave)
                    owners.append(band)
        self.waves = np.array(waves, np.float32).T.copy()
        count = np.bincount(owners)
        self.gather = np.zeros((len(owners), BANDS), np.float32)
        self.gather[np.arange(len(owners)), owners] = [2.0 / count[owner] for owner in owners]


class Forecast:
    """How far low tones are from where they would be, had nothing begun.

    A tone whose amplitude and frequency stay has the spectrum X1 (X1 / X2) / |X1 / X2| after X2 and X1; the error is
    the distance from it (the complex domain of J. P. Bello et al., "On the use of phase and energy for musical onset
    detection in the complex domain", IEEE Signal Processing Letters 11, 2004).
    """

    def __init__(self, rate: float) -> None:
        """Prepare for thinned sound of this rate: frames of `length` samples, half a hop apart."""
        self.length = round(FORECAST_WINDOW * rate)
        window = slanted_window(self.length, max(1, round(FORECAST_FALL * rate)))
        window *= np.sqrt(2.0 * FORECAST_STEP / rate / np.sum(window**2))
        tones = np.arange(FORECAST_EDGES[0], FORECAST_EDGES[-1], FORECAST_STEP)
        turns = 2.0 * np.pi * np.outer(np.arange(self.length) / rate, tones)
        waves = np.stack((np.cos(turns), -np.sin(turns)), axis=2) * window[:, None, None]
        self._waves = waves.reshape(self.length, -1).astype(np.float32)
        group = np.searchsorted(FORECAST_EDGES, tones, side="right") - 1
        self.gather = np.repeat(np.eye(FORECAST_GROUPS, dtype=np.float32)[group], 2, axis=0)
        self._heard = np.zeros((2 + HALVES, len(tones)), np.complex64)
        self._new = self._heard[2:].view(np.float32)
        self._turned = np.zeros((HALVES, len(tones)), np.complex64)
        self._turned_parts = self._turned.view(np.float32).reshape(HALVES, len(tones), 2)
        self._size = np.zeros((HALVES, len(tones)), np.float32)
        self._sizes = self._size[:, :, None]
        # Constants that are arrays: numpy is slower to take a number.
        self._least = np.array(TINY * TINY, np.float32)

    def error(self, frames: Samples, out: NDArray[np.complex64]) -> None:
        """Take the next frames, (HALVES, length), and write the error of each tone, (HALVES, tones)."""
        heard, turned, size = self._heard, self._turned, self._size
        heard[:2] = heard[HALVES:]
        self._new[:] = np.dot(frames, self._waves)
        before = heard[1:-1]
        np.conjugate(heard[:-2], out=turned)
        turned *= before
        np.abs(turned, out=size)
        np.add(size, self._least, out=size)
        np.divide(self._turned_parts, self._sizes, out=self._turned_parts)
        turned *= before
        np.subtract(turned, heard[2:], out=out)


class Attacks:
    """Growth in CHANNELS channels, twice a hop: the lower and the upper bands' means, and each group of low tones."""

    def __init__(self, rate: int, recent: Samples, thin: Samples) -> None:
        """Watch the latest sound, `recent` (at least Bank.length + half a hop), and the thinned one, `thin`.

        `thin` is at least Forecast.length + HOP_THIN / 2 long; a hop has HOP_THIN of its samples.
        """
        factor = thinning(rate)
        half = factor * HOP_THIN // HALVES
        hop = half * HALVES / rate
        bank = Bank(rate)
        self._forecast = Forecast(rate / factor)
        self._waves = bank.waves
        self._frames = _latest(recent, bank.length, half)
        self._thin_frames = _latest(thin, self._forecast.length, HOP_THIN // HALVES)
        # What the waves and the forecast give, side by side, so that one product squares and gathers both.
        waves, tones = len(bank.gather), len(self._forecast.gather)
        self._parts = np.zeros((HALVES, waves + tones), np.float32)
        self._of_waves = self._parts[:, :waves]
        self._of_tones = self._parts[:, waves:].view(np.complex64)
        self._gather = np.zeros((waves + tones, LEVELS), np.float32)
        self._gather[:waves, :BANDS] = bank.gather
        self._gather[waves:, BANDS:] = self._forecast.gather
        apart = max(1, round(EARLIEST / hop) - 1)
        self._past = np.full((apart + max(1, round((LATEST - EARLIEST) / hop)), LEVELS), math.log10(TINY), np.float32)
        "The loudest half of each hop, logarithms to base 10 of power, the newest last."
        self._before = self._past[:-apart]
        # Constants that are arrays: numpy is slower to take a number.
        self._tiny, self._none = np.array(TINY, np.float32), np.array(0.0, np.float32)
        self._ceiling = np.array(CEILING / 10.0, np.float32)
        self._loudest = LOWEST
        self._fall = share(hop, LOUD_MEMORY)
        self._depth = np.repeat(np.array((DEPTH, FORECAST_DEPTH), np.float32), (BANDS, FORECAST_GROUPS)) / 10.0
        self._means = np.zeros((LEVELS, CHANNELS), np.float32)
        self._means[: GROUPS[0], 0] = 10.0 / GROUPS[0]
        self._means[GROUPS[0] : BANDS, 1] = 10.0 / GROUPS[1]
        self._means[BANDS:, len(GROUPS) :] = 10.0 * np.eye(FORECAST_GROUPS)

    def step(self, level_db: float) -> list[float]:
        """Return the growth in dB, 0..CEILING, of each channel in the louder half of the hop that has just come.

        `level_db` is the level of the whole sound.
        """
        above = level_db - self._loudest
        self._loudest = max(LOWEST, self._loudest + (above if above > 0.0 else above * self._fall))
        parts = self._parts
        self._of_waves[:] = np.dot(self._frames, self._waves)
        self._forecast.error(self._thin_frames, self._of_tones)
        parts *= parts
        first, second = np.dot(parts, self._gather)
        np.maximum(first, second, out=first)
        np.maximum(first, self._tiny, out=first)
        level = np.log10(first, out=first)
        growth = np.maximum.reduce(self._before, axis=0)
        np.maximum(growth, self._loudest / 10.0 - self._depth, out=growth)
        np.subtract(level, growth, out=growth)
        np.maximum(growth, self._none, out=growth)
        np.minimum(growth, self._ceiling, out=growth)
        self._past[:-1] = self._past[1:]
        self._past[-1] = level
        channels: list[float] = np.dot(growth, self._means).tolist()
        return channels


def _latest(sound: Samples, length: int, apart: int) -> Samples:
    """Return a view, (HALVES, length), of the frames that end where the sound ends and `apart` samples before."""
    frames = np.lib.stride_tricks.sliding_window_view(sound, length)
    last = len(sound) - length
    view: Samples = frames[last - apart * (HALVES - 1) :: apart]
    return view
