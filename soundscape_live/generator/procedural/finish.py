"""From tone and light to the picture: exposure, colour, bloom, grain, vignette, size.

Rules: keeps nothing but work space; the same inputs give the same picture. The picture is made on a canvas of at
most MOST_PIXELS and enlarged (bicubic) to the size asked for.
"""

import math

import av
import numpy as np
from av.video.reformatter import VideoReformatter
from numpy.typing import NDArray

from soundscape_live.generator.procedural.colour import LIGHT_RANGE, LIGHTS, TONES
from soundscape_live.generator.procedural.texture import SIZE, Field
from soundscape_live.generator.procedural.view import Canvas

MOST_PIXELS = 200_000
_HALO_PIXELS = 2304
"The halo is worked out on about so many: few enough that BLAS multiplies on one thread."


def canvas_size(width: int, height: int) -> tuple[int, int]:
    """Return the size on which a picture of this size is worked out: the same, or smaller and even."""
    shrink = math.sqrt(min(1.0, MOST_PIXELS / (width * height)))
    return max(16, round(width * shrink / 2) * 2), max(16, round(height * shrink / 2) * 2)


class Finish:
    """Finishes pictures of one size."""

    def __init__(self, canvas: Canvas, width: int, height: int) -> None:
        self._size = (width, height)
        self._canvas = canvas
        self._reformatter = VideoReformatter()
        corner = (canvas.x / canvas.half_width) ** 2 + (canvas.y / canvas.half_height) ** 2
        self._vignette = (1.04 - 0.30 * corner + 0.05 * corner * corner).astype(np.float32)
        shrink = math.sqrt(_HALO_PIXELS / (canvas.width * canvas.height))
        self._small = (max(4, round(canvas.width * shrink)), max(4, round(canvas.height * shrink)))
        self._blurs = [
            (_blur(self._small[1], spread), _blur(self._small[0], spread)) for spread in (1.2, 0.09 * self._small[0])
        ]

    def picture(
        self, tone: Field, light: Field, table: NDArray[np.uint32], grain: Field, glow: float
    ) -> NDArray[np.uint8]:
        """Return the picture. `light` and `tone` are used up. `grain` is (height, width) normal numbers."""
        light *= self._vignette
        light *= _exposure(light)
        light *= np.float32(LIGHTS / LIGHT_RANGE)
        light += grain
        np.clip(light, 0.0, LIGHTS - 1.0, out=light)
        tone *= np.float32(TONES)
        tone += grain * np.float32(0.25)
        np.clip(tone, 0.0, TONES - 1.0, out=tone)
        where = tone.astype(np.int32)
        where *= LIGHTS
        where += light.astype(np.int32)
        pixels = np.take(table, where, mode="clip").view(np.uint8).reshape(*where.shape, 4)
        self._bloom(pixels, glow)
        frame = av.VideoFrame.from_ndarray(pixels, format="rgba")
        width, height = self._size
        shown = self._reformatter.reformat(frame, width, height, "rgb24", interpolation="BICUBIC")
        return np.ascontiguousarray(shown.to_ndarray())

    def _bloom(self, pixels: NDArray[np.uint8], glow: float) -> None:
        """Add the blurred bright parts to the picture, in place; what would run over stays at 255."""
        height, width = pixels.shape[:2]
        frame = av.VideoFrame.from_ndarray(pixels, format="rgba")
        small = self._reformatter.reformat(frame, *self._small, "rgb24", interpolation="BILINEAR").to_ndarray()
        bright = small.astype(np.float32) * np.float32(1.0 / 255.0)
        bright *= bright
        halo = np.zeros_like(bright)
        for (down, across), share in zip(self._blurs, (0.30, 0.36), strict=True):
            for channel in range(3):
                halo[..., channel] += np.float32(share * glow) * (down @ bright[..., channel] @ across.T)
        np.minimum(halo, 0.8, out=halo)
        veil = av.VideoFrame.from_ndarray((halo * np.float32(255.0)).astype(np.uint8), format="rgb24")
        frame = self._reformatter.reformat(veil, width, height, "rgba", interpolation="FAST_BILINEAR")
        large = np.asarray(frame.to_ndarray(), np.uint8)
        pixels += large
        over = (pixels < large).view(np.uint8)
        np.negative(over, out=over)
        pixels |= over


def grain_plane(speckle: Field, rows: int, columns: int, shift: tuple[float, float]) -> Field:
    """Return a window into the grain; `shift` (0..1 each) says which."""
    down = int(shift[0] * max(1, SIZE - rows))
    over = int(shift[1] * max(1, SIZE - columns))
    return speckle[down : down + rows, over : over + columns]


def _exposure(light: Field) -> np.float32:
    """Return a gain that brings the mean light halfway (in logarithms) toward a usual picture's."""
    mean = float(light[::4, ::4].mean())
    return np.float32(min(1.7, max(0.6, (0.30 / max(mean, 1e-3)) ** 0.4)))


def _blur(size: int, spread: float) -> Field:
    """Return the (size, size) matrix that blurs by a Gaussian of `spread` points."""
    place = np.arange(size, dtype=np.float32)
    matrix = np.exp(-((place[:, None] - place[None, :]) ** 2) / np.float32(2 * spread * spread))
    blurred: Field = (matrix / matrix.sum(axis=1, keepdims=True)).astype(np.float32)
    return blurred
