"""Worlds of pattern: surfaces and passages that fill the picture.

Rules as in view.py.
"""

import math

import numpy as np

from soundscape_live.generator.procedural.texture import Field, read
from soundscape_live.generator.procedural.view import Layer, View, ramp, sway

_TURN = 2.0 * math.pi


def lava(view: View) -> Layer:
    """Draw a crust that breaks over glowing melt."""
    t = view.textures
    x, y = view.points(0.9)
    flow = view.time * 0.006
    melt = view.noise(t.cloud, (x, y), 0.22, (view.draw[0] + flow, view.draw[1] - flow * 2.0))
    swirl = (melt - np.float32(0.5)) * np.float32(0.42)
    where = view.where(x + swirl, y - swirl, 0.36, view.draw[2] + flow * 0.7, view.draw[3] - flow)
    crack = np.exp(read(t.edge, where) * np.float32(-8.0))
    plate = read(t.cell, where)
    small = np.exp(
        view.noise(t.edge, (x - swirl, y + swirl), 0.9, (view.draw[4] + flow, view.draw[5])) * np.float32(-13.0)
    )
    heat = ramp(melt, 0.30, 0.85)
    glow = crack * (np.float32(0.35) + heat * np.float32(1.25)) + small * heat * np.float32(0.75)
    pulse = 0.9 + 0.1 * sway(view.time, 5.0)
    light = glow * np.float32(pulse) + heat * heat * np.float32(0.42) + np.float32(0.04) + plate * np.float32(0.05)
    tone = np.float32(0.16) + glow * np.float32(0.5) + heat * np.float32(0.22)
    return Layer(tone, light)


def crystal(view: View) -> Layer:
    """Facets of glass, one sheet behind another, with bright edges."""
    t = view.textures
    x, y = view.points(0.06)
    angle = 0.25 * sway(view.time, 90.0, view.draw[0]) + view.time * 0.004
    tone = np.full_like(x, 0.1)
    light = np.full_like(x, 0.03)
    for number in range(2):
        zoom = (
            0.20
            * (1.0 + number * 0.95)
            * 2.0 ** (0.25 * sway(view.time, 53.0, view.draw[number + 1]) - 0.5 * view.looks.scale)
        )
        cos, sin = math.cos(angle * (1 - 2 * number) + number), math.sin(angle * (1 - 2 * number) + number)
        u = x * np.float32(cos) + y * np.float32(sin)
        v = y * np.float32(cos) - x * np.float32(sin)
        slide = view.depth * (0.012 + 0.008 * number)
        where = view.where(u, v, zoom, view.draw[3] + slide, view.draw[4 + number] - slide * 0.7)
        edge = read(t.edge, where)
        cell = read(t.cell, where)
        slope = np.sin(u * np.float32(3.0) + cell * np.float32(40.0) + np.float32(view.time * 0.35 % _TURN))
        slope += np.cos(v * np.float32(2.4) + cell * np.float32(70.0))
        face = np.float32(0.30) + slope * np.float32(0.17)
        face += cell * np.float32(0.30)
        rim = np.exp(edge * np.float32(-26.0))
        inner = np.exp(edge * np.float32(-5.0))
        share = np.float32(1.0 - 0.45 * number)
        light += (
            (face * face * np.float32(1.3) + rim * np.float32(0.9) + inner * np.float32(0.12))
            * share
            * np.float32(0.72)
        )
        tone += (cell * np.float32(0.62) + slope * np.float32(0.09) + rim * np.float32(0.25)) * share * np.float32(0.72)
    return Layer(tone, light)


def tunnel(view: View) -> Layer:
    """Draw a passage of light that runs away from the eye."""
    t = view.textures
    x, y = view.points(0.35)
    x -= np.float32(0.22 * sway(view.time, 17.0, view.draw[0]))
    y -= np.float32(0.14 * sway(view.time, 13.0, view.draw[1]))
    radius = np.sqrt(x * x + y * y)
    radius += np.float32(0.02)
    angle = np.arctan2(y, x) * np.float32(1.0 / _TURN)
    far: Field = np.divide(np.float32(0.30), radius)
    twist = angle + far * np.float32(0.06 + 0.08 * view.draw[2]) + np.float32(view.time * 0.012 % 1.0)
    travel = view.depth * 0.55
    wall = view.noise(t.cloud, (twist, far * np.float32(0.3)), 1.0, (0.0, travel * 0.3))
    vein = view.noise(t.vein, (twist, far * np.float32(0.25)), 1.0, (view.draw[3], travel * 0.25))
    ring = far * np.float32(1.3) + np.float32(travel * 1.3 % 1.0)
    ring -= np.floor(ring)
    band = np.exp((ring - np.float32(0.5)) ** 2 * np.float32(-70.0))
    ribs = np.abs(np.sin(twist * np.float32(math.pi * (6 + 2 * int(view.draw[4] * 4)))))
    ribs = np.exp(ribs * np.float32(-9.0))
    near = ramp(radius, 0.02, 0.62)
    light = wall * wall * np.float32(0.55) + vein * np.float32(0.8) + band * np.float32(0.55) * (wall + np.float32(0.3))
    light += ribs * np.float32(0.5)
    light *= near
    light += np.exp(radius * np.float32(-6.5)) * np.float32(1.5)
    tone: Field = (
        wall * np.float32(0.5) + band * np.float32(0.28) + np.exp(radius * np.float32(-2.6)) * np.float32(0.45)
    )
    return Layer(tone, light)


def mandala(view: View) -> Layer:
    """Draw a kaleidoscope: one wedge, mirrored around the middle, slowly opening."""
    t = view.textures
    x, y = view.points(0.05)
    radius = np.sqrt(x * x + y * y)
    folds = 6 + 2 * int(view.draw[0] * 4)
    turn = np.arctan2(y, x) * np.float32(folds / _TURN) + np.float32(view.time * 0.018 * folds / 6 % 1.0)
    turn -= np.floor(turn)
    wedge = np.abs(turn - np.float32(0.5)) * np.float32(_TURN / folds)
    open_ = radius + np.float32(0.10 * sway(view.time, 19.0))
    u = open_ * np.cos(wedge)
    v = open_ * np.sin(wedge)
    drift = view.time * 0.009 + view.depth * 0.012
    lace = view.noise(t.vein, (u, v), 0.55, (view.draw[1] - drift, view.draw[2] + drift * 0.6))
    fill = view.noise(t.cloud, (u, v), 0.34, (view.draw[3] - drift * 0.8, view.draw[4]))
    glass = view.where(u, v, 0.42, view.draw[5] - drift * 0.6, view.draw[6] + drift * 0.3)
    edge = np.exp(read(t.edge, glass) * np.float32(-16.0))
    cell = read(t.cell, glass)
    rings = np.cos(radius * np.float32(15.0) - np.float32(view.time * 0.8 % _TURN) + wedge * np.float32(4.0))
    light = fill * fill * np.float32(0.75) + lace * np.float32(0.8) + edge * np.float32(0.6)
    light *= np.float32(0.78) + rings * np.float32(0.22)
    light += np.exp(radius * np.float32(-5.0)) * np.float32(0.9)
    light *= ramp(radius, 1.75, 0.55)
    tone = cell * np.float32(0.42) + fill * np.float32(0.36) + rings * np.float32(0.10) + lace * np.float32(0.2)
    return Layer(tone, light)


def circuit(view: View) -> Layer:
    """Traces on a dark board, with signals that run along them."""
    t = view.textures
    x, y = view.points(0.05)
    tone = np.full_like(x, 0.12)
    light = np.full_like(x, 0.02)
    board = view.noise(t.haze, (x, y), 0.2, (view.draw[4], view.draw[5]))
    light += board * np.float32(0.10)
    for number, scale in enumerate((0.62, 0.36)):
        grow = scale * 2.0 ** (0.15 * sway(view.time, 71.0, view.draw[number]) - 0.5 * view.looks.scale)
        slide = view.depth * (0.010 + 0.012 * number)
        where = view.where(x, y, grow, view.draw[2] + slide, view.draw[3] + slide * 0.35 + 0.5 * number)
        line = read(t.trace, where)
        run = read(t.run, where)
        run -= np.float32(view.time * (0.16 + 0.05 * number) % 1.0)
        run -= np.floor(run)
        signal = run * run
        signal *= signal
        signal *= signal
        share = np.float32(0.45 + 0.55 * number)
        light += line * (np.float32(0.16) + signal * np.float32(1.9) + board * np.float32(0.25)) * share
        tone += line * (np.float32(0.28) + signal * np.float32(0.42)) * share
    tone += board * np.float32(0.2)
    return Layer(tone, light)


def warp(view: View) -> Layer:
    """Flight through stars at great speed: streaks from one point."""
    x, y = view.points(0.12)
    x -= np.float32(0.2 * sway(view.time, 31.0, view.draw[0]))
    y -= np.float32(0.12 * sway(view.time, 23.0, view.draw[1]))
    radius = np.sqrt(x * x + y * y) + np.float32(0.01)
    angle = np.arctan2(y, x) * np.float32(1.0 / _TURN) + np.float32(0.5)
    light = np.full_like(x, 0.015)
    tone = np.full_like(x, 0.2)
    sheet = view.textures.speckle.ravel()
    for number, rays in enumerate((90, 170, 260)):
        lane = angle * np.float32(rays)
        home = lane.astype(np.int32)
        off = np.abs(lane - home - np.float32(0.5))
        chance = np.take(sheet, home + (number * 4001 + int(view.draw[2] * 9000)), mode="clip")
        dash = (
            np.float32(0.22) / radius
            + chance * np.float32(7.0)
            + np.float32(view.depth * (0.8 + 0.25 * number) % 1024.0)
        )
        dash -= np.floor(dash)
        wide = np.clip(np.float32(0.14) + np.float32(0.0016 * rays / 160) / radius - off, 0.0, 0.3)
        dash *= dash * dash
        trail = dash * dash * dash * wide * np.float32(6.0)
        trail *= np.minimum(radius * np.float32(1.7), 1.0)
        light += trail
        tone += trail * (np.float32(0.3) + np.abs(chance) * np.float32(0.3))
    light += np.exp(radius * np.float32(-7.0)) * np.float32(0.9)
    gas = view.noise(
        view.textures.haze, (angle, np.log(radius) * np.float32(0.15)), 1.0, (view.draw[3], view.depth * -0.05)
    )
    light += gas * gas * np.float32(0.16)
    tone += gas * np.float32(0.35)
    return Layer(tone, light)


def bloom(view: View) -> Layer:
    """Draw a flower that keeps opening: rings of petals that grow from the middle."""
    x, y = view.points(0.14)
    radius = np.sqrt(x * x + y * y) + np.float32(1e-3)
    angle = np.arctan2(y, x)
    depth = np.log(radius) * np.float32(1.9) - np.float32(view.depth * 0.35 % 64.0)
    petals = 5 + int(view.draw[0] * 4)
    light: Field = np.zeros_like(x)
    tone: Field = np.zeros_like(x)
    for number in range(2):
        ring = depth + np.float32(0.5 * number)
        count = np.floor(ring)
        part = ring - count
        lean = angle * np.float32(petals) + (count * np.float32(2.4) + np.float32(view.time * 0.1 + number * 1.6))
        petal = np.abs(np.sin(lean * np.float32(0.5)))
        inside = ramp(petal * np.float32(0.95) - part, -0.02, 0.06)
        shade = np.float32(0.25) + part / (petal + np.float32(0.15)) * np.float32(0.7)
        vein = np.exp(np.abs(np.sin(lean * np.float32(4.0))) * np.float32(-4.0)) * np.float32(0.16)
        rim = np.exp(np.abs(petal * np.float32(0.95) - part) * np.float32(-26.0)) * np.float32(0.6)
        layer = (shade * shade + vein) * inside + rim
        light = np.maximum(light, layer) if number else layer
        tone = (
            np.maximum(tone, (shade * np.float32(0.75)) * inside + rim * np.float32(0.4))
            if number
            else shade * inside * np.float32(0.75)
        )
    light += np.exp(radius * np.float32(-7.0)) * np.float32(1.3)
    tone += np.exp(radius * np.float32(-3.0)) * np.float32(0.4)
    return Layer(tone, light * np.float32(0.9))
