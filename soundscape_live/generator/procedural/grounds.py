"""Worlds with a ground: what stands before whatever sky there is.

Rules as in view.py; each is given the layer behind it and returns a whole picture that includes it, so that water
and wet streets reflect the sky that is really there.
"""

from collections.abc import Callable
from functools import partial

import numpy as np

from soundscape_live.generator.procedural.texture import SIZE, Field
from soundscape_live.generator.procedural.view import Layer, View, ramp


def dusk(view: View, disc_size: float = 0.025) -> Layer:
    """Draw the sky for grounds without one: a gradient, thin cloud, a low sun or moon of this radius squared."""
    x, y = view.points(0.12)
    top = view.canvas.half_height
    height = (y + np.float32(top)) * np.float32(0.5 / top)
    sun_x, sun_y = sun(view)
    away = (x - np.float32(sun_x)) ** 2 + (y - np.float32(sun_y)) ** 2
    thin = view.noise(view.textures.cloud, (x, y * np.float32(3.2)), 0.21, (view.time * 0.002, view.draw[4]))
    halo: Field = np.exp(away * np.float32(-3.2))
    disc = ramp(away, disc_size * 1.06, disc_size * 0.94)
    light: Field = height * np.float32(0.42) + np.float32(0.10) + halo * np.float32(0.5) + disc * np.float32(1.1)
    light *= np.float32(0.72) + thin * np.float32(0.5)
    tone: Field = height * np.float32(0.62) + np.float32(0.10) + halo * np.float32(0.25)
    tone += disc * np.float32(0.3)
    tone += (thin - np.float32(0.5)) * np.float32(0.16)
    return Layer(tone, light)


def sun(view: View) -> tuple[float, float]:
    """Return where the sun or moon stands."""
    return (view.draw[6] - 0.5) * 1.1 * view.canvas.half_width, (-0.38 + 0.3 * view.draw[7]) * view.canvas.half_height


def mirrored(view: View, behind: Layer, horizon: float, ripple_x: Field, ripple_y: Field) -> Layer:
    """Return the layer behind, upside down about the horizon, its points moved by the ripples (units)."""
    canvas = view.canvas
    inverse = np.float32(1.0 / canvas.pixel)
    row = (np.float32(2 * horizon) - canvas.y + ripple_y + np.float32(canvas.half_height)) * inverse
    column = (canvas.x + ripple_x + np.float32(canvas.half_width)) * inverse
    height, width = behind.tone.shape
    np.clip(row, 0.0, height - 1.0, out=row)
    np.clip(column, 0.0, width - 1.0, out=column)
    where = row.astype(np.int32) * width
    where += column.astype(np.int32)
    return Layer(np.take(behind.tone, where, mode="clip"), np.take(behind.light, where, mode="clip"))


def over(cover: Field, front: Layer, behind: Layer) -> Layer:
    """Return the front where `cover` is 1, what is behind where it is 0."""
    tone = front.tone - behind.tone
    tone *= cover
    tone += behind.tone
    light = front.light - behind.light
    light *= cover
    light += behind.light
    return Layer(tone, light)


def below(view: View, behind: Layer, horizon: float, draw: Callable[[View, Layer], Layer]) -> Layer:
    """Return the layer behind with what `draw` makes of the part under the horizon (its edge softened) put in."""
    top = max(0, view.row(horizon) - 1)
    part = view.part(slice(top, None))
    cover = ramp(part.points(0.0)[1], horizon - view.canvas.pixel, horizon + view.canvas.pixel)
    drawn = over(cover, draw(part, behind), Layer(behind.tone[top:], behind.light[top:]))
    tone, light = behind.tone.copy(), behind.light.copy()
    tone[top:], light[top:] = drawn.tone, drawn.light
    return Layer(tone, light)


def sea(view: View, behind: Layer) -> Layer:
    """Open water to the horizon: it mirrors the sky, breaks it with waves and glitters under the sun."""
    horizon = (0.02 + 0.14 * (view.draw[5] - 0.5)) * view.canvas.half_height
    return below(view, behind, horizon, partial(_water, horizon=horizon))


def _water(view: View, behind: Layer, horizon: float) -> Layer:
    t = view.textures
    x, y = view.points(0.15)
    depth = np.maximum(y - np.float32(horizon), 0.0)
    far = np.float32(0.16) / (depth + np.float32(0.035))
    across = x * far
    swell = view.noise(t.haze, (across, far), 0.36, (view.time * 0.006, view.time * 0.022))
    chop = view.noise(t.cloud, (across, far * np.float32(2.0)), 0.5, (-view.time * 0.009, view.time * 0.031))
    wave = swell + chop * np.float32(0.7) - np.float32(0.85)
    near = depth * np.float32(0.55)
    mirror = mirrored(view, behind, horizon, wave * near * np.float32(0.6), wave * near * np.float32(1.3))
    sun_x, _ = sun(view)
    track = np.exp(((x - np.float32(sun_x)) / (depth * np.float32(0.5) + np.float32(0.10))) ** 2 * np.float32(-1.0))
    glitter = ramp(chop + swell * np.float32(0.6), 1.0, 1.22)
    light = mirror.light * (np.float32(0.70) + wave * np.float32(0.42))
    light += glitter * (track * np.float32(1.1) + np.float32(0.10))
    light += track * np.float32(0.14)
    light *= np.float32(0.9)
    light += np.float32(0.04)
    tone = mirror.tone * np.float32(0.85) + wave * np.float32(0.16) + glitter * np.float32(0.22) + np.float32(0.06)
    return Layer(tone, light)


def mountains(view: View, behind: Layer) -> Layer:
    """Ridge before ridge, each fainter the farther it is, mist in the valleys."""
    canvas, t = view.canvas, view.textures
    columns = canvas.x[0] + view.bend_x[canvas.height // 2] * np.float32(0.4)
    ranges = 5
    tone, light = behind.tone, behind.light
    rock = view.noise(t.cloud, (canvas.x, canvas.y * np.float32(1.6)), 0.55, (view.depth * 0.01, view.draw[3]))
    for number in range(ranges):
        near = (number + 0.5) / ranges
        spread = 40.0 + 20.0 * near
        place = columns * np.float32(spread * (1.4 - 0.9 * near) * 2.2)
        place += np.float32((view.draw[number] * 4096 + view.depth * 30.0 * near * near) % 4096 + 8192)
        height = _line(view, place) - np.float32(0.5)
        tall = (0.46 + 0.3 * near) * canvas.half_height
        ridge = np.float32((-0.10 + 0.95 * near * near) * canvas.half_height) - height * np.float32(tall)
        down = canvas.y - ridge[None, :]
        cover = np.clip(down * np.float32(0.8 / canvas.pixel), 0.0, 1.0)
        mist = np.exp(np.maximum(down, 0.0) * np.float32(-2.2 / canvas.half_height))
        shade = (0.46 * (1.0 - near) ** 1.5 + 0.02) * (0.55 + 0.45 * rock) if number > 0 else np.float32(0.4)
        front: Field = shade * (np.float32(1.55) - mist * np.float32(0.95))
        front += np.exp(np.abs(down) * np.float32(-60.0)) * np.float32(0.05 + 0.12 * near)
        tint: Field = np.float32(0.62 - 0.52 * near) + (np.float32(1.0) - mist) * np.float32(0.12)
        layer = over(cover, Layer(tint, front), Layer(tone, light))
        tone, light = layer.tone, layer.light
    return Layer(tone, light)


def _line(view: View, place: Field) -> Field:
    """Return the one-dimensional noise at the places (in its points), interpolated."""
    whole = np.floor(place)
    part = place - whole
    index = whole.astype(np.int32) & (SIZE * 4 - 1)
    low = view.textures.line[index]
    high = view.textures.line[(index + 1) & (SIZE * 4 - 1)]
    between: Field = low + (high - low) * part
    return between


def dunes(view: View, behind: Layer) -> Layer:
    """Draw long dunes, lit from the sun's side, with ripples in the sand."""
    canvas = view.canvas
    x, y = view.points(0.25)
    sun_x, _ = sun(view)
    layer = behind
    for number in range(4):
        near = (number + 0.7) / 4
        wide = 0.9 + 0.5 * near
        drift = view.depth * 0.25 * near * near + view.draw[number] * 9.0 + view.time * 0.01
        one, two = x * np.float32(2.1 / wide) + np.float32(drift), x * np.float32(4.7 / wide) - np.float32(drift * 0.6)
        crest = np.sin(one) * np.float32(0.13) + np.sin(two + np.sin(one)) * np.float32(0.055)
        down = y - crest * np.float32(wide) - np.float32((-0.02 + 0.85 * near**1.6) * canvas.half_height)
        cover = np.clip(down * np.float32(0.8 / canvas.pixel), 0.0, 1.0)
        slope = np.cos(one) * np.float32(0.7) + np.cos(two + np.sin(one)) * np.float32(0.5)
        slope *= np.float32(1.0 if sun_x > 0.0 else -1.0)
        side = ramp(slope - down * np.float32(1.2 - 0.5 * near), -0.35, 0.45)
        bed = view.noise(view.textures.cloud, (x, down * np.float32(2.0)), 0.3, (view.draw[5], 0.1 * number))
        ripple = np.sin(down * np.float32(70.0 / (0.4 + near)) + one * np.float32(3.0) + bed * np.float32(14.0))
        light: Field = np.float32(0.07) + side * np.float32(0.62) + ripple * side * np.float32(0.07)
        light += np.exp(down * np.float32(-26.0)) * side * np.float32(0.35) + bed * np.float32(0.10)
        tone: Field = np.float32(0.62 - 0.38 * near) + side * np.float32(0.34)
        layer = over(cover, Layer(tone, light), layer)
    return layer


def grid(view: View, behind: Layer) -> Layer:
    """Draw a plain of glowing lines that runs toward a striped sun between low hills."""
    canvas = view.canvas
    horizon = 0.14 * canvas.half_height
    x, y = view.points(0.06)
    size = 0.46 * min(canvas.half_height, canvas.half_width)
    sun_x = 0.10 * canvas.half_width * (view.draw[0] - 0.5)
    lift = y - np.float32(horizon - 0.62 * size)
    away = np.sqrt((x - np.float32(sun_x)) ** 2 + lift * lift)
    disc = ramp(away, size + canvas.pixel, size - canvas.pixel)
    bar = (lift + np.float32(size)) * np.float32(6.5 / size) + np.float32(view.time * 0.5 % 1.0)
    slit = ramp(np.abs(bar - np.floor(bar) - np.float32(0.5)), 0.16, 0.22)
    solid = np.maximum(slit, ramp(lift, 0.1 * size, -0.25 * size))
    dark = np.float32(1.0) - disc * np.float32(0.75)
    disc *= solid
    halo = np.exp(away * np.float32(-1.9))
    tone = behind.tone + halo * np.float32(0.25)
    light = (behind.light * np.float32(0.75) + halo * np.float32(0.55)) * dark
    height = np.clip(np.float32(0.5) - lift * np.float32(0.5 / size), 0.0, 1.0)
    sky = over(disc, Layer(np.float32(0.55) + height * np.float32(0.42), np.float32(0.75) + height * np.float32(0.5)),
                Layer(tone, light))  # fmt: skip
    return below(view, _hills(view, sky, horizon), horizon, partial(_plain, horizon=horizon, sun_x=sun_x))


def _plain(view: View, _: Layer, horizon: float, sun_x: float) -> Layer:
    pixel = view.canvas.pixel
    x, y = view.points(0.06)
    depth = np.maximum(y - np.float32(horizon), 1e-3)
    far = np.float32(0.22) / depth
    across = _rule(x * far * np.float32(3.2), far * np.float32(3.2 * pixel))
    place = far * np.float32(3.2) + np.float32(view.depth * 2.4 % 64.0)
    lines = np.maximum(across, _rule(place, far * far * np.float32(14.5 * pixel)))
    lines *= ramp(depth, 0.0, 0.22)
    shine = np.exp((x - np.float32(sun_x)) ** 2 * np.float32(-3.0)) * np.exp(depth * np.float32(-2.6))
    light = lines * np.float32(1.05) + shine * np.float32(0.30) + np.float32(0.035)
    return Layer(np.float32(0.86) - np.exp(depth * np.float32(-3.0)) * np.float32(0.34), light)


def _hills(view: View, sky: Layer, horizon: float) -> Layer:
    """Stand dark hills with a lit edge on the horizon, leaving the middle open."""
    canvas = view.canvas
    columns = canvas.x[0]
    place = columns * np.float32(90.0) + np.float32(view.draw[2] * 4000 + 8192)
    open_middle = np.clip(np.abs(columns) / np.float32(canvas.half_width) - np.float32(0.22), 0.0, 1.0)
    ridge = np.float32(horizon) - _line(view, place) * open_middle * np.float32(0.42 * canvas.half_height)
    down = canvas.y - ridge[None, :]
    cover = np.clip(down * np.float32(0.8 / canvas.pixel), 0.0, 1.0)
    rim = np.exp(np.abs(down) * np.float32(-0.5 / canvas.pixel))
    return over(cover, Layer(np.float32(0.62) + rim * np.float32(0.2), rim * np.float32(0.75) + np.float32(0.03)), sky)


def _rule(place: Field, width: Field) -> Field:
    """Return lines at whole numbers with a glow; `width` is one pixel in units of `place`."""
    gap = np.abs(place - np.rint(place))
    gap /= width
    line = np.clip(np.float32(1.5) - gap, 0.0, 1.0)
    line += np.float32(0.35) / (np.float32(1.0) + gap * gap * np.float32(0.06))
    line /= np.float32(1.0) + width * width * np.float32(30.0)
    return line
