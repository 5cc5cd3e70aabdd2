"""Where the picture's points lie, and what a scene is told when it draws.

Rules: x runs right, y down, both from the middle; one unit is the same both ways, and width times height is 4
units squared times 4/9 (a 16:9 picture is 2.67 wide, 1.5 high; a square 2 by 2; a portrait 1.5 wide). A scene
returns a Layer and keeps nothing.
"""

import math
from dataclasses import dataclass, field, replace

import numpy as np

from soundscape_live.generator.procedural.texture import SIZE, Field, Index, Texture, Textures, read, spot


@dataclass(frozen=True, slots=True, eq=False)
class Canvas:
    """The points of one size of picture, or of a part of it (then x and y are smaller)."""

    width: int
    height: int
    x: Field
    "(height, width), units."
    y: Field
    half_width: float
    half_height: float
    pixel: float
    "One pixel, in units."


def make_canvas(width: int, height: int) -> Canvas:
    """Lay out the points of a picture."""
    pixel = 2.0 / math.sqrt(width * height)
    x = (np.arange(width, dtype=np.float32) - np.float32((width - 1) / 2)) * np.float32(pixel)
    y = (np.arange(height, dtype=np.float32) - np.float32((height - 1) / 2)) * np.float32(pixel)
    full_x = np.ascontiguousarray(np.broadcast_to(x, (height, width)))
    full_y = np.ascontiguousarray(np.broadcast_to(y[:, None], (height, width)))
    return Canvas(width, height, full_x, full_y, width * pixel / 2, height * pixel / 2, pixel)


@dataclass(frozen=True, slots=True)
class Looks:
    """How the world looks and moves: what words ask for, 0 where they say nothing unless said otherwise."""

    light: float = 0.0
    "-1 dark .. 1 bright."
    contrast: float = 0.0
    density: float = 0.0
    "-1 sparse .. 1 dense."
    scale: float = 0.0
    "-1 small forms .. 1 large ones."
    speed: float = 0.0
    "-1 nearly still .. 1 fast."
    warp: float = 0.0
    "-1 crisp and straight .. 1 liquid."
    zoom: float = 0.0
    "-1 backward .. 1 forward, beyond the gentle forward drift that is the rule."
    turn: float = 0.0
    rise: float = 0.0
    symmetry: float = 0.0
    glow: float = 0.0
    grain: float = 0.0
    stars: float = 0.0
    rain: float = 0.0
    snow: float = 0.0
    sparks: float = 0.0
    motes: float = 0.0
    "Fireflies, spores, bokeh."
    fog: float = 0.0
    rays: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """What a scene draws."""

    tone: Field
    "Place in the palette, 0..1; beyond is clipped."
    light: Field
    "0 black, 1 full colour, 2 and above white-hot."
    cover: Field | None = None
    "0 lets what is behind show, 1 hides it; None covers everything."


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """What a scene is told: the points, the bend of space there, and the moment."""

    canvas: Canvas
    textures: Textures
    bend_x: Field
    "(height, width): how far each point is displaced by the latent field, in units, about 0.1."
    bend_y: Field
    time: float
    "Seconds of the scene's own time; unbounded."
    depth: float
    "Units travelled forward; unbounded."
    heat: float
    "How stirred the latent is, 0..1."
    looks: Looks = field(default_factory=Looks)
    draw: tuple[float, ...] = (0.5,) * 16
    "The composition's numbers, 0..1 each."

    def part(self, rows: slice, columns: slice = slice(None)) -> "View":
        """Return the view of a part of the picture; everything but the points stays as it is."""
        canvas = replace(self.canvas, x=self.canvas.x[rows, columns], y=self.canvas.y[rows, columns])
        return replace(self, canvas=canvas, bend_x=self.bend_x[rows, columns], bend_y=self.bend_y[rows, columns])

    def row(self, y: float) -> int:
        """Return the row of a y coordinate, within the picture."""
        return max(0, min(self.canvas.height, int((y + self.canvas.half_height) / self.canvas.pixel)))

    def column(self, x: float) -> int:
        """Return the column of an x coordinate, within the picture."""
        return max(0, min(self.canvas.width, int((x + self.canvas.half_width) / self.canvas.pixel)))

    def points(self, bend: float, scale: float = 1.0) -> tuple[Field, Field]:
        """Return the coordinates, displaced by `bend` times the latent's bend, times `scale`."""
        x = self.bend_x * np.float32(bend)
        y = self.bend_y * np.float32(bend)
        x += self.canvas.x
        y += self.canvas.y
        if scale != 1.0:
            x *= np.float32(scale)
            y *= np.float32(scale)
        return x, y

    def where(self, x: Field, y: Field, scale: float, shift_x: float = 0.0, shift_y: float = 0.0) -> Index:
        """Return the index in a texture of the points: `scale` tiles a unit, shifted by tiles."""
        texels = np.float32(scale * SIZE)
        over = x * texels
        down = y * texels
        over += np.float32(shift_x % 1.0 * SIZE)
        down += np.float32(shift_y % 1.0 * SIZE)
        return spot(over, down)

    def noise(
        self, texture: Texture, points: tuple[Field, Field], scale: float, shift: tuple[float, float] = (0.0, 0.0)
    ) -> Field:
        """Return a texture at the points."""
        return read(texture, self.where(points[0], points[1], scale, *shift))


def ramp(value: Field, low: float, high: float) -> Field:
    """Return a smooth step: 0 at `low`, 1 at `high` (which may be the lower), 3t^2 - 2t^3 between."""
    step = value - np.float32(low)
    step *= np.float32(1.0 / (high - low))
    np.clip(step, 0.0, 1.0, out=step)
    rise = np.float32(3.0) - np.float32(2.0) * step
    step *= step
    step *= rise
    return step


def sway(time: float, period: float, phase: float = 0.0) -> float:
    """Return a slow swing in -1..1 that does not repeat: two incommensurate sines."""
    turn = 2 * math.pi
    angle = time / period + phase
    return 0.6 * math.sin(turn * angle) + 0.4 * math.sin(turn * (angle * 0.6180339887 + 0.37))
