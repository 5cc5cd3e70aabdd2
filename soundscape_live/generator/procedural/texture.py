"""Noise that tiles: the raw material of every scene, made once from fixed numbers.

Rules: the same on every machine; each texture is SIZE x SIZE bytes (four bytes a texel would not fit the cache) and
flat, so that one whole-number index reads it as 0..1; sampling wraps at the edges. Fractal noise has the amplitude
spectrum k^-slope (see `_fractal`).
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Field = NDArray[np.float32]
Index = NDArray[np.int32]
Texture = NDArray[np.uint8]

SIZE = 1024
BITS = 10
_MASK = SIZE - 1
_FAR = 4096.0 * 4
"Added before the fraction is cut off, so that negative coordinates are rounded down too."


@dataclass(frozen=True, slots=True, eq=False)
class Textures:
    """The textures, flat; 0..255 stands for 0..1."""

    cloud: Texture
    "Soft fractal noise."
    haze: Texture
    "Another, smoother one."
    vein: Texture
    "Bright thin lines on dark: where a third fractal noise crosses zero."
    edge: Texture
    "Distance to the nearest border of a cell (Voronoi), 0 on the border."
    cell: Texture
    "A number per cell of `edge`."
    trace: Texture
    "Circuit traces: 1 on a line, falling to 0."
    run: Texture
    "Position along the trace, in turns."
    star: Texture
    "Sharp points of many sizes, few of them large."
    orb: Texture
    "Soft round lights."
    line: Field
    "(SIZE * 4,) one-dimensional fractal noise."
    speckle: Field
    "(SIZE, SIZE), not flat: independent normal numbers for grain and dither."


def make_textures() -> Textures:
    """Make all fields; takes about a quarter of a second."""
    rng = np.random.Generator(np.random.Philox(key=20))
    cloud = _fractal(rng, 1.75, 3.0)
    haze = _fractal(rng, 2.3, 3.0)
    vein = np.exp(np.abs(_fractal(rng, 1.9, 3.0)) * np.float32(-9.0))
    edge, cell = _cells(rng)
    trace, run = _circuit(rng)
    return Textures(
        cloud=_bytes(_even(cloud)),
        haze=_bytes(_even(haze)),
        vein=_bytes(vein),
        edge=_bytes(edge),
        cell=_bytes(cell),
        trace=_bytes(trace),
        run=_bytes(run),
        star=_bytes(_points(rng, 1100, 1.0, 2.6)),
        orb=_bytes(_points(rng, 70, 7.0, 30.0)),
        line=_even(_fractal_line(rng)),
        speckle=rng.standard_normal((SIZE, SIZE), dtype=np.float32),
    )


def spot(x: Field, y: Field) -> Index:
    """Return the index of each place, in texels, of a flat field."""
    column = (x + np.float32(_FAR)).astype(np.int32)
    row = (y + np.float32(_FAR)).astype(np.int32)
    column &= _MASK
    row &= _MASK
    row <<= BITS
    row |= column
    return row


def read(texture: Texture, where: Index) -> Field:
    """Return the texture's values at the indices, 0..1."""
    values: Field = np.take(texture, where, mode="clip") * np.float32(1.0 / 255.0)
    return values


def _bytes(values: Field) -> Texture:
    """Round 0..1 to bytes, flat."""
    return (np.clip(values, 0.0, 1.0) * np.float32(255.0) + np.float32(0.5)).astype(np.uint8).ravel()


def _even(noise: Field) -> Field:
    """Spread normal numbers over 0..1 (a logistic in place of the normal distribution function)."""
    values: Field = np.float32(0.5) + np.float32(0.5) * np.tanh(noise * np.float32(0.85))
    return values


def _fractal(rng: np.random.Generator, slope: float, lowest: float) -> Field:
    """Return noise of unit deviation with amplitude k^-slope above `lowest` cycles per tile."""
    down = np.fft.fftfreq(SIZE, 1.0 / SIZE).astype(np.float32)[:, None]
    across = np.fft.rfftfreq(SIZE, 1.0 / SIZE).astype(np.float32)[None, :]
    wave = np.sqrt(down * down + across * across)
    wave[0, 0] = 1.0
    amplitude = np.power(wave, np.float32(-slope)) / (1.0 + np.power(lowest / wave, np.float32(6.0)))
    amplitude[0, 0] = 0.0
    shape = amplitude.shape
    spectrum = np.empty(shape, np.complex64)
    spectrum.real = rng.standard_normal(shape, dtype=np.float32) * amplitude
    spectrum.imag = rng.standard_normal(shape, dtype=np.float32) * amplitude
    noise = np.fft.irfft2(spectrum, s=(SIZE, SIZE)).astype(np.float32)
    return noise / np.float32(noise.std())


def _fractal_line(rng: np.random.Generator) -> Field:
    """Return one-dimensional noise with amplitude k^-1.1 above 6 cycles."""
    wave = np.arange(SIZE * 2 + 1, dtype=np.float32)
    wave[0] = 1.0
    amplitude = np.power(wave, np.float32(-1.1)) / (1.0 + np.power(6.0 / wave, np.float32(4.0)))
    amplitude[0] = 0.0
    phase = rng.random(wave.size, dtype=np.float32) * np.float32(2 * math.pi)
    noise = np.fft.irfft(amplitude * np.exp(1j * phase), n=SIZE * 4).astype(np.float32)
    return noise / np.float32(noise.std())


def _cells(rng: np.random.Generator, across: int = 8) -> tuple[Field, Field]:
    """Return distance to the border (second nearest minus nearest point, in cells) and a number per cell."""
    side = SIZE // across
    jitter = rng.random((2, across, across), dtype=np.float32) * np.float32(0.8) + np.float32(0.1)
    number = rng.random((across, across), dtype=np.float32)
    within = (np.arange(side, dtype=np.float32) + np.float32(0.5)) / np.float32(side)
    shape = (across, side, across, side)
    near, second = np.full(shape, 9.0, np.float32), np.full(shape, 9.0, np.float32)
    cell = np.zeros(shape, np.float32)
    for down in (-1, 0, 1):
        for over in (-1, 0, 1):
            point_y, point_x, many = (np.roll(field, (-down, -over), (0, 1)) for field in (*jitter, number))
            gap_y = (within[None, :, None] - np.float32(down) - point_y[:, None, :])[..., None]
            gap_x = (within[None, None, :] - np.float32(over) - point_x[:, :, None])[:, None]
            distance = np.sqrt(gap_x * gap_x + gap_y * gap_y)
            np.minimum(second, np.maximum(near, distance), out=second)
            np.copyto(cell, many[:, None, :, None], where=distance < near)
            np.minimum(near, distance, out=near)
    return (second - near).reshape(SIZE, SIZE), cell.reshape(SIZE, SIZE)


_HEADINGS = ((0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1), (-1, 0), (-1, 1))
_MARGIN = 10


def _points(rng: np.random.Generator, count: int, least: float, most: float) -> Field:
    """Draw round points with soft edges; most are small and faint."""
    sheet = np.zeros((SIZE, SIZE), np.float32)
    for size, y, x in rng.random((count, 3)):
        radius = least + (most - least) * float(size) ** 5
        reach = int(3 * radius) + 1
        span = np.arange(-reach, reach + 1)
        fall = np.exp((span / radius).astype(np.float32) ** 2 * np.float32(-1.0))
        window = ((span + int(y * SIZE)) & _MASK)[:, None], ((span + int(x * SIZE)) & _MASK)[None, :]
        sheet[window] += fall[:, None] * fall[None, :] * np.float32(0.35 + 0.65 * float(size) ** 2)
    return sheet


def _circuit(rng: np.random.Generator, pitch: int = 32, walks: int = 260) -> tuple[Field, Field]:
    """Draw traces that run on a lattice, turn by 45 degrees and end in a pad; return brightness and position."""
    lattice = SIZE // pitch
    trace, run = np.zeros((SIZE, SIZE), np.float32), np.zeros((SIZE, SIZE), np.float32)
    strokes = [_stroke(heading, pitch) for heading in _HEADINGS]
    pad = _stroke((0, 0), pitch)
    taken = np.zeros((lattice, lattice), np.bool_)
    for y, x in rng.integers(0, lattice, (walks, 2)):
        if taken[y, x]:
            continue
        taken[y, x] = True
        here, heading, position = (int(y), int(x)), int(rng.integers(0, 4)) * 2, float(rng.random())
        _press(trace, run, pad, (here[0] * pitch, here[1] * pitch), position)
        for turn in rng.choice((-1, 0, 0, 0, 0, 1), size=int(rng.integers(4, 16))):
            heading = (heading + int(turn)) % 8
            ahead = (here[0] + _HEADINGS[heading][0]) % lattice, (here[1] + _HEADINGS[heading][1]) % lattice
            if taken[ahead]:
                break
            taken[ahead] = True
            _press(trace, run, strokes[heading], (here[0] * pitch, here[1] * pitch), position)
            here, position = ahead, position + 1.0 / 16.0
        _press(trace, run, pad, (here[0] * pitch, here[1] * pitch), position)
    return trace, run


def _stroke(heading: tuple[int, int], pitch: int) -> "_Stroke":
    """Draw one lattice step (a pad if there is no heading)."""
    rows, columns = (np.arange(min(0, way) * pitch - _MARGIN, max(0, way) * pitch + _MARGIN + 1) for way in heading)
    y, x = rows[:, None].astype(np.float32), columns[None, :].astype(np.float32)
    length = max(1, heading[0] ** 2 + heading[1] ** 2) * float(pitch)
    along = np.clip((y * heading[0] + x * heading[1]) / length, 0.0, 1.0).astype(np.float32)
    gap = np.hypot(y - along * (heading[0] * pitch), x - along * (heading[1] * pitch))
    radius = 2.6 if any(heading) else 7.0
    return _Stroke(np.clip(radius - gap, 0.0, 1.0).astype(np.float32), along / np.float32(16.0), rows, columns)


@dataclass(frozen=True, slots=True, eq=False)
class _Stroke:
    """The ink of one lattice step, the position along it, and the rows and columns that it covers."""

    ink: Field
    along: Field
    rows: NDArray[np.int64]
    columns: NDArray[np.int64]


def _press(trace: Field, run: Field, stroke: _Stroke, here: tuple[int, int], position: float) -> None:
    """Put one stroke where it begins, in texels."""
    window = ((stroke.rows + here[0]) & _MASK)[:, None], ((stroke.columns + here[1]) & _MASK)[None, :]
    held = trace[window]
    run[window] = np.where(stroke.ink > held, (stroke.along + np.float32(position)) % np.float32(1.0), run[window])
    trace[window] = np.maximum(held, stroke.ink)
