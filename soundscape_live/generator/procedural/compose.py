"""From the latent to a layer: which scenes, how they lie over one another, and the bend of space.

Rules: at most MOST_SCENES scenes are drawn; what a scene adds comes and goes without a jump. Every step of the
denoising list adds one octave of fine form (finer for later steps): more steps, more detail, more work.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

import numpy as np

from soundscape_live.generator.procedural import grounds, patterns, places, skies
from soundscape_live.generator.procedural.latent import CHANNELS, DENSITIES, OCTAVES, Bands, Latent, shapes
from soundscape_live.generator.procedural.lexicon import GROUNDS, SCENES, SKIES
from soundscape_live.generator.procedural.overlays import add_stars, overlay
from soundscape_live.generator.procedural.prompt import CHANCE, LOOK, SCENE
from soundscape_live.generator.procedural.texture import SIZE, Field, Textures, read
from soundscape_live.generator.procedural.view import Canvas, Layer, Looks, View, make_canvas

MOST_SCENES = 3
FINE = 3
"The finest octaves, this many, also grain the light."

_SKIES: Mapping[str, Callable[[View], Layer]] = MappingProxyType({
    "nebula": skies.nebula, "galaxy": skies.galaxy, "aurora": skies.aurora, "deep": skies.deep, "ink": skies.ink,
    "silk": skies.silk, "clouds": skies.clouds, "lava": patterns.lava, "crystal": patterns.crystal,
    "tunnel": patterns.tunnel, "mandala": patterns.mandala, "circuit": patterns.circuit, "warp": patterns.warp,
    "bloom": patterns.bloom,
})  # fmt: skip
_GROUNDS: Mapping[str, Callable[[View, Layer], Layer]] = MappingProxyType({
    "sea": grounds.sea, "dunes": grounds.dunes, "mountains": grounds.mountains, "grid": grounds.grid,
    "forest": places.forest, "city": places.city, "works": places.works, "jellies": places.jellies,
})  # fmt: skip
_ELSEWHERE = SIZE * 389 + 571
"From one place of a texture to another that has nothing to do with it."
_ONE_THREAD = 200_000
"Products that a matrix multiplication may have before BLAS wakes threads, which cost more than they bring."
_SHARES = (0.55, 0.30, 0.15)
"How much of the field each band gives."


class Composer:
    """Draws the latent on one canvas."""

    def __init__(self, canvas: Canvas, textures: Textures) -> None:
        self._canvas = canvas
        self._half = make_canvas(canvas.width // 2, canvas.height // 2)
        self._textures = textures
        self.sizes = shapes(canvas.half_width, canvas.half_height)
        rows = [_spread(self._half.y[:, 0], size[1], density) * np.float32(share)
                for size, density, share in zip(self.sizes, DENSITIES, _SHARES, strict=True)]  # fmt: skip
        columns = [
            _spread(self._half.x[0], size[2], density) for size, density in zip(self.sizes, DENSITIES, strict=True)
        ]
        self._rows = rows
        self._columns = np.ascontiguousarray(np.concatenate(columns, axis=1).T)
        most = max(1, _ONE_THREAD // self._columns.size)
        self._block = max(size for size in range(1, most + 1) if self._half.height % size == 0)

    def layer(self, latent: Latent) -> tuple[Layer, View]:
        """Return the latent's picture as tone and light, and the view that it was drawn with."""
        looks = Looks(*(float(value) for value in latent.world[LOOK]))
        field = self._field(latent.bands)
        bend = 0.11 * 2.0 ** (0.9 * looks.warp) * (0.65 + 0.7 * latent.heat)
        field[:2] *= np.float32(bend)
        self._refine(field, latent, 2.0 ** (0.7 * looks.warp))
        full = _doubled(field, self._canvas.height, self._canvas.width)
        shifts = latent.world[CHANCE]
        draw = tuple(_fold(value + 0.5 * float(shift)) for value, shift in zip(latent.draw, shifts, strict=True))
        view = View(self._canvas, self._textures, full[0], full[1], latent.time, latent.depth, latent.heat, looks, draw)
        if looks.symmetry > 0.35:
            view = _mirrored(view)
        layer = _scenes(view, latent.world[SCENE], full)
        self._shade(view, layer, full, latent)
        overlay(view, layer)
        return layer, view

    def _field(self, bands: Bands) -> Field:
        """Return (CHANNELS, height / 2, width / 2): the bands spread over the canvas, about unit deviation."""
        parts = [np.matmul(rows, band) for rows, band in zip(self._rows, bands, strict=True)]
        sides = np.concatenate(parts, axis=2).reshape(-1, self._block, self._columns.shape[0])
        field: Field = np.matmul(sides, self._columns).reshape(CHANNELS, self._half.height, self._half.width)
        return field

    def _refine(self, field: Field, latent: Latent, amount: float) -> None:
        """Bend space by each octave that the steps have brought, in place."""
        view = View(self._half, self._textures, field[0], field[1], 0.0, 0.0, 0.0)
        for number, strength in _present(latent.detail):
            part = number / OCTAVES
            shift = (number * 0.37 + latent.time * 0.006, number * 0.71 - latent.time * 0.004)
            where = view.where(*view.points(1.0), 0.22 / part, *shift)
            reach = np.float32(0.15 * part * amount * strength)
            field[0] += (read(self._textures.haze, where) - np.float32(0.5)) * reach
            where += _ELSEWHERE
            where &= SIZE * SIZE - 1
            field[1] += (read(self._textures.haze, where) - np.float32(0.5)) * reach

    def _shade(self, view: View, layer: Layer, field: Field, latent: Latent) -> None:
        """Give the light the latent's own unevenness and a grain for each fine octave, the tone the latent's drift."""
        shade = field[3] * np.float32(0.16)
        shade += np.float32(1.0)
        for number, strength in _present(latent.detail[:FINE]):
            grain = view.noise(self._textures.cloud, view.points(1.0), 0.22 * OCTAVES / number)
            grain -= np.float32(0.5)
            grain *= np.float32(0.26 * strength)
            shade += grain
        light, tone = layer.light, layer.tone
        light *= shade
        tone += field[2] * np.float32(0.07)


def _present(detail: tuple[float, ...]) -> Iterator[tuple[int, float]]:
    """Yield the octaves that can be seen, and their strengths."""
    return ((number, strength) for number, strength in enumerate(detail, 1) if strength > 0.0)


def _doubled(field: Field, height: int, width: int) -> Field:
    """Return every channel at twice the points both ways, those between being means of their neighbours."""
    full = np.empty((field.shape[0], height, width), np.float32)
    even = full[:, ::2]
    even[..., ::2] = field
    np.add(field[..., :-1], field[..., 1:], out=even[..., 1:-1:2])
    even[..., 1:-1:2] *= np.float32(0.5)
    even[..., -1] = field[..., -1]
    np.add(even[:, :-1], even[:, 1:], out=full[:, 1:-1:2])
    full[:, 1:-1:2] *= np.float32(0.5)
    full[:, -1] = even[:, -1]
    return full


def _mirrored(view: View) -> View:
    """Return the view with the right half a mirror image of the left."""
    half = view.canvas.width // 2
    view.bend_x[:, half:] = view.bend_x[:, :half][:, ::-1]
    view.bend_y[:, half:] = view.bend_y[:, :half][:, ::-1]
    return replace(view, canvas=replace(view.canvas, x=-np.abs(view.canvas.x)))


def _scenes(view: View, weights: Field, field: Field) -> Layer:
    """Return the chosen scenes, skies mixed patch by patch, grounds laid over them."""
    chosen = choose(weights)
    above = {name: share for name, share in chosen.items() if name in SKIES}
    before = {name: share for name, share in chosen.items() if name in GROUNDS}
    layer = _mixed_skies(view, above, field)
    share = min(1.0, 2.2 * sum(above.values()))
    if layer is None or share < 1.0:
        sunless = before.get("grid", 0.0) > 0.4
        if "jellies" in before:
            plain = skies.deep(view)
        elif before.get("forest", 0.0) > 0.4:
            plain = Layer(np.full_like(view.canvas.x, 0.4), np.full_like(view.canvas.x, 0.3))
        else:
            plain = grounds.dusk(view, 1e-6 if sunless else 0.025)
        layer = plain if layer is None else _mixed(layer, plain, share)
    add_stars(view, layer)
    for name in GROUNDS:
        strength = min(1.0, 2.5 * before.get(name, 0.0))
        if strength > 0.0:
            ground = _GROUNDS[name](view, layer)
            layer = ground if strength >= 1.0 else _mixed(ground, layer, _patch(field[5], strength))
    return layer


def choose(weights: Field) -> dict[str, float]:
    """Return the scenes to draw and their shares (sum 1): the strongest, each less the first that is left out."""
    order = np.argsort(-weights)
    least = max(float(weights[order[MOST_SCENES]]), 0.08 * float(weights[order[0]]))
    kept = {SCENES[at]: float(weights[at]) - least for at in order[:MOST_SCENES]}
    kept = {name: share for name, share in kept.items() if share > 0.0}
    total = sum(kept.values())
    return {name: share / total for name, share in kept.items()} if total > 0.0 else {SCENES[int(order[0])]: 1.0}


def _mixed_skies(view: View, shares: dict[str, float], field: Field) -> Layer | None:
    layer: Layer | None = None
    taken = 0.0
    for number, (name, share) in enumerate(shares.items()):
        drawn = _SKIES[name](view)
        taken += share
        layer = drawn if layer is None else _mixed(drawn, layer, _patch(field[4 + number % 2], share / taken))
    return layer


def _patch(mask: Field, share: float) -> Field:
    """Return a cover that is 1 on about `share` of the picture, in patches with soft edges."""
    level = np.float32(4.2 * share - 2.1)
    cover: Field = np.clip(np.float32(0.5) + (mask + level) * np.float32(0.8), 0.0, 1.0)
    return cover


def _mixed(front: Layer, behind: Layer, cover: Field | float) -> Layer:
    share = np.asarray(cover, np.float32)
    return Layer(behind.tone + (front.tone - behind.tone) * share, behind.light + (front.light - behind.light) * share)


def _fold(value: float) -> float:
    """Return the number folded into 0..1 without a jump."""
    return abs((value + 1.0) % 2.0 - 1.0)


def _spread(places: Field, count: int, density: float) -> Field:
    """Return the (places, count) weights of Gaussian bumps; each row has unit length, so variance is kept."""
    centres = (np.arange(count, dtype=np.float32) - np.float32((count - 1) / 2)) / np.float32(density)
    gap = (places[:, None] - centres[None, :]) * np.float32(density)
    weights = np.exp(gap * gap * np.float32(-0.9))
    spread: Field = (weights / np.linalg.norm(weights, axis=1, keepdims=True)).astype(np.float32)
    return spread
