"""The referee in numpy: names the scene and the palette of a picture, and knows how sharp they ought to be.

It is training.picture.referee's network with its norms folded in, and gives its values. The file holds, beside the
weights (float16): `scenes` and `palettes`, the names; `detail`, (scenes, palettes, 2), the Laplacian of the rendered
pictures that the model learnt from (bench.picture_detail), at `size` (width, height), so that nothing need be rendered
here; `held`, the shares of scenes and palettes that it names rightly on plain pictures of seeds of its own.
"""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from soundscape_live.generator.picture import Picture

FILE = Path(__file__).parent / "referee.npz"
HEIGHT, WIDTH = 72, 128
"What it looks at: the mean of each box of the picture."
STRIDES = (2, 2, 1, 2, 1, 2)

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Seen:
    """What a picture shows, as numbers of `Referee.scenes` and `Referee.palettes`."""

    scene: int
    palette: int


class Referee:
    """Looks at pictures."""

    def __init__(self, path: Path = FILE) -> None:
        """Read the file. OSError if it is not there."""
        with np.load(path) as file:
            self._weights = {name: file[name] for name in file.files}
        self.scenes = tuple(map(str, self._weights["scenes"]))
        self.palettes = tuple(map(str, self._weights["palettes"]))
        self.detail: Array = self._weights["detail"].astype(np.float32)
        self.size = (int(self._weights["size"][0]), int(self._weights["size"][1]))
        self.held = (float(self._weights["held"][0]), float(self._weights["held"][1]))

    def look(self, picture: Picture) -> Seen:
        """Return what it shows."""
        scene, palette = self.logits(small(picture))
        return Seen(int(scene.argmax()), int(palette.argmax()))

    def logits(self, seen: Array) -> tuple[Array, Array]:
        """Take (3, HEIGHT, WIDTH) in -1..1; return a number for each scene and for each palette."""
        x = seen
        for (weight, bias), stride in zip(self._layers, STRIDES, strict=True):
            x = np.maximum(_convolve(x, weight, stride) + bias[:, None, None], np.float32(0.0))
        gathered = np.concatenate([x.mean((1, 2)), x.max((1, 2))])
        return self._head("scene", gathered), self._head("palette", gathered)

    @cached_property
    def _layers(self) -> tuple[tuple[Array, Array], ...]:
        names = (f"layer{number}" for number in range(len(STRIDES)))
        return tuple((self._float(f"{name}.weight"), self._float(f"{name}.bias")) for name in names)

    def _head(self, name: str, gathered: Array) -> Array:
        result: Array = self._float(f"{name}.weight") @ gathered + self._float(f"{name}.bias")
        return result

    def _float(self, name: str) -> Array:
        weight: Array = self._weights[name].astype(np.float32)
        return weight


def small(picture: Picture) -> Array:
    """Return a picture as the referee sees it, (3, HEIGHT, WIDTH) in -1..1. ValueError if it is smaller than that."""
    height, width, _ = picture.shape
    if height < HEIGHT or width < WIDTH:
        raise ValueError(f"the referee looks at pictures of {WIDTH}x{HEIGHT} or more, not {width}x{height}")
    rows, columns = np.arange(HEIGHT) * height // HEIGHT, np.arange(WIDTH) * width // WIDTH
    sums = np.add.reduceat(np.add.reduceat(picture, rows, 0, np.float32), columns, 1)
    boxes = np.diff(rows, append=height)[:, None] * np.diff(columns, append=width)
    mean: Array = (sums / boxes[..., None]).transpose(2, 0, 1).astype(np.float32)
    return mean / np.float32(127.5) - np.float32(1.0)


def _convolve(x: Array, weight: Array, stride: int) -> Array:
    """Return a 3x3 convolution with a border of zeros, (channels, ceil(h / stride), ceil(w / stride))."""
    padded = np.pad(x, ((0, 0), (1, 1), (1, 1)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (3, 3), (1, 2))[:, ::stride, ::stride]
    result: Array = np.tensordot(weight, windows, ((1, 2, 3), (0, 3, 4)))
    return result
