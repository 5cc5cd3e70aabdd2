"""What records have and sound fonts have not: a voice that sings, a held wall of sound, a crowd, a record's crackle.

Rules: a layer returns float32, (seconds * rate,), with an RMS near 1 where it sounds, and is as dry as the fonts are;
how loud it gets is the caller's. The voice sings the pitches that the other players play and is free in time, as
singers are: its consonants are there to be told from drums.
"""

import numpy as np
from numpy.typing import NDArray

from training.beats.mixing import noise, quick
from training.beats.performance import Performance
from training.beats.score import DRUMS

Sound = NDArray[np.float32]
VOWELS = (
    (730.0, 1_090.0, 2_440.0),
    (530.0, 1_840.0, 2_480.0),
    (270.0, 2_290.0, 3_010.0),
    (570.0, 840.0, 2_410.0),
    (300.0, 870.0, 2_240.0),
    (490.0, 1_350.0, 1_690.0),
)
"Formants of six vowels in hertz, of men's voices after Peterson and Barney (1952)."
TABLE = 1024


def sung(performance: Performance, rate: int, random: np.random.Generator) -> Sound:
    """Return a line sung in phrases of some syllables, each on a pitch that someone plays at the time."""
    out = np.zeros(round(performance.seconds * rate), np.float32)
    played = _pitches(performance)
    beats = np.array([at for at, _ in performance.beats])
    if not played.size or beats.size < 4:
        return out
    longer = float(random.uniform(1.0, 1.3))  # formants of shorter tracts lie higher
    low = int(random.integers(45, 62))
    eighth = 0.0
    steps = np.array([0.5, 0.5, 0.5, 1.0, 1.0, 1.5, 2.0, 3.0])
    while eighth < beats.size - 2:
        rests = random.random() < 0.15
        length = float(random.choice(steps)) * (2.0 if rests else 1.0)
        begin, end = np.interp([eighth, min(eighth + length, beats.size - 1)], np.arange(beats.size), beats)
        eighth += length
        if rests:
            continue
        begin = max(0.0, float(begin + random.normal(0.0, 0.035)))
        pitch = _near(played, begin, low, random)
        vowel = np.array(VOWELS[int(random.integers(len(VOWELS)))]) * longer
        syllable = _syllable(pitch, max(0.12, float(end) - begin), rate, vowel, random)
        at = round(begin * rate)
        room = out[at : at + syllable.size]
        room += syllable[: room.size]
    return out


def _pitches(performance: Performance) -> NDArray[np.float64]:
    """Return (n, 3): start, end and pitch of every tone but the drums', by start."""
    rows = [
        (tone.start, tone.start + tone.length, tone.pitch)
        for player in performance.players
        if player.program != DRUMS
        for tone in player.tones
    ]
    return np.array(sorted(rows), np.float64).reshape(-1, 3)


def _near(played: NDArray[np.float64], at: float, low: int, random: np.random.Generator) -> float:
    """Return a pitch within the octave above `low`, of a tone that sounds at a time, or of the last one before."""
    begun = played[: max(1, int(np.searchsorted(played[:, 0], at + 0.1)))]
    sounding = begun[begun[:, 1] > at, 2]
    pitch = random.choice(sounding) if sounding.size else begun[-1, 2]
    return float(low + (pitch - low) % 12)


def _syllable(
    pitch: float, seconds: float, rate: int, formants: NDArray[np.float64], random: np.random.Generator
) -> Sound:
    t = np.arange(round(seconds * rate)) / rate
    scoop = -float(random.uniform(0.0, 1.5)) * np.exp(-t / 0.06)
    vibrato = float(random.uniform(0.0, 0.5)) * np.clip((t - 0.2) / 0.3, 0.0, 1.0)
    bent = pitch + scoop + vibrato * np.sin(2.0 * np.pi * random.uniform(4.5, 6.5) * t)
    hertz = 440.0 * 2.0 ** ((bent - 69.0) / 12.0)
    harmonics = np.arange(1, TABLE // 2 + 1) * float(hertz[-1])
    gains = sum(
        level / (1.0 + ((harmonics - formant) / (60.0 + 0.06 * formant)) ** 2.0)
        for formant, level in zip(formants, (1.0, 0.5, 0.25), strict=True)
    )
    gains = np.where(harmonics < 0.45 * rate, gains / np.sqrt(harmonics), 0.0)
    turns = np.exp(2j * np.pi * random.random(gains.size))
    table = np.fft.irfft(np.concatenate(([0.0], gains * turns)), TABLE)
    wave = table[(np.cumsum(hertz) / rate * TABLE).astype(np.int64) % TABLE]
    wave *= 1.0 / max(float(np.sqrt(np.mean(table**2.0))), 1e-12)
    attack, release = float(random.uniform(0.015, 0.12)), min(0.1, 0.4 * seconds)
    wave *= np.clip(t / attack, 0.0, 1.0) * np.clip((seconds - t) / release, 0.0, 1.0)
    if random.random() < 0.5:
        wave += _consonant(t, rate, random)
    return np.asarray(wave * float(random.uniform(0.6, 1.2)), np.float32)


def _consonant(t: NDArray[np.float64], rate: int, random: np.random.Generator) -> NDArray[np.float64]:
    """Return the noise of an s, an f or a t at a syllable's beginning."""
    length = float(random.uniform(0.01, 0.12))
    hiss = random.standard_normal(t.size) * np.clip(t / 0.005, 0.0, 1.0) * np.clip((length - t) / 0.02, 0.0, 1.0)
    spectrum = np.fft.rfft(hiss, quick(t.size))
    middle = float(random.uniform(2_500.0, 8_000.0))
    hertz = np.fft.rfftfreq(quick(t.size), 1.0 / rate)
    spectrum *= np.exp(-0.5 * ((hertz - middle) / (0.35 * middle)) ** 2.0)
    return np.asarray(np.fft.irfft(spectrum)[: t.size] * float(random.uniform(0.3, 1.5)), np.float64)


def wall(performance: Performance, rate: int, random: np.random.Generator) -> Sound:
    """Return a driven chord that changes every bar or two with what is played: a held, dense sound without attacks."""
    out = np.zeros(round(performance.seconds * rate), np.float32)
    played = _pitches(performance)
    downbeats = [at for at, position in performance.beats if position == 1][:: int(random.integers(1, 3))]
    overlap = float(random.uniform(0.03, 0.3))
    for begin, end in zip(downbeats, [*downbeats[1:], performance.seconds], strict=True):
        pitches = np.unique(played[(played[:, 0] < begin + 0.2) & (played[:, 1] > begin), 2] % 12)
        t = np.arange(round((end - begin + overlap) * rate)) / rate
        wave = np.zeros(t.size)
        for pitch in pitches[:3]:
            hertz = 440.0 * 2.0 ** ((48 + pitch - 69.0 + random.normal(0.0, 0.05)) / 12.0)
            wave += 2.0 * ((hertz * t + random.random()) % 1.0) - 1.0
        edges = np.clip(t / overlap, 0.0, 1.0) * np.clip((t[-1] - t) / overlap, 0.0, 1.0)
        room = out[round(begin * rate) :][: t.size]
        room += (np.tanh(3.0 * wave) * edges)[: room.size].astype(np.float32)
    return out


def crowd(performance: Performance, rate: int, random: np.random.Generator) -> Sound:
    """Return people: noise about 300 to 2000 Hz that swells and falls within seconds."""
    size = round(performance.seconds * rate)
    points = np.exp(0.6 * random.standard_normal(int(performance.seconds) + 2))
    swell = np.interp(np.arange(size) / rate, np.arange(points.size), points)
    low, high = noise(size, rate, -6.0, random), noise(size, rate, -2.0, random)
    return np.asarray((0.7 * low + 0.5 * high) * swell, np.float32)


def crackle(performance: Performance, rate: int, random: np.random.Generator) -> Sound:
    """Return an old record's: 2 to 30 clicks a second of very different heights, and hiss."""
    size = round(performance.seconds * rate)
    out = noise(size, rate, -2.0, random) * np.float32(0.3)
    count = int(random.poisson(random.uniform(2.0, 30.0) * performance.seconds))
    np.add.at(out, random.integers(0, size, count), 2.0 * random.standard_normal(count) * random.chisquare(1.0, count))
    return out
