"""The pretended pictures: cheap to draw and to encode, and one sees what they were made with.

Rules: the colour is that of the prompts' mixture, the contrast and the drift are those of the noise, a cut begins the
drift anew. A stamp says the number of the call that made it, and the number of the frame.
"""

import math
import zlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from soundscape_live.generator.pretend.blending import Mixture
from soundscape_live.generator.pretend.pipeline import Made
from soundscape_live.wire import stamp

GREY, CONTRAST, CHROMA = 112, 48, 72
"Levels of 8-bit video."
TILE = 16
"Pixels of a tile's side."
DRIFT = 4.0
"Pixels that the tiles move in a frame at full noise."


@dataclass(frozen=True, slots=True)
class Still:
    """What a frame is drawn from."""

    made: Made
    call: int
    index: int
    "Which frame since the last cut."


def chroma(mixture: Mixture) -> tuple[int, int]:
    """Return the two colour differences (U, V), 0 to 255, of a mixture: each text has a hue of its own."""
    u = v = 0.0
    for text, share in mixture:
        angle = math.tau * zlib.crc32(text.encode(errors="surrogatepass")) / 2**32
        u, v = u + share * math.cos(angle), v + share * math.sin(angle)
    return round(128 + CHROMA * u), round(128 + CHROMA * v)


class Drawing:
    """Draws frames of one size."""

    def __init__(self, width: int, height: int) -> None:
        """Take even sides in pixels."""
        self._width, self._height = width, height
        self._tiles: tuple[int, NDArray[np.int16]] = (0, self._lay(0))

    def draw(self, still: Still, frame: int) -> NDArray[np.uint8]:
        """Return frame number `frame` in the layout yuv420p, (height * 3/2, width)."""
        made = still.made
        if made.seed != self._tiles[0]:
            self._tiles = (made.seed, self._lay(made.seed))
        noise = min(1.0, max(0.0, made.noise))
        drifted = np.roll(self._tiles[1], round(still.index * noise * DRIFT), axis=1)
        picture = np.empty((self._height * 3 // 2, self._width), np.uint8)
        picture[: self._height] = GREY + drifted * noise
        halves = picture[self._height :].reshape(2, -1)
        halves[0], halves[1] = chroma(made.embedding)
        stamp.write(picture[: self._height], still.call, frame)
        return picture

    def _lay(self, seed: int) -> NDArray[np.int16]:
        rows, columns = -(-self._height // TILE), -(-self._width // TILE)
        levels = np.random.default_rng(abs(seed)).integers(-CONTRAST, CONTRAST, (rows, columns), dtype=np.int16)
        return levels.repeat(TILE, 0).repeat(TILE, 1)[: self._height, : self._width]
