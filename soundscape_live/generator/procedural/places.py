"""More worlds that stand before a sky: city, forest, works, the animals of the deep.

Rules as in grounds.py.
"""

import math
from functools import partial

import numpy as np

from soundscape_live.generator.procedural.grounds import below, mirrored, over
from soundscape_live.generator.procedural.texture import SIZE, Field, read
from soundscape_live.generator.procedural.view import Layer, View, ramp, sway

_TURN = 2.0 * math.pi


def city(view: View, behind: Layer) -> Layer:
    """Towers with lit windows, street behind street in coloured haze, and a wet road that mirrors them."""
    canvas = view.canvas
    road = 0.56 * canvas.half_height
    layer = Layer(behind.tone, behind.light * np.float32(0.7) + np.float32(0.04))
    for number in range(3):
        layer = _street(view, layer, number, road)
    return below(view, layer, road, partial(_wet_road, road=road))


def _wet_road(view: View, behind: Layer, road: float) -> Layer:
    t = view.textures
    x, y = view.points(0.1)
    depth = np.maximum(y - np.float32(road), 0.0)
    puddle = view.noise(t.haze, (x, depth * np.float32(5.0)), 0.5, (view.depth * 0.02, view.time * 0.004))
    ripple = view.noise(t.cloud, (x, depth * np.float32(7.0)), 1.1, (0.3, view.time * 0.03)) - np.float32(0.5)
    stretch = ripple * (np.float32(0.06) + depth * np.float32(0.5))
    mirror = mirrored(view, behind, road, ripple * np.float32(0.035), stretch)
    wet = ramp(puddle, 0.25, 0.75) * np.float32(0.6) + np.float32(0.35)
    return Layer(mirror.tone, mirror.light * wet + np.float32(0.02))


def _street(view: View, behind: Layer, number: int, road: float) -> Layer:
    """Put one row of towers before what is behind; the higher the number the nearer."""
    canvas = view.canvas
    table = view.textures.cell
    near = (number + 1) / 3
    grow = (0.34, 0.55, 0.95)[number] * 2.0 ** (0.3 * view.looks.scale)
    wide = np.float32(0.24 * grow)
    columns = canvas.x[0] / wide + np.float32((view.draw[number] * 61 + view.depth * 0.35 / grow * near) % 64.0 + 96.0)
    home = columns.astype(np.int32)
    part = columns - home
    hashed = np.take(table, (home * 7919 + number * 104729 + 331) & (SIZE * SIZE - 1)).astype(np.float32) / np.float32(
        255.0
    )
    other = np.take(table, (home * 15731 + number * 7333) & (SIZE * SIZE - 1)).astype(np.float32) / np.float32(255.0)
    tall = (np.float32(0.25) + hashed * np.float32(0.95 + 0.35 * near)) * np.float32(canvas.half_height)
    step = np.where(np.abs(part - np.float32(0.5)) < np.float32(0.25), np.float32(0.05), np.float32(0.0)) * other
    top = np.float32(road) - tall - step
    body = np.clip((canvas.y - top[None, :]) * np.float32(0.8 / canvas.pixel), 0.0, 1.0)
    gap = ((part > 0.06) & (part < 0.94)).astype(np.float32)
    body *= gap[None, :]
    pane = 5.0 + 3.0 * other
    u = part * np.rint(pane)
    v = (canvas.y - np.float32(road)) * np.float32(18.0 / grow)
    floors = v.astype(np.int32)
    rooms = u.astype(np.int32) + home * 31
    lit = read(table, ((floors * 5147 + 77777) + (rooms * 911)[None, :]) & (SIZE * SIZE - 1))
    across = (np.abs(u - np.floor(u) - np.float32(0.5)) < np.float32(0.30)).astype(np.float32)
    frame = ramp(np.abs(v - floors + np.float32(0.5)), 0.36, 0.26)
    frame *= across[None, :]
    busy = 0.58 - 0.14 * view.looks.density
    glow = ramp(lit, busy, 1.0)
    glow *= frame
    rise = (np.float32(road) - canvas.y) * np.float32(1.0 / canvas.half_height)
    haze = np.exp(rise * np.float32(-1.6)) * np.float32(0.42 * (1.15 - near))
    sign = (np.abs(part - np.float32(0.08)) < np.float32(0.014)) & (other > 0.55)
    light = glow * np.float32(0.5 + 0.75 * near) + haze + np.float32(0.02)
    light += (sign.astype(np.float32) * np.float32(0.9 * near))[None, :]
    tone = lit * np.float32(0.55) + (other * np.float32(0.40) + np.float32(0.12))[None, :]
    tone *= np.float32(0.55) + frame * np.float32(0.45)
    return over(body, Layer(tone, light), behind)


def forest(view: View, behind: Layer) -> Layer:
    """Trunks before trunks in a lit mist, leaves above, growth below."""
    canvas, t = view.canvas, view.textures
    x, y = view.points(0.18)
    top = canvas.half_height
    source = 0.7 * (view.draw[0] - 0.5) * canvas.half_width
    away = (x - np.float32(source)) ** 2 + (y + np.float32(0.12)) ** 2 * np.float32(1.3)
    mist = view.noise(t.haze, (x, y * np.float32(1.8)), 0.24, (view.time * 0.006, view.draw[1]))
    clear: Field = np.exp(away * np.float32(-2.1))
    light: Field = behind.light * np.float32(0.25) + clear * np.float32(0.85) + mist * np.float32(0.22)
    fan = (x - np.float32(source)) / (y + np.float32(1.25 * top))
    beam = view.noise(t.cloud, (fan, y * np.float32(0.02)), 0.5, (view.draw[2], view.time * 0.004))
    light += ramp(beam, 0.52, 0.85) * np.exp(away * np.float32(-1.0)) * np.float32(0.5)
    tone: Field = (
        np.float32(0.42)
        + clear * np.float32(0.45)
        + (mist - np.float32(0.5)) * np.float32(0.3)
        + behind.tone * np.float32(0.1)
    )
    layer = Layer(tone, light)
    bark = view.noise(t.cloud, (x * np.float32(3.0), y * np.float32(0.4)), 0.7, (view.draw[3], 0.0))
    for number in range(3):
        layer = _trunks(view, layer, (x, y), bark, number)
    leaf = view.noise(t.cloud, (x, y), 0.55, (view.draw[4] + view.depth * 0.012, view.draw[5]))
    edge = np.abs(y) * np.float32(1.0 / top) + (leaf - np.float32(0.5)) * np.float32(0.85)
    cover = ramp(edge, 0.78, 1.02)
    growth = np.float32(0.03) + ramp(leaf, 0.55, 0.95) * np.float32(0.16) + clear * np.float32(0.1)
    return over(cover, Layer(np.float32(0.30) + leaf * np.float32(0.35), growth), layer)


def _trunks(view: View, behind: Layer, points: tuple[Field, Field], bark: Field, number: int) -> Layer:
    """Put one row of trunks before what is behind."""
    canvas = view.canvas
    x, y = points
    near = (number + 1) / 3
    pitch = (0.17, 0.30, 0.62)[number]
    place = x * np.float32(1.0 / pitch) + bark * np.float32(0.05)
    place += np.float32((view.draw[6 + number] * 50 + view.depth * 0.10 * near / pitch) % 64.0 + 96.0)
    home = place.astype(np.int32)
    part = place - home
    hashed = read(view.textures.cell, (home * 7919 + number * 104729) & (SIZE * SIZE - 1))
    flare = np.maximum(y - np.float32(0.3 * canvas.half_height), 0.0)
    half = hashed * np.float32(0.16) + np.float32(0.05) + flare * flare * np.float32(0.25)
    off = np.abs(part - np.float32(0.32) - hashed * np.float32(0.36))
    cover = np.clip((half - off) * np.float32(0.7 * pitch / canvas.pixel), 0.0, 1.0)
    rim = np.exp((off - half) * np.float32(14.0)) * np.float32(0.30)
    far = 0.46 * (1.0 - near) ** 1.3
    light = behind.light * np.float32(0.55 * (1.0 - near) + 0.04)
    light += rim * behind.light + np.float32(far * 0.25 + 0.012) + bark * np.float32(0.05)
    tone = behind.tone * np.float32(0.7) + bark * np.float32(0.12)
    return over(cover, Layer(tone, light), behind)


def jellies(view: View, behind: Layer) -> Layer:
    """Jellyfish that rise and pulse, each lit from within."""
    tone, light = behind.tone.copy(), behind.light.copy()
    for number in range(9):
        _jelly(view, tone, light, number)
    return Layer(tone, light)


def _jelly(view: View, tone: Field, light: Field, number: int) -> None:
    """Add one jellyfish to the picture in place, within the window that it covers."""
    canvas = view.canvas
    seed = view.draw[number % 16] * 7.0 + number * 0.37
    near = (0.5, 0.9, 0.62, 1.25, 0.42, 0.75, 0.55, 1.0, 0.36)[number]
    size = 0.17 * near * 2.0 ** (0.5 * view.looks.scale)
    span = 2.0 * canvas.half_height + 5.5 * size
    climb = (view.time * 0.035 * (0.6 + near) + seed) % 1.0
    middle_y = canvas.half_height + 2.5 * size - climb * span
    lane = (seed * 5.13 + math.floor(view.time * 0.035 * (0.6 + near) + seed) * 0.618) % 1.0
    middle_x = (lane * 1.8 - 0.9) * canvas.half_width + 0.12 * sway(view.time, 14.0, seed)
    beat = math.sin(view.time * 2.1 + seed * 9.0)
    rows = slice(view.row(middle_y - 1.6 * size), view.row(middle_y + 4.2 * size))
    columns = slice(view.column(middle_x - 2.2 * size), view.column(middle_x + 2.2 * size))
    if rows.stop <= rows.start or columns.stop <= columns.start:
        return
    x = (canvas.x[rows, columns] - np.float32(middle_x)) * np.float32(1.0 / (size * (1.0 + 0.10 * beat)))
    y = (canvas.y[rows, columns] - np.float32(middle_y)) * np.float32(1.0 / (size * (1.0 - 0.08 * beat)))
    radius = np.sqrt(x * x + y * y * np.float32(1.25))
    hem = np.float32(0.22) + np.cos(x * np.float32(13.0)) * np.float32(0.05)
    bell = ramp(radius, 1.02, 0.94) * ramp(y - hem, 0.06, -0.06)
    shell = bell * (radius * radius * np.float32(0.75) + np.float32(0.16))
    shell += (
        bell
        * np.exp(np.abs(np.sin(np.arctan2(x, np.float32(1.1) - y) * np.float32(9.0))) * np.float32(-5.0))
        * np.float32(0.3)
    )
    hang = np.maximum(y - np.float32(0.1), 0.0)
    wave = np.sin(hang * np.float32(2.6) - np.float32(view.time * 2.4 % _TURN) + x) * hang * np.float32(0.09)
    strand = np.abs(np.sin((x + wave) * np.float32(8.5) / (np.float32(1.0) + hang * np.float32(0.12))))
    arms = np.exp(strand * np.float32(-8.0)) * ramp(np.abs(x + wave), 0.95, 0.5) * ramp(y, 0.12, 0.3)
    arms *= np.exp(hang * np.float32(-0.75))
    halo = np.exp((x * x + y * y) * np.float32(-0.9)) * np.float32(0.22)
    body = (shell + arms * np.float32(0.55) + halo) * np.float32(0.75 + 0.6 * near)
    light[rows, columns] += body * ramp(
        np.maximum(np.abs(x) * np.float32(0.55), np.abs(y - 1.3) * np.float32(0.36)), 1.0, 0.8
    )
    tone[rows, columns] += np.minimum(body, 1.0) * np.float32(0.5)


def works(view: View, behind: Layer) -> Layer:
    """Draw turning gears, dark against a glow, with hot edges."""
    canvas = view.canvas
    whole = Layer(behind.tone.copy(), behind.light * np.float32(0.8))
    sizes = (0.62, 0.40, 0.27, 0.50, 0.20)
    places = ((-0.62, 0.30), (0.30, -0.08), (-0.05, 0.62), (0.86, 0.55), (-0.28, -0.62))
    for number, (size, place) in enumerate(zip(sizes, places, strict=True)):
        x = (place[0] + (view.draw[number] - 0.5) * 0.3) * canvas.half_width
        y = (place[1] + (view.draw[number + 5] - 0.5) * 0.2) * canvas.half_height
        reach = size + 0.12
        rows = slice(view.row(y - reach), view.row(y + reach))
        columns = slice(view.column(x - reach), view.column(x + reach))
        held = Layer(whole.tone[rows, columns], whole.light[rows, columns])
        drawn = _gear(view.part(rows, columns), held, size, (x, y), number)
        whole.tone[rows, columns], whole.light[rows, columns] = drawn.tone, drawn.light
    return whole


def _gear(view: View, behind: Layer, size: float, place: tuple[float, float], number: int) -> Layer:
    """Put one gear before what is behind."""
    pixel = view.canvas.pixel
    x, y = view.points(0.03)
    x -= np.float32(place[0])
    y -= np.float32(place[1])
    radius = np.sqrt(x * x + y * y)
    spin = (1.0 if number % 2 else -1.0) * view.time * 0.16 / size % _TURN
    angle = np.arctan2(y, x) + np.float32(spin)
    tooth = np.clip(np.cos(angle * np.float32(round(size * 42))) * np.float32(2.4), -1.0, 1.0)
    rim = radius - np.float32(size) - tooth * np.float32(0.028)
    arm = np.abs(np.sin(angle * np.float32((4 + number % 3) / 2.0))) * radius - np.float32(0.10 * size)
    hole = np.maximum(np.abs(radius - np.float32(0.52 * size)) - np.float32(0.20 * size), -arm)
    solid = np.maximum(np.maximum(rim, -hole), np.float32(0.12 * size) - radius)
    cover = np.clip(solid * np.float32(-0.8 / pixel), 0.0, 1.0)
    edge = np.exp(np.abs(solid) * np.float32(-0.28 / pixel))
    sheen = np.float32(0.5) + np.sin(angle * np.float32(2.0) - np.float32(2 * spin)) * np.float32(0.5)
    brushed = view.noise(view.textures.cloud, (radius, angle), 0.5, (number * 0.3, 0.0))
    light = np.float32(0.025) + sheen * sheen * np.float32(0.16) + brushed * np.float32(0.07)
    light += edge * np.float32(0.75)
    tone = np.float32(0.22) + sheen * np.float32(0.2) + edge * np.float32(0.55)
    layer = over(cover, Layer(tone, light), behind)
    return Layer(layer.tone, layer.light + edge * (np.float32(1.0) - cover) * np.float32(0.4))
