"""How a convolution's product is cut into tiles, by what measured fastest on an H200.

A tile is best when all of them run at once and few processors are left over; so it depends on the picture's size and
the channels, and what is best for one size is best for sizes like it.
"""

import math
from dataclasses import dataclass

NARROW = 16
"Channels of the few that a tensor core takes: 3 or 4 are padded to them."


@dataclass(frozen=True, slots=True)
class Tile:
    """How a product is cut."""

    pixels: int
    outs: int
    warps: int
    stages: int
    splits: int = 1
    inputs: int = 64
    "Input channels at a time."


PLAIN = Tile(128, 64, 4, 3)
"Of 1x1 convolutions and of the decoder's."
TILES: dict[tuple[int, int], Tile] = {
    (9216, 320): Tile(128, 64, 4, 3),
    (4096, 320): Tile(64, 64, 4, 4, 1, 128),
    (2304, 640): Tile(64, 128, 4, 4),
    (2304, 320): Tile(64, 64, 4, 5, 2),
    (1024, 640): Tile(64, 128, 4, 3, 3),
    (1024, 320): Tile(64, 64, 4, 5, 4),
    (576, 1280): Tile(64, 256, 4, 3, 4),
    (576, 640): Tile(64, 64, 4, 5, 4),
    (256, 1280): Tile(128, 128, 8, 4, 12),
    (256, 640): Tile(64, 128, 4, 4, 12),
    (144, 1280): Tile(64, 256, 4, 3, 16),
    (64, 1280): Tile(64, 64, 4, 5, 12),
}
"(pixels, output channels) -> the fastest tile of a 3x3 convolution."
WHOLE: dict[tuple[int, int], Tile] = {
    (2304, 640): Tile(128, 128, 8, 3),
    (1024, 640): Tile(64, 128, 4, 3),
    (576, 1280): Tile(128, 128, 8, 3),
    (256, 1280): Tile(64, 64, 4, 4),
    (144, 1280): Tile(64, 128, 4, 3, 1, 128),
    (64, 1280): Tile(64, 64, 4, 4, 1, 128),
}
"The same of those to a picture twice as large, whose parts cannot be split; pixels are the input's."
EIGHT: dict[tuple[int, int], Tile] = {
    (9216, 320): Tile(128, 64, 4, 3, 1, 128),
    (4096, 320): Tile(64, 64, 4, 4, 1, 128),
    (2304, 640): Tile(64, 128, 4, 3, 1, 128),
    (1024, 640): Tile(64, 128, 4, 3, 3, 128),
    (576, 1280): Tile(64, 128, 4, 3, 3, 128),
    (256, 1280): Tile(64, 128, 4, 4, 6, 128),
    (144, 1280): Tile(64, 128, 4, 4, 8, 128),
    (64, 1280): Tile(64, 64, 4, 4, 8, 128),
}
"The same of 3x3 convolutions in eight bits."
ROWS: dict[tuple[int, int], Tile] = {
    (9216, 320): Tile(128, 64, 4, 3, 1, 128),
    (2304, 640): Tile(64, 64, 4, 4, 1, 128),
    (576, 1280): Tile(64, 64, 4, 4, 1, 128),
}
"The same of products of rows in eight bits."
GATED = Tile(128, 64, 4, 2, 1, 128)
"Of gated products in eight bits, of all sizes."


def nearest(tiles: dict[tuple[int, int], Tile], pixels: int, outs: int) -> Tile:
    """Return the tile of the size most like this one, that divides the channels."""
    fits = {size: tile for size, tile in tiles.items() if outs % tile.outs == 0}
    if not fits:
        return Tile(64, 64 if outs % 64 == 0 else NARROW, 4, 4)
    return fits[min(fits, key=lambda size: abs(math.log(size[0] / pixels)) + abs(math.log(size[1] / outs)))]
