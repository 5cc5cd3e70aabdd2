"""Feedback for 10,000 frames at several levels of noise: python -m bench picture --long.

Each level plays one prompt from one cut, without a reset. N is the noise_scale in hundredths.

`deviation_N`   the standard deviation of the picture's luma, the mean over WINDOW frames: the window that is furthest
                from the first, as a share of the first, with its sign; .25 is the bar
`entropy_N`     the same of the entropy of the luma's histogram
`deviation`, `entropy`  the furthest of all levels
`against_cuts`  the mean deviation of all frames, as a share of that of CUTS pictures from noise alone of the same
                prompts: what is like its beginning may have faded at once
`repeats`       pictures that were there before, bit for bit
`flat`          pictures of one colour
`returns`       how often the renderer itself found that feedback led nowhere, numbers that are none included
`frames`        how many were drawn at each level

A level that is done is kept in a file, if one is named, and not drawn again.
"""

import hashlib
import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from bench.picture_detail import deviation, entropy
from bench.picture_play import Player
from soundscape_live.generator.picture import Picture, Renderer

LEVELS = (0.1, 0.3, 0.5, 0.7)
TEXTS = ("teal ocean with jellyfish", "violet galaxy of stars", "golden forest with fireflies", "red lava and embers")
WINDOW = 100
"Frames whose mean is compared."
EVERY = 5
"Frames; so many apart are looked at, all are counted."
CUTS = 12
SEED = 880_001
FLAT = 1e-3
"A standard deviation below it is no picture."


@dataclass(frozen=True, slots=True)
class Course:
    """What was seen at one level."""

    level: float
    text: str
    frames: int
    deviation: float
    "Of the window furthest from the first, the first's share taken off: 0 is like the first."
    entropy: float
    against_cuts: float
    "The mean deviation as a share of that of pictures from noise alone."
    repeats: int
    flat: int
    returns: int


def play(renderer: Renderer, level: float, text: str, frames: int, hear: Callable[[str], None]) -> Course:
    """Draw so many frames and look at them."""
    player = Player(renderer)
    before = int(getattr(renderer, "returns", 0))
    seed = SEED + round(level * 100) * CUTS
    fresh = float(np.mean([deviation(player.cut(text, seed + number)) for number in range(CUTS)]))
    seen = {_mark(player.cut(text, seed))}
    spreads, entropies, repeats, flat, began = [], [], 0, 0, time.monotonic()
    for number, picture in enumerate(player.go_on(level, frames)):
        mark = _mark(picture)
        repeats += mark in seen
        seen.add(mark)
        if number % EVERY == 0:
            spread = deviation(picture)
            flat += spread < FLAT
            spreads.append(spread)
            entropies.append(entropy(picture))
        if number % 1000 == 999:
            hear(
                f"noise_scale {level:g}: {number + 1} frames, {(number + 1) / (time.monotonic() - began):.1f} a second"
            )
    returns = int(getattr(renderer, "returns", 0)) - before
    against = float(np.mean(spreads)) / max(fresh, 1e-9)
    return Course(level, text, frames, furthest(spreads), furthest(entropies), against, repeats, flat, returns)


def furthest(values: Sequence[float], window: int = WINDOW // EVERY) -> float:
    """Return how far the mean of a window goes from the first one's, as a share of it, with its sign; 0 if alone."""
    whole = len(values) // window * window
    if not whole:
        return 0.0
    means = np.array(values[:whole], np.float64).reshape(-1, window).mean(1)
    shares = means / max(means[0], 1e-12) - 1.0
    return float(shares[np.abs(shares).argmax()])


def _mark(picture: Picture) -> bytes:
    return hashlib.blake2b(picture.tobytes(), digest_size=12).digest()


def long(open_renderer: Callable[[], Renderer], frames: int, kept: Path | None) -> dict[str, float]:
    """Return the figures of all levels; those that a file keeps for as many frames are not drawn again."""
    done = {course.level: course for course in _read(kept) if course.frames == frames}
    for level, text in zip(LEVELS, TEXTS, strict=True):
        if level in done:
            continue
        done[level] = play(open_renderer(), level, text, frames, lambda line: print(line, file=sys.stderr))
        print(done[level], file=sys.stderr)
        if kept is not None:
            with kept.open("a", encoding="utf-8") as file:
                file.write(json.dumps(asdict(done[level])) + "\n")
    courses = [done[level] for level in LEVELS]
    figures = {f"deviation_{round(course.level * 100)}": course.deviation for course in courses}
    figures |= {f"entropy_{round(course.level * 100)}": course.entropy for course in courses}
    return figures | {
        "deviation": max(abs(course.deviation) for course in courses),
        "entropy": max(abs(course.entropy) for course in courses),
        "against_cuts": float(np.mean([course.against_cuts for course in courses])),
        "repeats": float(sum(course.repeats for course in courses)),
        "flat": float(sum(course.flat for course in courses)),
        "returns": float(sum(course.returns for course in courses)),
        "frames": float(frames),
    }


def _read(kept: Path | None) -> list[Course]:
    if kept is None or not kept.exists():
        return []
    return [Course(**json.loads(line)) for line in kept.read_text(encoding="utf-8").splitlines()]
