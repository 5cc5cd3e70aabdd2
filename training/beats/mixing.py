"""What a record or a room does to a sound. numpy alone; a sound is float32, (n,), mono.

Rules: nothing here moves a note in time: filters have no phase, a room's direct sound comes first and at once. What a
clip goes through is drawn first (`drawn`), as figures that can be read and kept beside it, and then done (`mixed`).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Sound = NDArray[np.float32]
HOP = 0.003
"Seconds between the gains of compressor and limiter."


@dataclass(frozen=True, slots=True)
class Bell:
    """A lift or a dip about a frequency."""

    hertz: float
    octaves: float
    gain_db: float


@dataclass(frozen=True, slots=True)
class Echo:
    """A small room: noise that decays by 60 dB in so many seconds, against the direct sound."""

    seconds: float
    gain_db: float
    dark_hertz: float


@dataclass(frozen=True, slots=True)
class Squash:
    """A compressor and a hard limiter after it."""

    ratio: float
    attack: float
    "Seconds."
    release: float
    "Seconds."
    drive_db: float
    "By how much the loudest peaks exceed the limiter's ceiling before it."


@dataclass(frozen=True, slots=True)
class Fade:
    """A change of level within the clip, from one part of it to another (0..1); a step where they are the same."""

    begin: float
    end: float
    gain_db: float


@dataclass(frozen=True, slots=True)
class Mix:
    """All that is done to a clip."""

    low_shelf_db: float = 0.0
    high_shelf_db: float = 0.0
    bells: tuple[Bell, ...] = ()
    low_cut: float = 0.0
    "Hertz; 0: none."
    high_cut: float = 0.0
    "Hertz; 0: none."
    echo: Echo | None = None
    squash: Squash | None = None
    saturation_db: float = 0.0
    "How far peaks are driven into a tanh; 0: not at all."
    noise_db: float | None = None
    "Level of the added noise against the music."
    noise_slope: float = 0.0
    "Decibels per octave: 0 white, -3 pink, -6 brown."
    level_db: float = 0.0
    "Of the highest peak, against full scale."
    fade: Fade | None = None


def drawn(random: np.random.Generator) -> Mix:
    """Draw what is done to a clip."""
    return Mix(
        low_shelf_db=float(random.uniform(-8.0, 6.0)),
        high_shelf_db=float(random.uniform(-8.0, 8.0)),
        bells=tuple(_bell(random) for _ in range(int(random.integers(0, 4)))),
        low_cut=float(random.uniform(60.0, 300.0)) if random.random() < 0.12 else 0.0,
        high_cut=float(np.exp(random.uniform(np.log(3_000.0), np.log(8_000.0)))) if random.random() < 0.2 else 0.0,
        echo=_echo(random) if random.random() < 0.4 else None,
        squash=_squash(random) if random.random() < 0.6 else None,
        saturation_db=float(random.uniform(3.0, 18.0)) if random.random() < 0.2 else 0.0,
        noise_db=-float(random.uniform(10.0, 40.0)) if random.random() < 1.0 / 3.0 else None,
        noise_slope=-float(random.uniform(0.0, 6.0)),
        level_db=-float(random.uniform(0.0, 30.0)),
        fade=_fade(random) if random.random() < 0.12 else None,
    )


def _bell(random: np.random.Generator) -> Bell:
    hertz = float(np.exp(random.uniform(np.log(100.0), np.log(7_000.0))))
    return Bell(hertz, float(random.uniform(0.3, 1.5)), float(random.uniform(-9.0, 7.0)))


def _echo(random: np.random.Generator) -> Echo:
    length = float(np.exp(random.uniform(np.log(0.15), np.log(1.8))))
    return Echo(length, float(random.uniform(-22.0, 0.0)), float(random.uniform(1_500.0, 8_000.0)))


def _squash(random: np.random.Generator) -> Squash:
    return Squash(
        ratio=float(random.uniform(1.5, 8.0)),
        attack=float(random.uniform(0.002, 0.04)),
        release=float(random.uniform(0.04, 0.4)),
        drive_db=float(random.uniform(0.0, 12.0)),
    )


def _fade(random: np.random.Generator) -> Fade:
    begin = float(random.uniform(0.1, 0.8))
    slow = random.random() < 0.5
    return Fade(begin, min(1.0, begin + float(random.uniform(0.05, 0.5))) if slow else begin, _either(random))


def _either(random: np.random.Generator) -> float:
    return float(random.uniform(6.0, 24.0) * random.choice([-1.0, 1.0]))


def mixed(sound: Sound, rate: int, mix: Mix, random: np.random.Generator) -> Sound:
    """Return the sound after all that the mix says, its highest peak at level_db; silence comes back as silence."""
    peak = float(np.abs(sound).max(initial=0.0))
    if peak == 0.0:
        return sound
    out = convolved(sound / np.float32(peak), rate, mix, random)
    if mix.squash is not None:
        out = squashed(out, rate, mix.squash)
    if mix.saturation_db > 0.0:
        drive = 10.0 ** (mix.saturation_db / 20.0) / max(float(np.abs(out).max()), 1e-9)
        out = np.tanh(out * np.float32(drive))
    if mix.noise_db is not None:
        out = out + noise(out.size, rate, mix.noise_slope, random) * np.float32(
            _rms(out) * 10.0 ** (mix.noise_db / 20.0)
        )
    if mix.fade is not None:
        at = np.linspace(0.0, 1.0, out.size, dtype=np.float32)
        way = np.clip((at - mix.fade.begin) / max(mix.fade.end - mix.fade.begin, 1e-6), 0.0, 1.0)
        out = out * (10.0 ** (mix.fade.gain_db / 20.0 * way)).astype(np.float32)
    return np.asarray(out * (10.0 ** (mix.level_db / 20.0) / max(float(np.abs(out).max()), 1e-9)), np.float32)


def convolved(sound: Sound, rate: int, mix: Mix, random: np.random.Generator) -> Sound:
    """Return the sound through shelves, bells, cuts and the room, all in one transform."""
    room = _room(mix.echo, rate, random)
    size = quick(sound.size + room.size)
    spectrum = np.fft.rfft(sound, size)
    spectrum *= curve(np.fft.rfftfreq(size, 1.0 / rate), mix)
    if mix.echo is not None:
        spectrum *= np.fft.rfft(room, size)
    return np.asarray(np.fft.irfft(spectrum, size)[: sound.size], np.float32)


def curve(hertz: NDArray[np.floating], mix: Mix) -> Sound:
    """Return the mix's gain at each frequency: shelves at 200 and 3000 Hz, one octave wide, bells and cuts."""
    points = np.linspace(0.0, np.log2(hertz[-1]), 1024)  # the curve is smooth: a thousand points of it are enough
    decibels = mix.low_shelf_db / (1.0 + np.exp2(3.0 * (points - np.log2(200.0))))
    decibels += mix.high_shelf_db / (1.0 + np.exp2(-3.0 * (points - np.log2(3_000.0))))
    for bell in mix.bells:
        decibels += bell.gain_db * np.exp(-0.5 * ((points - np.log2(bell.hertz)) / (0.5 * bell.octaves)) ** 2.0)
    if mix.low_cut > 0.0:
        decibels -= 10.0 * np.log10(1.0 + np.exp2(4.0 * (np.log2(mix.low_cut) - points)))
    if mix.high_cut > 0.0:
        decibels -= 10.0 * np.log10(1.0 + np.exp2(12.0 * (points - np.log2(mix.high_cut))))
    return np.asarray(np.interp(np.log2(np.maximum(hertz, 1.0)), points, 10.0 ** (decibels / 20.0)), np.float32)


def _room(echo: Echo | None, rate: int, random: np.random.Generator) -> Sound:
    """Return an impulse and the noise after it; the noise's energy is gain_db against the impulse's."""
    if echo is None:
        return np.ones(1, np.float32)
    at = np.arange(round(echo.seconds * rate)) / rate
    tail = random.standard_normal(at.size) * 10.0 ** (-3.0 * at / echo.seconds)
    size = quick(at.size)
    spectrum = np.fft.rfft(tail, size) / (1.0 + (np.fft.rfftfreq(size, 1.0 / rate) / echo.dark_hertz) ** 2.0)
    tail = np.fft.irfft(spectrum, size)[: at.size]
    tail[: round(random.uniform(0.001, 0.015) * rate)] = 0.0
    tail *= 10.0 ** (echo.gain_db / 20.0) / np.sqrt(np.sum(tail**2.0) + 1e-12)
    tail[0] = 1.0
    return np.asarray(tail, np.float32)


def squashed(sound: Sound, rate: int, squash: Squash) -> Sound:
    """Return the sound compressed above its own average level, driven by drive_db and limited to 1."""
    hop = round(HOP * rate)
    count = -(-sound.size // hop)
    blocks = np.pad(sound, (0, count * hop - sound.size)).reshape(count, hop)
    levels = 20.0 * np.log10(np.sqrt(np.mean(blocks**2.0, axis=1)) + 1e-5)
    threshold = 20.0 * np.log10(_rms(sound) + 1e-5)
    wanted = np.maximum(levels - threshold, 0.0) * (1.0 / squash.ratio - 1.0)
    out = sound * _steps(10.0 ** (_followed(wanted, squash) / 20.0), hop, sound.size)
    out *= np.float32(10.0 ** (squash.drive_db / 20.0) / max(float(np.abs(out).max()), 1e-9))
    peaks = np.abs(np.pad(out, (0, count * hop - out.size))).reshape(count, hop).max(axis=1)
    around = np.max([np.roll(peaks, shift) for shift in (-2, -1, 0, 1, 2)], axis=0)
    gains = np.convolve(1.0 / np.maximum(around, 1.0), np.full(3, 1.0 / 3.0), "same")
    return np.asarray(np.clip(out * _steps(gains, hop, sound.size), -1.0, 1.0), np.float32)


def _followed(wanted: NDArray[np.float64], squash: Squash) -> NDArray[np.float64]:
    """Follow a gain in decibels, downwards with the attack's time constant, upwards with the release's."""
    down, up = 1.0 - np.exp(-HOP / squash.attack), 1.0 - np.exp(-HOP / squash.release)
    out, now = [], 0.0
    for gain in wanted.tolist():
        now += (gain - now) * (down if gain < now else up)
        out.append(now)
    return np.array(out)


def _steps(gains: NDArray[np.float64], hop: int, size: int) -> Sound:
    """Return a gain per sample: straight lines between the middles of hops."""
    return np.interp(np.arange(size) / hop - 0.5, np.arange(gains.size), gains).astype(np.float32)


def noise(size: int, rate: int, slope: float, random: np.random.Generator) -> Sound:
    """Return noise whose level falls by `slope` decibels per octave above 50 Hz, with an RMS of 1."""
    length = quick(min(size, 8 * rate))
    hertz = np.maximum(np.fft.rfftfreq(length, 1.0 / rate), 50.0)
    spectrum = np.fft.rfft(random.standard_normal(length, np.float32)) * ((hertz / 50.0) ** (slope / 6.02)).astype(
        np.float32
    )
    some = np.fft.irfft(spectrum, length)
    return np.asarray(np.resize(some / max(_rms(some), 1e-12), size), np.float32)


def quick(size: int) -> int:
    """Return a length at least so long that the transform is quick at: 2^n times 1, 1.125, 1.25 or 1.5."""
    power = 1 << max(3, (size - 1).bit_length())
    return min(length for length in (power, power * 9 // 16, power * 5 // 8, power * 3 // 4) if length >= size)


def _rms(sound: NDArray[np.floating]) -> float:
    return float(np.sqrt(np.mean(np.square(sound))))
