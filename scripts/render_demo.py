"""Render the demo music, `soundscape_live/data/demo.ogg`: a small track of our own, 124 BPM, 56 bars, A minor.

    python -m scripts.render_demo [FILE]

| section   | bars | from (s) | to (s) | what is heard                                        |
|-----------|------|----------|--------|------------------------------------------------------|
| intro     | 8    | 0.00     | 15.48  | pads whose filter opens, hats                        |
| groove    | 12   | 15.48    | 38.71  | bass drum on every beat, claps, bass, chords         |
| breakdown | 8    | 38.71    | 54.19  | no drums: pads and a soft lead                       |
| build     | 8    | 54.19    | 69.68  | snare roll, riser, filter opening, a beat of silence |
| drop      | 16   | 69.68    | 100.65 | everything                                           |
| outro     | 4    | 100.65   | 108.39 | bass drum and hats leave, the filter closes          |

Rules: the same seed gives the same samples on the same machine and versions. The track is a circle: echoes of the
end are heard in the beginning, so that it can be looped.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile

from scripts import demo_voices as voice
from scripts.demo_score import BASS_STEPS, CHORDS, MELODY, ROOTS, STAB_STEPS
from scripts.demo_voices import RATE, Sound

BPM = 124.0
BEAT = 60.0 / BPM
BAR = 4.0 * BEAT
SIXTEENTH = BEAT / 4.0
SWING = 0.14
"How much of a sixteenth every second sixteenth comes late."

BARS = {"intro": 8, "groove": 12, "breakdown": 8, "build": 8, "drop": 16, "outro": 4}
FIRST_BAR = dict(zip(BARS, np.cumsum([0, *BARS.values()]).tolist(), strict=False))
TOTAL_BARS = sum(BARS.values())
SECTIONS: dict[str, tuple[float, float]] = {
    name: (FIRST_BAR[name] * BAR, (FIRST_BAR[name] + count) * BAR) for name, count in BARS.items()
}
"Each section's beginning and end, seconds."

OVER = 8192
"Samples that a filter is shown beyond either end."

PUSH = 1.7
"How far peaks are driven into the limiter."

CEILING = 10.0 ** (-2.5 / 20.0)
"Before encoding; Vorbis adds about a decibel, so that the file's peak lies at -1 dBFS."


@dataclass(frozen=True, slots=True, eq=False)
class Tracks:
    """The parts before they are mixed, each the whole length."""

    drums: Sound
    hats: Sound
    hands: Sound
    bass: Sound
    chords: Sound
    pads: Sound
    lead: Sound
    rise: Sound


def empty() -> Sound:
    """Return silence as long as the track."""
    return np.zeros(round(TOTAL_BARS * BAR * RATE), np.float32)


def put(track: Sound, sound: Sound, at: float, level: float = 1.0) -> None:
    """Add a sound to a track at a time; what runs past the end goes on at the beginning."""
    first = round(at * RATE) % track.size
    fits = min(sound.size, track.size - first)
    track[first : first + fits] += sound[:fits] * np.float32(level)
    track[: sound.size - fits] += sound[fits:] * np.float32(level)


def around(track: Sound) -> Sound:
    """Return the track with a piece of its end before it and of its beginning after it, for a filter to run over."""
    return np.concatenate((track[-OVER:], track, track[:OVER]))


def bars(section: str) -> range:
    """Return the numbers of a section's bars."""
    return range(FIRST_BAR[section], FIRST_BAR[section] + BARS[section])


def kick_times() -> list[float]:
    """Return when the bass drum sounds."""
    times = [bar * BAR + beat * BEAT for name in ("groove", "drop") for bar in bars(name) for beat in range(4)]
    times += [bar * BAR + beat * BEAT for bar in bars("build")[:6] for beat in range(4)]
    times += [bar * BAR + beat * BEAT for bar in bars("outro")[:2] for beat in range(4)]
    return sorted(times)


def drums(rng: np.random.Generator) -> tuple[Sound, Sound, Sound]:
    """Return the drums, the hats, and what of them gets the hall: claps, roll and cymbals."""
    low, high, hands = empty(), empty(), empty()
    stroke = voice.kick()
    for at in kick_times():
        put(low, stroke, at)
    clap, roll, crash = voice.clap(rng), voice.snare(rng), voice.crash(rng)
    for name in ("groove", "drop"):
        put(hands, crash, SECTIONS[name][0], 0.7 if name == "groove" else 1.0)
        for bar in bars(name)[0 if name == "drop" else 4 :]:
            put(hands, clap, bar * BAR + BEAT)
            put(hands, clap, bar * BAR + 3 * BEAT)
    put(hands, crash, SECTIONS["drop"][0] + 8 * BAR, 0.8)
    put(hands, crash, SECTIONS["outro"][0], 0.8)
    put(low, voice.boom(), SECTIONS["drop"][0], 0.9)
    begin, end = SECTIONS["build"]
    for bar in bars("build"):
        every = {0: 4, 1: 4, 2: 4, 3: 4, 4: 2, 5: 2, 6: 1, 7: 1}[bar - FIRST_BAR["build"]]
        for step in range(0, 16, every):
            at = bar * BAR + step * SIXTEENTH
            if at < end - BEAT - 0.001:
                put(hands, roll, at, 0.15 + 0.85 * ((at - begin) / (end - begin)) ** 1.5)
    _hats(high, rng)
    return low, high, hands


def _hats(track: Sound, rng: np.random.Generator) -> None:
    closed, opened = voice.hat(rng, 0.014), voice.hat(rng, 0.055)
    levels = {"intro": 0.35, "groove": 0.62, "build": 0.45, "drop": 0.8, "outro": 0.45}
    for name, level in levels.items():
        last = SECTIONS["build"][1] - BEAT
        for number, bar in enumerate(bars(name)):
            fade = min(1.0, (number + 1) / 4.0) if name == "intro" else 1.0 - 0.15 * number * (name == "outro")
            for step in range(16):
                at = bar * BAR + (step + SWING * (step % 2)) * SIXTEENTH
                if name == "build" and at > last - 0.001:
                    continue
                accent = (0.5, 0.28, 0.9, 0.34)[step % 4] * rng.uniform(0.82, 1.0)
                put(track, closed, at, level * fade * accent)
                if step % 4 == 2 and name in ("groove", "drop"):
                    put(track, opened, at, level * 0.75)


def harmony(rng: np.random.Generator) -> tuple[Sound, Sound, Sound]:
    """Return the bass, the short chords and the unfiltered pads."""
    low, short, long = empty(), empty(), empty()
    notes = {pitch: voice.bass(pitch, 1.15 * SIXTEENTH) for root in ROOTS for pitch in (root, root + 7, root + 12)}
    stabs = [voice.stab(tuple(note + 12 for note in chord), rng) for chord in CHORDS]
    chords = [voice.pad((root + 12, *chord), BAR + 0.4, rng) for root, chord in zip(ROOTS, CHORDS, strict=True)]
    for bar in range(TOTAL_BARS):
        put(long, chords[bar % 4], bar * BAR - 0.05)
    for name in ("groove", "drop"):
        for bar in bars(name):
            for step, interval in BASS_STEPS:
                put(low, notes[ROOTS[bar % 4] + interval], bar * BAR + step * SIXTEENTH, 0.9)
            for step in STAB_STEPS:
                swing = SWING * (step % 2)
                put(short, stabs[bar % 4], bar * BAR + (step + swing) * SIXTEENTH, rng.uniform(0.85, 1.0))
    return low, short, long


def lead(rng: np.random.Generator) -> Sound:
    """Return the melody: soft in the breakdown, bright in the drop, its second half with the lower octave."""
    track = empty()
    for number, bar in enumerate(bars("breakdown")):
        for step, note, length in MELODY[number % 8]:
            put(track, voice.flute(note, length * SIXTEENTH, rng), bar * BAR + step * SIXTEENTH, 0.5)
    for number, bar in enumerate(bars("drop")):
        for step, note, length in MELODY[number % 8]:
            put(track, voice.pluck(note, length * SIXTEENTH, rng), bar * BAR + step * SIXTEENTH, 0.9)
            if number >= 8:
                put(track, voice.pluck(note - 12, length * SIXTEENTH, rng), bar * BAR + step * SIXTEENTH, 0.45)
    return track


def pad_cutoff(size: int) -> Sound:
    """Return the pads' cutoff, hertz: opening in the intro and the build, closing in the outro."""
    marks = {0.0: 480.0, 8.0: 1_700.0, 20.0: 1_300.0, 20.1: 1_200.0, 28.0: 3_200.0, 28.1: 700.0, 35.75: 9_000.0}
    marks |= {36.0: 3_000.0, 52.0: 2_600.0, 56.0: 480.0}
    at = np.arange(size) / (BAR * RATE)
    base = np.exp(np.interp(at, list(marks), np.log(list(marks.values()))))
    return (base * (1.0 + 0.16 * np.sin(2.0 * np.pi * at / 2.0))).astype(np.float32)


def pad_level(size: int) -> Sound:
    """Return the pads' level: carrying where there are no drums, behind where there are."""
    marks = {0.0: 0.75, 4.0: 0.9, 7.9: 0.9, 8.0: 0.42, 19.9: 0.42, 20.0: 0.85, 28.0: 0.85, 35.7: 0.62, 35.75: 0.0}
    marks |= {35.99: 0.0, 36.0: 0.5, 52.0: 0.5, 53.0: 0.75, 56.0: 0.75}
    return np.interp(np.arange(size) / (BAR * RATE), list(marks), list(marks.values())).astype(np.float32)


def loudness(size: int) -> Sound:
    """Return the level of the whole: the groove leaves the drop something to add, the build rises into it."""
    marks = {0.0: 1.1, 7.9: 1.0, 8.0: 0.86, 20.0: 0.86, 28.0: 0.8, 35.75: 1.15, 36.0: 1.0, 52.0: 1.0, 56.0: 1.1}
    return np.interp(np.arange(size) / (BAR * RATE), list(marks), list(marks.values())).astype(np.float32)


def ducking(size: int, depth: float) -> Sound:
    """Return the level that gives way to each bass drum and comes back within the beat."""
    t = voice.seconds(BEAT * 0.92)
    dip = (depth * np.cos(0.5 * np.pi * (t / t[-1])) ** 1.6).astype(np.float32)
    track = np.zeros(size, np.float32)
    for at in kick_times():
        put(track, dip, at)
    return np.float32(1.0) - np.minimum(track, np.float32(depth))


def parts(seed: int) -> Tracks:
    """Render every part."""
    rng = np.random.default_rng(seed)
    low, high, hands = drums(rng)
    bass, chords, pads = harmony(rng)
    melody = lead(rng)
    rise = empty()
    begin, end = SECTIONS["build"]
    put(rise, voice.riser(end - begin - BEAT, rng), begin, 0.5)
    pads = voice.swept(around(pads), around(pad_cutoff(pads.size)))[OVER:-OVER] * pad_level(pads.size)
    return Tracks(low, high, hands, bass, chords, pads, melody, rise)


def render(seed: int = 124) -> Sound:
    """Return the whole track: (n,) float32 at RATE, peak at CEILING."""
    track = parts(seed)
    rng = np.random.default_rng(seed + 1)
    size = track.drums.size
    deep, light = ducking(size, 0.72), ducking(size, 0.4)
    repeats = voice.echoes(track.chords * np.float32(0.5) + track.lead * np.float32(0.7), 0.75 * BEAT, 0.42)
    sent = 0.35 * track.hands + 0.3 * track.chords + 0.55 * track.pads + 0.6 * track.lead + 0.5 * track.rise
    hall = voice.reverb((sent + 0.4 * repeats).astype(np.float32), 2.4, rng)
    mixed = 0.72 * track.drums + 0.8 * track.hats + 0.72 * track.hands + 0.85 * track.rise
    mixed += deep * (0.52 * track.bass + 0.62 * track.chords + 0.36 * track.pads)
    mixed += light * (0.4 * track.lead + 0.34 * repeats + 0.36 * hall)
    mixed = voice.filtered(around((mixed * loudness(size)).astype(np.float32)), 28.0, 17_000.0, 2.0)[OVER:-OVER]
    warm = np.tanh(0.7 * mixed).astype(np.float32)
    warm *= np.float32(PUSH * CEILING / np.abs(warm).max())
    return voice.limited(warm, CEILING)


def main(argv: list[str]) -> None:
    """Render and write the file."""
    path = Path(argv[0]) if argv else Path(__file__).parents[1] / "soundscape_live" / "data" / "demo.ogg"
    path.parent.mkdir(parents=True, exist_ok=True)
    with soundfile.SoundFile(path, "w", RATE, 1, "VORBIS", format="OGG", compression_level=0.55) as file:
        samples = render()
        for first in range(0, samples.size, RATE):  # libsndfile's Vorbis encoder overflows its stack on long writes
            file.write(samples[first : first + RATE])
    print(f"{path}: {samples.size / RATE:.2f} s, {path.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main(sys.argv[1:])
