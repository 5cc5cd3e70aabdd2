"""Worlds without a ground: they fill the picture and may stand behind another.

Rules as in view.py. Every scene's time constants are in seconds of scene time.
"""

import math

import numpy as np

from soundscape_live.generator.procedural.texture import Field, read
from soundscape_live.generator.procedural.view import Layer, View, ramp, sway

_TURN = 2.0 * math.pi


def nebula(view: View) -> Layer:
    """Clouds of gas that one flies into: three zooming layers, lit edges, dark lanes."""
    t = view.textures
    gas, thread = _deep(view, 0.9, 3)
    lanes = view.noise(t.haze, view.points(1.2), 0.17, (view.draw[3] + view.time * 0.002, view.draw[4]))
    tint = view.noise(t.haze, view.points(0.6), 0.23, (view.draw[5], view.draw[6] + view.time * 0.003))
    body = ramp(gas, 0.40, 0.86)
    light = body * body
    light *= np.float32(1.15)
    thread *= body + np.float32(0.12)
    thread *= np.float32(0.9)
    light += thread
    light *= ramp(lanes, 0.18, 0.62) + np.float32(0.1)
    light += np.float32(0.035)
    tone = tint * np.float32(0.75)
    tone += gas * np.float32(0.4)
    tone -= np.float32(0.08)
    return Layer(tone, light)


def _deep(view: View, bend: float, layers: int) -> tuple[Field, Field]:
    """Return cloud and veins of an endless flight: layers that grow while they fade in and out."""
    t = view.textures
    x, y = view.points(bend)
    cloud = np.zeros_like(x)
    thread = np.zeros_like(x)
    total = 0.0
    for number in range(layers):
        phase = view.depth * 0.12 + number / layers + view.draw[0]
        cycle, part = math.floor(phase), phase % 1.0
        weight = math.sin(math.pi * part) ** 2
        total += weight
        scale = 0.62 * 2.0 ** (-1.7 * part) * 2.0 ** (-0.5 * view.looks.scale)
        shift = (cycle * 0.37 + number * 0.21 + view.draw[1], cycle * 0.53 + number * 0.43 + view.draw[2])
        where = view.where(x, y, scale, *shift)
        cloud += read(t.cloud, where) * np.float32(weight)
        thread += read(t.vein, where) * np.float32(weight)
    return cloud / np.float32(total), thread / np.float32(total)


def galaxy(view: View) -> Layer:
    """Draw a turning spiral of stars, tilted, with dust along its arms."""
    t = view.textures
    x, y = view.points(0.5)
    x -= np.float32(0.25 * sway(view.time, 61.0, view.draw[0]) + 0.5 * (view.draw[1] - 0.5))
    y -= np.float32(0.10 * sway(view.time, 47.0, view.draw[2]))
    lean = 0.5 * (view.draw[3] - 0.5)
    x, y = x + y * np.float32(lean), (y - x * np.float32(lean)) * np.float32(1.7 + 0.5 * view.draw[4])
    radius = np.sqrt(x * x + y * y)
    radius += np.float32(0.015)
    angle = np.arctan2(y, x)
    wind = np.log(radius)
    wind *= np.float32(2.6)
    angle += wind
    angle -= np.float32(view.time * 0.16 % _TURN)
    arms = np.cos(angle * np.float32(2.0))
    arms *= np.float32(0.5)
    arms += np.float32(0.5)
    spin = view.time * 0.004
    polar = (angle * np.float32(1.0 / _TURN), radius * np.float32(0.5))
    dust = view.noise(t.cloud, polar, 1.0, (spin, view.draw[5] - view.depth * 0.01))
    fine = view.noise(t.vein, (x, y), 0.45, (view.draw[6], view.time * 0.003))
    fall = np.exp(radius * np.float32(-2.3))
    arms *= arms
    light = arms * ramp(dust, 0.2, 0.85)
    light *= fall * np.float32(2.6)
    light += fine * fall * (arms * np.float32(0.6))
    light += np.exp(radius * radius * np.float32(-42.0)) * np.float32(1.9)
    light += np.exp(radius * np.float32(-5.5)) * np.float32(0.55)
    light += np.float32(0.02)
    tone = np.float32(0.95) - radius * np.float32(0.75)
    tone += (dust - np.float32(0.5)) * np.float32(0.5)
    return Layer(tone, light)


def aurora(view: View) -> Layer:
    """Curtains of light that hang and fold across a night sky."""
    t = view.textures
    x, y = view.points(0.12)
    top = view.canvas.half_height
    light = np.full_like(x, 0.02)
    tone = np.full_like(x, 0.12)
    tone += (y + np.float32(top)) * np.float32(0.06 / top)
    for number in range(3):
        drift = view.time * (0.011 + 0.004 * number)
        row = y * np.float32(0.05) + np.float32(number * 3.1)
        fold = view.noise(t.haze, (x, row), 0.21, (drift + view.draw[number], view.draw[3] + view.time * 0.004))
        hang = y - (fold - np.float32(0.62 - 0.17 * number)) * np.float32(1.15 * top)
        ray = view.noise(t.cloud, (x + fold * np.float32(0.5), row), 0.9, (drift * 2.5, view.time * 0.02))
        length = 0.55 * top * (1.0 + 0.5 * view.draw[4 + number])
        veil = np.exp(np.minimum(hang, 0.0) * np.float32(1.0 / length))
        veil *= ramp(hang, 0.09 * top, -0.02)
        veil *= ray * ray * np.float32(1.5) + np.float32(0.12)
        edge = np.exp(hang * hang * np.float32(-90.0))
        veil += edge * ray * np.float32(0.35)
        veil *= np.float32(1.2 - 0.25 * number)
        tone += veil * np.clip(np.float32(0.55) - hang * np.float32(0.55 / length), 0.2, 1.0) * np.float32(0.75)
        light += veil
    return Layer(tone, light)


def deep(view: View) -> Layer:
    """Under water: shafts of light from above, a rippling net of light, the dark below."""
    t = view.textures
    x, y = view.points(0.5)
    top = view.canvas.half_height
    fall = (y + np.float32(top)) * np.float32(0.5 / top)
    source = 0.6 * (view.draw[0] - 0.5) + 0.2 * sway(view.time, 40.0)
    fan = (x - np.float32(source)) / (fall + np.float32(0.55))
    shaft = view.noise(t.cloud, (fan, fall * np.float32(0.04)), 0.33, (view.time * 0.006, view.time * 0.011))
    other = view.noise(t.cloud, (fan, fall * np.float32(0.05)), 0.21, (-view.time * 0.008, view.draw[1]))
    shaft *= other
    beams = ramp(shaft, 0.18, 0.6)
    gloom = np.exp(fall * np.float32(-1.9))
    depth = np.float32(0.25) / (np.abs(y) + np.float32(0.12))
    net = _net(view, (x * depth, depth * np.float32(1.6)), 0.5)
    light = beams * gloom * np.float32(0.95)
    light += gloom * np.float32(0.22)
    near = ramp(fall, 0.55, 1.0) + ramp(fall, 0.3, 0.0) * np.float32(0.7)
    light += net * near * np.float32(0.55)
    tone = np.float32(0.78) - fall * np.float32(0.62)
    tone += beams * gloom * np.float32(0.25)
    tone += net * np.float32(0.12)
    return Layer(tone, light)


def _net(view: View, points: tuple[Field, Field], scale: float) -> Field:
    """Return a net of bright lines as light makes through waves: two sheets of veins that slide."""
    one = view.noise(view.textures.vein, points, scale, (view.time * 0.012, view.time * 0.017))
    two = view.noise(view.textures.vein, points, scale * 0.83, (-view.time * 0.015, view.time * 0.009 + 0.4))
    one += two
    two = one * one
    return two * np.float32(0.8)


def ink(view: View) -> Layer:
    """Ink or smoke that folds into itself."""
    t = view.textures
    x, y = view.points(0.9)
    drift = view.time * 0.008
    scale = 0.2 * 2.0 ** (-0.5 * view.looks.scale)
    one = view.noise(t.haze, (x, y), scale, (view.draw[0] + drift, view.draw[1] - drift * 1.3))
    fold_x = x + (one - np.float32(0.5)) * np.float32(0.75)
    fold_y = y + np.float32(0.35) * one - np.float32(view.depth * 0.03 % 64.0)
    two = view.noise(t.haze, (fold_x, fold_y), scale * 1.5, (view.draw[2] - drift, view.draw[3]))
    curl_x = x + (two - np.float32(0.5)) * np.float32(0.8)
    curl_y = y + (one + two) * np.float32(0.4)
    where = view.where(curl_x, curl_y, scale * 1.2, view.draw[4], view.draw[5] + drift * 2.0)
    three = read(t.cloud, where)
    thread = read(t.vein, where)
    light = ramp(three, 0.25, 0.9)
    light *= np.float32(0.25) + two
    light += thread * ramp(two, 0.35, 0.8) * np.float32(0.7)
    light += np.float32(0.03)
    tone = one * np.float32(0.55) + three * np.float32(0.5)
    return Layer(tone, light)


def silk(view: View) -> Layer:
    """Ribbons of light: waves that cross, each with a bright crest."""
    x, y = view.points(0.25)
    light = np.full_like(x, 0.03)
    tone = np.full_like(x, 0.15)
    for number in range(5):
        speed = 0.22 + 0.07 * number
        one = x * np.float32(1.3 + 0.45 * number) + np.float32((view.time * speed + view.draw[number] * 9.0) % _TURN)
        two = x * np.float32(2.9 - 0.3 * number) - np.float32((view.time * speed * 0.7 + number) % _TURN)
        crest = np.sin(one) * np.float32(0.24) + np.sin(two) * np.float32(0.13)
        gap = y - crest - np.float32(0.16 * (number - 2))
        below = np.maximum(gap, 0.0)
        sheet = np.exp(below * np.float32(-3.2)) * (gap > 0)
        sheet += np.exp(gap * gap * np.float32(-2200.0)) * np.float32(1.6)
        sheet += np.exp(np.abs(gap) * np.float32(-14.0)) * np.float32(0.35)
        sheet *= np.float32(0.42)
        tone += sheet * np.float32(0.22 + 0.24 * number)
        light += sheet
    return Layer(tone / (light + np.float32(0.25)), light)


def clouds(view: View) -> Layer:
    """Towers of cloud lit from one side, seen from among them."""
    t = view.textures
    x, y = view.points(0.7)
    scale = 0.2 * 2.0 ** (-0.5 * view.looks.scale)
    flow = view.time * 0.006
    sun_x = 0.8 * (view.draw[2] - 0.5) * 2.0
    low = ramp(y, -view.canvas.half_height, view.canvas.half_height)
    heap = view.noise(t.cloud, (x, y), scale, (view.draw[0] + flow, view.draw[1] + view.depth * 0.004))
    shade = view.noise(
        t.cloud, (x, y), scale, (view.draw[0] + flow + 0.022 * sun_x, view.draw[1] + view.depth * 0.004 - 0.028)
    )
    bank = view.noise(t.haze, (x, y), scale * 0.7, (view.draw[3] + flow * 0.6, view.draw[4]))
    cover = ramp(heap * np.float32(0.6) + bank * np.float32(0.5) + low * np.float32(0.2), 0.5, 0.78)
    relief = (heap - shade) * np.float32(1.7)
    sky: Field = np.float32(0.16) + low * np.float32(0.3)
    away = (x - np.float32(sun_x)) ** 2 + (y + np.float32(0.2)) ** 2
    sun: Field = np.exp(away * np.float32(-5.0))
    sky += sun * np.float32(0.7)
    sky += np.exp(away * np.float32(-150.0)) * np.float32(1.5)
    lit: Field = np.clip(np.float32(0.46) + relief + sun * np.float32(0.35), 0.06, 1.5)
    light = sky + (lit - sky) * cover
    tone_sky: Field = np.float32(0.12) + low * np.float32(0.25) + sun * np.float32(0.4)
    tone_cloud: Field = np.clip(np.float32(0.5) + relief * np.float32(0.45) + low * np.float32(0.2), 0.1, 1.0)
    return Layer(tone_sky + (tone_cloud - tone_sky) * cover, light)
