"""The plainest style: a rock beat with bass and held chords."""

import numpy as np

from training.beats.score import DRUMS, Note, Part, Score, Style

KICK, SNARE, HAT, CRASH = 36, 38, 42, 49
CHORDS = ((0, 4, 7), (9, 12, 16), (5, 9, 12), (7, 11, 14))
"I vi IV V, in semitones above the key."


def _drums(bars: int) -> tuple[Note, ...]:
    notes = [Note(0.0, 0.5, CRASH, 100)]
    for bar in range(bars):
        first = 4.0 * bar
        notes += [Note(first + at, 0.25, KICK, 110) for at in (0.0, 2.0)]
        notes += [Note(first + at, 0.25, SNARE, 105) for at in (1.0, 3.0)]
        notes += [Note(first + eighth / 2.0, 0.25, HAT, 90 if eighth % 2 == 0 else 65) for eighth in range(8)]
    return tuple(notes)


def rock(random: np.random.Generator, seconds: float) -> Score:
    """Write a rock beat, 4/4, 84 to 152 BPM, with bass eighths and a chord a bar."""
    bpm = float(random.uniform(84.0, 152.0))
    bars = max(2, round(seconds * bpm / 240.0))
    key = int(random.integers(-5, 7))
    bass: list[Note] = []
    chords: list[Note] = []
    for bar in range(bars):
        chord = CHORDS[bar % len(CHORDS)]
        bass += [Note(4.0 * bar + n / 2.0, 0.45, 36 + key + chord[0] % 12, 95) for n in range(8)]
        chords += [Note(4.0 * bar, 3.8, 60 + key + tone, 75) for tone in chord]
    return Score(
        style="plain_rock",
        bpm=bpm,
        beats_per_bar=4,
        bars=bars,
        parts=(
            Part(DRUMS, _drums(bars), looseness=0.005),
            Part(33, tuple(bass), gain_db=-2.0),
            Part(int(random.choice([0, 4, 16, 25, 27])), tuple(chords), gain_db=-4.0, pan=0.3),
        ),
    )


STYLES: dict[str, Style] = {"plain_rock": rock}
