"""The instruments and effects of the demo music: pure functions of numbers, no samples, no other people's sounds.

Rules: a voice returns float32 samples, (n,), of one note or stroke at RATE; an effect takes the whole track and
treats it as a circle, so that what rings on at the end is heard at the beginning, and the track can be looped.
"""

import numpy as np
from numpy.typing import NDArray

RATE = 44_100
Sound = NDArray[np.float32]


def hertz(note: float) -> float:
    """Return the frequency of a MIDI note number."""
    return 440.0 * 2.0 ** ((note - 69.0) / 12.0)


def seconds(duration: float) -> NDArray[np.float64]:
    """Return the times of a sound's samples."""
    return np.arange(round(duration * RATE)) / RATE


def decay(t: NDArray[np.float64], half: float) -> NDArray[np.float64]:
    """Return a level that halves every `half` seconds."""
    return np.exp2(-t / half)


def gate(t: NDArray[np.float64], attack: float, release: float) -> NDArray[np.float64]:
    """Return a level that rises at the beginning and falls to 0 at the end, both as a raised cosine."""
    rise = np.clip(t / attack, 0.0, 1.0)
    fall = np.clip((t[-1] - t) / release, 0.0, 1.0)
    return (0.5 - 0.5 * np.cos(np.pi * rise)) * (0.5 - 0.5 * np.cos(np.pi * fall))


def saw(frequency: float, t: NDArray[np.float64], phase: float = 0.0) -> NDArray[np.float64]:
    """Return a sawtooth whose step is rounded by a polynomial (polyBLEP), which keeps aliasing low."""
    step = frequency / RATE
    at = (frequency * t + phase) % 1.0
    wave = 2.0 * at - 1.0
    after = at < step
    before = at > 1.0 - step
    x = at[after] / step
    wave[after] -= 2.0 * x - x * x - 1.0
    x = (at[before] - 1.0) / step
    wave[before] -= x * x + 2.0 * x + 1.0
    return wave


def stack(notes: tuple[int, ...], t: NDArray[np.float64], cents: float, rng: np.random.Generator) -> Sound:
    """Return a chord of sawtooths, three to a note, spread by `cents`."""
    wave = np.zeros(t.size)
    for note in notes:
        for detune in (-cents, 0.0, cents):
            wave += saw(hertz(note + detune / 100.0), t, rng.random())
    return (wave / (3.0 * len(notes) ** 0.5)).astype(np.float32)


def filtered(sound: Sound, low: float, high: float, slope: float = 4.0) -> Sound:
    """Keep what lies between two frequencies; slope is the order of either side."""
    step = 1 << 19 if sound.size > 1 << 20 else 1 << 12
    size = -(-sound.size // step) * step  # a length that the transform is quick at
    spectrum = np.fft.rfft(sound, size)
    f = np.fft.rfftfreq(size, 1.0 / RATE) + 1e-9
    spectrum *= 1.0 / np.sqrt((1.0 + (low / f) ** (2.0 * slope)) * (1.0 + (f / high) ** (2.0 * slope)))
    return np.fft.irfft(spectrum, size)[: sound.size].astype(np.float32)


def swept(sound: Sound, cutoff: NDArray[np.floating], bump: float = 0.6) -> Sound:
    """Low-pass with a cutoff that moves: one value per sample, hertz. `bump` lifts what lies at the cutoff.

    Overlapping windows of 23 ms are filtered one by one, which is exact enough where the cutoff moves slowly.
    """
    size, hop = 1024, 256
    padded = np.concatenate((np.zeros(size, np.float32), sound, np.zeros(2 * size, np.float32)))
    starts = np.arange(0, padded.size - size, hop)
    window = np.hanning(size + 1)[:size].astype(np.float32)
    octaves = np.log2(np.fft.rfftfreq(size, 1.0 / RATE) + 1.0)[None, :]
    out = np.zeros(padded.size, np.float32)
    for first in range(0, starts.size, 1024):  # so many at a time keep the memory small
        some = starts[first : first + 1024]
        above = octaves - np.log2(cutoff[np.clip(some - size // 2, 0, sound.size - 1)][:, None])
        gain = 1.0 / np.sqrt(1.0 + np.exp2(6.0 * above)) + bump * np.exp(-((above / 0.25) ** 2.0))
        frames = np.lib.stride_tricks.sliding_window_view(padded, size)[some] * window
        frames = np.fft.irfft(np.fft.rfft(frames) * gain.astype(np.float32), size).astype(np.float32) * window
        for quarter in range(size // hop):
            pieces = frames[:, quarter * hop : (quarter + 1) * hop].reshape(-1)
            begin = some[0] + quarter * hop
            out[begin : begin + pieces.size] += pieces
    return out[size : size + sound.size] / np.float32(1.5)


# --------------------------------------------------------------------------------------------------- strokes


def kick() -> Sound:
    """Return a bass drum: a sine that falls from 190 to 47 Hz, with a click before it."""
    t = seconds(0.36)
    phase = 47.0 * t + (190.0 - 47.0) * 0.022 * (1.0 - np.exp(-t / 0.022))
    body = np.sin(2.0 * np.pi * phase) * decay(t, 0.06)
    click = np.sin(2.0 * np.pi * 1_900.0 * t) * decay(t, 0.0022) * 0.35
    return (np.tanh(1.4 * body + click) * gate(t, 0.0008, 0.06)).astype(np.float32)


def clap(rng: np.random.Generator) -> Sound:
    """Return hands: four bursts of noise, the last one ringing."""
    t = seconds(0.32)
    level = sum(np.where(t >= start, decay(np.maximum(t - start, 0.0), 0.004), 0.0) for start in (0.0, 0.010, 0.021))
    level = level + np.where(t >= 0.031, 0.9 * decay(np.maximum(t - 0.031, 0.0), 0.036), 0.0)
    noise = (rng.standard_normal(t.size) * level).astype(np.float32)
    return filtered(noise, 850.0, 6_500.0, 2.0) * np.float32(0.6)


def snare(rng: np.random.Generator) -> Sound:
    """Return a snare drum for the roll: a short tone and noise."""
    t = seconds(0.2)
    tone = np.sin(2.0 * np.pi * (185.0 * t + 1.2 * (1.0 - np.exp(-t / 0.012)))) * decay(t, 0.03)
    noise = filtered((rng.standard_normal(t.size) * decay(t, 0.032)).astype(np.float32), 1_200.0, 9_000.0, 2.0)
    return (0.5 * tone + 0.55 * noise).astype(np.float32)


def hat(rng: np.random.Generator, half: float) -> Sound:
    """Return a cymbal: noise above 7 kHz that halves every `half` seconds."""
    t = seconds(min(2.5, 9.0 * half))
    noise = filtered(rng.standard_normal(t.size).astype(np.float32), 7_000.0, 15_000.0, 3.0)
    return (noise * decay(t, half) * gate(t, 0.0006, 0.01)).astype(np.float32) * np.float32(0.5)


def crash(rng: np.random.Generator) -> Sound:
    """Return a long cymbal, for the first beat of a section."""
    t = seconds(2.6)
    noise = filtered(rng.standard_normal(t.size).astype(np.float32), 3_200.0, 14_000.0, 2.0)
    return (noise * decay(t, 0.38) * gate(t, 0.002, 0.3)).astype(np.float32) * np.float32(0.5)


def boom() -> Sound:
    """Return the blow under the drop: a sine that sinks to 34 Hz."""
    t = seconds(2.2)
    phase = 34.0 * t + 60.0 * 0.16 * (1.0 - np.exp(-t / 0.16))
    return (np.tanh(1.6 * np.sin(2.0 * np.pi * phase)) * decay(t, 0.42) * gate(t, 0.002, 0.3)).astype(np.float32)


# ----------------------------------------------------------------------------------------------------- notes


def bass(note: int, duration: float) -> Sound:
    """Return a bass note: a sine and a sawtooth whose filter closes."""
    t = seconds(duration)
    wave = 0.75 * np.sin(2.0 * np.pi * hertz(note) * t) + 0.5 * saw(hertz(note), t) + 0.3 * saw(hertz(note) * 1.006, t)
    cutoff = 160.0 + 1_250.0 * decay(t, 0.055)
    return (np.tanh(1.3 * swept(wave.astype(np.float32), cutoff, 0.9)) * gate(t, 0.003, 0.02)).astype(np.float32)


def stab(notes: tuple[int, ...], rng: np.random.Generator) -> Sound:
    """Return a short chord whose filter closes."""
    t = seconds(0.42)
    wave = swept(stack(notes, t, 9.0, rng), 420.0 + 3_600.0 * decay(t, 0.06))
    return (wave * decay(t, 0.11) * gate(t, 0.002, 0.05)).astype(np.float32)


def pad(notes: tuple[int, ...], duration: float, rng: np.random.Generator) -> Sound:
    """Return a long chord, unfiltered, that overlaps the next one."""
    t = seconds(duration)
    return (stack(notes, t, 11.0, rng) * gate(t, 0.35, 0.45)).astype(np.float32)


def flute(note: int, duration: float, rng: np.random.Generator) -> Sound:
    """Return a soft lead note with breath and a late vibrato."""
    t = seconds(duration + 0.15)
    wobble = 0.0035 * np.clip((t - 0.25) / 0.4, 0.0, 1.0) * np.sin(2.0 * np.pi * 5.2 * t)
    phase = 2.0 * np.pi * hertz(note) * (t + np.cumsum(wobble) / RATE)
    wave = np.sin(phase) + 0.28 * np.sin(2.0 * phase) + 0.12 * np.sin(3.0 * phase)
    wave += 0.9 * filtered((rng.standard_normal(t.size) * (0.12 + 0.5 * decay(t, 0.03))).astype(np.float32), 3e3, 9e3)
    return (wave * gate(t, 0.05, 0.16) * 0.55).astype(np.float32)


def pluck(note: int, duration: float, rng: np.random.Generator) -> Sound:
    """Return a bright lead note: sawtooths an octave apart whose filter closes."""
    t = seconds(duration + 0.12)
    wave = stack((note, note + 12), t, 14.0, rng)
    return (swept(wave, 900.0 + 7_500.0 * decay(t, 0.09), 0.3) * decay(t, 0.22) * gate(t, 0.003, 0.1)).astype(
        np.float32
    )


def riser(duration: float, rng: np.random.Generator) -> Sound:
    """Return noise and a tone that rise for as long as a build lasts."""
    t = seconds(duration)
    way = t / duration
    noise = swept(rng.standard_normal(t.size).astype(np.float32), 300.0 * 36.0**way, 1.5)
    phase = np.cumsum(hertz(45) * 4.0**way) / RATE
    tone = 2.0 * (phase % 1.0) - 1.0
    return ((0.4 * noise + 0.16 * swept(tone.astype(np.float32), 250.0 * 20.0**way)) * way**1.7).astype(np.float32)


# --------------------------------------------------------------------------------------------------- effects


def reverb(sound: Sound, duration: float, rng: np.random.Generator) -> Sound:
    """Return the sound's echo in a hall of `duration` seconds (to -60 dB), without the sound."""
    t = seconds(duration)
    hall = rng.standard_normal(t.size) * 10.0 ** (-3.0 * t / duration) * gate(t, 0.02, 0.3)
    hall = filtered(hall.astype(np.float32), 280.0, 5_200.0, 1.5)
    hall /= np.sqrt(np.sum(hall**2))
    size = 1 << 20
    size *= -(-(sound.size + hall.size) // size)
    wet = np.fft.irfft(np.fft.rfft(sound, size) * np.fft.rfft(hall, size), size)[: sound.size + hall.size]
    wet[: hall.size] += wet[sound.size :]
    return wet[: sound.size].astype(np.float32)


def echoes(sound: Sound, every: float, feedback: float, count: int = 6) -> Sound:
    """Return the sound's repeats, each softer by `feedback`, without the sound."""
    wet = np.zeros_like(sound)
    for number in range(1, count + 1):
        wet += np.roll(sound, round(every * number * RATE)) * np.float32(feedback**number)
    return wet


def limited(sound: Sound, ceiling: float) -> Sound:
    """Turn peaks down to the ceiling: the gain begins to fall 6 ms before a peak and comes back in as long."""
    hop = 66
    count = -(-sound.size // hop)
    peaks = np.abs(np.pad(sound, (0, count * hop - sound.size))).reshape(count, hop).max(axis=1)
    wide = np.max([np.roll(peaks, shift) for shift in range(-5, 6)], axis=0)
    gain = np.minimum(1.0, ceiling / np.maximum(wide, 1e-9))
    smooth = np.mean([np.roll(gain, shift) for shift in range(-4, 5)], axis=0)
    at = np.arange(sound.size) / hop - 0.5
    return np.clip(sound * np.interp(at, np.arange(count), smooth), -ceiling, ceiling).astype(np.float32)
