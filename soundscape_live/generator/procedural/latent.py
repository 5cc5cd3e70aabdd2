"""The latent: what the renderer remembers from one frame to the next, and how a frame moves it.

The field is three bands of Gaussian numbers, coarse to fine, six channels each. A frame mixes noise in,
x = a*z + s*e with s = (t/1000)^2.5 and a = sqrt(1 - s^2), and each denoising pass moves x toward the prompt's own
field m by (1 - a), and the world (the embedding that is shown) toward the prompt's by `pull`. At t = 1000 nothing of
the past is left. Two numbers travel (time, depth), one is warm (heat), and sixteen compose the picture.
Rules: all chance comes from Philox keyed with (seed, epoch) and counted with (frame, step); values in, values out.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from soundscape_live.generator.procedural.prompt import CHANCE, CHANCES, LOOK, LOOK_NAMES, Embedding, between
from soundscape_live.generator.procedural.texture import Field
from soundscape_live.model import Interpolation

CHANNELS = 6
OCTAVES = 8
DENSITIES = (1.0, 2.0, 4.0)
"Points a unit of each band."
FLOOR = 80
"The least t at which noise is mixed in: a picture given less sticks."
APART = 50
"Steps of the list less than this below the first one are left out."
_FRAME = 1.0 / 18.0
"The seconds that a frame stands for, at middling noise and speed."
_FLIGHT = 0.1
"Units that a frame goes forward by an octave of zoom a second; without zoom, at middling noise, it goes 0.03."
_MEMORY = 0.15
"How much of the running mean goes into each frame while manage_cache is on."
_FORGET = 0.03
"How fast the running mean follows."

Bands = tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """Where chance stands."""

    seed: int
    epoch: int
    frame: int

    def chance(self, step: int) -> np.random.Generator:
        """Return the generator of one step of this frame."""
        key = np.array([self.seed % 2**64, self.epoch], np.uint64)
        return np.random.Generator(np.random.Philox(key=key, counter=[0, 0, self.frame, step]))


@dataclass(frozen=True, slots=True, eq=False)
class Latent:
    """What is kept between frames."""

    bands: Bands
    slow: Bands
    "The running mean of the bands: the longer memory that manage_cache keeps."
    noise: Bands
    "The last frame's noise; the next one's is like it while manage_cache is on."
    world: Embedding
    "The embedding as it is shown now."
    detail: tuple[float, ...]
    "How strong each octave of fine form is, 0..1, the finest first: octave n stands for steps near 125 n."
    draw: tuple[float, ...]
    time: float
    depth: float
    heat: float


@dataclass(frozen=True, slots=True, eq=False)
class Aim:
    """What this frame is to move toward, and how."""

    embedding: Embedding
    noise_scale: float
    steps: tuple[int, ...]
    keep: bool
    "manage_cache."
    hold: bool = False
    "The world is the embedding exactly: a transition leads it."
    boost: bool = False
    "The prompt has just changed: the world goes there faster."
    zoom: float = 0.0
    "Motion.zoom."
    pace: float = 1.0
    "FrameState.pace."


def first_step(noise_scale: float, steps: Sequence[int]) -> int:
    """Return t*: where denoising begins for this noise, never above the list's first step."""
    return max(FLOOR, min(max(steps), round(1000.0 * noise_scale)))


def passes(start: int, steps: Sequence[int]) -> tuple[int, ...]:
    """Return the steps from t* down: t* itself and those of the list well below it."""
    return (start, *(step for step in sorted(set(steps), reverse=True) if step < start - APART))


def noise_level(step: float) -> float:
    """Return s of step t."""
    return float((step / 1000.0) ** 2.5)


def pull(step: float) -> float:
    """Return how far one pass moves the world toward the prompt; 1 at t = 1000."""
    part = step / 1000.0
    return 0.3 * part + 0.7 * float(part**6)


def octaves(steps: Sequence[int]) -> tuple[float, ...]:
    """Return the octaves that a list asks for: 1 where a step falls nearest, else 0."""
    asked_for = {max(1, round(step / 125.0)) for step in steps}
    return tuple(float(number in asked_for) for number in range(1, OCTAVES + 1))


def shapes(half_width: float, half_height: float) -> tuple[tuple[int, int, int], ...]:
    """Return the bands' shapes for a picture of this many units."""
    return tuple(
        (CHANNELS, math.ceil(2 * half_height * density) + 2, math.ceil(2 * half_width * density) + 2)
        for density in DENSITIES
    )


def asked(embedding: Embedding, sizes: Sequence[tuple[int, int, int]]) -> Bands:
    """Return the field m that a prompt asks for: its CHANCE token spread over a fixed basis."""
    rng = np.random.Generator(np.random.Philox(key=7))
    chance = embedding[CHANCE]
    fields = (rng.standard_normal((CHANCES, math.prod(size)), dtype=np.float32) for size in sizes)
    spread = chance[:, None] * np.float32(0.2)
    return tuple((field * spread).sum(axis=0).reshape(size) for field, size in zip(fields, sizes, strict=True))


def fresh(aim: Aim, target: Bands, moment: Moment) -> Latent:
    """Return a latent made from nothing but chance and the prompt: the whole list, no past."""
    rng = moment.chance(0)
    noise = _normal(rng, target)
    steps = passes(max(aim.steps), aim.steps)
    bands, _ = _descend(tuple(band.copy() for band in noise), noise, target, (1000, *steps[1:]), 1.0)
    draw = tuple(float(value) for value in rng.random(CHANCES))
    time, depth = (float(value) for value in rng.random(2) * (400.0, 60.0))
    return Latent(bands, bands, noise, aim.embedding, octaves(aim.steps), draw, time, depth, aim.noise_scale)


def advance(latent: Latent, aim: Aim, target: Bands, moment: Moment) -> Latent:
    """Return the next frame's latent."""
    start = first_step(aim.noise_scale, aim.steps)
    level = noise_level(start)
    if level >= 1.0:
        return fresh(aim, target, moment)
    steps = passes(start, aim.steps)
    rng = moment.chance(0)
    like = 0.92 * (1.0 - level) if aim.keep else 0.0
    new = _normal(rng, target)
    rest = np.float32(math.sqrt(1.0 - like * like))
    noise = tuple(np.float32(like) * old + rest * now for old, now in zip(latent.noise, new, strict=True))
    share = np.float32(_MEMORY if aim.keep else 0.0)
    kept = tuple(band + share * (slow - band) for band, slow in zip(latent.bands, latent.slow, strict=True))
    bands, _ = _descend(kept, noise, target, steps, _even(steps, like))
    slow = tuple(old + np.float32(_FORGET) * (band - old) for old, band in zip(latent.slow, bands, strict=True))
    world = _toward(latent.world, aim, steps)
    time, depth = _travel(latent, world, start, aim, rng)
    heat = latent.heat + (0.30 if aim.noise_scale > latent.heat else 0.07) * (aim.noise_scale - latent.heat)
    return Latent(bands, slow, noise, world, _refined(latent.detail, aim.steps), latent.draw, time, depth, heat)


def _normal(rng: np.random.Generator, target: Bands) -> Bands:
    return tuple(rng.standard_normal(band.shape, dtype=np.float32) for band in target)


def _descend(bands: Bands, noise: Bands, target: Bands, steps: Sequence[int], gain: float) -> tuple[Bands, int]:
    """Return the bands after one pass per step, and how many there were."""
    done = []
    for band, grain, aim in zip(bands, noise, target, strict=True):
        x = band
        for step in steps:
            s = noise_level(step)
            a = math.sqrt(1.0 - s * s)
            x = np.float32(a) * x + np.float32(s * gain) * grain + np.float32(1.0 - a) * aim
        done.append(x)
    return tuple(done), len(steps)


def _even(steps: Sequence[int], like: float) -> float:
    """Return the gain of the noise that keeps the bands' variance 1 however alike successive noises are.

    A frame makes z' = A*z + g*e; with e's correlation r the variance settles at
    g^2 (1 + rA) / ((1 - rA)(1 - A^2)), whence g.
    """
    kept, given = 1.0, 0.0
    for step in steps:
        s = noise_level(step)
        a = math.sqrt(1.0 - s * s)
        kept, given = kept * a, given * a + s
    wanted = math.sqrt(max(0.0, 1.0 - kept * kept) * (1.0 - like * kept) / (1.0 + like * kept))
    return wanted / given


def _toward(world: Embedding, aim: Aim, steps: Sequence[int]) -> Embedding:
    """Return the world, moved toward the prompt by every pass."""
    if aim.hold:
        return aim.embedding
    first = max(steps[0], 0.75 * max(aim.steps)) if aim.boost else steps[0]
    for step in (first, *steps[1:]):
        world = between(world, aim.embedding, pull(step), Interpolation.LINEAR)
    return world


def _refined(detail: Sequence[float], steps: Sequence[int]) -> tuple[float, ...]:
    """Return the octaves' strengths, a step nearer to what the list asks for: a new list does not jump."""
    gaps = [wanted - now for now, wanted in zip(detail, octaves(steps), strict=True)]
    return tuple(now + (gap if abs(gap) < 0.02 else 0.22 * gap) for now, gap in zip(detail, gaps, strict=True))


def _travel(latent: Latent, world: Embedding, start: int, aim: Aim, rng: np.random.Generator) -> tuple[float, float]:
    """Return time and depth after this frame: more noise goes faster, and near t = 1000 jumps; zoom goes on its own."""
    part = start / 1000.0
    looks = world[LOOK]
    speed = 2.0 ** (1.4 * float(looks[LOOK_NAMES.index("speed")]))
    step = _FRAME * (0.15 + 1.4 * part + 2.2 * part * part) * speed * aim.pace
    stray = 0.25 * noise_level(start) ** 6 * float(rng.standard_normal())
    forward = 0.5 + 0.9 * float(looks[LOOK_NAMES.index("zoom")])
    return latent.time + step + 8.0 * stray, latent.depth + step * forward + stray + _FLIGHT * math.log2(1.0 + aim.zoom)
