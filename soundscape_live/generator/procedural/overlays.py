"""What falls, rises, drifts and twinkles over a scene, and mist.

Rules: each adds to the layer in place, by its amount 0..1, and does nothing at 0.
"""

import numpy as np

from soundscape_live.generator.procedural.texture import Field, Texture
from soundscape_live.generator.procedural.view import Layer, View, ramp

_LEAST = 0.04


def overlay(view: View, layer: Layer) -> None:
    """Add everything that the looks ask for, save the stars, which belong to the sky."""
    looks = view.looks
    if looks.fog > _LEAST:
        _fog(view, layer, looks.fog)
    if looks.rays > _LEAST:
        _rays(view, layer, looks.rays)
    if looks.motes > _LEAST:
        _motes(view, layer, looks.motes)
    if looks.sparks > _LEAST:
        _sparks(view, layer, looks.sparks)
    if looks.snow > _LEAST:
        _snow(view, layer, looks.snow)
    if looks.rain > _LEAST:
        _rain(view, layer, looks.rain)


def _sheet(view: View, texture: Texture, size: tuple[float, float], shift: tuple[float, float], bend: float) -> Field:
    """Return a texture stretched to `size` tiles a unit across and down."""
    x, y = view.points(bend)
    y *= np.float32(size[1] / size[0])
    return view.noise(texture, (x, y), size[0], shift)


def _add(layer: Layer, extra: Field, tone: float) -> None:
    """Add light, and lift the tone there."""
    light, hue = layer.light, layer.tone
    light += extra
    np.minimum(extra, 1.0, out=extra)
    extra *= np.float32(tone)
    hue += extra


def add_stars(view: View, layer: Layer) -> None:
    """Add points where the sky is dark."""
    amount = view.looks.stars
    if amount <= _LEAST:
        return
    points = _sheet(view, view.textures.star, (0.5, 0.5), (view.depth * 0.004, view.draw[8]), 0.1)
    dark = np.float32(1.0) - layer.light * np.float32(1.6)
    np.clip(dark, 0.0, 1.0, out=dark)
    points *= dark
    points *= np.float32(1.5 * amount)
    _add(layer, points, 0.7)


def _motes(view: View, layer: Layer, amount: float) -> None:
    """Soft lights that wander."""
    t = view.textures
    for number, (size, share) in enumerate(((0.42, 0.9), (0.24, 0.7))):
        drift = (view.draw[9] + view.time * 0.006, view.draw[10 + number] + view.time * 0.011 * (1 + number))
        points = _sheet(view, t.orb, (size, size), drift, 0.12)
        points *= np.float32(share * amount)
        _add(layer, points, 0.8)


def _sparks(view: View, layer: Layer, amount: float) -> None:
    """Hot points that rise on the wind."""
    t = view.textures
    for number, size in enumerate((0.55, 0.34)):
        rise = (view.draw[11] + view.time * 0.02 * (number - 0.5), view.time * 0.11 * (1.0 + 0.5 * number))
        points = _sheet(view, t.star, (size, size * 0.7), rise, 0.5)
        points *= points * np.float32(2.6 * amount)
        _add(layer, points, 0.9)


def _snow(view: View, layer: Layer, amount: float) -> None:
    """Flakes in two depths."""
    t = view.textures
    for number, size in enumerate((0.62, 0.33)):
        fall = (view.draw[12] + view.time * 0.012, -view.time * 0.07 * (1.0 + 0.6 * number))
        points = _sheet(view, t.star, (size, size), fall, 0.25)
        points *= np.float32((0.7 + 0.3 * number) * amount)
        _add(layer, points, 0.9)


def _rain(view: View, layer: Layer, amount: float) -> None:
    """Fine slanting strokes."""
    fall = (view.draw[13] + view.time * 0.03, -view.time * 0.55)
    x, y = view.points(0.05)
    x += y * np.float32(0.08)
    y *= np.float32(0.10)
    strokes = view.noise(view.textures.star, (x, y), 0.85, fall)
    strokes *= np.float32(0.65 * amount)
    _add(layer, strokes, 0.35)


def _fog(view: View, layer: Layer, amount: float) -> None:
    """Drifting mist, thicker below."""
    bank = _sheet(view, view.textures.haze, (0.2, 0.42), (view.draw[14] + view.time * 0.009, view.time * 0.002), 0.8)
    bank *= ramp(view.canvas.y, -1.1 * view.canvas.half_height, view.canvas.half_height) + np.float32(0.25)
    bank *= np.float32(0.55 * amount)
    light, tone = layer.light, layer.tone
    light += (np.float32(0.42) - light) * bank
    tone += (np.float32(0.55) - tone) * bank


def _rays(view: View, layer: Layer, amount: float) -> None:
    """Shafts of light from above."""
    x, y = view.points(0.3)
    top = view.canvas.half_height
    fan = (x - np.float32((view.draw[15] - 0.5) * 0.8)) / (y + np.float32(1.5 * top))
    shaft = view.noise(view.textures.cloud, (fan, y * np.float32(0.03)), 0.42, (view.time * 0.005, view.time * 0.008))
    beams = ramp(shaft, 0.5, 0.95)
    beams *= ramp(y, top, -top)
    beams *= np.float32(0.5 * amount)
    _add(layer, beams, 0.25)
